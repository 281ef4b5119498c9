"""Months and periods, day by day."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.clearance.rules.facts import Standing, Support
from zhongchuang.clearance.rules.periods import binding, months_after, together
from zhongchuang.clearance.rules.schema import Period, Window

YEAR = Window(period=Period.ROLLING, months=12)


def award(on: str, amount: int = 1) -> Support:
    return Support(f"award:{on}", amount, dt.date.fromisoformat(on), Standing.AWARDED)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2025-12-15", 1, "2026-01-15"),
        ("9999-12-15", 1, "9999-12-31"),
    ],
)
def test_months(day: str, months: int, later: str) -> None:
    assert months_after(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(later)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("2025-04-01", "2026-03-31", True),
        ("2025-04-01", "2026-04-01", False),
        ("2024-02-29", "2025-02-27", True),
        ("2024-02-29", "2025-02-28", False),
    ],
)
def test_a_rolling_period_is_the_same_from_both_ends(one: str, other: str, expected: bool) -> None:
    assert together(YEAR, award(one), award(other)) is expected
    assert together(YEAR, award(other), award(one)) is expected


def test_a_rolling_limit_looks_at_the_heaviest_period_and_not_at_all_of_them() -> None:
    before, after = award("2025-01-10", 60), award("2026-01-05", 50)
    case = award("2025-07-01")
    found = binding(YEAR, case, [before, after], lambda one: one.amount)
    assert found == (before, after)  # 10 January to 9 January holds both
    later = award("2026-02-01", 50)
    assert binding(YEAR, case, [before, later], lambda one: one.amount) == (before,)


def test_calendar_years_end_with_december() -> None:
    window = Window(period=Period.CALENDAR_YEAR)
    assert not together(window, award("2025-12-31"), award("2026-01-01"))
    assert together(window, award("2026-01-01"), award("2026-12-31"))


def test_periods_that_touch_on_one_day_overlap() -> None:
    window = Window(period=Period.OVERLAP)
    on = dt.date(2026, 1, 1)
    one = Support("a", 0, on, Standing.PAID, span=(on, dt.date(2026, 3, 31)))
    other = Support("b", 0, on, Standing.PAID, span=(dt.date(2026, 3, 31), dt.date(2026, 5, 1)))
    after = Support("c", 0, on, Standing.PAID, span=(dt.date(2026, 4, 1), dt.date(2026, 5, 1)))
    assert together(window, one, other) and not together(window, one, after)
