"""A makerspace after its recognition, and before: what the county sends back and the space mends; a year later the assessment,
failed, made good too late, and the recognition revoked. Seen by the operator, by the department and by anybody.

Review, notice and decision go through the verbs here: `test_procedure_recognition.py` walks them. The clock is moved by hand.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.core.cache import cache
from django.test import override_settings
from playwright.sync_api import expect

from tests.journeys.conftest import Opened
from tests.journeys.procedure_parts import People, follow, line_of, look, minuted, press, write
from tests.whole import world
from tests.whole.test_recognition import FORM
from tests.whole.world import Province
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Expert, Letter
from zhongchuang.cases.services.clearing import case_clear
from zhongchuang.cases.services.deciding import Asked, case_approve
from zhongchuang.cases.services.meetings import meeting_record
from zhongchuang.cases.services.notice_ends import notice_end
from zhongchuang.cases.services.notices import NoticeText, notice_draft, notice_publish
from zhongchuang.cases.services.opening import Chosen
from zhongchuang.cases.services.rounds import round_close
from zhongchuang.core.actors import PersonActor
from zhongchuang.core.clock import FrozenClock, use_date
from zhongchuang.parties.models import Space
from zhongchuang.parties.tests.factory import SYSTEM, actor

pytestmark = pytest.mark.journey


@pytest.fixture
def day(site: str) -> Iterator[FrozenClock]:
    """A Monday in September, on which the clock stands; programmes are loaded, and many sign-ins are no attack."""
    cache.clear()
    with override_settings(ACCOUNT_RATE_LIMITS=False), use_date(dt.date(2026, 9, 7)) as clock:
        world.loaded()
        Expert.objects.update(active=False)  # whoever other journeys left in the pool would be drawn here
        yield clock
    cache.clear()


@pytest.fixture
def people(day: FrozenClock, opened: Opened) -> Iterator[People]:
    """Everybody's windows, closed at the end."""
    with ExitStack() as stack:
        yield People(opened, stack)


def test_returned_by_the_county_recognised_assessed_and_revoked(day: FrozenClock, people: People) -> None:
    gansu = world.province("620000", "620100", "620102", "甘肃省科技厅（虚构）")
    account, space = world.space(gansu, "白塔山走查众创空间（虚构）")
    who = actor(account)
    case = handed_in(gansu, who, space)
    returned(people, gansu, who, case)
    recognised(day, gansu, case)
    code = Letter.objects.get(case=case).code
    anybody = people.visitor(f"/spaces/{space.pk}/")
    expect(anybody.get_by_role("main")).to_contain_text("省级")
    anybody.goto("/approved/")
    expect(anybody.get_by_role("main")).to_contain_text(case.applicant_name)

    day.move_to(dt.date(2027, 9, 13))
    assessed(people, gansu, who, case)
    failed_again(people, day, gansu, who, case)
    revoked(people, gansu, case)
    told(people, who, case)

    anybody.goto(f"/spaces/{space.pk}/")
    expect(anybody.get_by_role("main")).to_contain_text("2028年3月6日撤销：")
    look(anybody, "s20-space", axe=True)
    anybody.goto(f"/verify/{code}/")
    expect(anybody.get_by_role("main")).to_contain_text("真实，但已撤销")
    look(anybody, "s21-certificate", axe=True)
    anybody.goto("/approved/")
    expect(anybody.get_by_role("main")).not_to_contain_text(case.applicant_name)
    follow(anybody, "后来撤销的")
    expect(line_of(anybody, case.applicant_name)).to_contain_text("2028年3月6日")
    look(anybody, "s22-taken-back", axe=True)


def handed_in(where: Province, who: PersonActor, space: Space) -> Case:
    """The space has applied; the call is closed then, so that another walk finds its own alone."""
    call = world.opened(where, "gansu/space-recognition")
    case = world.started(who, call, Chosen(space=space.public_id))
    world.fill(who, case, FORM)
    world.paper(who, case, "operation", "premises")
    done = world.handed_in(who, case)
    call.refresh_from_db()
    round_close(
        actor=where.officer, round_id=call.pk, expected_version=call.row_version, reason="名额已满（虚构）。"
    )
    return done


def returned(people: People, where: Province, who: PersonActor, case: Case) -> None:
    """The county sends it back with a remark; the space mends it, and it is before the county again, not before the city."""
    page = people.at(where.county_unit, "/office/recommend/")
    follow(page, case.number)
    page.locator("summary", has_text="退回补正").click()
    write(page, return_reason="活动次数与台账不符，请核对。")
    page.locator("summary", has_text="服务情况").last.click()
    page.locator("#field-events").fill("台账上是 18 次")
    look(page, "s01-county-return", axe=True)
    press(page, "退回补正")
    expect(page.get_by_text(f"{case.number}：退回补正。")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name=case.number)).to_have_count(0)

    page = people.at(who, f"/my/cases/{case.number}/")
    expect(page.get_by_role("main")).to_contain_text("活动次数与台账不符，请核对。")
    look(page, "s02-returned")
    follow(page, "去补正")
    follow(page, "近一年举办活动次数")
    expect(page.locator(".remark")).to_contain_text("台账上是 18 次")
    write(page, events="18")
    press(page, "保存并继续")
    follow(page, "核对与提交")
    page.get_by_label("我承诺").check()
    write(page, reply="已按台账更正。")
    press(page, "重新提交")

    page = people.at(where.city_unit, "/office/recommend/")
    expect(page.get_by_role("main")).not_to_contain_text(case.number)
    page = people.at(where.county_unit, "/office/recommend/")
    follow(page, case.number)
    expect(page.get_by_role("main")).to_contain_text("18")
    look(page, "s03-county-again")
    page.get_by_label("推荐意见").fill("已核对台账，同意推荐。")
    press(page, "推荐")
    page = people.at(where.city_unit, "/office/recommend/")
    follow(page, case.number)
    page.get_by_label("推荐意见").fill("同意推荐。")
    press(page, "推荐")
    assert world.state_of(case) is State.SUBMITTED


