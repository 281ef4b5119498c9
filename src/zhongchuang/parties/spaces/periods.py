"""Quarters and years, the figures of one, and what later corrections change of it.

The figures rest on keys and dates alone, never on names that may be edited, so that the same knowledge gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from zhongchuang.core.json_values import Json, canonical, plain_json
from zhongchuang.parties.spaces.residency import (
    EventKind,
    Happened,
    Milestone,
    Residency,
    Stay,
    by_tenant,
    known_events,
    residency_as_at,
)

SCHEMA = "zhongchuang.space-period/1"
_NAME = re.compile(r"([12][0-9]{3})(?:Q([1-4]))?", re.ASCII)
ONE_DAY = dt.timedelta(days=1)


class PeriodKind(StrEnum):
    """How long a period is."""

    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A quarter (`2026Q3`) or a year (`2026`); both days belong to it."""

    starts: dt.date
    ends: dt.date

    @property
    def kind(self) -> PeriodKind:
        """Which of both it is."""
        return PeriodKind.YEAR if self.ends.month - self.starts.month == 11 else PeriodKind.QUARTER

    @property
    def name(self) -> str:
        """How addresses and figures know it."""
        quarter = f"Q{(self.starts.month + 2) // 3}" if self.kind is PeriodKind.QUARTER else ""
        return f"{self.starts.year}{quarter}"


