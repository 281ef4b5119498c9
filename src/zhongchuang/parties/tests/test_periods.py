"""Quarters and years, their figures and bytes: pure."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from zhongchuang.parties.spaces.periods import (
    FIGURES,
    Capacity,
    Declared,
    Knowledge,
    Period,
    PeriodKind,
    capacity_as_at,
    corrections,
    declared_as_at,
    period_bytes,
    period_content,
    period_named,
    periods_between,
    quarter,
    year,
)
from zhongchuang.parties.spaces.residency import EventKind, Happened

Q3 = quarter(2026, 3)


def at(number: int) -> dt.datetime:
    return dt.datetime(2026, 10, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=number)


def told(
    number: int, tenant: int, kind: EventKind, on: dt.date, *, corrects: int | None = None, **payload: Any
) -> Happened:
    return Happened(number, tenant, kind, on, at(number), payload, corrects)


def declared(number: int, tenant: int, on: dt.date, **values: Any) -> Declared:
    return Declared(number, tenant, on, at(number), values)


EVENTS = (
    told(1, 1, EventKind.ADMITTED, dt.date(2026, 2, 1), party="firm"),
    told(2, 2, EventKind.ADMITTED, dt.date(2026, 7, 1), party="team"),
    told(3, 2, EventKind.MILESTONE, dt.date(2026, 9, 30), milestone="registered"),
    told(4, 1, EventKind.MILESTONE, dt.date(2026, 8, 1), milestone="financed", amount_fen=50_000_000),
    told(5, 3, EventKind.APPLIED, dt.date(2026, 9, 1)),
    told(6, 3, EventKind.REFUSED, dt.date(2026, 9, 5)),
    told(7, 4, EventKind.ADMITTED, dt.date(2026, 1, 5), party="team"),
    told(8, 4, EventKind.LEFT, dt.date(2026, 7, 1)),
)
KNOWN = Knowledge(
    "KJ-1",
    EVENTS,
    (
        declared(9, 1, dt.date(2026, 6, 30), staff=5, staff_college=4, workstations=6),
        declared(10, 1, dt.date(2026, 9, 30), staff=8, staff_college=6, workstations=7),
        declared(11, 4, dt.date(2026, 6, 30), staff=100),
    ),
    (
        Capacity(1, dt.date(2024, 1, 1), at(0), 900, 700, 50),
        Capacity(2, dt.date(2026, 8, 1), at(0), 1000, 800, 60),
    ),
)


def figures(known: Knowledge, period: Period, known_at: dt.datetime | None = None) -> dict[str, int]:
    content = period_content(known, period, known_at)["figures"]
    assert isinstance(content, dict)
    return {name: int(str(value)) for name, value in content.items()}


def test_the_figures_of_a_quarter() -> None:
    found = figures(KNOWN, Q3)
    assert found == {
        "residents_at_start": 2,
        "applied": 1,
        "admitted": 1,
        "refused": 1,
        "moved": 0,
        "graduated": 0,
        "left": 1,
        "residents_at_end": 2,
        "firms_at_end": 2,
        "teams_at_end": 0,
        "new_firms": 1,
        "financed": 1,
        "financed_fen": 50_000_000,
        "area_m2": 1000,
        "workstations": 60,
        "workstations_used": 7,
        "jobs": 8,
        "jobs_college": 6,
        "jobs_graduates": 0,
        "undeclared": 1,
    }
    assert list(found) == sorted(found) or set(found) == set(FIGURES)


def test_the_quarter_before_knows_nothing_of_this_one() -> None:
    found = figures(KNOWN, quarter(2026, 2))
    assert (found["residents_at_end"], found["jobs"], found["workstations"]) == (2, 105, 50)


def test_the_year_holds_its_quarters() -> None:
    found = figures(KNOWN, year(2026))
    quarters = [figures(KNOWN, quarter(2026, n)) for n in range(1, 5)]
    for name in ("applied", "admitted", "refused", "left", "graduated", "new_firms", "financed_fen"):
        assert found[name] == sum(one[name] for one in quarters), name


def test_the_same_knowledge_gives_the_same_bytes_in_whatever_order_it_is_read() -> None:
    backwards = Knowledge(KNOWN.space, EVENTS[::-1], KNOWN.declarations[::-1], KNOWN.capacities[::-1])
    assert period_bytes(period_content(backwards, Q3)) == period_bytes(period_content(KNOWN, Q3))


def test_later_events_and_corrections_change_nothing_of_what_was_known() -> None:
    closed_at = at(20)
    before = period_bytes(period_content(KNOWN, Q3, closed_at))
    later = Knowledge(
        KNOWN.space,
        (
            *EVENTS,
            told(21, 1, EventKind.GRADUATED, dt.date(2026, 10, 1)),
            told(22, 4, EventKind.VOID, dt.date(2026, 7, 1), corrects=8),
        ),
        (*KNOWN.declarations, declared(23, 1, dt.date(2026, 9, 30), staff=9)),
        (*KNOWN.capacities, Capacity(3, dt.date(2026, 8, 1), at(24), 1, 1, 1)),
    )
    assert period_bytes(period_content(later, Q3, closed_at)) == before
    changed = corrections(json.loads(before), period_content(later, Q3))
    assert ("left", 1, 0) in changed and ("jobs", 8, 109) in changed and ("workstations", 60, 1) in changed
    assert "graduated" not in {name for name, _, _ in changed}  # it graduated in the next quarter


def test_names_of_periods_are_read_back() -> None:
    for period in (Q3, year(2026), quarter(2026, 4), quarter(2026, 1)):
        assert period_named(period.name) == period
    assert (Q3.name, year(2026).name) == ("2026Q3", "2026")
    assert (Q3.kind, year(2026).kind) == (PeriodKind.QUARTER, PeriodKind.YEAR)
    assert quarter(2026, 4).ends == dt.date(2026, 12, 31)


@pytest.mark.parametrize("name", ["", "2026Q5", "26Q1", "2026q1", "2026Q1 ", "３０２６", "0026"])
def test_other_words_are_no_period(name: str) -> None:
    assert period_named(name) is None


def test_the_periods_to_close_are_those_that_are_over() -> None:
    found = [period.name for period in periods_between(dt.date(2025, 5, 9), dt.date(2026, 4, 1))]
    assert found == ["2026Q1", "2025Q4", "2025", "2025Q3", "2025Q2"]


def test_of_declarations_the_latest_day_holds_and_of_one_day_the_latest_recorded() -> None:
    rows = (
        declared(1, 1, dt.date(2026, 5, 1), staff=3),
        declared(2, 1, dt.date(2026, 4, 1), staff=9),
        declared(3, 1, dt.date(2026, 5, 1), staff=4),
    )
    assert declared_as_at(rows, dt.date(2026, 6, 1))[1].values["staff"] == 4
    assert declared_as_at(rows, dt.date(2026, 6, 1), at(2))[1].values["staff"] == 3
    assert declared_as_at(rows, dt.date(2026, 4, 30))[1].values["staff"] == 9


def test_the_room_of_a_day() -> None:
    assert capacity_as_at(KNOWN.capacities, dt.date(2023, 1, 1)) is None
    found = capacity_as_at(KNOWN.capacities, dt.date(2026, 7, 31))
    assert found is not None and found.workstations == 50
