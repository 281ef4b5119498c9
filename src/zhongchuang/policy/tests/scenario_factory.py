"""What the tests of 政策测算 are built from: a change that fits any book, populations, scenarios, runs."""

from __future__ import annotations

from dataclasses import dataclass

from zhongchuang.core.actors import Actor, SystemActor
from zhongchuang.policy.models import Population, Scenario, ScenarioRun
from zhongchuang.policy.packs.schema import Measure, Modality, RuleBook
from zhongchuang.policy.selectors.rulebook import current_rulebook
from zhongchuang.policy.services.populations import population_draw, population_upload
from zhongchuang.policy.services.runs import run_compute, run_start
from zhongchuang.policy.services.scenarios import scenario_create
from zhongchuang.policy.simulation.changes import Change, Switch
from zhongchuang.policy.simulation.synthetic import SIZES
from zhongchuang.policy.tests.factory import TODAY

WORKER = SystemActor("policy.simulation")


def given_measure(book: RuleBook) -> Measure:
    """The first measure of a book that is given and has an amount."""
    return next(m for m in book.measures() if m.benefit and m.modality is Modality.CONFERS)


def a_table(book: RuleBook, rows: int = 3) -> bytes:
    """A CSV with so many subjects: a place, a kind and one fact of the measure above."""
    measure = given_measure(book)
    fact = sorted(measure.facts())[0]
    place = next(code for code in book.places if measure.place in book.chain(code))
    lines = [f"编号,地区,对象类型,{fact}"]
    lines += [f"{number},{place},{measure.kinds[0].value},1" for number in range(1, rows + 1)]
    return "\n".join(lines).encode()


def a_population(actor: Actor, rows: int = 3) -> Population:
    """An uploaded population."""
    return population_upload(actor=actor, filename="对象.csv", data=a_table(current_rulebook(), rows))


def drawn(actor: Actor, seed: int = 1) -> Population:
    """An invented population."""
    return population_draw(actor=actor, subjects=SIZES[0], seed=seed)


def a_scenario(actor: Actor, *changes: Change, name: str = "试一试") -> Scenario:
    """A scenario; without changes named the measure above is stopped."""
    wanted = changes or (Switch(given_measure(current_rulebook()).id, False),)
    return scenario_create(actor=actor, name=name, on=TODAY, changes=wanted)


def a_run(actor: Actor, scenario: Scenario, population: Population, *, computed: bool = True) -> ScenarioRun:
    """A run, computed by the worker or waiting for it."""
    run = run_start(
        actor=actor, scenario=scenario, population=population.key, expected_version=scenario.row_version
    )
    if computed:
        run_compute(actor=WORKER, run=run.key)
        run.refresh_from_db()
    return run


@dataclass(frozen=True)
class Simulation:
    """Everything somebody has: a scenario with a run that is done and one that waits, a population in use and a free one."""

    scenario: Scenario
    used: Population
    free: Population
    done: ScenarioRun
    waiting: ScenarioRun


def a_simulation(actor: Actor) -> Simulation:
    """All of it, made by the verbs; the populations are drawn, which is quicker than reading a table."""
    scenario, used, free = a_scenario(actor), drawn(actor, 1), drawn(actor, 2)
    done = a_run(actor, scenario, used)
    waiting = a_run(actor, scenario, used, computed=False)
    return Simulation(scenario, used, free, done, waiting)
