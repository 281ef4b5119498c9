"""Who changes a support writes its row, in the transaction that changes it."""

from __future__ import annotations

from django.db import transaction

from zhongchuang.clearance.access import ClearanceAction, may_clearance
from zhongchuang.clearance.models import StoredSupport, SupportKey
from zhongchuang.clearance.rules.facts import Standing, Support
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotAllowed


@transaction.atomic
def support_keep(
    *, actor: Actor, support: Support, title: str, department_id: int | None = None
) -> StoredSupport:
    """Write what a support is now; the row of the same reference is brought up to date, keys and all. Raises NotAllowed.

    The verb that changes the case, voucher or award logs it; this row only says the same in the shape the rules look at.
    """
    if not may_clearance(actor, ClearanceAction.CLAIM):
        raise NotAllowed()
    since, until = support.span or (None, None)
    row, made = StoredSupport.objects.update_or_create(
        ref=support.ref,
        defaults={
            "amount": support.amount,
            "on": support.on,
            "standing": support.standing.value,
            "level": support.level.value if support.level else "",
            "place": support.place or "",
            "since": since,
            "until": until,
            "department_id": department_id,
            "title": title[:200],
            "changed_at": clock.now(),
        },
    )
    wanted = {(key.value, value) for key, values in support.keys.items() for value in values}
    held = set() if made else {(one.key, one.value) for one in row.keys.all()}
    for key, value in held - wanted:
        row.keys.filter(key=key, value=value).delete()
    SupportKey.objects.bulk_create(
        [SupportKey(support=row, key=key, value=value) for key, value in sorted(wanted - held)]
    )
    return row


@transaction.atomic
def support_stands(*, actor: Actor, ref: str, standing: Standing, amount: int | None = None) -> None:
    """How far a support has come, and with `amount` (分) what is left of it. Nothing where there is none. Raises NotAllowed."""
    if not may_clearance(actor, ClearanceAction.CLAIM):
        raise NotAllowed()
    changes: dict[str, object] = {"standing": standing.value, "changed_at": clock.now()}
    if amount is not None:
        changes["amount"] = amount
    StoredSupport.objects.filter(ref=ref).update(**changes)
