"""A notice and an objection in a real browser: without JavaScript, with the keyboard, in both widths and schemes."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import SCHEMES, WIDTHS, Opened, assert_accessible
from tests.journeys.test_review import page_of
from zhongchuang.cases.models import Objection
from zhongchuang.cases.tests.factory import at_post
from zhongchuang.cases.tests.notices.scene import objected, published, waiting
from zhongchuang.parties.access import Role

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_visitor_reads_a_notice_and_objects(opened: Opened, width: int, scheme: str) -> None:
    notice = published()
    with opened(
        f"/notices/{notice.number}/", width=width, scheme=scheme, script=width == 1280, tolerated="422"
    ) as page:
        if width == 1280:
            assert_accessible(page)
        page.get_by_role("link", name="提出异议").first.press("Enter")
        page.get_by_label("材料不真实").check()
        page.get_by_role("textbox", name="反映的情况").fill("合同是假的，日期对不上。")
        page.get_by_role("textbox", name="姓名").fill("虚构张三")
        page.get_by_role("textbox", name="联系电话").fill("12")
        page.get_by_role("textbox", name="签名", exact=True).fill("虚构张三")
        page.get_by_role("button", name="提交").click()
        expect(page.get_by_text("没有有效的联系电话").first).to_be_visible()
        page.get_by_role("textbox", name="联系电话").fill("138 0000 0000")
        page.get_by_role("button", name="提交").click()
        expect(page.get_by_role("heading", name="已经收到")).to_be_visible()
        if width == 1280:
            assert_accessible(page)
    assert Objection.objects.filter(notice=notice, state="open").count() == 1


def test_it_is_taken_looked_into_and_answered(site: str, chromium: Browser, opened: Opened) -> None:
    notice = published(waiting(1))
    number = objected(notice).objection.number
    page = page_of(site, chromium, at_post(Role.OFFICER, bound=True))
    page.goto(f"/office/objections/{number}/")
    page.get_by_role("button", name="由我办理").click()
    page.get_by_text("看异议人是谁").click()
    page.get_by_label("理由").fill("打电话核实")
    page.get_by_role("button", name="看姓名和电话").click()
    expect(page.get_by_text("虚构张三")).to_be_visible()
    page.get_by_label("异议不成立").check()
    page.get_by_role("textbox", name="答复", exact=True).fill("经核查，合同属实。")
    page.get_by_role("button", name="答复并公布").click()
    expect(page.get_by_text("已答复，并公布在公示页（不具名）。")).to_be_visible()
    expect(page.get_by_text("虚构张三")).to_have_count(0)
    assert_accessible(page)
    page.context.close()
    with opened(f"/notices/{notice.number}/", language="en") as public:
        expect(public.get_by_text("经核查，合同属实。")).to_be_visible()
        expect(public.get_by_role("link", name=re.compile("Object"))).to_be_visible()
