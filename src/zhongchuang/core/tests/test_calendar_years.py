"""The calendar that officers keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from zhongchuang.core import clock
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.calendar_years import CalendarYear, calendar_year_add, working_calendar
from zhongchuang.core.errors import InvalidInput, Refused
from zhongchuang.core.tests.factory import CLERK
from zhongchuang.core.working_days import CalendarNotPublished, last_day_of_notice

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.use_date(D(2026, 11, 21)):
        yield


PUBLISHED, NEW_YEAR = D(2026, 11, 10), D(2027, 1, 1)


def add(known_on: dt.date = PUBLISHED, *, rest: tuple[dt.date, ...] = (NEW_YEAR,)) -> CalendarYear:
    return calendar_year_add(
        actor=CLERK, year=2027, known_on=known_on, source="测试用放假安排", rest_days=rest, work_days=[]
    )


def test_a_year_an_officer_adds_can_be_counted_in_and_is_recorded() -> None:
    with pytest.raises(CalendarNotPublished):
        last_day_of_notice(D(2026, 12, 30), 5, calendar=working_calendar())
    row = add()
    assert last_day_of_notice(D(2026, 12, 30), 5, calendar=working_calendar()) == D(2027, 1, 6)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.target_id) == ("core.calendar_year_add", str(row.pk))
    assert entry.after is not None
    assert entry.after["rest_days"] == ["2027-01-01"]


def test_an_amendment_counts_from_the_day_it_became_known() -> None:
    add(D(2026, 11, 10))
    add(D(2026, 11, 20), rest=(D(2027, 1, 1), D(2027, 1, 4)))
    before, after = working_calendar(as_of=D(2026, 11, 19)), working_calendar(as_of=D(2026, 11, 20))
    assert last_day_of_notice(D(2026, 12, 31), 2, calendar=before) == D(2027, 1, 4)
    assert last_day_of_notice(D(2026, 12, 31), 2, calendar=after) == D(2027, 1, 5)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InvalidInput, match="不能晚于今天"):
        add(D(2026, 11, 22))
    with pytest.raises(InvalidInput, match="2026-12-31"):
        add(rest=(D(2026, 12, 31),))
    with pytest.raises(InvalidInput, match="依据文件"):
        calendar_year_add(
            actor=CLERK, year=2027, known_on=D(2026, 11, 1), source=" ", rest_days=[], work_days=[]
        )
    add()
    with pytest.raises(Refused, match="已经录入"):
        add()
    assert CalendarYear.objects.count() == 1
