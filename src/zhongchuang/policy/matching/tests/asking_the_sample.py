"""Short ways to ask the synthetic packs, so that a test reads like its sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from zhongchuang.expressions import Value
from zhongchuang.policy.matching.match import match
from zhongchuang.policy.matching.subject import FactValue, Source, Subject
from zhongchuang.policy.matching.verdicts import Reason, Verdict
from zhongchuang.policy.packs.schema import SubjectKind
from zhongchuang.policy.packs.tests.factory import sample_book

YUAN = 100
IN_FORCE = date(2021, 6, 1)


def subject(
    kind: str = "team", place: str = "990000", source: Source = Source.DECLARED, **facts: Value
) -> Subject:
    """A subject with facts all from one source; money in 分."""
    return Subject(
        place, SubjectKind(kind), {name: FactValue(value, source) for name, value in facts.items()}
    )


def verdicts(
    on: date = IN_FORCE, kind: str = "team", place: str = "990000", **facts: Value
) -> dict[str, Verdict]:
    """All verdicts by measure id."""
    return {v.measure.id: v for v in match(sample_book(), subject(kind, place, **facts), on)}


def verdict(
    measure: str, on: date = IN_FORCE, kind: str = "team", place: str = "990000", **facts: Value
) -> Verdict:
    """The verdict on one measure."""
    return verdicts(on, kind, place, **facts)[measure]


def sentences(reasons: tuple[Reason, ...]) -> list[str]:
    """Every sentence of a tree of reasons."""
    found: list[str] = []
    for reason in reasons:
        found.append(reason.text.zh)
        found += sentences(reason.children)
    return found


FULL_SPACE: dict[str, Value] = {
    "area": Decimal(500),
    "seats": 10,
    "months": 18,
    "cost": 1_000_000 * YUAN,
}
"""A space that meets the grant exactly."""
