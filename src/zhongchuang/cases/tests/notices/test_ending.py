"""The end of a notice: by the calendar, case by case; an objection holds back its own case and no other."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.cases.errors import NoticeNotReady
from zhongchuang.cases.flow import State
from zhongchuang.cases.jobs.reminding import end_notices
from zhongchuang.cases.models import Case, NoticeItem
from zhongchuang.cases.selectors.notices import notice_is_passed
from zhongchuang.cases.services.notice_ends import notice_end
from zhongchuang.cases.services.notices import item_take_down
from zhongchuang.cases.services.objections import objection_withdraw
from zhongchuang.cases.tests.notices.scene import (
    LAST,
    answered,
    drafted,
    item,
    objected,
    officer,
    published,
    reviewer,
    waiting,
)
from zhongchuang.core.actors import ANONYMOUS
from zhongchuang.core.clock import FrozenClock
from zhongchuang.core.errors import NotAllowed

pytestmark = pytest.mark.django_db
AFTER = LAST + dt.timedelta(days=1)


def state(one: NoticeItem) -> str:
    return str(Case.objects.values_list("state", flat=True).get(pk=one.case_id))


def run() -> int:
    return int(end_notices.func("2026-11-28T00:05:00+08:00"))


def test_the_last_day_counts_whole_and_the_job_runs_twice_without_harm(monday: FrozenClock) -> None:
    notice = published()
    monday.move_to(dt.datetime(2026, 11, 27, 15, 59, tzinfo=dt.UTC))  # 23:59 in Shanghai
    assert run() == 0 and state(item(notice)) == State.ANNOUNCED
    with pytest.raises(NoticeNotReady, match="2026-11-27"):
        notice_end(actor=officer(), notice_id=notice.pk)
    monday.move_to(dt.datetime(2026, 11, 27, 16, 0, tzinfo=dt.UTC))
    assert run() == 2 and run() == 0
    assert state(item(notice)) == state(item(notice, 1)) == State.TO_DECIDE
    notice.refresh_from_db()
    assert notice.ended_at is not None and item(notice).outcome == "ended"
    assert notice_is_passed(item(notice).case)


def test_an_open_objection_holds_back_its_own_case_alone(monday: FrozenClock) -> None:
    notice = published()
    objected(notice)
    monday.move_to(AFTER)
    assert run() == 1
    assert (state(item(notice)), state(item(notice, 1))) == (State.ANNOUNCED, State.TO_DECIDE)
    notice.refresh_from_db()
    assert notice.ended_at is None and not notice_is_passed(item(notice).case)


def test_dismissed_after_the_last_day_the_case_goes_on_at_once(monday: FrozenClock) -> None:
    notice = published()
    taken = objected(notice)
    monday.move_to(AFTER)
    run()
    answered(taken.objection, upheld=False)
    assert state(item(notice)) == State.TO_DECIDE
    notice.refresh_from_db()
    assert notice.ended_at is not None


def test_dismissed_before_the_last_day_it_waits_for_the_end(monday: FrozenClock) -> None:
    notice = published()
    answered(objected(notice).objection, upheld=False)
    assert state(item(notice)) == State.ANNOUNCED
    monday.move_to(AFTER)
    assert run() == 2


def test_of_two_objections_both_have_to_be_answered(monday: FrozenClock) -> None:
    notice = published()
    first, second = objected(notice), objected(notice, statement="还有一件事情也不对头。")
    monday.move_to(AFTER)
    answered(first.objection, upheld=False)
    assert state(item(notice)) == State.ANNOUNCED
    answered(second.objection, upheld=False)
    assert state(item(notice)) == State.TO_DECIDE


def test_upheld_it_does_not_go_on_until_somebody_takes_it_down(monday: FrozenClock) -> None:
    notice = published()
    answered(objected(notice).objection, upheld=True)
    monday.move_to(AFTER)
    assert run() == 1 and state(item(notice)) == State.ANNOUNCED
    notice.refresh_from_db()
    item_take_down(
        actor=reviewer(),
        notice=notice,
        item=item(notice).pk,
        to=State.TO_DECIDE,
        reason="异议成立",
        expected_version=notice.row_version,
    )
    notice.refresh_from_db()
    assert notice.ended_at is not None
    assert not notice_is_passed(item(notice).case)


def test_announced_anew_an_objection_upheld_before_does_not_hold_it_back(monday: FrozenClock) -> None:
    notice = published()
    answered(objected(notice).objection, upheld=True)
    one = item(notice)
    item_take_down(
        actor=reviewer(),
        notice=notice,
        item=one.pk,
        to=State.TO_ANNOUNCE,
        reason="改正",
        expected_version=notice.row_version,
    )
    case = Case.objects.select_related("round").get(pk=one.case_id)
    again = published([case])
    monday.move_to(AFTER)
    assert run() == 2
    assert state(item(again)) == State.TO_DECIDE


def test_taken_back_with_the_code_it_no_longer_holds(monday: FrozenClock) -> None:
    notice = published()
    taken = objected(notice)
    monday.move_to(AFTER)
    run()
    objection_withdraw(actor=ANONYMOUS, code=taken.code.lower())
    assert state(item(notice)) == State.TO_DECIDE


def test_a_case_withdrawn_meanwhile_is_settled_and_the_notice_ends(monday: FrozenClock) -> None:
    notice = published()
    Case.objects.filter(pk=item(notice).case_id).update(state=State.WITHDRAWN.value)
    monday.move_to(AFTER)
    assert run() == 1
    notice.refresh_from_db()
    assert item(notice).outcome == "withdrawn" and notice.ended_at is not None


def test_drafts_do_not_end_and_the_reviewer_ends_none(monday: FrozenClock) -> None:
    notice = drafted(waiting(1))
    monday.move_to(AFTER)
    with pytest.raises(NoticeNotReady):
        notice_end(actor=officer(), notice_id=notice.pk)
    with pytest.raises(NotAllowed):
        notice_end(actor=reviewer(), notice_id=notice.pk)
