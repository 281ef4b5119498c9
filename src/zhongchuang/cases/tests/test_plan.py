"""Parts of a grant, and what is owed when."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.cases.deciding.plan import falls_due, in_force_until, months_after, owed_after, parts_of
from zhongchuang.cases.programmes.schema import Instalment, Text
from zhongchuang.cases.tests.factory import content
from zhongchuang.core.working_days import packaged_calendar

DAY = dt.date(2026, 9, 28)


def instalment(share: str, after: str = "decision") -> Instalment:
    label = Text(zh="一期", en="One")
    return Instalment.model_validate({"id": "one", "label": label, "share": share, "after": after, "days": 5})


@given(granted=st.integers(3, 10**14))
def test_the_parts_are_the_whole(granted: int) -> None:
    plan = (instalment("0.3333"), instalment("0.3333"), instalment("0.3334"))
    if granted < 4:
        return
    assert sum(p.amount for p in parts_of(granted, plan, DAY, packaged_calendar())) == granted


def test_the_odd_fen_go_to_the_last() -> None:
    plan = (instalment("0.7"), instalment("0.3", "report"))
    first, last = parts_of(101, plan, DAY, packaged_calendar())
    assert (first.amount, last.amount) == (70, 31)
    assert (
        first.due_on == dt.date(2026, 10, 10) and last.due_on is None
    )  # over National Day; that Saturday is worked


def test_what_cannot_be_parted() -> None:
    with pytest.raises(ValueError, match="分期"):
        parts_of(1, (instalment("0.5"), instalment("0.5")), DAY, packaged_calendar())


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2027, 12, 31), 2, dt.date(2028, 2, 29)),
        (dt.date(2026, 11, 21), 36, dt.date(2029, 11, 21)),
        (dt.date(2099, 12, 31), 2, dt.date(2100, 2, 28)),
    ],
)
def test_calendar_months(start: dt.date, months: int, end: dt.date) -> None:
    assert months_after(start, months) == end


def test_yearly_duties_stand_as_long_as_the_term() -> None:
    duty = {
        "id": "yearly",
        "kind": "assessment",
        "label": {"zh": "年度考核", "en": "Assessment"},
        "due_months": 12,
        "every_months": 12,
    }
    steps = ["accept", "decide", "cosign", "pay", "aftercare"]
    bare = {"chain": [], "review": None, "notice": None, "steps": steps, "aftercare": [duty]}
    said = content(**bare, term={"months": 24})
    assert [(o.turn, o.due_on.year) for o in owed_after(said, DAY)] == [(1, 2027), (2, 2028)]
    assert in_force_until(said, DAY) == dt.date(2028, 9, 27)
    assert len(owed_after(content(**bare), DAY)) == 3
    assert in_force_until(content(**bare), DAY) is None


def test_shares_of_a_plan_add_up() -> None:
    money = content().money
    assert money is not None and sum((i.share for i in money.instalments), Decimal(0)) == 1


def test_a_day_off_the_rhythm_is_of_something_to_be_mended() -> None:
    label = {"zh": "考核", "en": "Assessment"}
    said = [
        {"id": "yearly", "kind": "assessment", "label": label, "due_months": 12, "every_months": 12},
        {"id": "once", "kind": "report", "label": label, "due_months": 12},
    ]
    yearly, once = content(
        aftercare=said,
        steps=["accept", "decide", "cosign", "pay", "aftercare"],
        chain=[],
        review=None,
        notice=None,
    ).aftercare
    decided = dt.date(2026, 10, 10)
    for year in (2027, 2028, 2031):
        assert falls_due(yearly, decided, dt.date(year, 10, 10))
    assert not falls_due(yearly, decided, dt.date(2028, 2, 29))
    assert not falls_due(once, decided, dt.date(2028, 10, 10))
