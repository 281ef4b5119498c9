"""The verbs about runs of a scenario: asked for, computed by a worker, cancelled.

A run keeps the changes as they were, so that its result can be read whatever becomes of the scenario. It is computed
once: whoever comes second (a worker taken for dead, say) finds it finished and changes nothing.
"""

from __future__ import annotations

import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Wording
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.ids import new_id
from zhongchuang.core.locks import lock_row
from zhongchuang.core.outbox import emit
from zhongchuang.expressions import LANGUAGE_VERSION
from zhongchuang.policy.access import ScenarioAction, may_scenario, visible_populations, visible_scenarios
from zhongchuang.policy.errors import ChangeUnusable, RunOver
from zhongchuang.policy.events import RunAsked
from zhongchuang.policy.models import Population, RunState, Scenario, ScenarioRun
from zhongchuang.policy.models.scenarios import ACTIVE
from zhongchuang.policy.selectors.rulebook import rulebook_at
from zhongchuang.policy.simulation.changes import changes_from_json
from zhongchuang.policy.simulation.comparing import compare
from zhongchuang.policy.simulation.errors import Cancelled, SimulationError

logger = logging.getLogger("zhongchuang.policy.simulation")
BROKE_OFF = Wording(
    "计算中断，没有结果。请再算一次；还是不行请联系管理员。",
    "The computation broke off without a result. Run it again; if it fails again, ask the administrator.",
)
OTHER_LANGUAGE = Wording(
    "规则语言已更新，请回到方案重新测算。",
    "The rule language has changed since; go back to the scenario and run it again.",
)


def run_start(
    *,
    actor: Actor,
    scenario: Scenario,
    population: str,
    expected_version: int,
    key: str | None = None,
) -> ScenarioRun:
    """Ask for a computation over one of one's populations; a worker does it. A double click asks once.

    Raises NotFound, StaleVersion, ChangeUnusable where nothing is changed yet, InvalidInput for no population.
    """
    if not may_scenario(actor, ScenarioAction.RUN, scenario.account_id):
        raise NotFound()
    people = (
        visible_populations(actor, Population.objects.all()).filter(key=population).defer("table").first()
    )
    if people is None:
        wanted = Wording("请选择一个人群。", "Choose a population.")
        raise InvalidInput(wanted.zh, wanted.en, fields={"population": wanted})

    def run() -> ScenarioRun:
        locked = lock_row(Scenario.objects.all(), scenario.pk, expected_version=expected_version)
        if not locked.changes:
            raise ChangeUnusable(
                "changes",
                Wording(
                    "还没有改动，没有可测算的。", "Nothing is changed yet; there is nothing to simulate."
                ),
            )
        asked = ScenarioRun.objects.create(
            key=new_id().hex,
            scenario=locked,
            population=people,
            pack_version_id=locked.pack_version_id,
            language_version=LANGUAGE_VERSION,
            on=locked.on,
            changes=locked.changes,
            state=RunState.WAITING,
            created_at=clock.now(),
        )
        audit_write(
            actor=actor,
            verb="policy.run_start",
            target=asked,
            after={"scenario": locked.key, "population": people.sha256, "on": locked.on},
        )
        emit(RunAsked(run=asked.key))
        return asked

    return idempotent(
        actor=actor,
        key=key,
        verb="policy.run_start",
        request={"scenario": scenario.key, "row_version": expected_version, "population": population},
        run=run,
        remember=lambda asked: asked.pk,
        recall=lambda pk: ScenarioRun.objects.get(pk=str(pk)),
    )


def run_cancel(*, actor: Actor, run: str, key: str | None = None) -> None:
    """Stop a run that waits or is being computed. Raises NotFound, RunOver where it has ended."""

    def cancel() -> None:
        found = _visible_run(actor, run)
        if found is None or not may_scenario(actor, ScenarioAction.RUN, found.scenario.account_id):
            raise NotFound()
        stopped = ScenarioRun.objects.filter(pk=found.pk, state__in=ACTIVE).update(
            state=RunState.CANCELLED, finished_at=clock.now()
        )
        if not stopped:
            raise RunOver()
        audit_write(actor=actor, verb="policy.run_cancel", target=found, after={"done_part": found.done_part})

    idempotent(
        actor=actor,
        key=key,
        verb="policy.run_cancel",
        request={"run": run},
        run=cancel,
        remember=lambda _: None,
        recall=lambda _: None,
    )


def _visible_run(actor: Actor, run: str) -> ScenarioRun | None:
    scenarios = visible_scenarios(actor, Scenario.objects.all())
    return ScenarioRun.objects.filter(key=run, scenario__in=scenarios).select_related("scenario").first()


def run_compute(*, actor: Actor, run: str) -> RunState | None:
    """Compute a run and keep its result; returns how it ended, None where there is nothing to do (any more).

    Safe to call again: a run that has ended stays as it is. The computation itself is outside any transaction.
    """
    if not may_scenario(actor, ScenarioAction.RUN, ""):
        raise NotAllowed()
    with transaction.atomic():
        found = ScenarioRun.objects.select_for_update().filter(key=run, state__in=ACTIVE).first()
        if found is None:
            return None
        found.state, found.started_at, found.done_part = RunState.RUNNING, clock.now(), 0
        found.save(update_fields=["state", "started_at", "done_part"])
    try:
        outcome: dict[str, Any] = {"state": RunState.DONE, "done_part": 100, "result": _computed(found)}
    except Cancelled:
        return RunState.CANCELLED
    except SimulationError as error:
        outcome = {"state": RunState.FAILED, "problem": {"zh": error.zh, "en": error.en}}
    except Exception:
        logger.exception("run %s broke off", run)
        _end(actor, found, {"state": RunState.FAILED, "problem": {"zh": BROKE_OFF.zh, "en": BROKE_OFF.en}})
        raise
    return _end(actor, found, outcome)


def _computed(run: ScenarioRun) -> dict[str, Any]:
    """The result as it is kept. Raises SimulationError, Cancelled."""
    if run.language_version != LANGUAGE_VERSION:
        raise SimulationError(OTHER_LANGUAGE.zh, OTHER_LANGUAGE.en)
    book = rulebook_at(run.pack_version_id)
    changes = changes_from_json(book, run.changes)
    rows = ScenarioRun.objects.filter(pk=run.pk, state=RunState.RUNNING)

    def tell(done: int, in_all: int) -> None:
        # 100 is for the result: until it is kept the run is not done
        if not rows.update(done_part=min(99, 100 * done // max(1, in_all))):
            raise Cancelled()

    with TemporaryDirectory(prefix="zhongchuang-run-") as folder:
        table = Path(folder) / "population.parquet"
        table.write_bytes(bytes(Population.objects.values_list("table", flat=True).get(pk=run.population_id)))
        return compare(book, changes, run.on, table, tell).to_json()


def _end(actor: Actor, run: ScenarioRun, outcome: dict[str, Any]) -> RunState | None:
    """Write how it ended, once; None where it had been ended meanwhile (cancelled, or computed by another)."""
    with transaction.atomic():
        rows = ScenarioRun.objects.filter(pk=run.pk, state=RunState.RUNNING)
        if not rows.update(**outcome, finished_at=clock.now()):
            return None
        audit_write(
            actor=actor, verb="policy.run_compute", target=run, after={"state": outcome["state"].value}
        )
    state: RunState = outcome["state"]
    return state
