"""One measurement, in a process of its own: ``python -m bench.rules.measure TASK …``, JSON on
standard output.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from bench.rules.workload import MONEY_FACTS, ON, Workload, workload
from zhongchuang.expressions import Value, evaluate, population_plan, unknown_facts

SUBJECTS_ALONE = 60
"""Subjects asked one by one; the median is reported."""


def ours_aggregate(path: str) -> dict[str, Any]:
    """From Parquet to counts and sums per rule."""
    work = workload()
    plan = population_plan(work.rules, work.vocabulary, work.parameters, ON)
    start = time.perf_counter()
    result = plan.aggregate(Path(path))
    seconds = time.perf_counter() - start
    answers = {name: count.met for name, count in result.conditions.items()}
    sums = {name: float(amount.total or 0) / 100 for name, amount in result.amounts.items()}
    return {"seconds": seconds, "answers": answers | sums, "rows": result.rows}


def peer_aggregate(path: str) -> dict[str, Any]:
    """All rules worked out and counted; the system, the parameters and the loaded inputs are there
    beforehand.
    """
    from bench.rules.peer import YEAR, peer_inputs, peer_simulation, peer_system

    work = workload()
    system, inputs = peer_system(work), peer_inputs(Path(path))
    simulation = peer_simulation(system, inputs)
    start = time.perf_counter()
    answers = {name: float(simulation.calculate(name, YEAR).sum(dtype=float)) for name in work.rules}
    return {"seconds": time.perf_counter() - start, "answers": answers, "rows": simulation.persons.count}


def ours_verdicts(path: str, out: str) -> dict[str, Any]:
    """From Parquet to all verdicts in Parquet."""
    work = workload()
    plan = population_plan(work.rules, work.vocabulary, work.parameters, ON)
    start = time.perf_counter()
    result = plan.verdicts(Path(path), Path(out))
    return {"seconds": time.perf_counter() - start, "rows": result.rows, "bytes": Path(out).stat().st_size}


def ours_alone(path: str) -> dict[str, Any]:
    """One subject, all rules, with the full tree of reasons, what decided, and what is still unknown."""
    work = workload()
    subjects = _subjects(work, path)

    def ask(facts: dict[str, Value | None]) -> int:
        subject = work.vocabulary.subject(facts)
        reasons = 0
        for rule in work.rules.values():
            outcome = evaluate(rule, subject, work.parameters, ON, with_reasons=True)
            reasons += len(list(outcome.trace.decisive_leaves())) + len(unknown_facts(outcome))
        return reasons

    ask(subjects[0])  # the texts of the nodes are made once, with the first subject
    return {"seconds": _median(ask, subjects)}


def peer_alone(path: str, explained: str) -> dict[str, Any]:
    """One subject, all rules, with OpenFisca's trace on and read out as its web API's ``/trace`` gives it.

    ``explained`` is "parts" where every value our reasons show is a variable there, since its trace shows
    nothing smaller; "rules" where each rule is one formula and the trace shows only what it read.
    """
    from bench.rules.peer import YEAR, peer_inputs, peer_simulation, peer_system

    work = workload()
    system, inputs = peer_system(work, explained=explained == "parts"), peer_inputs(Path(path))
    subjects = [
        {name: values[row : row + 1] for name, values in inputs.items()} for row in range(SUBJECTS_ALONE)
    ]

    def ask(facts: dict[str, Any]) -> int:
        simulation = peer_simulation(system, facts)
        simulation.trace = True
        for name in work.rules:
            simulation.calculate(name, YEAR)
        return len(simulation.tracer.get_serialized_flat_trace())

    ask(subjects[0])
    return {"seconds": _median(ask, subjects)}


def _median(ask: Callable[[Any], int], subjects: list[Any]) -> float:
    times = []
    for subject in subjects:
        start = time.perf_counter()
        answered = ask(subject)
        times.append(time.perf_counter() - start)
        assert answered > 0
    return statistics.median(times)


def _subjects(work: Workload, path: str) -> list[dict[str, Value | None]]:
    frame = pl.read_parquet(path, n_rows=SUBJECTS_ALONE).select(list(work.vocabulary))
    assert set(MONEY_FACTS) <= set(frame.columns)
    return frame.to_dicts()


TASKS: dict[str, Callable[..., dict[str, Any]]] = {
    "ours-aggregate": ours_aggregate,
    "peer-aggregate": peer_aggregate,
    "ours-verdicts": ours_verdicts,
    "ours-alone": ours_alone,
    "peer-alone": peer_alone,
}


if __name__ == "__main__":
    found = TASKS[sys.argv[1]](*sys.argv[2:])
    found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))
