"""Notices: drafted by one, published by another, for working days of a calendar that is known; taken down with a reason."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.cases.errors import MoveNotPossible, NoticeNotReady, ObjectionOpen
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, PublicNotice
from zhongchuang.cases.services.notices import (
    NoticeText,
    item_take_down,
    notice_change,
    notice_draft,
    notice_publish,
    notice_retract,
)
from zhongchuang.cases.tests.factory import at_post, case_at, content, make_programme, open_round
from zhongchuang.cases.tests.notices.scene import (
    LAST,
    TEXT,
    answered,
    drafted,
    item,
    objected,
    officer,
    published,
    reviewer,
    waiting,
)
from zhongchuang.core.clock import FrozenClock
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
from zhongchuang.core.locks import StaleVersion
from zhongchuang.core.working_days import CalendarNotPublished
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import actor, signed_in
from zhongchuang.policy.tests.factory import words

pytestmark = pytest.mark.django_db


def states(notice: PublicNotice) -> list[str]:
    return list(
        Case.objects.filter(notice_items__notice=notice).order_by("pk").values_list("state", flat=True)
    )


def test_a_draft_is_published_by_somebody_else_and_the_cases_stand_announced() -> None:
    cases = waiting()
    notice = drafted(cases)
    assert notice.published_at is None and states(notice) == [State.TO_ANNOUNCE] * 2
    done = notice_publish(actor=reviewer(), notice=notice, expected_version=notice.row_version)
    assert (done.opens_on, done.closes_on) == (dt.date(2026, 11, 23), LAST)
    assert states(done) == [State.ANNOUNCED] * 2
    cases[0].refresh_from_db()
    assert cases[0].proposed == 4_000_000
    assert cases[0].moves.get().details["notice"] == notice.number


def test_in_a_draft_nothing_has_become_of_anything_yet() -> None:
    notice = drafted(waiting())
    page = words(signed_in(at_post(Role.REVIEWER, bound=True)).get(f"/office/notices/{notice.number}/"))
    assert "公示期已满" not in page and page.count("待发布") == 3, "the notice and its two cases"


@pytest.mark.parametrize(
    ("on", "opens", "closes"),
    [
        (dt.date(2019, 12, 31), dt.date(2019, 12, 31), dt.date(2020, 1, 7)),  # over New Year
        (dt.date(2023, 11, 3), dt.date(2023, 11, 3), dt.date(2023, 11, 9)),
        (
            dt.date(2026, 9, 30),
            dt.date(2026, 9, 30),
            dt.date(2026, 10, 12),
        ),  # the holiday; the 10th is worked
        (dt.date(2026, 11, 21), dt.date(2026, 11, 23), LAST),  # put up on a Saturday
    ],
)
def test_it_runs_in_working_days(monday: FrozenClock, on: dt.date, opens: dt.date, closes: dt.date) -> None:
    notice = drafted(waiting(1, open_round(opens_on=dt.date(2019, 1, 1))))
    monday.move_to(on)
    done = notice_publish(actor=reviewer(), notice=notice, expected_version=notice.row_version)
    assert (done.opens_on, done.closes_on) == (opens, closes)


def test_a_year_nobody_knows_yet_is_said_plainly_and_nothing_is_published(monday: FrozenClock) -> None:
    notice = drafted(waiting())
    monday.move_to(dt.date(2026, 12, 30))
    with pytest.raises(CalendarNotPublished, match="2027 年的放假安排尚未公布"):
        notice_publish(actor=reviewer(), notice=notice, expected_version=notice.row_version)
    notice.refresh_from_db()
    assert notice.published_at is None and states(notice) == [State.TO_ANNOUNCE] * 2


def test_whoever_drafted_or_changed_it_does_not_publish_it() -> None:
    both = actor(at_post(Role.ADMINISTRATOR, bound=True))
    notice = drafted(waiting(), by=both)
    with pytest.raises(NotAllowed):
        notice_publish(actor=both, notice=notice, expected_version=notice.row_version)
    other = actor(at_post(Role.ADMINISTRATOR, bound=True))
    cases = {one.case_id: 1_000_000 for one in notice.items.all()}
    changed = notice_change(
        actor=other, notice=notice, cases=cases, text=TEXT, expected_version=notice.row_version
    )
    with pytest.raises(NotAllowed):
        notice_publish(actor=other, notice=changed, expected_version=changed.row_version)
    assert notice_publish(actor=both, notice=changed, expected_version=changed.row_version).published_at


@pytest.mark.parametrize("role", [Role.OFFICER, Role.FINANCE, Role.AUDITOR, Role.EXPERT])
def test_who_may_not_publish(role: Role) -> None:
    notice = drafted(waiting())
    with pytest.raises(NotAllowed):
        notice_publish(actor=actor(at_post(role)), notice=notice, expected_version=notice.row_version)


def test_a_case_that_went_elsewhere_keeps_the_whole_notice_back() -> None:
    cases = waiting()
    notice = drafted(cases)
    Case.objects.filter(pk=cases[1].pk).update(state=State.WITHDRAWN.value)
    with pytest.raises(MoveNotPossible):
        notice_publish(actor=reviewer(), notice=notice, expected_version=notice.row_version)
    notice.refresh_from_db()
    assert notice.published_at is None and State.ANNOUNCED not in states(notice)


def test_a_draft_says_something_of_cases_that_wait_here() -> None:
    cases, by = waiting(1), officer()
    with pytest.raises(InvalidInput) as told:
        notice_draft(actor=by, round=cases[0].round, cases={cases[0].pk: 1}, text=NoticeText("", "正文", " "))
    assert set(told.value.fields) == {"title", "contact"}
    with pytest.raises(InvalidInput):
        notice_draft(actor=by, round=cases[0].round, cases={}, text=TEXT)
    with pytest.raises(NotFound):
        notice_draft(actor=by, round=cases[0].round, cases={waiting(1)[0].pk: 1}, text=TEXT)
    moved = case_at(State.REVIEWING, round=cases[0].round)
    with pytest.raises(NoticeNotReady):
        notice_draft(actor=by, round=cases[0].round, cases={moved.pk: 1}, text=TEXT)
    for amount in (0, 5_000_001):
        with pytest.raises(InvalidInput) as told:
            notice_draft(actor=by, round=cases[0].round, cases={cases[0].pk: amount}, text=TEXT)
        assert set(told.value.fields) == {f"amount_{cases[0].pk}"}


def test_a_programme_without_a_notice_has_none() -> None:
    steps = ["recommend", "accept", "review", "decide", "cosign", "pay"]
    call = open_round(make_programme(content(id="silent", notice=None, steps=steps)))
    (case,) = waiting(1, call)
    with pytest.raises(NoticeNotReady):
        drafted([case])


def test_a_whole_notice_is_taken_down_with_a_reason() -> None:
    notice = published()
    with pytest.raises(InvalidInput):
        notice_retract(actor=reviewer(), notice=notice, reason=" ", expected_version=notice.row_version)
    with pytest.raises(NotAllowed):
        notice_retract(actor=officer(), notice=notice, reason="有误", expected_version=notice.row_version)
    done = notice_retract(
        actor=reviewer(), notice=notice, reason="名单有误", expected_version=notice.row_version
    )
    assert states(done) == [State.TO_ANNOUNCE] * 2
    page = signed_in(None).get(f"/notices/{notice.number}/").content.decode()
    assert "名单有误" in page and "公示对象</h2>" not in page


def test_a_draft_thrown_away_is_not_published() -> None:
    notice = drafted(waiting())
    done = notice_retract(actor=officer(), notice=notice, reason="重拟", expected_version=notice.row_version)
    with pytest.raises(NoticeNotReady):
        notice_publish(actor=reviewer(), notice=done, expected_version=done.row_version)


@pytest.mark.parametrize("to", [State.TO_DECIDE, State.REVIEWING, State.TO_ANNOUNCE])
def test_one_case_is_taken_down_and_sent_where_it_belongs(to: State) -> None:
    notice = published()
    answered(objected(notice).objection, upheld=True)
    one = item(notice)
    item_take_down(
        actor=reviewer(),
        notice=notice,
        item=one.pk,
        to=to,
        reason="异议成立",
        expected_version=notice.row_version,
    )
    assert sorted(states(notice)) == sorted([to, State.ANNOUNCED])
    one.refresh_from_db()
    assert (one.outcome, one.note) == ("retracted", "异议成立")


def test_nothing_is_taken_down_while_an_objection_is_not_answered_nor_to_anywhere() -> None:
    notice = published()
    objected(notice)
    first, second = item(notice).pk, item(notice, 1).pk
    with pytest.raises(ObjectionOpen):
        item_take_down(
            actor=reviewer(),
            notice=notice,
            item=first,
            to=State.TO_DECIDE,
            reason="r",
            expected_version=notice.row_version,
        )
    with pytest.raises(InvalidInput):
        item_take_down(
            actor=reviewer(),
            notice=notice,
            item=second,
            to=State.APPROVED,
            reason="r",
            expected_version=notice.row_version,
        )
    assert states(notice) == [State.ANNOUNCED] * 2


def test_an_old_page_is_told() -> None:
    notice = published()
    with pytest.raises(StaleVersion):
        notice_retract(actor=reviewer(), notice=notice, reason="r", expected_version=notice.row_version - 1)
