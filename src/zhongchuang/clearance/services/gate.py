"""The gate: what was checked is a hash of facts; what is decided or paid must show the same facts. `checking.py` issues."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from zhongchuang.clearance.access import ClearanceAction, may_clearance
from zhongchuang.clearance.decisions import facts_digest
from zhongchuang.clearance.errors import NoClearance
from zhongchuang.clearance.models import Clearance, StoredSupport
from zhongchuang.clearance.rules import Standing
from zhongchuang.clearance.selectors.checks import CHECKED
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed


def clearance_required(*, holder: str, facts: Mapping[str, object], code: str | None = None) -> Clearance:
    """The clearance that stands for a holder whose own facts are still these, held until the transaction ends.

    The rules are not asked anew: where something is decided on it, ask `clearance_confirmed`. Call inside the transaction that
    goes on. Raises NoClearance where there is none, where it was issued for other facts, or where `code` names another one.
    """
    row = Clearance.objects.select_for_update().filter(holder=holder, voided_at=None).first()
    if row is None:
        raise NoClearance(stale=code is not None)
    own = {name: value for name, value in row.facts.items() if name != CHECKED}
    if facts_digest(own) != facts_digest(facts) or (code is not None and row.code != code):
        raise NoClearance(stale=True)
    return row


@transaction.atomic
def clearance_void(*, actor: Actor, holder: str, reason: str) -> None:
    """Whatever clearance the holder has is void: a fact changed. Nothing happens where there is none. Raises NotAllowed."""
    if not may_clearance(actor, ClearanceAction.VOID):
        raise NotAllowed()
    row = Clearance.objects.select_for_update().filter(holder=holder, voided_at=None).first()
    if row is None:
        return
    clearance_is_void(actor, row, reason)
    kept = StoredSupport.objects.filter(ref=holder, standing=Standing.CLEARED)
    kept.update(standing=Standing.WAITING, changed_at=clock.now())


def clearance_is_void(actor: Actor, row: Clearance, reason: str) -> None:
    """Mark a clearance that the transaction holds as void."""
    row.voided_at, row.voided_for = clock.now(), reason[:200]
    row.save(update_fields=["voided_at", "voided_for"])
    audit_write(
        actor=actor,
        verb="clearance.clearance_void",
        target=row,
        before={"void": False},
        after={"void": True, "reason": reason},
    )
