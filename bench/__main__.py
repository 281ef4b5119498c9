"""`make bench`: every benchmark, ours and the peer's in the same run; the results go to bench/RESULTS.md.

Only what was run is written. A bar that is missed is said in the file and ends the command with 1.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import platform
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.packs import run as packs
from bench.rules import run as rules

RESULTS = Path(__file__).with_name("RESULTS.md")
Row = tuple[str, float, float | None, float | None]


@dataclass(frozen=True, slots=True)
class Bar:
    """How good a line must be: by its ratio to the peer, or by itself in seconds."""

    starts: str
    ratio: float | None = None
    seconds: float | None = None

    def holds(self, row: Row) -> bool:
        """Whether the row is good enough."""
        _, ours, _, ratio = row
        good_ratio = self.ratio is None or (ratio is not None and ratio <= self.ratio)
        return good_ratio and (self.seconds is None or ours <= self.seconds)

    def __str__(self) -> str:
        return f"比值 ≤ {self.ratio}" if self.ratio is not None else f"≤ {self.seconds:.0f} s"


BARS = {
    "counts and sums": Bar("rules", ratio=1.0),
    "with reasons, p50": Bar("rules", ratio=0.1),
    "packs:": Bar("packs", seconds=10),
}


def bar_of(name: str) -> Bar | None:
    """The bar of a line, if it has one."""
    return next((bar for part, bar in BARS.items() if part in name), None)


def machine() -> str:
    """Cores, memory, system and versions, as this run found them."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    libraries = "、".join(
        f"{name} {version(name)}" for name in ("polars", "duckdb", "sqlglot", "openfisca-core")
    )
    return (
        f"{os.cpu_count()} 核，{memory:.0f} GB 内存，{platform.system()} {platform.machine()}，"
        f"Python {platform.python_version()}；{libraries}"
    )


def seconds(value: float | None) -> str:
    """A time as one reads it."""
    if value is None:
        return "–"
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| 测什么 | 我们 | 对照 | 比值 | 门槛 |", "|---|--:|--:|--:|---|"]
    for row in rows:
        name, ours, peer, ratio = row
        bar = bar_of(name)
        met = "" if bar is None else f"{bar}{'，达到' if bar.holds(row) else '，**未达到**'}"
        shown = "–" if ratio is None else f"{ratio:.2f}"
        lines.append(f"| {name.strip()} | {seconds(ours)} | {seconds(peer)} | {shown} | {met} |")
    return "\n".join(lines)


class Tee(io.StringIO):
    """Shows what is printed and keeps it."""

    def write(self, text: str) -> int:
        """As `print` calls it."""
        if sys.__stdout__ is not None:
            sys.__stdout__.write(text)
            sys.__stdout__.flush()
        return super().write(text)


def memory_lines(printed: str) -> str:
    """The peaks of memory the benchmarks printed, as a list."""
    return "\n".join(f"- {line.strip()}" for line in printed.splitlines() if "peak memory" in line)


def main() -> int:
    """Run all, write the file; 1 if a bar is missed."""
    with contextlib.redirect_stdout(Tee()) as printed:
        rows: list[Row] = [*rules.run(), *packs.run()]
    # A benchmark is about this machine now: its date is the machine's, not the platform's business date.
    today = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()  # noqa: TID251 - see above
    RESULTS.write_text(
        "# 测量结果\n\n"
        "由 `make bench` 写成；只写真正运行过的。我们与对照在同一次运行里交替测量，各取较快的一次；"
        "机器有别的负载时看比值。怎么测、比什么，见 [README.md](README.md)。\n\n"
        f"- 日期：{today}\n- 机器：{machine()}\n\n{table(rows)}\n\n"
        f"峰值内存（我们、对照）：\n\n{memory_lines(printed.getvalue())}\n",
        encoding="utf-8",
    )
    print(f"写入 {RESULTS}")
    missed = [row[0] for row in rows if (bar := bar_of(row[0])) and not bar.holds(row)]
    if missed:
        print("未达到门槛：" + "；".join(missed), file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
