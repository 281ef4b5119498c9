"""The verbs of 政策测算 about scenarios: a scenario keeps the pack version it rests on, which is never touched.

What a change means is decided in `policy/simulation`; `runs.py` has it computed, `populations.py` keeps over whom.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Wording
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.ids import new_id
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.policy.access import ScenarioAction, may_scenario, visible_scenarios
from zhongchuang.policy.errors import ChangeUnusable
from zhongchuang.policy.models import Scenario
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.selectors.rulebook import current_rulebook, rulebook_at
from zhongchuang.policy.simulation.changed import changed_book
from zhongchuang.policy.simulation.changes import Change, changes_to_json
from zhongchuang.policy.simulation.errors import ChangeError

LONGEST_NAME = 120
MOST_CHANGES = 60


def scenario_create(
    *,
    actor: Actor,
    name: str,
    on: dt.date,
    changes: Sequence[Change],
    key: str | None = None,
) -> Scenario:
    """Keep a scenario on the pack version in force. Raises NotAllowed, NoPacks, ChangeUnusable, InvalidInput."""
    if not may_scenario(actor, ScenarioAction.CREATE) or actor.user_id is None:
        raise NotAllowed()
    account_id = actor.user_id
    book = current_rulebook()
    named, kept = _named(name), _checked(book, changes)

    def run() -> Scenario:
        now = clock.now()
        scenario: Scenario = Scenario.objects.create(
            key=new_id().hex,
            name=named,
            account_id=account_id,
            pack_version_id=book.version,
            on=on,
            changes=kept,
            created_at=now,
            changed_at=now,
        )
        audit_write(
            actor=actor,
            verb="policy.scenario_create",
            target=scenario,
            after={"on": on, "pack_version": book.version, "changes": kept},
        )
        return scenario

    return idempotent(
        actor=actor,
        key=key,
        verb="policy.scenario_create",
        request={"name": named, "on": on, "changes": kept, "version": book.version},
        run=run,
        remember=lambda scenario: scenario.pk,
        recall=_scenario_at,
    )


def scenario_change(
    *,
    actor: Actor,
    scenario: Scenario,
    name: str,
    on: dt.date,
    changes: Sequence[Change],
    expected_version: int,
    key: str | None = None,
) -> Scenario:
    """Another name, day or other changes; what was computed before stays. Raises NotFound, StaleVersion, ChangeUnusable."""
    if not may_scenario(actor, ScenarioAction.EDIT, scenario.account_id):
        raise NotFound()
    named, kept = _named(name), _checked(rulebook_at(scenario.pack_version_id), changes)

    def run() -> Scenario:
        locked = lock_row(
            visible_scenarios(actor, Scenario.objects.all()), scenario.pk, expected_version=expected_version
        )
        before = {"on": locked.on, "changes": locked.changes}
        locked.name, locked.on, locked.changes, locked.changed_at = named, on, kept, clock.now()
        save_versioned(
            locked, expected_version=expected_version, fields=["name", "on", "changes", "changed_at"]
        )
        audit_write(
            actor=actor,
            verb="policy.scenario_change",
            target=locked,
            before=before,
            after={"on": on, "changes": kept},
        )
        return locked

    return idempotent(
        actor=actor,
        key=key,
        verb="policy.scenario_change",
        request={
            "scenario": scenario.key,
            "name": named,
            "on": on,
            "changes": kept,
            "row_version": expected_version,
        },
        run=run,
        remember=lambda changed: changed.pk,
        recall=_scenario_at,
    )


def scenario_delete(*, actor: Actor, scenario: str, expected_version: int, key: str | None = None) -> None:
    """Delete a scenario with its runs; only the audit log still knows of it. Raises NotFound, StaleVersion."""

    def run() -> None:
        found = visible_scenarios(actor, Scenario.objects.all()).filter(key=scenario).first()
        if found is None or not may_scenario(actor, ScenarioAction.DELETE, found.account_id):
            raise NotFound()
        locked = lock_row(Scenario.objects.all(), found.pk, expected_version=expected_version)
        runs = locked.runs.count()
        audit_write(
            actor=actor,
            verb="policy.scenario_delete",
            target=locked,
            before={"on": locked.on, "changes": locked.changes, "runs": runs},
        )
        locked.delete()

    idempotent(
        actor=actor,
        key=key,
        verb="policy.scenario_delete",
        request={"scenario": scenario, "row_version": expected_version},
        run=run,
        remember=lambda _: None,
        recall=lambda _: None,
    )


def _named(name: str) -> str:
    """The name without spaces around it. Raises InvalidInput."""
    named = name.strip()
    if not named or len(named) > LONGEST_NAME:
        wording = Wording(
            f"请给方案起一个不超过 {LONGEST_NAME} 字的名称。",
            f"Give it a name of at most {LONGEST_NAME} letters.",
        )
        raise InvalidInput(wording.zh, wording.en, fields={"name": wording})
    return named


def _checked(book: RuleBook, changes: Sequence[Change]) -> list[dict[str, Any]]:
    """The changes as they are kept, once the book can be made with them. Raises ChangeUnusable."""
    if len(changes) > MOST_CHANGES:
        raise ChangeUnusable(
            "changes",
            Wording(
                f"一个方案最多 {MOST_CHANGES} 项改动。", f"A scenario has {MOST_CHANGES} changes at most."
            ),
        )
    try:
        changed_book(book, changes)
    except ChangeError as error:
        raise ChangeUnusable(error.field, Wording(error.zh, error.en)) from error
    return changes_to_json(changes)


def _scenario_at(pk: Json) -> Scenario:
    """The scenario a repeated request was answered with."""
    scenario: Scenario = Scenario.objects.get(pk=str(pk))
    return scenario
