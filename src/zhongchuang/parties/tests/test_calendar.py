"""The calendar of working days: open to everybody, entered by an administrator from the words of the notice."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.calendar_years import CalendarYear, working_calendar
from zhongchuang.core.clock import use_date
from zhongchuang.core.errors import InvalidInput, NotAllowed, Refused
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.access import Role
from zhongchuang.parties.services.calendar import calendar_enter
from zhongchuang.parties.tests.factory import actor, make_account, signed_in

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 12, 1)
TEXT = "元旦：1月1日（周五）至3日（周日）放假，共3天。春节：2月5日（周五）至9日（周二）放假调休，共5天。2月14日（周日）上班。"
"""An invented 2027."""


def given(**changes: str) -> dict[str, str]:
    return {
        "idempotency_key": new_idempotency_key(),
        "year": "2027",
        "known_on": "2026-11-20",
        "source": "虚构的放假安排",
        "text": TEXT,
        "then": "enter",
        **changes,
    }


@pytest.fixture
def administrator() -> Client:
    return signed_in(make_account(Role.ADMINISTRATOR))


def test_everybody_reads_it_and_sees_which_year_is_missing(client: Client) -> None:
    with use_date(DAY):
        page = client.get("/calendar/").content.decode()
    assert "2027 年的放假安排还没有录入" in page and "10月1日至10月2日" in page
    assert "录入一年" not in page


def test_what_was_read_is_shown_before_it_is_entered(administrator: Client) -> None:
    with use_date(DAY):
        answer = administrator.post("/calendar/new/", given(then="read"))
    page = answer.content.decode()
    assert answer.status_code == 200 and not CalendarYear.objects.exists()
    assert "1月1日、2月5日、2月8日至2月9日" in page and "2月14日" in page and "核对无误，录入" in page


def test_once_entered_terms_are_counted_into_the_year(administrator: Client) -> None:
    with use_date(DAY):
        form = given()
        assert administrator.post("/calendar/new/", form)["Location"] == "/calendar/"
        assert administrator.post("/calendar/new/", form)["Location"] == "/calendar/"  # pressed twice
        page = administrator.get("/calendar/").content.decode()
    assert CalendarYear.objects.count() == 1 and "还没有录入" not in page
    notice = working_calendar().notice(2027)
    assert notice.rest_days == {dt.date(2027, 1, 1), *(dt.date(2027, 2, day) for day in (5, 8, 9))}
    assert notice.work_days == {dt.date(2027, 2, 14)}
    assert AuditEntry.objects.filter(verb="core.calendar_year_add").count() == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"text": "元旦：1月1日（周四）放假。"}, "请看年份对不对"),
        ({"known_on": "2027-05-01"}, "不能晚于今天"),
        ({"year": "1"}, "2004"),
        ({"source": " "}, "这个字段是必填项"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    administrator: Client, changes: dict[str, str], told: str
) -> None:
    with use_date(DAY):
        answer = administrator.post("/calendar/new/", given(**changes))
    page = answer.content.decode()
    assert answer.status_code == 422 and told in page and not CalendarYear.objects.exists()
    assert changes.get("text", "2月14日（周日）上班") in page


def test_the_same_notice_again_is_refused_an_amendment_is_not() -> None:
    boss = actor(make_account(Role.ADMINISTRATOR))

    def enter(known_on: dt.date, text: str) -> None:
        calendar_enter(actor=boss, year=2027, known_on=known_on, source="虚构的放假安排", text=text)

    with use_date(DAY):
        enter(DAY, TEXT)
        with pytest.raises(Refused):
            enter(DAY, TEXT)
    with use_date(dt.date(2027, 1, 5)):
        enter(dt.date(2027, 1, 5), TEXT.replace("9日（周二）", "10日（周三）"))
    assert dt.date(2027, 2, 10) in working_calendar().notice(2027).rest_days
    assert dt.date(2027, 2, 10) not in working_calendar(as_of=DAY).notice(2027).rest_days


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_enters_a_year(role: Role) -> None:
    with pytest.raises(NotAllowed):
        calendar_enter(actor=actor(make_account(role)), year=2027, known_on=DAY, source="虚构", text=TEXT)


def test_what_cannot_be_read_is_refused() -> None:
    with pytest.raises(InvalidInput):
        calendar_enter(
            actor=actor(make_account(Role.ADMINISTRATOR)), year=2027, known_on=DAY, source="虚构", text="没有"
        )
