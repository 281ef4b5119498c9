"""The real packs × 1,000,000 subjects, from Parquet to verdicts and amounts in Parquet. No peer does this;
the bar is 10 s.

Run alone: `python -m bench.packs.run [ROWS]`. Prints `name  ours  peer  ratio` and a line with the peak
memory.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.packs.subjects import write_population
from zhongchuang.policy.matching.population import match_population
from zhongchuang.policy.packs.loader import load_rulebook

ROWS = 1_000_000
SEED = 20160729
ON = date(2026, 11, 1)
BAR_SECONDS = 10.0

Row = tuple[str, float, float | None, float | None]
"""Name, ours in seconds, the peer's, the ratio; None where there is no peer."""


def run(rows: int = ROWS) -> list[Row]:
    """Generate, measure in a process of its own, print, return the rows for the common runner."""
    with TemporaryDirectory() as folder:
        population = Path(folder) / "population.parquet"
        write_population(load_rulebook(), population, rows, SEED)
        command = [sys.executable, "-m", "bench.packs.run", "--measure", str(population)]
        child = subprocess.run(command, capture_output=True, text=True, check=True)
    measured = json.loads(child.stdout)
    name = f"packs: {measured['measures']} measures × {rows:,} subjects"
    print(f"{name}  {measured['seconds']:.2f} s  –  –")
    print(f"{name}, peak memory  {measured['peak_mb']:.0f} MB  –  –")
    if rows >= ROWS and measured["seconds"] > BAR_SECONDS:
        print(f"over the bar of {BAR_SECONDS:.0f} s", file=sys.stderr)
    return [(name, float(measured["seconds"]), None, None)]


def measure(population: Path) -> None:
    """One run, as JSON on standard output; the packs are loaded before the clock starts."""
    book = load_rulebook()
    start = time.perf_counter()
    report = match_population(book, population, ON, population.with_name("verdicts.parquet"))
    seconds = time.perf_counter() - start
    if report.rejected or report.unusable:
        raise SystemExit(f"the generated population has bad rows: {report}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "measures": sum(1 for _ in book.measures())}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]))
    else:
        run(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
