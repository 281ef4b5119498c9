"""How long a name stays, and what a review is bound to."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.clearance.disclosing.facts import REVIEWED, AwardFacts, reviewed_digest
from zhongchuang.clearance.disclosing.terms import PLATFORM_TERMS, down_on, platform_months

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2080, 12, 31))


@given(DAYS, st.integers(1, 120))
def test_a_term_ends_so_many_months_later_and_never_sooner(day: dt.date, months: int) -> None:
    ends = down_on(day, months)
    assert (ends.year - day.year) * 12 + ends.month - day.month == months
    assert ends.day <= day.day and day < ends


def test_the_last_day_of_a_shorter_month() -> None:
    assert down_on(dt.date(2026, 1, 31), 1) == dt.date(2026, 2, 28)
    assert down_on(dt.date(2027, 12, 31), 2) == dt.date(2028, 2, 29)


def test_the_platforms_term_has_a_day_and_an_earlier_day_has_the_first() -> None:
    first = PLATFORM_TERMS[0]
    assert platform_months(first.since) == first.months == platform_months(dt.date(2000, 1, 1))


@given(st.sampled_from(REVIEWED), st.text(alphabet="同样的字 a１", max_size=5))
def test_a_review_is_bound_to_every_word_it_looked_at(name: str, other: str) -> None:
    content = dict.fromkeys(REVIEWED, "同样的字")
    changed = content | {name: other}
    assert (reviewed_digest(content) == reviewed_digest(changed)) == (content == changed)


def facts(**changes: object) -> AwardFacts:
    said: dict[str, object] = {
        "ref": "case:GS-1",
        "source": "platform",
        "recipient_name": "虚构甲公司",
        "title": "测试",
        "department_name": "测试部门",
        "amount": 0,
        "decided_on": dt.date(2026, 11, 1),
    }
    return AwardFacts(**(said | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [{"amount": -1}, {"title": ""}, {"recipient_name": ""}, {"personal": True, "recipient_code": "9"}],
)
def test_an_award_nobody_could_make_is_none(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="/"):
        facts(**changes)


def test_a_recognition_without_money_is_an_award() -> None:
    assert facts().amount == 0
