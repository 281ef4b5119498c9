"""Claims on exact keys. The database's unique constraint decides a race, not a look beforehand."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from zhongchuang.clearance.access import ClearanceAction, may_clearance
from zhongchuang.clearance.decisions import KeyClaim, doubled
from zhongchuang.clearance.errors import AlreadyClaimed, DoubledHere
from zhongchuang.clearance.models import Claim
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import Target, audit_write
from zhongchuang.core.described import Described
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.written import add_unless_held

LONGEST_TEXT = 400


@transaction.atomic(savepoint=False)
def claims_take(
    *, actor: Actor, holder: str, claims: Sequence[KeyClaim], amount: int | None = None
) -> list[Claim]:
    """Let the holder's claims be exactly these: new ones are taken, those no longer named are given back.

    All or none, with the transaction it is part of. Raises NotAllowed, DoubledHere, AlreadyClaimed naming every key that
    another holds.
    """
    if not may_clearance(actor, ClearanceAction.CLAIM):
        raise NotAllowed()
    twice = doubled(claims)
    if twice:
        raise DoubledHere([claim.text for claim in twice])
    wanted = {claim.digest: claim for claim in claims}
    held = {row.key: row for row in _HELD.objects(holder=holder)}
    _release([row for key, row in held.items() if key not in wanted], "内容已修改")
    missing = [wanted[key] for key in sorted(wanted) if key not in held]  # one order for all: no deadlock
    taken = [_claim(holder, claim, amount) for claim in missing]
    if not all(add_unless_held(row) for row in taken):
        raise AlreadyClaimed(_held_by_others(holder, missing))
    if taken:
        audit_write(
            actor=actor,
            verb="clearance.claims_take",
            target=Target("clearance.holder", holder),
            after={"keys": [row.key for row in taken], "amount": amount},
        )
    return [*(row for key, row in held.items() if key in wanted), *taken]


@transaction.atomic
def claims_release(*, actor: Actor, holder: str, reason: str) -> int:
    """Give back everything the holder holds; returns how many. Raises NotAllowed."""
    if not may_clearance(actor, ClearanceAction.CLAIM):
        raise NotAllowed()
    rows = list(Claim.objects.select_for_update().filter(holder=holder, released_at=None).order_by("pk"))
    _release(rows, reason)
    if rows:
        audit_write(
            actor=actor,
            verb="clearance.claims_release",
            target=Target("clearance.holder", holder),
            before={"keys": [row.key for row in rows]},
            after={"keys": [], "reason": reason},
        )
    return len(rows)


def _claim(holder: str, claim: KeyClaim, amount: int | None) -> Claim:
    return Claim(
        key=claim.digest,
        kind=claim.kind,
        text=claim.text[:LONGEST_TEXT],
        holder=holder,
        amount=amount,
        claimed_at=clock.now(),
    )


_HELD = Described(lambda holder: Claim.objects.filter(holder=holder, released_at=None), holder=str)


def _release(rows: Sequence[Claim], reason: str) -> None:
    if not rows:
        return
    for row in rows:
        row.released_at, row.released_for = clock.now(), reason[:200]
    Claim.objects.bulk_update(rows, ["released_at", "released_for"])


def _held_by_others(holder: str, claims: Sequence[KeyClaim]) -> list[tuple[str, str]]:
    """What is held, in the words of whoever wants it now: those of the other may name somebody."""
    wanted = {claim.digest: claim.text for claim in claims}
    rows = Claim.objects.filter(key__in=list(wanted), released_at=None).exclude(holder=holder)
    found = [(wanted[row.key], row.holder) for row in rows.order_by("pk")]
    return found or [(claim.text, "") for claim in claims]
