"""`make bench`: every benchmark, ours and the peer's in the same run; the results go to bench/RESULTS.md.

`python -m bench search packs` runs only those and renews only their sections: a section tells its own day. Only what
was run is written. A bar that is missed is said in the file and ends the command with 1.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import importlib
import io
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.report import Row, Section, bar_of, merged, section_text

RESULTS = Path(__file__).with_name("RESULTS.md")
BENCHES = (
    "rules",
    "packs",
    "search",
    "awards",
    "publish",
    "simulation",
    "front",
    "ledger",
    "deciding",
    "redemption",
    "clearance",
    "cases",
    "submit",
    "linking",
    "audit",
)
"""Packages of this folder, in the order of the file; each has `run.run() -> list[Row]`."""
LIBRARIES = ("polars", "duckdb", "sqlglot", "openfisca-core", "django", "uvicorn")


def machine() -> str:
    """Cores, memory, system and versions, as this run found them."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    libraries = "、".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{os.cpu_count()} 核，{memory:.0f} GB 内存，{platform.system()} {platform.machine()}，"
        f"Python {platform.python_version()}；{libraries}"
    )


class Tee(io.StringIO):
    """Shows what is printed and keeps it."""

    def write(self, text: str) -> int:
        """As `print` calls it."""
        if sys.__stdout__ is not None:
            sys.__stdout__.write(text)
            sys.__stdout__.flush()
        return super().write(text)


def run_one(name: str) -> tuple[Section, list[Row]]:
    """Run a benchmark; its section and its rows."""
    with contextlib.redirect_stdout(Tee()) as printed:
        rows: list[Row] = importlib.import_module(f"bench.{name}.run").run()
    # A benchmark is about this machine now: its date is the machine's, not the platform's business date.
    today = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()  # noqa: TID251 - see above
    return Section(name, section_text(rows, printed.getvalue(), today, machine())), rows


def main(arguments: list[str]) -> int:
    """Run what is named, or all; write the file after each; 1 if a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="测量，写入 bench/RESULTS.md")
    parser.add_argument(
        "names", nargs="*", choices=[*BENCHES, []], metavar="名称", help="只测这些；不写则全部"
    )
    names: list[str] = parser.parse_args(arguments).names or list(BENCHES)
    missed: list[str] = []
    for name in names:
        section, rows = run_one(name)
        before = RESULTS.read_text(encoding="utf-8") if RESULTS.is_file() else ""
        RESULTS.write_text(merged(before, section, BENCHES), encoding="utf-8")
        missed += [row[0] for row in rows if (bar := bar_of(row[0])) and not bar.holds(row)]
    print(f"写入 {RESULTS}")
    if missed:
        print("未达到门槛：" + "；".join(missed), file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
