"""Graduating, criterion by criterion: the standards as data, and whether results meet one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from zhongchuang.core.errors import Wording


class Meets(StrEnum):
    """How many criteria are enough."""

    ANY = "any"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition, and what shows that it is met."""

    id: str
    words: Wording
    evidence: Wording


@dataclass(frozen=True, slots=True)
class Standard:
    """The conditions of one document, and the days on which it holds."""

    id: str
    title: Wording
    basis: Wording
    note: Wording | None
    starts: dt.date
    ends: dt.date | None
    meets: Meets
    criteria: tuple[Criterion, ...]

    def holds_on(self, day: dt.date) -> bool:
        """Whether it is in force that day."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Result:
    """What was found about one criterion. `met` None: not looked at."""

    criterion: str
    met: bool | None
    evidence: str = ""

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {"criterion": self.criterion, "met": self.met, "evidence": self.evidence}


@cache
def standards() -> tuple[Standard, ...]:
    """Every standard, in the order of the file."""
    text = files(__package__).joinpath("criteria.yaml").read_text(encoding="utf-8")
    return tuple(_standard(entry) for entry in yaml.safe_load(text))


def standard(name: str) -> Standard | None:
    """The standard of that name."""
    return next((one for one in standards() if one.id == name), None)


def standards_on(day: dt.date) -> tuple[Standard, ...]:
    """Those in force that day."""
    return tuple(one for one in standards() if one.holds_on(day))


def passes(against: Standard, results: Iterable[Result]) -> bool:
    """Whether the results meet the standard. A criterion nobody looked at is not met."""
    met = {one.criterion for one in results if one.met}
    wanted = [one.id in met for one in against.criteria]
    return any(wanted) if against.meets is Meets.ANY else all(wanted)


def without_evidence(against: Standard, results: Sequence[Result]) -> tuple[Criterion, ...]:
    """The criteria said to be met without a word of evidence."""
    bare = {one.criterion for one in results if one.met and not one.evidence.strip()}
    return tuple(one for one in against.criteria if one.id in bare)


def _standard(entry: dict[str, Any]) -> Standard:
    note = entry.get("note")
    return Standard(
        id=entry["id"],
        title=_words(entry["title"]),
        basis=_words(entry["basis"]),
        note=_words(note) if note else None,
        starts=entry["from"],
        ends=entry["to"],
        meets=Meets(entry["meets"]),
        criteria=tuple(
            Criterion(one["id"], _words(one), _words(one["evidence"])) for one in entry["criteria"]
        ),
    )


def _words(entry: dict[str, str]) -> Wording:
    return Wording(entry["zh"], entry["en"])
