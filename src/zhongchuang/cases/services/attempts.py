"""A hand-in refused because something is another's already: kept, though nothing of the hand-in is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction

from zhongchuang.cases.models import Case, ClaimAttempt
from zhongchuang.clearance.errors import AlreadyClaimed
from zhongchuang.core import clock
from zhongchuang.core.audit import audit_write
from zhongchuang.core.locks import alone

if TYPE_CHECKING:
    from zhongchuang.core.actors import Actor

LONGEST = 400


@contextmanager
def attempts_kept(actor: Actor, case_id: int) -> Iterator[None]:
    """Around the transaction that hands in: where it fails on what another holds, that is written down afterwards, in a
    transaction of its own, and the failure goes on. Inside a transaction that is lost with it there is nowhere to write.
    """
    try:
        yield
    except AlreadyClaimed as error:
        if not transaction.get_connection().needs_rollback:
            _kept(actor, case_id, error.found)
        raise


@transaction.atomic
def _kept(actor: Actor, case_id: int, found: Sequence[tuple[str, str]]) -> None:
    alone(f"cases.attempt:{case_id}")
    numbers = {holder: holder.partition(":")[2] for _text, holder in found}
    others = dict(Case.objects.filter(number__in=numbers.values()).values_list("number", "pk"))
    for text, holder in found:
        row = ClaimAttempt.objects.filter(case_id=case_id, holder=holder, text=text[:LONGEST]).first()
        if row is None:
            row = ClaimAttempt(
                case_id=case_id, holder=holder, text=text[:LONGEST], first_at=clock.now(), times=0
            )
        row.other_id = others.get(numbers[holder]) if holder.startswith("case:") else None
        row.times, row.last_at = row.times + 1, clock.now()
        row.by = f"{actor.kind}:{actor.user_id or actor.name}"
        row.save()
        audit_write(
            actor=actor,
            verb="cases.attempt_keep",
            target=row,
            after={"case": case_id, "holder": holder, "text": row.text, "times": row.times},
        )
