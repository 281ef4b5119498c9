"""A makerspace in Lanzhou is recognised, seen by everybody who takes part: from the form to the certificate anybody may check.

Returned once and mended, an expert recused, a notice over National Day, an objection that stops it and is answered. The clock
is moved by hand; nobody waits.
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
from tests.journeys.procedure_parts import People, follow, look, minuted, paper, press, write
from tests.whole import world
from tests.whole.world import Province
from zhongchuang.cases.jobs.reminding import end_notices
from zhongchuang.cases.models import Case, Expert, Seat
from zhongchuang.core.actors import PersonActor
from zhongchuang.core.clock import FrozenClock, use_date
from zhongchuang.parties.models import Space
from zhongchuang.parties.tests.factory import actor

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


def test_from_the_form_to_the_certificate(day: FrozenClock, people: People) -> None:
    gansu = world.province("620000", "620100", "620102", "甘肃省科技厅（虚构）")
    account, space = world.space(gansu, "金城走查众创空间（虚构）")
    world.opened(gansu, "gansu/space-recognition")
    who = actor(account)
    case = applied(people, who, space)
    recommended(people, gansu, case)
    mended(people, gansu, who, case)
    reviewed(people, day, gansu, case)
    notice = announced(people, day, gansu)
    objected(people, day, gansu, notice)
    code = decided(people, gansu, case)
    told(people, who, case, code)


def applied(people: People, who: PersonActor, space: Space) -> Case:
    """The space applies; what the platform knows is there already."""
    page = people.at(who, "/apply/?place=620000")
    follow(page, "省级众创空间认定")
    look(page, "a01-call")
    follow(page, "开始申报")
    page.get_by_role("radio", name=space.name).check()
    look(page, "a02-start")
    press(page, "开始填写")
    expect(page.locator("#id_name")).to_contain_text(space.name)
    expect(page.locator("#id_area")).to_have_value("1200")
    expect(page.get_by_role("main")).to_contain_text("来自众创空间登记")
    write(page, fields="智能制造")
    look(page, "a03-form")
    press(page, "保存并继续")
    write(page, tenants="25", graduates="6", mentors="8", events="24")
    write(page, cases="三个典型案例（虚构）。", plan="明年扩大服务。")
    press(page, "保存并继续")
    paper(page, "operation", "运营制度.pdf")
    paper(page, "premises", "租赁合同.pdf")
    look(page, "a04-materials")
    follow(page, "核对与提交")
    look(page, "a05-review")
    page.get_by_label("我承诺").check()
    press(page, "提交申报")
    expect(page.get_by_text(re.compile("已提交，编号 GS-2026-"))).to_be_visible()
    look(page, "a06-submitted")
    found: Case = Case.objects.get(account=who.user_id)
    return found


def mended(people: People, where: Province, who: PersonActor, case: Case) -> None:
    """The department returns it with a remark beside the field; the space mends it, and what changed is shown."""
    page = people.at(where.officer, "/office/")
    follow(page, re.compile("^待分派"))
    look(page, "b03-desk")
    follow(page, case.number)
    look(page, "b04-case")
    follow(page, "退回补正")
    write(page, reason="请补充导师名单。")
    page.locator("summary", has_text="服务情况").click()
    page.locator("#field-mentors").fill("与名单不一致")
    look(page, "b05-return")
    press(page, "退回补正")
    expect(page.locator(".case-state")).to_contain_text("退回补正")

    page = people.at(who, f"/my/cases/{case.number}/")
    expect(page.get_by_role("main")).to_contain_text("请补充导师名单。")
    look(page, "b06-returned")
    follow(page, "去补正")
    look(page, "b07-list", axe=True)
    follow(page, "创业导师数")
    expect(page.locator(".remark")).to_contain_text("与名单不一致")
    look(page, "b08-mend")
    write(page, mentors="7")
    press(page, "保存并继续")
    follow(page, "核对与提交")
    page.get_by_label("我承诺").check()
    write(page, reply="已按名单更正。")
    press(page, "重新提交")

    page = people.at(where.officer, f"/office/cases/{case.number}/")
    follow(page, "补正对比")
    change = page.locator(".change-list > div").filter(has_text="创业导师数")
    expect(change).to_contain_text(re.compile("与名单不一致.*8.*7", re.S))
    look(page, "b09-changes", axe=True)
    press(page, "受理")
    expect(page.locator(".case-state")).to_contain_text("评审中")
    look(page, "b10-accepted")


def recommended(people: People, where: Province, case: Case) -> None:
    """The county, then the city: each finds the case in its list, says its opinion, and it is gone from there."""
    for number, unit in enumerate((where.county_unit, where.city_unit)):
        page = people.at(unit, "/office/recommend/")
        if not number:
            look(page, "b01-list")
        follow(page, case.number)
        page.get_by_label("推荐意见").fill("情况属实，同意推荐。")
        if not number:
            look(page, "b02-recommend")
        press(page, "推荐")
        page = people.at(unit, "/office/recommend/")
        expect(page.get_by_role("main")).not_to_contain_text(case.number)


def reviewed(people: People, day: FrozenClock, where: Province, case: Case) -> None:
    """Five are drawn of six by a seed told beforehand; one steps back, the sixth follows; five sheets, the ranking."""
    page = people.at(where.officer, "/office/panels/")
    look(page, "c01-panels")
    follow(page, re.compile("^组织评审"))
    look(page, "c02-arrange")
    press(page, "核对利益关系，公布名单")
    look(page, "c03-seed")
    press(page, "抽取专家")
    expect(page.get_by_text("已抽取，并通知了各位专家。")).to_be_visible()
    look(page, "c04-drawn")
    panel = page.url
    number = panel.rstrip("/").rpartition("/")[2]
    first = Seat.objects.filter(panel__number=number).select_related("expert__account").order_by("order")[0]
    page = people.at(actor(first.expert.account), "/review/")
    look(page, "c05-expert")
    follow(page, re.compile("^申请回避"))
    page.get_by_label("理由").fill("曾任该单位顾问。")
    look(page, "c06-recuse")
    press(page, "回避")
    expect(page.get_by_text("现在没有评审任务")).to_be_visible()

    day.move_to(dt.date(2026, 9, 24))
    seated = Seat.objects.filter(panel__number=number, state="seated").select_related("expert__account")
    assert seated.count() == 5
    for at, seat in enumerate(seated):
        page = people.at(actor(seat.expert.account), "/review/")
        follow(page, case.title)
        for label, points in (
            ("场地与设施", 16 + at % 2),
            ("服务能力", 32),
            ("孵化成效", 20),
            ("发展计划", 12),
        ):
            page.get_by_label(re.compile(f"^{label}")).fill(str(points))
        page.get_by_label("评语").fill("条件较好。")
        if not at:
            look(page, "c07-sheet")
        press(page, "提交评分")
        expect(page.get_by_text("已提交。")).to_be_visible()
    page = people.at(where.officer, panel)
    page.get_by_label("评审意见").fill("专家逐项评议，一致同意。")
    look(page, "c08-close")
    press(page, "结束评审，出纪要")
    expect(page.get_by_text("评审已结束，办件进入下一步。")).to_be_visible()
    look(page, "c09-ranked")


def announced(people: People, day: FrozenClock, where: Province) -> str:
    """On the Monday before National Day: drafted by one, published by another; the fifth working day is after the holiday."""
    day.move_to(dt.date(2026, 9, 28))
    page = people.at(where.officer, "/office/notices/")
    follow(page, re.compile("^拟公示稿"))
    write(page, contact="甘肃省科技厅（虚构），0931-0000000")
    look(page, "d01-draft")
    press(page, "存好，送审核发布")
    page = people.at(where.reviewer, page.url)
    look(page, "d02-publish", axe=True)
    press(page, "发布公示")
    expect(page.get_by_role("main")).to_contain_text("2026年10月9日")
    look(page, "d03-published")
    return page.url.rstrip("/").rpartition("/")[2]


def objected(people: People, day: FrozenClock, where: Province, notice: str) -> None:
    """Somebody objects in time: the case waits past the end of the notice, until another officer has answered."""
    page = people.visitor(f"/notices/{notice}/")
    look(page, "e01-notice")
    follow(page, "提出异议")
    page.get_by_label("材料不真实").check()
    page.get_by_role("textbox", name="反映的情况").fill("在驻企业数与实际不符，请核实名单。")
    page.get_by_role("textbox", name="姓名").fill("虚构人员甲")
    page.get_by_role("textbox", name="联系电话").fill("138 0013 8000")
    page.get_by_role("textbox", name="签名", exact=True).fill("虚构人员甲")
    look(page, "e02-objection")
    press(page, "提交")
    expect(page.get_by_role("heading", name="已经收到")).to_be_visible()
    look(page, "e03-received", axe=True)

    day.move_to(dt.date(2026, 10, 10))
    end_notices.call("")
    page = people.at(where.other_officer, "/office/objections/")
    look(page, "e04-objections")
    follow(page, re.compile("^YY-"))
    press(page, "由我办理")
    page.get_by_label("异议不成立").check()
    page.get_by_role("textbox", name="答复", exact=True).fill("经核查，名单与合同一致，异议不成立。")
    look(page, "e05-answer")
    press(page, "答复并公布")
    expect(page.get_by_text("已答复，并公布在公示页（不具名）。")).to_be_visible()
    page = people.visitor(f"/notices/{notice}/")
    expect(page.get_by_role("main")).to_contain_text("名单与合同一致")
    expect(page.get_by_role("main")).not_to_contain_text("虚构人员甲")
    look(page, "e06-answered")


def decided(people: People, where: Province, case: Case) -> str:
    """The officer enters the minutes and clears the case, another person decides on them; the code of the certificate."""
    minutes = minuted(people, where.officer, case, "2026-10-09")
    page = people.at(where.reviewer, "/office/")
    look(page, "f02-desk")
    follow(page, case.number)
    look(page, "f03-case")
    follow(page, "作出决定")
    press(page, "现在查重")
    look(page, "f04-cleared")
    page.get_by_label("批准", exact=True).check()
    page.get_by_label("所依据的会议纪要").select_option(label=minutes)
    write(page, grounds="符合认定条件。")
    look(page, "f05-decide", axe=True)
    press(page, "作出决定")
    expect(page.locator(".case-state")).to_contain_text("已批准")
    look(page, "f06-decided")
    follow(page, "决定与资金")
    look(page, "f07-papers")
    found = re.search(r"WS(-[0-9A-Z]{4}){4}", page.get_by_role("main").inner_text())
    assert found is not None
    return found.group()


def told(people: People, who: PersonActor, case: Case, code: str) -> None:
    """The space reads that it is recognised; anybody checks the certificate by its code, and a wrong code is no code."""
    page = people.at(who, f"/my/cases/{case.number}/")
    look(page, "g01-approved", axe=True)
    with page.expect_download() as download:
        follow(page, re.compile("（PDF）$"))
    assert download.value.path().read_bytes().startswith(b"%PDF")
    anybody = people.visitor("/verify/", tolerated="404")
    write(anybody, code=code.lower())
    press(anybody, "核对")
    expect(anybody.get_by_role("main")).to_contain_text("真实有效")
    look(anybody, "g02-real", axe=True)
    follow(anybody, "核对另一份")
    write(anybody, code=code[:-1] + ("1" if code.endswith("0") else "0"))
    press(anybody, "核对")
    expect(anybody.get_by_role("main")).not_to_contain_text("真实有效")
    look(anybody, "g03-not-real", axe=True)
    anybody.goto("/approved/")
    expect(anybody.get_by_role("main")).to_contain_text(case.applicant_name)
    look(anybody, "g04-approved", axe=True)
