"""What may stand beside what: relations of one organisation over time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from zhongchuang.parties.decisions.related import Party
from zhongchuang.parties.errors import RelationTwice, RepresentativeTwice, SharesOver
from zhongchuang.parties.models.relations import RelationKind

WHOLE = Decimal(100)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Held:
    """One relation as it is known: who, what, from when to when (both days included; None: it goes on)."""

    party: Party
    kind: RelationKind
    since: dt.date
    until: dt.date | None = None
    share: Decimal | None = None
    pk: int = 0

    def overlaps(self, other: Held) -> bool:
        """Whether there is a day on which both stand."""
        return (other.until is None or self.since <= other.until) and (
            self.until is None or other.since <= self.until
        )

    def stands_on(self, day: dt.date) -> bool:
        """Whether it stands on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


def makes_way(new: Held, standing: Iterable[Held]) -> Held | None:
    """The relation that ends the day before the new one begins: an organisation has one legal representative, and who
    names the next one says that the last one's time is over."""
    if new.kind is not RelationKind.REPRESENTATIVE:
        return None
    return next(
        (
            replace(one, until=new.since - DAY)
            for one in standing
            if one.kind is new.kind and one.until is None and one.since < new.since and one.party != new.party
        ),
        None,
    )


def check_beside(new: Held, standing: Sequence[Held]) -> None:
    """Whether a relation can stand beside those that are known. Raises RelationTwice, RepresentativeTwice, SharesOver."""
    beside = [one for one in standing if one.kind is new.kind and one.overlaps(new)]
    if any(one.party == new.party for one in beside):
        raise RelationTwice()
    if new.kind is RelationKind.REPRESENTATIVE and beside:
        raise RepresentativeTwice(beside[0].since)
    if new.kind is RelationKind.SHAREHOLDER:
        together = [*beside, new]
        for day in sorted(
            {max(one.since, new.since) for one in together}
        ):  # a sum grows only where one begins
            held = sum((one.share or Decimal(0) for one in together if one.stands_on(day)), Decimal(0))
            if held > WHOLE:
                raise SharesOver(held, day)