def recognised(day: FrozenClock, where: Province, case: Case) -> None:
    """Reviewed, announced, approved."""
    world.accepted(where, case)
    panel = world.drawn(where, case, 5)
    day.move_to(dt.date(2026, 9, 24))
    world.scored(where, panel)
    notice = notice_draft(
        actor=where.officer,
        round=case.round,
        cases={case.pk: None},
        text=NoticeText("拟认定省级众创空间公示（走查）", "现予公示。", "甘肃省科技厅（虚构），0931-0000000"),
    )
    notice = notice_publish(actor=where.reviewer, notice=notice, expected_version=notice.row_version)
    day.move_to(dt.date(2026, 10, 10))
    notice_end(actor=SYSTEM, notice_id=notice.pk)
    case.refresh_from_db()
    case_clear(actor=where.officer, case_id=case.pk)
    meeting = meeting_record(
        actor=where.officer,
        number=f"虚构纪要〔2026〕{case.number}",
        kind="office",
        held_on=dt.date(2026, 10, 9),
        department=where.department.pk,
        summary="同意认定。",
    )
    case.refresh_from_db()
    case_approve(actor=where.reviewer, asked=Asked(case.pk, case.row_version, "符合认定条件。", meeting))
    assert world.state_of(case) is State.APPROVED


def assessed(people: People, where: Province, who: PersonActor, case: Case) -> None:
    """A year later: the space fills in its year, what the platform knows is there; the department does not pass it."""
    page = people.at(who, f"/my/cases/{case.number}/")
    look(page, "s04-owed", axe=True)
    line_of(page, "年度考核").first.get_by_role("link").click()
    expect(page.get_by_role("main")).to_contain_text("平台知道的已经替您填好")
    write(page, events="2", summary="本年活动较少（虚构）。")
    look(page, "s05-assessment", axe=True)
    press(page, "提交")
    expect(page.get_by_text("已提交，等待主管部门核验。")).to_be_visible()

    page = people.at(where.officer, "/office/")
    follow(page, "报告与考核")
    look(page, "s06-duties")
    line_of(page, "已提交，待核验").filter(has_text=case.number).get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text("本年活动较少")
    page.get_by_label("不通过").check()
    write(page, opinion="活动次数不足，限期整改。", again_on="2028-02-29")
    look(page, "s07-check", axe=True)
    press(page, "记下结论")
    expect(page.get_by_text("结论已记下。")).to_be_visible()


def failed_again(people: People, day: FrozenClock, where: Province, who: PersonActor, case: Case) -> None:
    """The space reads why and until when; nothing comes, and the officer records that after the day."""
    page = people.at(who, "/my/notes/")
    follow(page, re.compile("请在2028年2月29日前整改后再交"))
    expect(page.get_by_role("main")).to_contain_text("不通过")
    page = people.at(who, f"/my/cases/{case.number}/")
    expect(line_of(page, "年度考核（整改后再交）")).to_contain_text("2028年2月29日")
    look(page, "s08-failed")
    line_of(page, "不通过").get_by_role("link").click()
    expect(page.get_by_role("main")).to_contain_text("活动次数不足，限期整改。")
    look(page, "s09-why")

    day.move_to(dt.date(2028, 3, 6))
    page = people.at(where.officer, "/office/duties/")
    line_of(page, "已超期").filter(has_text=case.number).get_by_role("link").first.click()
    page.get_by_label("不通过").check()
    write(page, opinion="整改期限已过，没有提交。")
    press(page, "记下结论")
    expect(page.get_by_text("这一项不通过可以撤销原决定：已告诉审核人员")).to_be_visible()
    look(page, "s10-may-revoke")


def revoked(people: People, where: Province, case: Case) -> None:
    """Another person decides on the minutes of a meeting."""
    minutes = minuted(people, where.officer, case, "2028-03-06")
    page = people.at(where.reviewer, "/my/notes/")
    follow(page, re.compile("可以撤销原决定"))
    follow(page, "撤销")
    page.get_by_label("所依据的会议纪要").select_option(label=minutes)
    write(page, grounds="年度考核不合格，整改期满没有改正。")
    look(page, "s11-revoke", axe=True)
    press(page, "撤销决定")
    expect(page.locator(".case-state")).to_contain_text("已撤销")
    look(page, "s12-revoked")


def told(people: People, who: PersonActor, case: Case) -> None:
    """The operator reads the decision, why, and where to turn."""
    page = people.at(who, f"/my/cases/{case.number}/")
    main = page.get_by_role("main")
    expect(main).to_contain_text("已撤销")
    expect(main).to_contain_text("行政复议")
    expect(line_of(page, "年度考核").first).to_contain_text("不通过")
    look(page, "s13-own", axe=True)
    with page.expect_download() as download:
        follow(page, re.compile("^决定书.*（PDF）$"))
    assert download.value.path().read_bytes().startswith(b"%PDF")
