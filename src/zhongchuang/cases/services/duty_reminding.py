"""What is owed falls due: its holder is reminded a month before and once it is late; then the department is told too."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F, Q

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Aftercare
from zhongchuang.cases.services.aftercare import duty_of
from zhongchuang.cases.services.duty_telling import duty_due_told
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.locks import lock_row

AHEAD = dt.timedelta(days=30)


def duties_remind(*, actor: Actor) -> int:
    """Remind of everything that falls due within a month, and once more of what is late; returns of how many.

    Raises NotAllowed for people.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    today = clock.today()
    new = Q(reminded_at=None, due_on__lte=today + AHEAD)
    late = Q(due_on__lt=today, reminded_at__date__lte=F("due_on"))  # was told before, not since
    rows = Aftercare.objects.filter(
        new | late, result="", submitted_at=None, case__state=State.APPROVED.value
    )
    return sum(_remind(actor, pk) for pk in list(rows.order_by("pk").values_list("pk", flat=True)))


@transaction.atomic
def _remind(actor: Actor, pk: int) -> bool:
    """One of them, if nobody has reminded of it or handed it in meanwhile. The end of a leave is told by the leave itself."""
    row: Aftercare = lock_row(Aftercare.objects.select_related("case__round", "case__organisation"), pk)
    late, duty = row.due_on < clock.today(), duty_of(row)
    told = row.reminded_at is not None and (not late or clock.business_date(row.reminded_at) > row.due_on)
    if told or row.submitted_at is not None or row.result:
        return False
    row.reminded_at = clock.now()
    row.save(update_fields=["reminded_at"])  # what its holder has open stays fresh
    if duty.kind == "return":
        return False
    duty_due_told(actor=actor, row=row, duty=duty, late=late)
    return True
