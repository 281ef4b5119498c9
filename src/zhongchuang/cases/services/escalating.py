"""Time runs: a case whose term is over is marked and told upwards, once a term; what was not mended in time lapses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import transaction

from zhongchuang.cases.flow import CLOSED, State
from zhongchuang.cases.models import Case
from zhongchuang.cases.selectors.posts import recommenders_of, staff_of
from zhongchuang.cases.services.accepting import case_lapse
from zhongchuang.cases.services.telling import CHINESE, ENGLISH, officer_told, officers_for
from zhongchuang.cases.services.telling_words import late_words
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit import audit_write
from zhongchuang.core.calendar_years import working_calendar
from zhongchuang.core.errors import NotAllowed, ZhongchuangError
from zhongchuang.core.locks import lock_row
from zhongchuang.core.working_days import WorkingCalendar, working_days_between
from zhongchuang.parties.access import Role

A_STEP = 200
LAPSED = "逾期没有补正，按规定不予受理。"
NOT_THEIRS = (State.DRAFT, State.OFFERED, State.RETURNED, State.APPROVED)
WAITS = [s.value for s in State if s not in CLOSED and s not in NOT_THEIRS]
"""States in which somebody of the authorities is waited for."""


def days_late(due_on: dt.date | None, today: dt.date, calendar: WorkingCalendar) -> int:
    """How many working days a term is over; 0 where it is not, or there is none."""
    if due_on is None or due_on >= today:
        return 0
    return working_days_between(due_on + dt.timedelta(days=1), today, calendar=calendar)


def cases_escalate(*, actor: Actor) -> int:
    """Mark every case that is late and tell whoever has it and the second persons of the department; returns how many.

    A case is marked once a term: the next move clears it. Raises NotAllowed for people.
    """
    _only_the_platform(actor)
    calendar, today, marked = working_calendar(), clock.today(), 0
    for pk in _late(today):
        with transaction.atomic():
            case = lock_row(Case.objects.all(), pk)  # no joins: PostgreSQL locks no outer one
            if case.escalated_at is not None or case.state not in WAITS or not _is_late(case, today):
                continue  # somebody moved it in between
            days = days_late(case.due_on, today, calendar)
            if not days:
                continue  # over since a day of rest: nobody could have worked
            case.escalated_at = clock.now()
            case.save(update_fields=["escalated_at"])
            audit_write(
                actor=actor,
                verb="cases.escalate",
                target=case,
                after={"state": case.state, "due_on": case.due_on, "days_late": days},
            )
            people = {*_whose_turn(case), *staff_of(case.round.department_id, Role.REVIEWER)}
            officer_told(
                actor=actor,
                key=f"cases.late:{case.pk}:{case.row_version}",
                case=case,
                accounts=sorted(people),
                said={language: late_words(case, days, language) for language in (CHINESE, ENGLISH)},
            )
            marked += 1
    return marked


def cases_lapse(*, actor: Actor) -> tuple[int, int]:
    """End what was not mended in time; how many ended, and how many could not. Raises NotAllowed for people."""
    _only_the_platform(actor)
    over = Case.objects.filter(state=State.RETURNED.value, due_on__lt=clock.today()).order_by("pk")
    done = failed = 0
    for pk in list(over.values_list("pk", flat=True)):
        try:
            case_lapse(actor=actor, case_id=pk, reason=LAPSED)
        except ZhongchuangError:  # handed in again at this very moment: then it is not over
            failed += 1
        else:
            done += 1
    return done, failed


def _late(today: dt.date) -> Iterator[int]:
    rows = Case.objects.filter(state__in=WAITS, due_on__lt=today, escalated_at=None).order_by("pk")
    yield from list(rows.values_list("pk", flat=True))


def _is_late(case: Case, today: dt.date) -> bool:
    return case.due_on is not None and case.due_on < today


def _whose_turn(case: Case) -> list[int]:
    state = State(case.state)
    if state is State.RECOMMENDING and case.at_place_id is not None:
        return recommenders_of(case.at_place_id)
    if state is State.TO_COSIGN:
        return staff_of(case.round.department_id, Role.FINANCE)
    return officers_for(case, state)


def _only_the_platform(actor: Actor) -> None:
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
