"""The one door through which the public's view of an award changes: every change gets the next number of the feed.

The number is given under a lock that is held until the transaction ends. So numbers become visible in their order: whoever has
read number n has been able to read every number before it. A database's own sequence does not give that: its numbers are handed
out at once and seen whenever their transactions happen to end.

The lock is the last one a transaction takes (after cases, orders and awards): whoever holds it waits for nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Max

from zhongchuang.clearance.models import Award, DisclosedChange
from zhongchuang.clearance.services.award_index import awards_index
from zhongchuang.core import clock
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import alone

LANE = "clearance.disclosed"


class ChangeKind(StrEnum):
    """What changed for the public."""

    PUBLISHED = "published"
    CORRECTED = "corrected"
    PAID = "paid"
    REVOKED = "revoked"
    WITHHELD = "withheld"  # was public, is no longer
    TAKEN_DOWN = "taken_down"  # the name of a natural person, after its term


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one award. `content` is read by everybody for ever: never the name of a natural person."""

    award: Award
    kind: ChangeKind
    content: Mapping[str, Json] = field(default_factory=dict)


def change_write(change: Change) -> DisclosedChange:
    """Write one change. Call it last in a transaction."""
    return changes_write([change])[0]


def changes_write(changes: Sequence[Change]) -> list[DisclosedChange]:
    """Write changes in their order, numbered one after the other. Call it last in a transaction, the awards saved.

    The list that everybody searches follows in the same transaction: what is told is found, and what is no longer public is not.
    """
    if not changes:
        return []
    alone(LANE)
    awards_index(change.award.pk for change in changes)
    last = DisclosedChange.objects.aggregate(last=Max("sequence"))["last"] or 0
    now = clock.now()
    return DisclosedChange.objects.bulk_create(
        DisclosedChange(
            sequence=last + turn,
            award=change.award,
            kind=change.kind.value,
            at=now,
            content=dict(change.content),
        )
        for turn, change in enumerate(changes, start=1)
    )
