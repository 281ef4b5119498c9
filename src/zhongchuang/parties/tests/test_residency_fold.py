"""The course of a residency without a database: as at a date, as known at a moment."""

from __future__ import annotations

import datetime as dt
from itertools import permutations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.parties.spaces.residency import (
    FROM,
    EventKind,
    Happened,
    Stay,
    StayInterval,
    known_events,
    misstep,
    overlap,
    residency_as_at,
)


def day(month: int, number: int = 1, year: int = 2026) -> dt.date:
    return dt.date(year, month, number)


def told(
    number: int, kind: EventKind, on: dt.date, *, corrects: int | None = None, **payload: Any
) -> Happened:
    """An event recorded on the n-th day of January 2027."""
    at = dt.datetime(2027, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=number)
    return Happened(number, 1, kind, on, at, payload, corrects)


COURSE = (
    told(1, EventKind.APPLIED, day(1)),
    told(2, EventKind.ADMITTED, day(2), party="firm"),
    told(3, EventKind.MILESTONE, day(3), milestone="financed"),
    told(4, EventKind.GRADUATED, day(9)),
)


def test_as_at_each_day_it_stands_where_it_stood() -> None:
    stays = {n: residency_as_at(COURSE, day(n)).stay for n in (1, 2, 8, 9, 12)}
    assert stays == {
        1: Stay.APPLIED,
        2: Stay.RESIDENT,
        8: Stay.RESIDENT,
        9: Stay.GRADUATED,
        12: Stay.GRADUATED,
    }
    assert residency_as_at(COURSE, day(12, year=2025)).stay is Stay.NONE
    assert residency_as_at(COURSE, day(12)).intervals == (StayInterval(day(2), day(9)),)
    assert residency_as_at(COURSE, day(8)).intervals == (StayInterval(day(2), None),)


def test_a_correction_is_known_from_its_moment_on_and_not_before() -> None:
    late = told(5, EventKind.GRADUATED, day(11), corrects=4)
    events = (*COURSE, late)
    assert residency_as_at(events, day(10), known_at=COURSE[3].recorded_at).stay is Stay.GRADUATED
    assert residency_as_at(events, day(10)).stay is Stay.RESIDENT
    assert residency_as_at(events, day(11)).stay is Stay.GRADUATED


def test_what_did_not_happen_is_gone_and_a_correction_can_be_corrected() -> None:
    void = told(5, EventKind.VOID, day(9), corrects=4)
    again = told(6, EventKind.LEFT, day(10), corrects=5)
    assert residency_as_at((*COURSE, void), day(12)).stay is Stay.RESIDENT
    assert residency_as_at((*COURSE, void, again), day(12)).stay is Stay.LEFT
    assert residency_as_at((*COURSE, void, again), day(12), void.recorded_at).stay is Stay.RESIDENT


def test_of_one_day_the_order_of_recording_counts_also_for_a_correction() -> None:
    admitted, left = told(1, EventKind.ADMITTED, day(5)), told(2, EventKind.LEFT, day(5))
    corrected = told(3, EventKind.ADMITTED, day(5), corrects=1, justification="写明")
    assert [one.number for one in known_events((admitted, left, corrected))] == [3, 2]
    assert residency_as_at((admitted, left, corrected), day(5)).stay is Stay.LEFT


def test_an_impossible_step_is_named_with_where_it_stood() -> None:
    step = misstep((*COURSE, told(5, EventKind.LEFT, day(10))))
    assert step is not None and (step.event.number, step.stood) == (5, Stay.GRADUATED)
    assert misstep(COURSE) is None
    backdated = misstep((*COURSE, told(5, EventKind.LEFT, day(2, 15))))
    assert backdated is not None and backdated.event.number == 3  # what came later does not fit any more


def test_it_may_come_back_and_each_stay_is_kept() -> None:
    events = (
        told(1, EventKind.ADMITTED, day(1)),
        told(2, EventKind.LEFT, day(3)),
        told(3, EventKind.ADMITTED, day(6)),
    )
    state = residency_as_at(events, day(12))
    assert state.intervals == (StayInterval(day(1), day(3)), StayInterval(day(6), None))
    assert state.admitted_on == day(6)


def test_moving_inside_stays_and_moving_away_ends() -> None:
    inside = told(2, EventKind.MOVED, day(4), stage="incubator")
    away = told(3, EventKind.MOVED, day(5), stage="accelerator", leaves=True)
    admitted = told(1, EventKind.ADMITTED, day(1))
    assert residency_as_at((admitted, inside), day(4)).stage == "incubator"
    assert residency_as_at((admitted, inside), day(4)).stay is Stay.RESIDENT
    assert residency_as_at((admitted, inside, away), day(5)).stay is Stay.MOVED


def test_a_team_becomes_a_firm_on_the_day_it_registers() -> None:
    events = (
        told(1, EventKind.ADMITTED, day(1), party="team"),
        told(2, EventKind.MILESTONE, day(4), milestone="registered"),
    )
    assert not residency_as_at(events, day(3)).is_firm
    assert residency_as_at(events, day(4)).is_firm


def test_stays_overlap_by_days_and_a_reason_lets_them() -> None:
    first = StayInterval(day(1), day(3))
    assert overlap((first,), (StayInterval(day(3), None),)) is None  # the day it left is free
    assert overlap((first,), (StayInterval(day(2), None),)) == StayInterval(day(2), None)
    assert overlap((first,), (StayInterval(day(2), None, "两地都有实验室"),)) is None


@given(st.permutations(COURSE))
def test_the_order_in_which_rows_are_read_does_not_matter(events: list[Happened]) -> None:
    assert residency_as_at(events, day(10)) == residency_as_at(COURSE, day(10))


def test_every_kind_says_from_where_it_may_happen() -> None:
    assert set(FROM) == set(EventKind) - {EventKind.VOID}
    assert all(
        residency_as_at(some, day(12)) is not None for some in permutations(COURSE, 2)
    )  # nothing that is stored can make the fold fail
