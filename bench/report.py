"""The file of results: a section a benchmark, each with its own day, machine and table."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

Row = tuple[str, float, float | None, float | None]
"""Name, ours in seconds, the peer's, the ratio of the two; None where there is no peer. Lines whose bar is a ratio of
throughputs (`at_least`) hold requests a second instead, those of a count (`none`) the count."""

HEAD = (
    "# 测量结果\n\n"
    "由 `make bench` 写成；只写真正运行过的，每节写着自己的日期。我们与对照在同一次运行里交替测量，各取较快的一次；"
    "机器有别的负载时看比值。怎么测、比什么，见 [README.md](README.md)。\n\n"
)


@dataclass(frozen=True, slots=True)
class Bar:
    """How good a line must be: by its ratio to the peer, or by itself in seconds."""

    ratio: float | None = None
    seconds: float | None = None
    at_least: float | None = None  # a ratio of throughputs
    score: float | None = None  # F1, the higher the better
    none: bool = (
        False  # a count: nothing of ours, and something of the control's, which goes without the guard
    )

    def holds(self, row: Row) -> bool:
        """Whether the row is good enough."""
        _, ours, control, ratio = row
        good_ratio = self.ratio is None or (ratio is not None and ratio <= self.ratio)
        good_share = self.at_least is None or (ratio is not None and ratio >= self.at_least)
        good_score = self.score is None or ours >= self.score
        good_count = not self.none or (ours == 0 and control is not None and control > 0)
        good_time = self.seconds is None or ours <= self.seconds
        return good_ratio and good_share and good_score and good_count and good_time

    def __str__(self) -> str:
        if self.none:
            return "0，对照须 > 0"
        if self.score is not None:
            return f"≥ {self.score:g}"
        if self.at_least is not None:
            return f"比值 ≥ {self.at_least}"
        return f"比值 ≤ {self.ratio}" if self.ratio is not None else f"≤ {self.seconds:g} s"


BARS = {
    "counts and sums": Bar(ratio=1.0),
    "with reasons, p50": Bar(ratio=0.1),
    "packs:": Bar(seconds=10),
    "awards: search": Bar(seconds=0.1),
    "search:": Bar(ratio=0.05),
    "publish:": Bar(seconds=1),
    "simulation:": Bar(seconds=5),
    "front page:": Bar(at_least=0.5),
    "ledger: transfers": Bar(at_least=0.5),
    "ledger: contested": Bar(none=True),
    "deciding:": Bar(none=True),
    "redemption: one attempt": Bar(seconds=0.1),
    "redemption:": Bar(none=True),
    "lost or twice": Bar(none=True),
    "submit:": Bar(seconds=2),
    "cases:": Bar(seconds=0.3),
    "linking: FEBRL4": Bar(score=0.999),
    "linking: Chinese firms with codes": Bar(score=0.98),
    "linking: Chinese firms without codes": Bar(score=0.95),
    "clearance:": Bar(seconds=0.05),
    "audit:": Bar(seconds=60),
}
"""A line whose name contains the words has the bar."""


def bar_of(name: str) -> Bar | None:
    """The bar of a line, if it has one."""
    return next((bar for part, bar in BARS.items() if part in name), None)


def shown(value: float | None, bar: Bar | None) -> str:
    """A time, or requests a second, as one reads it."""
    if value is None:
        return "–"
    if bar is not None and bar.none:
        return f"{value:,.0f}"
    if bar is not None and bar.score is not None:
        return f"{value:.4f}"
    if bar is not None and bar.at_least is not None:
        return f"{value:,.0f} /s"
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| 测什么 | 我们 | 对照 | 比值 | 门槛 |", "|---|--:|--:|--:|---|"]
    for row in rows:
        name, ours, peer, ratio = row
        bar = bar_of(name)
        met = "" if bar is None else f"{bar}{'，达到' if bar.holds(row) else '，**未达到**'}"
        share = "–" if ratio is None else f"{ratio:.3g}"
        lines.append(f"| {name.strip()} | {shown(ours, bar)} | {shown(peer, bar)} | {share} | {met} |")
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Section:
    """What one benchmark has to say."""

    name: str
    text: str


def section_text(rows: Sequence[Row], printed: str, day: dt.date, machine: str) -> str:
    """Day, machine, table; and the notes a benchmark printed (`· …`, peaks of memory)."""
    noted = [
        line.strip().removeprefix("· ")
        for line in printed.splitlines()
        if "peak memory" in line or line.startswith("· ")
    ]
    notes = "".join(f"- {line}\n" for line in noted)
    return f"- 日期：{day}\n- 机器：{machine}\n\n{table(rows)}\n" + (f"\n{notes}" if notes else "")


def merged(before: str, section: Section, order: Sequence[str]) -> str:
    """The file with this section in place of its former self; other sections stand as they were, also those that no
    benchmark writes (what `make chaos` came to).
    """
    found = dict(re.findall(r"^## (\S+)\n\n(.*?)(?=^## |\Z)", before, flags=re.MULTILINE | re.DOTALL))
    found[section.name] = section.text
    names = [*(name for name in order if name in found), *(name for name in found if name not in order)]
    return HEAD + "\n".join(f"## {name}\n\n{found[name].strip()}\n" for name in names)
