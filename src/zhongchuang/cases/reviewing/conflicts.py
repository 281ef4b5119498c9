"""Who may not review whom (pure): every tie between an expert and an applicant, each as the path that shows it.

What both are to the world is gathered by `selectors/conflicts.py`; here only what it means is decided. A path is data (who, what,
whom), so that it can be stored with the draw and read in either language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

EMPLOYMENT_YEARS = 3
"""How long one counts as of the house after leaving it, and how long cooperation counts after its end."""


class TieKind(StrEnum):
    """What an expert declares of an organisation."""

    EMPLOYER = "employer"
    MENTOR = "mentor"
    COOPERATION = "cooperation"
    ADVISER = "adviser"
    FAMILY = "family"


ENDING = frozenset({TieKind.EMPLOYER, TieKind.COOPERATION, TieKind.ADVISER, TieKind.MENTOR})
"""Ties that are over some years after their end; kinship is not."""


class ConflictKind(StrEnum):
    """Why an expert may not review a case."""

    SELF = "self"  # the expert applies
    ACTS_FOR = "acts_for"  # acts for the applicant's organisation on this platform
    SAME_EMPLOYER = "same_employer"
    RELATED = "related"  # the expert's house and the applicant's are related parties
    STANDS_BEHIND = "stands_behind"  # the expert owns, controls or represents it
    MENTOR = "mentor"
    COOPERATION = "cooperation"
    ADVISER = "adviser"
    FAMILY = "family"
    EARLIER_CASE = "earlier_case"  # applied together, or for the same house, before


@dataclass(frozen=True, slots=True)
class Link:
    """A step of a path: who is what to whom. `what` is a word that pages know (`views/reviewing_words.py`)."""

    who: str
    what: str
    whom: str

    def plain(self) -> list[str]:
        """As JSON keeps it."""
        return [self.who, self.what, self.whom]


@dataclass(frozen=True, slots=True)
class Conflict:
    """One reason, and the path that shows it."""

    kind: ConflictKind
    path: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Tied:
    """A tie the expert declared: to an organisation, from when until when."""

    kind: TieKind
    organisation: int
    since: dt.date
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ExpertSide:
    """What is known of an expert."""

    name: str
    account: int
    person: int | None = None
    employer: int | None = None
    acts_for: frozenset[int] = frozenset()
    ties: tuple[Tied, ...] = ()
    applied_for: frozenset[int] = frozenset()  # organisations of earlier cases the expert opened


@dataclass(frozen=True, slots=True)
class Relative:
    """A party related to the applicant's organisation, with the path from it."""

    is_person: bool
    pk: int
    path: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class CaseSide:
    """What is known of a case: who applies, for whom, employed where, and who stands behind."""

    number: str
    account: int | None
    person: int | None = None
    organisation: int | None = None
    employer: int | None = None
    relatives: tuple[Relative, ...] = ()

    @property
    def houses(self) -> tuple[int, ...]:
        """The organisations that apply or stand next to who applies."""
        return tuple(dict.fromkeys(o for o in (self.organisation, self.employer) if o is not None))


Names = Mapping[int, str]
"""What organisations are called."""


def conflicts(expert: ExpertSide, case: CaseSide, names: Names, on: dt.date) -> tuple[Conflict, ...]:
    """Everything that keeps an expert from a case on a day, the nearest first; empty where nothing does."""
    found: dict[tuple[ConflictKind, str], Conflict] = {}
    for conflict in _all(expert, case, names, on):
        found.setdefault((conflict.kind, conflict.path[-1].whom), conflict)
    return tuple(found.values())


def _all(expert: ExpertSide, case: CaseSide, names: Names, on: dt.date) -> Iterator[Conflict]:
    if expert.account == case.account or (expert.person is not None and expert.person == case.person):
        yield Conflict(ConflictKind.SELF, (Link(expert.name, "applies", case.number),))
    for house in case.houses:
        name = names.get(house, "")
        if house in expert.acts_for:
            yield Conflict(ConflictKind.ACTS_FOR, (Link(expert.name, "acts_for", name),))
        if house == expert.employer:
            yield Conflict(ConflictKind.SAME_EMPLOYER, (Link(expert.name, "works_at", name),))
        if house in expert.applied_for:
            yield Conflict(ConflictKind.EARLIER_CASE, (Link(expert.name, "applied_for", name),))
    yield from _ties(expert, case, names, on)
    yield from _relatives(expert, case, names, on)


def _ties(expert: ExpertSide, case: CaseSide, names: Names, on: dt.date) -> Iterator[Conflict]:
    for tie in expert.ties:
        if tie.organisation in case.houses and counts(tie, on):
            yield Conflict(_KIND[tie.kind], (_link(expert, tie, names, on),))


def _relatives(expert: ExpertSide, case: CaseSide, names: Names, on: dt.date) -> Iterator[Conflict]:
    at_home: dict[int, Link] = {}
    if expert.employer is not None:
        at_home[expert.employer] = Link(expert.name, "works_at", names.get(expert.employer, ""))
    for house in expert.acts_for:
        at_home.setdefault(house, Link(expert.name, "acts_for", names.get(house, "")))
    for tie in expert.ties:
        if counts(tie, on):
            at_home.setdefault(tie.organisation, _link(expert, tie, names, on))
    for relative in case.relatives:
        if relative.is_person:
            if relative.pk == expert.person:
                own = Link(expert.name, "is", relative.path[0].who if relative.path else expert.name)
                yield Conflict(ConflictKind.STANDS_BEHIND, (own, *relative.path))
        elif relative.pk in at_home and relative.pk not in case.houses:
            yield Conflict(ConflictKind.RELATED, (at_home[relative.pk], *relative.path))


def _link(expert: ExpertSide, tie: Tied, names: Names, on: dt.date) -> Link:
    over = tie.until is not None and tie.until < on
    return Link(expert.name, f"was_{tie.kind}" if over else tie.kind.value, names.get(tie.organisation, ""))


def counts(tie: Tied, on: dt.date) -> bool:
    """Whether a tie still keeps one from reviewing: while it lasts, and some years after where it can end."""
    if tie.since > on:
        return False
    return tie.until is None or tie.kind not in ENDING or years_after(tie.until, EMPLOYMENT_YEARS) >= on


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day some years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


_KIND = {
    TieKind.EMPLOYER: ConflictKind.SAME_EMPLOYER,
    TieKind.MENTOR: ConflictKind.MENTOR,
    TieKind.COOPERATION: ConflictKind.COOPERATION,
    TieKind.ADVISER: ConflictKind.ADVISER,
    TieKind.FAMILY: ConflictKind.FAMILY,
}


def against_any(
    expert: ExpertSide, cases: Iterable[CaseSide], names: Names, on: dt.date
) -> tuple[tuple[str, Conflict], ...]:
    """Everything that keeps an expert from a panel: the number of the case with each reason. One case is enough."""
    return tuple((case.number, one) for case in cases for one in conflicts(expert, case, names, on))
