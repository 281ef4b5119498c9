"""Who works in a department: its officers, second persons and finance; who stands in for whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from zhongchuang.cases.models import Substitute
from zhongchuang.parties.access import Role
from zhongchuang.parties.selectors.posts import Holder, holders_of


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody at a post, as a choice in a form."""

    account: int
    name: str


@dataclass(frozen=True, slots=True)
class Substitution:
    """A row of AB 岗, and whether it is or will be in force."""

    row: Substitute
    runs: bool


def officers_of(departments: Collection[int] | None) -> list[Colleague]:
    """The officers of departments (None: of all), each once, by name."""
    return _each_once(holders_of([Role.OFFICER], organisations=departments))


def is_officer_of(account: int, department: int) -> bool:
    """Whether somebody is an officer of a department now."""
    return any(one.account == account for one in holders_of([Role.OFFICER], organisations=[department]))


def staff_of(department: int, *roles: Role) -> list[int]:
    """The accounts that hold a post in a department."""
    return [one.account for one in _each_once(holders_of(roles, organisations=[department]))]


def recommenders_of(place: str) -> list[int]:
    """The accounts that recommend for a place."""
    return [one.account for one in _each_once(holders_of([Role.RECOMMENDER], places=[place]))]


def stood_in_for(account: int, on: dt.date) -> list[int]:
    """The officers in whose place somebody acts on a day. What was handed over is one's own already."""
    return list(_in_force(on).filter(substitute_id=account).values_list("officer_id", flat=True))


def substitutes_of(officer: int, on: dt.date) -> list[int]:
    """Who acts in an officer's place on a day."""
    return list(_in_force(on).filter(officer_id=officer).values_list("substitute_id", flat=True))


def substitutions_of(officers: Collection[int] | None, today: dt.date) -> list[Substitution]:
    """Who stands in for whom, and what was handed over, of these officers (None: of all), the latest first."""
    rows = Substitute.objects.select_related("officer", "substitute").order_by("-pk")
    if officers is not None:
        rows = rows.filter(Q(officer_id__in=officers) | Q(substitute_id__in=officers))
    return [
        Substitution(row, not row.handed_over and (row.until is None or row.until >= today))
        for row in rows[:200]
    ]


def _in_force(on: dt.date) -> QuerySet[Substitute]:
    still = Q(until=None) | Q(until__gte=on)
    return Substitute.objects.filter(still, since__lte=on, handed_over=False)


def _each_once(holders: Collection[Holder]) -> list[Colleague]:
    found = {one.account: one.name for one in holders}
    return [Colleague(account, name) for account, name in sorted(found.items(), key=lambda pair: pair[1])]
