"""The one way a case goes from one state to another: lock → check → the verb's own work → log → tell.

Of two who move the same case at once the second finds it moved (MoveNotPossible) or its page old (StaleVersion).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet

from zhongchuang.cases.access import Reach, is_visible, may_move, reach_of
from zhongchuang.cases.errors import MoveNotPossible
from zhongchuang.cases.events import CaseMoved
from zhongchuang.cases.flow import MOVES, Move, MoveName, State, target_of
from zhongchuang.cases.flow.deadlines import day_of_level, due_if_published
from zhongchuang.cases.flow.words import in_both
from zhongchuang.cases.models import Case, CaseMove
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.sides import refuse_both_sides
from zhongchuang.cases.services.supporting import support_follows
from zhongchuang.clearance.decisions import KeyClaim
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit import audit_write
from zhongchuang.core.calendar_years import working_calendar
from zhongchuang.core.described import Described
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Wording
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import refuse_stale
from zhongchuang.core.outbox import emit
from zhongchuang.core.written import add, rewrite

LONGEST_REASON = 4000


@dataclass(slots=True)
class Moving:
    """A case held by the verb that moves it. `target` and `level` are the verb's where the table leaves them open."""

    case: Case
    move: Move
    programme: Programme
    actor: Actor
    reach: Reach
    reason: str
    target: State
    level: str | None = None  # of the recommendation chain, for its deadline
    details: dict[str, Json] = field(default_factory=dict)
    latest: dt.date | None = None  # a term never ends after this day
    claims: Sequence[KeyClaim] | None = None  # what it has just claimed: so its support is found too


@contextmanager
def moving(
    *, actor: Actor, case_id: int, move: MoveName, expected_version: int | None, reason: str = ""
) -> Iterator[Moving]:
    """Hold the case, and move it when the block ends well; nothing is written where it raises, of the transaction it is part of
    either: who goes on with another case gives each a transaction.

    Raises NotFound (also where the actor may not know of it), StaleVersion, MoveNotPossible, NotAllowed, BothSides, InvalidInput
    for a reason that is missing.
    """
    rule = MOVES[move]
    with transaction.atomic(savepoint=False):
        reach = reach_of(actor)
        case = _hold(case_id)
        if case is None or not is_visible(actor, case, reach):
            raise NotFound()
        refuse_stale(case, expected_version)
        state = State(case.state)
        if state not in rule.sources:
            raise MoveNotPossible(*in_both(state))
        if not may_move(actor, case, rule, reach):
            raise NotAllowed()
        refuse_both_sides(actor, case, move)
        if rule.needs_reason and not reason.strip():
            raise InvalidInput(
                "还没有写理由。",
                "The reason is missing.",
                fields={"reason": Wording("请写明理由，申请人会看到", "Say why; the applicant reads it")},
            )
        programme = programme_of(case)
        held = Moving(case, rule, programme, actor, reach, reason.strip(), target_of(rule, programme.steps))
        yield held
        _moved(held, state)


def _hold(case_id: int) -> Case | None:
    """Lock the row, then read it with what every verb asks of it: whoever waited reads what is there now, of all of it."""
    return _WHOLE.one(case=case_id) if _LOCKED.rows(case=case_id) else None


def _locked(case: int) -> QuerySet[Case, tuple[int]]:
    return Case.objects.select_for_update(no_key=True).filter(pk=case).order_by().values_list("pk")


def _whole(case: int) -> QuerySet[Case]:
    rows = Case.objects.filter(pk=case).order_by()
    return rows.select_related("programme", "round__department", "organisation", "employer")


_LOCKED, _WHOLE = Described(_locked, case=int), Described(_whole, case=int)


def _moved(held: Moving, source: State) -> None:
    case = held.case
    case.state = held.target.value
    case.changed_at = clock.now()
    case.escalated_at = None
    today, level = clock.today(), held.level if held.target is State.RECOMMENDING else None
    case.due_on = day_of_level(case.round.place_deadlines, level, today) or due_if_published(
        held.target, held.programme, today, working_calendar(), level
    )
    if held.latest is not None and (case.due_on is None or case.due_on > held.latest):
        case.due_on = held.latest
    case.row_version += 1
    rewrite(case)
    support_follows(held.actor, case, source, held.claims)
    row = add(
        CaseMove(
            case=case,
            move=held.move.name.value,
            source=source.value,
            target=held.target.value,
            actor=f"{held.actor.kind}:{held.actor.user_id or held.actor.name}",
            actor_name="" if held.actor.kind is ActorKind.PERSON else held.actor.name,
            at=case.changed_at,
            reason=held.reason[:LONGEST_REASON],
            details=held.details,
        )
    )
    audit_write(
        actor=held.actor,
        verb=f"cases.{held.move.name.value}",
        target=case,
        before={"state": source.value},
        after={"state": held.target.value, "due_on": case.due_on, **held.details},
    )
    emit(
        CaseMoved(
            case_id=case.pk,
            move_id=row.pk,
            move=held.move.name.value,
            source=source.value,
            target=held.target.value,
        )
    )
