"""Short ways to ask the synthetic packs, so that a test reads like its sentence."""

from __future__ import annotations

from collections.abc import Mapping
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


Facts = Mapping[str, Value]
NONE: Facts = {}


def subject(
    kind: str = "team",
    place: str = "990000",
    source: Source = Source.DECLARED,
    facts: Facts = NONE,
    **more: Value,
) -> Subject:
    """A subject with facts all from one source; money in 分."""
    known = {name: FactValue(value, source) for name, value in {**facts, **more}.items()}
    return Subject(place, SubjectKind(kind), known)


def verdicts(
    on: date = IN_FORCE, kind: str = "team", place: str = "990000", facts: Facts = NONE, **more: Value
) -> dict[str, Verdict]:
    """All verdicts by measure id."""
    asked = subject(kind, place, facts={**facts, **more})
    return {v.measure.id: v for v in match(sample_book(), asked, on)}


def verdict(
    measure: str,
    on: date = IN_FORCE,
    kind: str = "team",
    place: str = "990000",
    facts: Facts = NONE,
    **more: Value,
) -> Verdict:
    """The verdict on one measure."""
    return verdicts(on, kind, place, {**facts, **more})[measure]


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
