"""Runs: asked for once, computed once, told how far, cancelled; a result never changes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.locks import StaleVersion
from zhongchuang.core.outbox.delivery import run_outbox_once
from zhongchuang.policy.errors import RunOver
from zhongchuang.policy.jobs import scenarios
from zhongchuang.policy.models import RunState, ScenarioRun
from zhongchuang.policy.selectors.scenarios import result_of
from zhongchuang.policy.services.runs import run_cancel, run_compute, run_start
from zhongchuang.policy.services.scenarios import scenario_change
from zhongchuang.policy.simulation.changes import SetParameter
from zhongchuang.policy.simulation.comparing import compare
from zhongchuang.policy.simulation.result import Outcome
from zhongchuang.policy.tests.factory import TODAY
from zhongchuang.policy.tests.scenario_factory import WORKER, a_run, a_scenario, drawn
from zhongchuang.policy.tests.test_scenarios import AUDITOR, FINANCE, OFFICER, SIXTY

COMPARE = "zhongchuang.policy.services.runs.compare"


def asked(**values: Any) -> ScenarioRun:
    """A run that waits."""
    scenario = a_scenario(OFFICER, SIXTY)
    return run_start(
        **{
            "actor": OFFICER,
            "scenario": scenario,
            "population": drawn(OFFICER).key,
            "expected_version": 1,
            **values,
        }
    )


@pytest.mark.usefixtures("packs")
def test_the_worker_computes_what_was_asked_for() -> None:
    run = asked()
    assert run.state == RunState.WAITING
    run_outbox_once()
    assert DBTaskResult.objects.count() == 1
    assert scenarios.compute.call(run.key) == RunState.DONE
    run.refresh_from_db()
    assert (run.state, run.done_part) == (RunState.DONE, 100)
    found = result_of(run)
    assert found.subjects == 1000 and found.outcomes[Outcome.LOSE] > 0
    assert AuditEntry.objects.filter(verb="policy.run_compute").count() == 1


@pytest.mark.usefixtures("packs")
def test_a_double_click_asks_once() -> None:
    scenario, population, key = a_scenario(OFFICER, SIXTY), drawn(OFFICER), new_idempotency_key()
    first, second = (
        run_start(actor=OFFICER, scenario=scenario, population=population.key, expected_version=1, key=key)
        for _ in range(2)
    )
    assert first == second
    run_outbox_once()
    assert (ScenarioRun.objects.count(), DBTaskResult.objects.count()) == (1, 1)


@pytest.mark.usefixtures("packs")
def test_a_run_is_asked_for_by_its_owner_over_a_population_of_theirs_on_what_they_saw() -> None:
    for actor in (FINANCE, AUDITOR):
        with pytest.raises(NotFound):
            asked(actor=actor)
    for population in ("", "no-such", drawn(FINANCE).key):
        with pytest.raises(InvalidInput):
            asked(population=population)
    with pytest.raises(StaleVersion):
        asked(expected_version=2)
    assert not ScenarioRun.objects.exists()


@pytest.mark.usefixtures("packs")
def test_without_a_change_there_is_nothing_to_run() -> None:
    scenario = a_scenario(OFFICER, SIXTY)
    emptied = scenario_change(
        actor=OFFICER, scenario=scenario, name="空", on=TODAY, changes=[], expected_version=1
    )
    with pytest.raises(InvalidInput, match="还没有改动"):
        asked(scenario=emptied, expected_version=2)


@pytest.mark.usefixtures("packs")
def test_computing_again_changes_nothing() -> None:
    run = a_run(OFFICER, a_scenario(OFFICER, SIXTY), drawn(OFFICER))
    before = ScenarioRun.objects.values().get(pk=run.pk)
    assert run_compute(actor=WORKER, run=run.key) is None
    assert ScenarioRun.objects.values().get(pk=run.pk) == before
    with pytest.raises(NotAllowed):
        run_compute(actor=OFFICER, run=run.key)


@pytest.mark.usefixtures("packs")
def test_a_worker_taken_for_dead_does_not_overwrite_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    run = asked()
    real = compare

    def slow(*given: Any) -> Any:
        monkeypatch.setattr(COMPARE, real)  # the second worker is quick
        assert run_compute(actor=WORKER, run=run.key) is RunState.DONE
        return real(*given[:-1])  # the first one never looks up, and finishes after all

    monkeypatch.setattr(COMPARE, slow)
    assert run_compute(actor=WORKER, run=run.key) is None
    assert AuditEntry.objects.filter(verb="policy.run_compute").count() == 1


@pytest.mark.usefixtures("packs")
def test_a_run_whose_worker_died_is_computed_by_the_next() -> None:
    run = asked()
    ScenarioRun.objects.filter(pk=run.pk).update(state=RunState.RUNNING, done_part=40)
    assert run_compute(actor=WORKER, run=run.key) is RunState.DONE


@pytest.mark.usefixtures("packs")
def test_a_cancelled_run_stops_at_the_next_batch_and_has_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    run = asked()
    real = compare

    def cancelled_meanwhile(*given: Any) -> Any:
        run_cancel(actor=OFFICER, run=run.key)
        return real(*given)

    monkeypatch.setattr(COMPARE, cancelled_meanwhile)
    assert run_compute(actor=WORKER, run=run.key) is RunState.CANCELLED
    run.refresh_from_db()
    assert (run.state, run.result) == (RunState.CANCELLED, None)
    assert run_compute(actor=WORKER, run=run.key) is None


@pytest.mark.usefixtures("packs")
def test_only_its_owner_cancels_and_only_before_the_end() -> None:
    run = asked()
    for actor in (FINANCE, AUDITOR):
        with pytest.raises(NotFound):
            run_cancel(actor=actor, run=run.key)
    run_compute(actor=WORKER, run=run.key)
    with pytest.raises(RunOver):
        run_cancel(actor=OFFICER, run=run.key)
    run.refresh_from_db()
    assert run.state == RunState.DONE


@pytest.mark.usefixtures("packs")
def test_a_failure_says_so_in_both_languages_and_keeps_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_given: Any) -> Any:
        raise RuntimeError("a fault of the program")

    run = asked()
    monkeypatch.setattr(COMPARE, breaks)
    with pytest.raises(RuntimeError):
        run_compute(actor=WORKER, run=run.key)
    run.refresh_from_db()
    assert (run.state, run.result) == (RunState.FAILED, None)
    assert run.problem is not None
    assert "计算中断" in run.problem["zh"] and "broke off" in run.problem["en"]


@pytest.mark.usefixtures("packs")
def test_another_rule_language_is_told_and_not_computed() -> None:
    run = asked()
    ScenarioRun.objects.filter(pk=run.pk).update(language_version="0")
    assert run_compute(actor=WORKER, run=run.key) is RunState.FAILED
    run.refresh_from_db()
    assert run.problem is not None and "规则语言已更新" in run.problem["zh"]


@pytest.mark.usefixtures("packs")
def test_the_result_is_that_of_the_changes_when_it_was_asked_for() -> None:
    scenario, population = a_scenario(OFFICER, SIXTY), drawn(OFFICER)
    run = a_run(OFFICER, scenario, population, computed=False)
    scenario_change(
        actor=OFFICER,
        scenario=scenario,
        name="改",
        on=TODAY,
        changes=[SetParameter(SIXTY.measure, "share", Decimal("0.80"))],
        expected_version=1,
    )
    run_compute(actor=WORKER, run=run.key)
    run.refresh_from_db()
    assert result_of(run).outcomes[Outcome.LOSE] > 0 == result_of(run).outcomes[Outcome.GAIN]
