"""Researchers seen by themselves, their employer and the department: a leave of three years; an income shared at 45 % is refused
and at 50 % passes in Lanzhou; 65 % is refused in Shenyang.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.core.cache import cache
from django.test import override_settings
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Opened
from tests.journeys.procedure_parts import People, follow, look, paper, press, write
from tests.whole import world
from tests.whole.test_researchers import income, started
from zhongchuang.cases.models import Case
from zhongchuang.core.actors import PersonActor
from zhongchuang.core.clock import FrozenClock, use_date

pytestmark = pytest.mark.journey


@pytest.fixture
def day(site: str) -> Iterator[FrozenClock]:
    """A Monday in September, on which the clock stands; programmes are loaded, and many sign-ins are no attack."""
    cache.clear()
    with override_settings(ACCOUNT_RATE_LIMITS=False), use_date(dt.date(2026, 9, 7)) as clock:
        world.loaded()
        yield clock
    cache.clear()


@pytest.fixture
def people(day: FrozenClock, opened: Opened) -> Iterator[People]:
    """Everybody's windows, closed at the end."""
    with ExitStack() as stack:
        yield People(opened, stack)


def test_a_leave_of_three_years_is_registered(people: People) -> None:
    gansu = world.province("620000", "620100", "620102", "甘肃省科技厅（虚构）")
    who, manager, institute = world.researcher(gansu, "虚构研究员", 701)
    world.opened(gansu, "gansu/founder-leave", all_year=True)
    page = people.at(who, "/apply/gansu/founder-leave/start/")
    page.get_by_label("所在单位").select_option(label=institute.name)
    look(page, "r01-start")
    press(page, "开始填写")
    expect(page.locator("#id_name")).to_contain_text("虚构研究员")
    page.get_by_label("科研院所").check()
    write(page, post="研究岗")
    look(page, "r02-person")
    press(page, "保存并继续")
    page.get_by_role("group", name="到众创空间创新创业").get_by_label("是").check()
    look(page, "r03-venture")
    write(page, project="虚构项目", what="做产品。")
    press(page, "保存并继续")
    expect(page.get_by_text("根据您的填写，又多了 1 个问题。")).to_be_visible()
    write(page, space_name="金城众创空间")
    press(page, "保存并继续")
    write(page, began_on="2026-10-12", ends_on="2029-10-12")
    press(page, "保存并继续")
    for right in ("职称评聘照常参加", "岗位等级晋升照常参加", "社会保险由原单位继续缴纳"):
        page.get_by_role("group", name=right).get_by_label("是").check()
    look(page, "r04-rights")
    press(page, "保存并继续")
    paper(page, "agreement", "离岗协议.pdf")
    follow(page, "核对与提交")
    expect(page.get_by_role("main")).to_contain_text("保留人事关系最长3年")  # a day too long
    look(page, "r05-too-long")
    follow(page, "结束日期（最后一日）")
    write(page, ends_on="2029-10-11")
    press(page, "保存并继续")
    case = handed_in(page, who)

    page = people.at(manager, "/my/cases/")
    follow(page, "等我单位同意的申请")
    look(page, "r06-approvals")
    follow(page, case.number)
    page.get_by_role("textbox", name="单位意见").fill("同意离岗创业，人事关系保留。")
    look(page, "r07-employer", axe=True)
    press(page, "同意")
    page = people.at(gansu.officer, f"/office/cases/{case.number}/")
    press(page, "受理")
    page = people.at(gansu.reviewer, f"/office/cases/{case.number}/decide/")
    press(page, "现在查重")
    page.get_by_label("批准", exact=True).check()
    write(page, grounds="符合规定，予以备案。")
    look(page, "r08-decide")
    press(page, "作出决定")
    expect(page.locator(".case-state")).to_contain_text("已批准")
    page = people.at(who, f"/my/cases/{case.number}/")
    expect(page.get_by_role("main")).to_contain_text("2029年10月11日")
    expect(page.get_by_role("main")).to_contain_text("返岗或解除聘用")
    look(page, "r09-registered", axe=True)


def test_an_income_shared_at_45_is_refused_and_at_50_passes(people: People) -> None:
    gansu = world.province("620000", "620100", "620102", "甘肃省科技厅（虚构）")
    who, manager, institute = world.researcher(gansu, "虚构研究员", 702)
    case = started(gansu, "gansu/income-distribution", who, institute)
    world.fill(who, case, income((300_000, 150_000), contract="JS-ZC-1", in_trial_zone="true"))
    world.paper(who, case, "contract", "inside_notice")
    page = people.at(who, f"/my/cases/{case.number}/review/")
    refused(page, "50%", "科技成果转化所获收益可按不少于50%的比例")
    look(page, "r10-45", axe=True)
    follow(page, "分配明细")
    page.get_by_label("第 2 行 金额").fill("20万")
    press(page, "保存并继续")
    look(page, "r11-50")
    case = handed_in(page, who)
    page = people.at(manager, f"/my/approvals/{case.number}/")
    expect(page.get_by_role("main")).to_contain_text("200,000.00")
    press(page, "同意")
    expect(page.get_by_role("main")).to_contain_text(case.number)


def test_in_shenyang_65_is_refused(people: People) -> None:
    liaoning = world.province("210000", "210100", "210102", "辽宁省科技厅（虚构）")
    who, _manager, institute = world.researcher(liaoning, "虚构研究员", 703)
    case = started(liaoning, "liaoning/income-distribution", who, institute)
    more = {"in_space": "true", "space_name": "浑河众创空间"}
    world.fill(who, case, income((400_000, 250_000), contract="JS-ZC-2", **more))
    world.paper(who, case, "contract", "inside_notice")
    page = people.at(who, f"/my/cases/{case.number}/review/")
    refused(page, "70%", "不得低于70%")
    look(page, "r12-65")
    follow(page, "分配明细")
    page.get_by_label("第 2 行 金额").fill("30万")
    press(page, "保存并继续")
    handed_in(page, who)


def refused(page: Page, floor: str, quote: str) -> None:
    """The form says which floor is not reached, in the words of the clause; there is no button to hand it in."""
    failing = page.locator(".failing")
    expect(failing).to_contain_text(re.compile(f"不符合.*{re.escape(floor)}", re.S))
    expect(failing).to_contain_text(quote)
    expect(page.get_by_role("button", name="提交申报")).to_have_count(0)


def handed_in(page: Page, who: PersonActor) -> Case:
    """Promised to be true, and handed in."""
    expect(page.locator(".failing")).to_have_count(0)
    page.get_by_label("我承诺").check()
    press(page, "提交申报")
    expect(page.get_by_text(re.compile("已提交，编号"))).to_be_visible()
    found: Case = Case.objects.get(account=who.user_id)
    return found