def quarter(year: int, number: int) -> Period:
    """The n-th quarter of a year."""
    starts = dt.date(year, 3 * number - 2, 1)
    after = dt.date(year + number // 4, (3 * number) % 12 + 1, 1)
    return Period(starts, after - ONE_DAY)


def year(number: int) -> Period:
    """A calendar year."""
    return Period(dt.date(number, 1, 1), dt.date(number, 12, 31))


def period_named(name: str) -> Period | None:
    """The period of that name; None for a name of none."""
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    return quarter(int(found[1]), int(found[2])) if found[2] else year(int(found[1]))


def periods_between(first: dt.date, today: dt.date) -> tuple[Period, ...]:
    """Every quarter and year that has a day from `first` on and has ended before `today`, the newest first."""
    found = [
        period
        for number in range(first.year, today.year + 1)
        for period in (*(quarter(number, n) for n in range(1, 5)), year(number))
        if period.ends >= first and period.ends < today
    ]
    return tuple(sorted(found, key=lambda period: (period.ends, period.starts), reverse=True))


@dataclass(frozen=True, slots=True)
class Declared:
    """A tenant's own figures as at a day, and when they were written down."""

    number: int
    tenant: int
    on: dt.date
    recorded_at: dt.datetime
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Capacity:
    """The room a space has from a day on."""

    number: int
    since: dt.date
    recorded_at: dt.datetime
    area_m2: int
    tenant_area_m2: int
    workstations: int


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything the figures of a space rest on."""

    space: str
    events: Sequence[Happened]
    declarations: Sequence[Declared]
    capacities: Sequence[Capacity]


FIGURES = (
    "residents_at_start",
    "applied",
    "admitted",
    "refused",
    "moved",
    "graduated",
    "left",
    "residents_at_end",
    "firms_at_end",
    "teams_at_end",
    "new_firms",
    "financed",
    "financed_fen",
    "area_m2",
    "workstations",
    "workstations_used",
    "jobs",
    "jobs_college",
    "jobs_graduates",
    "undeclared",
)
"""The figures in the order they are shown. `undeclared`: residents whose jobs and workstations nobody has declared yet."""
MEASURED = frozenset(FIGURES) - {
    *("financed_fen", "area_m2", "workstations", "workstations_used", "jobs", "jobs_college"),
    "jobs_graduates",
}
"""Those counted from events; the rest are what the operator declared."""
_SUMMED = {
    "workstations_used": "workstations",
    "jobs": "staff",
    "jobs_college": "staff_college",
    "jobs_graduates": "staff_graduates",
}
_COUNTED = {
    "applied": EventKind.APPLIED,
    "admitted": EventKind.ADMITTED,
    "refused": EventKind.REFUSED,
    "graduated": EventKind.GRADUATED,
    "left": EventKind.LEFT,
}


def declared_as_at(
    declarations: Iterable[Declared], on: dt.date, known_at: dt.datetime | None = None
) -> dict[int, Declared]:
    """The declaration that holds for each tenant: of those known, the latest day; of one day, the latest recorded."""
    found: dict[int, Declared] = {}
    usable = (one for one in declarations if known_at is None or one.recorded_at <= known_at)
    for one in sorted(usable, key=lambda one: (one.on, one.recorded_at, one.number)):
        if one.on <= on:
            found[one.tenant] = one
    return found


def capacity_as_at(
    capacities: Iterable[Capacity], on: dt.date, known_at: dt.datetime | None = None
) -> Capacity | None:
    """The room there was on a day."""
    usable = [
        one for one in capacities if one.since <= on and (known_at is None or one.recorded_at <= known_at)
    ]
    return max(usable, key=lambda one: (one.since, one.recorded_at, one.number), default=None)


def period_content(known: Knowledge, period: Period, known_at: dt.datetime | None = None) -> dict[str, Json]:
    """The figures of a period and the rows they come from, as known at a moment."""
    events = by_tenant(known.events)
    declared = declared_as_at(known.declarations, period.ends, known_at)
    room = capacity_as_at(known.capacities, period.ends, known_at)
    figures = dict.fromkeys(FIGURES, 0)
    rows: list[Json] = []
    for tenant in sorted(events):
        row = _row(tenant, events[tenant], period, known_at, declared.get(tenant))
        if row is None:
            continue
        for name, value in row.figures.items():
            figures[name] += value
        rows.append(row.to_json())
    if room is not None:
        figures |= {"area_m2": room.area_m2, "workstations": room.workstations}
    whole = {
        "schema": SCHEMA,
        "space": known.space,
        "period": period.name,
        "starts": period.starts,
        "ends": period.ends,
        "figures": figures,
        "capacity": room.number if room else None,
        "tenants": rows,
    }
    return {key: plain_json(value) for key, value in whole.items()}


def period_bytes(content: Mapping[str, Json]) -> bytes:
    """The one form of the content: what is kept, hashed and compared."""
    return canonical(dict(content)).encode()


def corrections(closed: Mapping[str, Json], now: Mapping[str, Json]) -> tuple[tuple[str, int, int], ...]:
    """The figures that today's knowledge gives otherwise: name, as closed, as corrected."""
    before, after = closed["figures"], now["figures"]
    assert isinstance(before, dict) and isinstance(after, dict)
    return tuple(
        (name, int(str(before.get(name, 0))), int(str(after[name])))
        for name in FIGURES
        if before.get(name, 0) != after[name]
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """One tenant's part of the figures."""

    tenant: int
    start: Residency
    end: Residency
    events: tuple[Happened, ...]
    declared: Declared | None
    figures: Mapping[str, int]

    def to_json(self) -> Json:
        return plain_json(
            {
                "tenant": self.tenant,
                "at_start": self.start.stay,
                "at_end": self.end.stay,
                "firm": self.end.is_firm,
                "events": [event.number for event in self.events],
                "declaration": self.declared.number if self.declared else None,
            }
        )


def _row(
    tenant: int,
    events: Sequence[Happened],
    period: Period,
    known_at: dt.datetime | None,
    declared: Declared | None,
) -> _Row | None:
    """What a tenant adds; None where the period knows nothing of them."""
    start = residency_as_at(events, period.starts - ONE_DAY, known_at)
    end = residency_as_at(events, period.ends, known_at)
    within = tuple(one for one in known_events(events, known_at) if period.starts <= one.on <= period.ends)
    resident = end.stay is Stay.RESIDENT
    if not within and not resident:
        return None
    figures = {name: sum(event.kind is kind for event in within) for name, kind in _COUNTED.items()}
    figures |= {
        "moved": sum(e.kind is EventKind.MOVED and bool(e.payload.get("leaves")) for e in within),
        "residents_at_start": int(start.stay is Stay.RESIDENT),
        "residents_at_end": int(resident),
        "firms_at_end": int(resident and end.is_firm),
        "teams_at_end": int(resident and not end.is_firm),
        "new_firms": _reached(within, Milestone.REGISTERED),
        "financed": min(1, _reached(within, Milestone.FINANCED)),
        "financed_fen": sum(
            int(event.payload.get("amount_fen") or 0)
            for event in within
            if event.payload.get("milestone") == Milestone.FINANCED
        ),
        "undeclared": int(resident and declared is None),
    }
    if resident and declared is not None:
        figures |= {name: int(declared.values.get(key) or 0) for name, key in _SUMMED.items()}
    return _Row(tenant, start, end, within, declared if resident else None, figures)


def _reached(events: Iterable[Happened], milestone: Milestone) -> int:
    return sum(
        event.kind is EventKind.MILESTONE and event.payload.get("milestone") == milestone for event in events
    )
