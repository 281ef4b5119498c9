"""Who changes a support writes its row, in the transaction that changes it."""

from __future__ import annotations

from django.db import transaction

from zhongchuang.clearance.access import ClearanceAction, may_clearance
from zhongchuang.clearance.models import StoredSupport, SupportKey
from zhongchuang.clearance.rules.facts import Standing, Support
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.written import add, add_all

LONGEST_TITLE = 200


@transaction.atomic(savepoint=False)
def support_keep(
    *, actor: Actor, support: Support, title: str, department_id: int | None = None
) -> StoredSupport:
    """Write what a support is now; the row of the same reference is brought up to date, keys and all. Raises NotAllowed.

    The verb that changes the case, voucher or award logs it; this row only says the same in the shape the rules look at.
    """
    _may(actor)
    row = StoredSupport.objects.select_for_update().filter(ref=support.ref).first()
    if row is None:
        return support_add(actor=actor, support=support, title=title, department_id=department_id)
    _fill(row, support, title, department_id)
    row.save()
    wanted = _pairs(support)
    held = {(one.key, one.value) for one in row.keys.all()}
    for key, value in held - wanted:
        row.keys.filter(key=key, value=value).delete()
    _keys_added(row, wanted - held)
    return row


@transaction.atomic(savepoint=False)
def support_add(
    *, actor: Actor, support: Support, title: str, department_id: int | None = None
) -> StoredSupport:
    """Write a support that has no row yet: two statements. Raises NotAllowed, IntegrityError where there is one."""
    _may(actor)
    row = StoredSupport(ref=support.ref)
    _fill(row, support, title, department_id)
    add(row)
    _keys_added(row, _pairs(support))
    return row


def support_stands(*, actor: Actor, ref: str, standing: Standing, amount: int | None = None) -> bool:
    """How far a support has come, and with `amount` (分) what is left of it. False where there is none. Raises NotAllowed."""
    _may(actor)
    changes: dict[str, object] = {"standing": standing.value, "changed_at": clock.now()}
    if amount is not None:
        changes["amount"] = amount
    return StoredSupport.objects.filter(ref=ref).update(**changes) > 0


def _may(actor: Actor) -> None:
    if not may_clearance(actor, ClearanceAction.CLAIM):
        raise NotAllowed()


def _fill(row: StoredSupport, support: Support, title: str, department_id: int | None) -> None:
    row.since, row.until = support.span or (None, None)
    row.amount, row.on, row.standing = support.amount, support.on, support.standing.value
    row.level = support.level.value if support.level else ""
    row.place, row.department_id = support.place or "", department_id
    row.title, row.changed_at = title[:LONGEST_TITLE], clock.now()


def _pairs(support: Support) -> set[tuple[str, str]]:
    return {(key.value, value) for key, values in support.keys.items() for value in values}


def _keys_added(row: StoredSupport, pairs: set[tuple[str, str]]) -> None:
    add_all([SupportKey(support=row, key=key, value=value) for key, value in sorted(pairs)])
