"""The rule language measured beside OpenFisca-Core: ``python -m bench.rules.run [SUBJECTS]``.

Prints ``name  ours  peer  ratio`` and returns the rows for the common runner. Every number comes
from a process of its own; ours and the peer's runs alternate and the best of three counts for each,
since the machine is shared. First the answers are compared on subjects without gaps, where the
two-valued peer must agree.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.rules.workload import CONDITIONS, FORMULAS, write_population

SUBJECTS = 1_000_000
COMPARED = 50_000
REPEATS = 3
PEAK_BAR_MB = 1024
FLOAT32_TOLERANCE = 1e-5
"""Relative; the peer keeps amounts in 24 bits."""

Row = tuple[str, float, float | None, float | None]
"""Name, ours in seconds, the peer's, the ratio; None where there is no peer."""


def run(subjects: int = SUBJECTS) -> list[Row]:
    """Generate, compare, measure, print."""
    rules = CONDITIONS + FORMULAS
    with TemporaryDirectory() as folder:
        small, large = Path(folder) / "compared.parquet", Path(folder) / "population.parquet"
        write_population(small, COMPARED, nulls=0)
        _compare(str(small))
        write_population(large, subjects)
        ours, peer = _alternate("aggregate", [str(large)], [str(large)])
        written = _measure("ours-verdicts", str(large), str(Path(folder) / "verdicts.parquet"))
        alone, peer_alone = _alternate("alone", [str(large)], [str(large), "parts"])
        peer_shallow = _measure("peer-alone", str(large), "rules")
    name = f"rules: {subjects:,} subjects × {rules} rules, counts and sums"
    rows = [
        _row(name, ours, peer),
        (
            f"rules: {subjects:,} subjects × {rules} rules, all verdicts written",
            written["seconds"],
            None,
            None,
        ),
        _row(f"rules: one subject × {rules} rules with reasons, p50", alone, peer_alone),
        _row("  the same, the peer tracing whole rules only", alone, peer_shallow),
    ]
    for label, mine, theirs, ratio in rows:
        print(f"{label}  {_seconds(mine)}  {_seconds(theirs)}  {'–' if ratio is None else f'{ratio:.2f}'}")
    print(f"{name}, peak memory  {ours['peak_mb']:.0f} MB  {peer['peak_mb']:.0f} MB  –")
    print(f"rules: all verdicts written, peak memory  {written['peak_mb']:.0f} MB  –  –")
    if ours["peak_mb"] > PEAK_BAR_MB:
        print(f"over the bar of {PEAK_BAR_MB} MB", file=sys.stderr)
    return rows


def _row(name: str, ours: dict[str, Any], peer: dict[str, Any]) -> Row:
    return name, ours["seconds"], peer["seconds"], ours["seconds"] / peer["seconds"]


def _seconds(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"


def _measure(*task: str) -> dict[str, Any]:
    """One task in a process of its own."""
    command = [sys.executable, "-m", "bench.rules.measure", *task]
    child = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(child.stdout)
    return found


def _alternate(
    task: str, ours_with: list[str], peer_with: list[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Ours and the peer's in turn; the fastest run of each."""
    runs = [
        (_measure(f"ours-{task}", *ours_with), _measure(f"peer-{task}", *peer_with)) for _ in range(REPEATS)
    ]
    ours, peer = (min(side, key=lambda found: found["seconds"]) for side in zip(*runs, strict=True))
    return ours, peer


def _compare(path: str) -> None:
    """Without unknowns both must count the same subjects, and sum the same amounts as far as float32 can."""
    ours, peer = (_measure(f"{side}-aggregate", path)["answers"] for side in ("ours", "peer"))
    for name, mine in ours.items():
        theirs = peer[name]
        same = (
            mine == theirs
            if name.startswith("c")
            else abs(mine - theirs) <= FLOAT32_TOLERANCE * abs(mine) + 1
        )
        if not same:
            raise SystemExit(f"{name}: ours {mine}, OpenFisca {theirs} on {COMPARED} subjects without gaps")
    print(
        f"rules: {len(ours)} answers on {COMPARED:,} subjects without gaps agree with OpenFisca",
        file=sys.stderr,
    )


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else SUBJECTS)
