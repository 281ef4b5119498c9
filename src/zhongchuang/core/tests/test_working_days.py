"""Working days: the checked notices, the law's counting, and what was known when."""

from __future__ import annotations

import datetime as dt

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.core.errors import InvalidInput
from zhongchuang.core.working_days import (
    CalendarNotice,
    CalendarNotPublished,
    WorkingCalendar,
    add_working_days,
    last_day_of_notice,
    packaged_calendar,
    packaged_notices,
    working_days_between,
)

D = dt.date
DAYS = st.dates(D(2004, 2, 1), D(2026, 10, 31))
FEW = st.integers(1, 30)


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (D(2019, 12, 31), D(2020, 1, 7)),
        (D(2023, 11, 3), D(2023, 11, 9)),
        (D(2026, 2, 13), D(2026, 2, 26)),  # 春节 15–23 off, Saturday 14 worked
        (D(2023, 11, 4), D(2023, 11, 10)),  # put up on a Saturday
    ],
)
def test_a_notice_of_five_working_days(start: D, last: D) -> None:
    assert last_day_of_notice(start, 5) == last


def test_adding_does_not_count_the_first_day() -> None:
    assert add_working_days(D(2026, 9, 30), 1) == D(2026, 10, 8)
    assert add_working_days(D(2026, 10, 8), -1) == D(2026, 9, 30)
    assert add_working_days(D(2026, 10, 3), 0) == D(2026, 10, 8)
    assert add_working_days(D(2026, 9, 30), 0) == D(2026, 9, 30)


def test_both_ends_are_counted_between() -> None:
    assert working_days_between(D(2019, 12, 31), D(2020, 1, 7)) == 5
    assert working_days_between(D(2020, 1, 7), D(2019, 12, 31)) == 0


def test_every_packaged_day_is_that_of_chinesecalendar_but_one() -> None:
    """The package forgets that 2005-12-31, a Saturday, was worked; the notice for 2006 says so."""
    calendar = packaged_calendar()
    days = [D(2004, 1, 1) + dt.timedelta(days=n) for n in range((D(2027, 1, 1) - D(2004, 1, 1)).days)]
    differ = [day for day in days if calendar.is_working_day(day) != chinese_calendar.is_workday(day)]
    assert differ == [D(2005, 12, 31)]
    assert calendar.years == tuple(range(2004, 2027))


def test_a_year_not_published_is_a_sentence_not_a_guess() -> None:
    with pytest.raises(CalendarNotPublished) as caught:
        last_day_of_notice(D(2026, 12, 30), 5)
    assert caught.value.year == 2027
    assert "2027 年的放假安排尚未公布" in caught.value.zh
    assert "not published" in caught.value.en


def test_the_spring_festival_of_2020_was_lengthened_after_the_notice_began() -> None:
    before = WorkingCalendar(packaged_notices(), as_of=D(2020, 1, 23))
    after = WorkingCalendar(packaged_notices(), as_of=D(2020, 1, 27))
    assert last_day_of_notice(D(2020, 1, 20), 5, calendar=before) == D(2020, 1, 31)
    assert last_day_of_notice(D(2020, 1, 20), 5, calendar=after) == D(2020, 2, 3)


def test_a_year_is_unknown_before_its_notice() -> None:
    as_of = WorkingCalendar(packaged_notices(), as_of=D(2025, 11, 3))
    with pytest.raises(CalendarNotPublished, match="截至 2025-11-03"):
        add_working_days(D(2025, 12, 31), 1, calendar=as_of)
    known = WorkingCalendar(packaged_notices(), as_of=D(2025, 11, 4))
    assert add_working_days(D(2025, 12, 31), 1, calendar=known) == D(2026, 1, 4)


def test_a_notice_with_impossible_days_is_refused() -> None:
    with pytest.raises(InvalidInput, match="2027-01-02"):  # a Saturday rests anyhow
        CalendarNotice(2027, None, "测试", frozenset({D(2027, 1, 2)}), frozenset())
    with pytest.raises(InvalidInput, match="2026-12-31"):
        CalendarNotice(2027, None, "测试", frozenset({D(2026, 12, 31)}), frozenset())


@given(DAYS, FEW)
def test_a_notice_of_n_days_holds_n_working_days(start: D, n: int) -> None:
    last = last_day_of_notice(start, n)
    assert working_days_between(start, last) == n
    assert packaged_calendar().is_working_day(last)


@given(DAYS, FEW)
def test_adding_and_taking_away_undo_each_other(start: D, n: int) -> None:
    worked = add_working_days(start, 0)
    assert add_working_days(add_working_days(worked, n), -n) == worked


@given(DAYS, st.integers(0, 20), st.integers(0, 20))
def test_adding_in_two_steps_is_adding_at_once(start: D, m: int, n: int) -> None:
    worked = add_working_days(start, 0)
    assert add_working_days(add_working_days(worked, m), n) == add_working_days(worked, m + n)


def test_less_than_one_day_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="至少一个工作日"):
        last_day_of_notice(D(2026, 1, 5), 0)
