"""A leave comes to its end: everybody it concerns is told, so many months before as the programme says, and when it is over."""

from __future__ import annotations

from django.db import transaction

from zhongchuang.cases.deciding.leave import is_leave, reminder_days, reminders_now
from zhongchuang.cases.deciding.plan import months_after
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, LeaveEntry, LeaveKind, LeaveState
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.leave_telling import leave_end_told
from zhongchuang.cases.services.leaving import leave_is_over
from zhongchuang.cases.services.repeating import signed
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.locks import lock_row

FURTHEST = 24
"""No programme reminds earlier than so many months before the end."""


def leaves_remind(*, actor: Actor) -> int:
    """Remind of every leave that comes to its end, each day of reminding once; returns how many were reminded of.

    Raises NotAllowed for people.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    ahead = months_after(clock.today(), FURTHEST)
    rows = Case.objects.filter(state=State.APPROVED.value, in_force_until__lte=ahead).order_by("pk")
    return sum(_remind(actor, pk) for pk in list(rows.values_list("pk", flat=True)))


@transaction.atomic
def _remind(actor: Actor, pk: int) -> bool:
    """Where several reminders have come due at once (the platform stood still), all are marked and the last is told."""
    case = lock_row(Case.objects.all(), pk)
    programme, last = programme_of(case), case.in_force_until
    if last is None or programme.term is None or not is_leave(programme):
        return False
    rows = LeaveEntry.objects.filter(case=case, kind=LeaveKind.REMINDER, until=last)
    told = set(rows.values_list("on", flat=True))
    due = reminders_now(reminder_days(programme.term, last), told, clock.today())
    if not due or leave_is_over(case):
        return False
    entries = [
        LeaveEntry.objects.create(
            case=case,
            kind=LeaveKind.REMINDER,
            on=day,
            until=last,
            state=LeaveState.RECORDED,
            asked_by=signed(actor),
            asked_at=clock.now(),
        )
        for day in due
    ]
    leave_end_told(actor=actor, entry=entries[-1], case=case)
    return True
