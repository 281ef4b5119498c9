"""The gate: what was checked is a hash of facts; what is decided or paid must show the same hash."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from django.db import IntegrityError, transaction

from zhongchuang.clearance.access import ClearanceAction, may_clearance
from zhongchuang.clearance.decisions import facts_digest
from zhongchuang.clearance.errors import NoClearance
from zhongchuang.clearance.models import Clearance
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.json_values import plain_json

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 12


@transaction.atomic
def clearance_issue(*, actor: Actor, holder: str, facts: Mapping[str, object]) -> Clearance:
    """Issue a clearance for these facts; one for the same facts that still stands is the same clearance.

    Another that stands is void from now on. What may not be supported twice has been claimed before (`claims_take`): two
    cases with the same key never get here both. Raises NotAllowed.
    """
    if not may_clearance(actor, ClearanceAction.ISSUE):
        raise NotAllowed()
    digest = facts_digest(facts)
    standing = Clearance.objects.select_for_update().filter(holder=holder, voided_at=None).first()
    if standing is not None and standing.facts_sha256 == digest:
        return standing
    if standing is not None:
        _void(actor, standing, "事实已变化，重新查重")
    try:
        with transaction.atomic():
            row = Clearance.objects.create(
                code="CZ-" + "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
                holder=holder,
                facts=plain_json(facts),
                facts_sha256=digest,
                issued_at=clock.now(),
                issued_by=f"{actor.kind}:{actor.user_id or actor.name}",
            )
    except IntegrityError:  # somebody else issued one at the same moment
        found = Clearance.objects.filter(holder=holder, voided_at=None, facts_sha256=digest).first()
        if found is None:
            raise NoClearance(stale=True) from None
        return found
    audit_write(
        actor=actor, verb="clearance.clearance_issue", target=row, after={"holder": holder, "facts": digest}
    )
    return row


def clearance_required(*, holder: str, facts: Mapping[str, object], code: str | None = None) -> Clearance:
    """The clearance that stands for these very facts, held until the transaction ends.

    Call inside the transaction that decides or pays. Raises NoClearance where there is none, where it was issued for other
    facts, or where `code` names another one.
    """
    row = Clearance.objects.select_for_update().filter(holder=holder, voided_at=None).first()
    if row is None:
        raise NoClearance(stale=code is not None)
    if row.facts_sha256 != facts_digest(facts) or (code is not None and row.code != code):
        raise NoClearance(stale=True)
    return row


@transaction.atomic
def clearance_void(*, actor: Actor, holder: str, reason: str) -> None:
    """Whatever clearance the holder has is void: a fact changed. Nothing happens where there is none. Raises NotAllowed."""
    if not may_clearance(actor, ClearanceAction.VOID):
        raise NotAllowed()
    row = Clearance.objects.select_for_update().filter(holder=holder, voided_at=None).first()
    if row is not None:
        _void(actor, row, reason)


def _void(actor: Actor, row: Clearance, reason: str) -> None:
    row.voided_at, row.voided_for = clock.now(), reason[:200]
    row.save(update_fields=["voided_at", "voided_for"])
    audit_write(
        actor=actor,
        verb="clearance.clearance_void",
        target=row,
        before={"void": False},
        after={"void": True, "reason": reason},
    )
