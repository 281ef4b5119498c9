"""Terms that wait for a calendar: what was moved in December, before the holidays of the next year were published, gets its last
day as soon as they are.
"""

from __future__ import annotations

from django.db import transaction

from zhongchuang.cases.flow import State
from zhongchuang.cases.flow.deadlines import TERMED, day_if_published, due_if_published
from zhongchuang.cases.models import Case, Objection, ObjectionState, Recommendation
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.objections import ANSWER_DAYS
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit import audit_write
from zhongchuang.core.calendar_years import working_calendar
from zhongchuang.core.clock import business_date
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.locks import lock_row
from zhongchuang.core.working_days import WorkingCalendar

WAITING = sorted(state.value for state in TERMED)


def terms_set(*, actor: Actor) -> int:
    """Give every case and objection without a last day the one it has by now, counted from the day its term began.

    Returns how many got one. What has no term, or still waits for a calendar, stays as it is. Raises NotAllowed for people.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    calendar = working_calendar()
    cases = Case.objects.filter(due_on=None, state__in=WAITING).order_by("pk")
    objections = Objection.objects.filter(due_on=None, state=ObjectionState.OPEN).order_by("pk")
    return sum(_of_case(actor, pk, calendar) for pk in cases.values_list("pk", flat=True)) + sum(
        _of_objection(actor, pk, calendar) for pk in objections.values_list("pk", flat=True)
    )


@transaction.atomic
def _of_case(actor: Actor, pk: int, calendar: WorkingCalendar) -> bool:
    case = lock_row(Case.objects.all(), pk)
    if case.due_on is not None or case.state not in WAITING:
        return False  # somebody moved it in between
    here = Recommendation.objects.filter(case=case, place_id=case.at_place_id) if case.at_place_id else None
    level = here.values_list("level", flat=True).first() if here is not None else None
    began = business_date(case.changed_at)
    case.due_on = due_if_published(State(case.state), programme_of(case), began, calendar, level)
    if case.due_on is None:
        return False
    case.save(update_fields=["due_on"])
    if here is not None:
        here.filter(due_on=None).update(due_on=case.due_on)
    audit_write(actor=actor, verb="cases.term_set", target=case, after={"due_on": case.due_on})
    return True


@transaction.atomic
def _of_objection(actor: Actor, pk: int, calendar: WorkingCalendar) -> bool:
    row = lock_row(Objection.objects.all(), pk)
    if row.due_on is not None or row.state != ObjectionState.OPEN:
        return False
    row.due_on = day_if_published(business_date(row.received_at), ANSWER_DAYS, calendar)
    if row.due_on is None:
        return False
    row.save(update_fields=["due_on"])
    audit_write(actor=actor, verb="cases.term_set", target=row, after={"due_on": row.due_on})
    return True
