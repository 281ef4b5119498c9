"""Two clicks, two workers, a click and a worker at the same moment: one run, one result, one ending."""

from __future__ import annotations

import pytest

from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.locks import StaleVersion
from zhongchuang.core.outbox.models import OutboxEvent
from zhongchuang.core.tests.factory import race
from zhongchuang.policy.models import Population, RunState, Scenario, ScenarioRun
from zhongchuang.policy.services.runs import run_cancel, run_compute, run_start
from zhongchuang.policy.services.scenarios import scenario_change
from zhongchuang.policy.simulation.changes import SetCap
from zhongchuang.policy.tests.factory import TODAY, put_in_force, real_book
from zhongchuang.policy.tests.scenario_factory import WORKER, a_run, a_scenario, drawn
from zhongchuang.policy.tests.test_scenarios import OFFICER, SHARE, SIXTY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("today")]


@pytest.fixture
def scenario() -> Scenario:
    put_in_force(real_book())
    return a_scenario(OFFICER, SIXTY)


@pytest.fixture
def population(scenario: Scenario) -> Population:
    return drawn(OFFICER)


def asking(scenario: Scenario, population: Population, key: str) -> ScenarioRun:
    return run_start(actor=OFFICER, scenario=scenario, population=population.key, expected_version=1, key=key)


def test_a_double_click_starts_one_run(scenario: Scenario, population: Population) -> None:
    key = new_idempotency_key()
    outcomes = race([lambda: asking(scenario, population, key)] * 4)
    assert len({outcome.pk for outcome in outcomes if isinstance(outcome, ScenarioRun)}) == 1
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert ScenarioRun.objects.count() == OutboxEvent.objects.filter(name="policy.run_asked").count() == 1


def test_the_control_two_clicks_with_keys_of_their_own_start_two(
    scenario: Scenario, population: Population
) -> None:
    race([lambda: asking(scenario, population, new_idempotency_key())] * 2)
    assert ScenarioRun.objects.count() == 2


def test_of_several_workers_one_writes_the_result(scenario: Scenario, population: Population) -> None:
    run = a_run(OFFICER, scenario, population, computed=False)
    outcomes = race([lambda: run_compute(actor=WORKER, run=run.key)] * 3)
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert outcomes.count(RunState.DONE) == 1
    run.refresh_from_db()
    assert run.state == RunState.DONE and run.result is not None
    assert AuditEntry.objects.filter(verb="policy.run_compute").count() == 1


def test_a_run_cancelled_while_it_ends_has_one_ending(scenario: Scenario, population: Population) -> None:
    run = a_run(OFFICER, scenario, population, computed=False)
    race(
        [
            lambda: run_compute(actor=WORKER, run=run.key),
            lambda: run_cancel(actor=OFFICER, run=run.key),
        ]
    )
    run.refresh_from_db()
    endings = AuditEntry.objects.filter(verb__in=["policy.run_compute", "policy.run_cancel"])
    assert endings.count() == 1
    assert (run.state == RunState.DONE) == (run.result is not None)
    assert run.state in (RunState.DONE, RunState.CANCELLED)


def test_of_two_changes_at_once_one_wins_and_the_other_is_told(scenario: Scenario) -> None:
    def change(cap: int) -> Scenario:
        return scenario_change(
            actor=OFFICER,
            scenario=scenario,
            name="改",
            on=TODAY,
            changes=[SetCap(SHARE, cap)],
            expected_version=1,
        )

    outcomes = race([lambda: change(1), lambda: change(2)])
    assert sum(isinstance(outcome, StaleVersion) for outcome in outcomes) == 1
    won = next(outcome for outcome in outcomes if isinstance(outcome, Scenario))
    assert Scenario.objects.get(pk=scenario.pk).changes == won.changes
