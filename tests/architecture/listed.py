"""An award that everybody reads, and one that waits for its review."""

from __future__ import annotations

from dataclasses import dataclass

from zhongchuang.clearance.models import Award, AwardState
from zhongchuang.clearance.tests.award_factory import an_award


@dataclass(frozen=True, slots=True)
class Listed:
    """What the public list has and what it has not."""

    public: Award
    waiting: Award


def build_listed(clause: str) -> Listed:
    """`clause`: document and number, held by the packs of the world."""
    waiting = an_award(clause=clause, state=AwardState.WAITING, published_at=None)
    return Listed(an_award(clause=clause), waiting)
