"""政策测算 over 1,000,000 subjects, from Parquet to the result, both rule books. No peer does this; the bar is 5 s.

Two scenarios: one number changed in a topic of five measures, and the widest there can be, every measure that is given
stopped and every one that waits opened. Run alone: `python -m bench.simulation.run [ROWS]`.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.packs.subjects import write_population
from zhongchuang.policy.packs.loader import load_rulebook
from zhongchuang.policy.packs.schema import Modality, RuleBook
from zhongchuang.policy.simulation.changes import Change, SetParameter, Switch
from zhongchuang.policy.simulation.comparing import compare

ROWS = 1_000_000
SEED = 20160729
ON = date(2026, 11, 1)
REPEATS = 3

Row = tuple[str, float, float | None, float | None]
"""Name, ours in seconds, the peer's, the ratio; None where there is no peer."""


def scenarios(book: RuleBook) -> Mapping[str, Sequence[Change]]:
    """What is simulated, by the words of its line."""
    every = [
        Switch(measure.id, measure.modality in (Modality.ENCOURAGES, Modality.SUSPENDED))
        for measure in book.measures()
    ]
    return {
        "60 % instead of 70 %": [SetParameter("liaoning/transfer-income-share", "share", Decimal("0.60"))],
        "every measure stopped or opened": every,
    }


def run(rows: int = ROWS) -> list[Row]:
    """Generate, measure each in a process of its own, print, return the rows for the common runner."""
    book = load_rulebook()
    found: list[Row] = []
    with TemporaryDirectory() as folder:
        population = Path(folder) / "population.parquet"
        write_population(book, population, rows, SEED)
        for name in scenarios(book):
            runs = [_measured(population, name) for _ in range(REPEATS)]
            best = min(runs, key=lambda one: one["seconds"])
            label = f"simulation: {name}, {best['measures']:.0f} measures asked twice × {rows:,} subjects"
            print(f"{label}  {best['seconds']:.2f} s  –  –")
            print(f"{label}, peak memory  {best['peak_mb']:.0f} MB  –  –")
            found.append((label, best["seconds"], None, None))
    return found


def _measured(population: Path, name: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.simulation.run", "--measure", str(population), name]
    child = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    measured: dict[str, float] = json.loads(child.stdout)
    return measured


def measure(population: Path, name: str) -> None:
    """One run, as JSON on standard output; the packs are loaded before the clock starts."""
    book = load_rulebook()
    changes = scenarios(book)[name]
    start = time.perf_counter()
    found = compare(book, changes, ON, population)
    seconds = time.perf_counter() - start
    if found.rejected or found.unusable:
        raise SystemExit("the generated population has bad rows")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mb": peak, "measures": len(found.measures)}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]), sys.argv[3])
    else:
        run(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
