"""From cases under review to the minutes, in a real browser: the officer arranges and draws, an expert is recused, the others
score, the officer closes; and anybody replays the draw.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import HEIGHTS, SCHEMES, WIDTHS, Opened, assert_accessible
from tests.journeys.test_subscriptions import session_of
from zhongchuang.cases.models import Panel, Seat, Sheet
from zhongchuang.cases.tests.factory import at_post
from zhongchuang.cases.tests.review.scene import cases, drawn, expert, officer
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account

pytestmark = pytest.mark.journey


def page_of(site: str, chromium: Browser, account: Account, width: int = 1280) -> Page:
    context = chromium.new_context(base_url=site, viewport={"width": width, "height": HEIGHTS[width]})
    context.add_cookies([{"name": "sessionid", "value": session_of(account), "url": site}])
    return context.new_page()


def score(page: Page, title: str) -> None:
    page.get_by_role("link", name=title, exact=True).first.click()
    page.get_by_label(re.compile("^价值")).fill("50")
    page.get_by_label(re.compile("^方案")).fill("30")
    page.get_by_label("评语").fill("有价值。")
    page.get_by_role("button", name="提交评分").click()
    expect(page.get_by_text("已提交。")).to_be_visible()


def test_from_the_draw_to_the_minutes(site: str, chromium: Browser) -> None:
    for _ in range(4):
        expert()
    (case,) = cases(1)
    at_work = page_of(site, chromium, at_post(Role.OFFICER, bound=True))
    at_work.goto(f"/office/panels/new/{case.round_id}/")
    at_work.get_by_role("button", name="核对利益关系，公布名单").click()
    at_work.get_by_role("button", name="抽取专家").click()
    expect(at_work.get_by_text("已抽取，并通知了各位专家。")).to_be_visible()
    number = at_work.url.rstrip("/").rpartition("/")[2]
    assert_accessible(at_work)

    first = Seat.objects.filter(panel__number=number).select_related("expert__account")[0]
    leaving = page_of(site, chromium, first.expert.account)
    leaving.goto("/review/")
    leaving.get_by_role("link", name=re.compile("^申请回避")).click()
    leaving.get_by_label("理由").fill("与申请人合作过")
    leaving.get_by_role("button", name="回避", exact=True).click()
    expect(leaving.get_by_text("现在没有评审任务")).to_be_visible()

    for sheet in Sheet.objects.filter(seat__panel__number=number, seat__state="seated").select_related(
        "seat__expert__account"
    ):
        scoring = page_of(site, chromium, sheet.seat.expert.account)
        scoring.goto("/review/")
        score(scoring, case.title)

    at_work.reload()
    at_work.get_by_role("button", name="结束评审，出纪要").click()
    expect(at_work.get_by_text("评审已结束，办件进入下一步。")).to_be_visible()
    expect(at_work.get_by_role("cell", name="80.00")).to_be_visible()
    with at_work.expect_download() as download:
        at_work.get_by_role("link", name="下载评审纪要（PDF）").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    for context in chromium.contexts:
        context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_anybody_replays_a_draw(opened: Opened, width: int, scheme: str) -> None:
    for _ in range(3):
        expert()
    panel: Panel = drawn(cases(1), officer())
    with opened(f"/panels/{panel.number}/", width=width, scheme=scheme) as page:
        expect(page.get_by_role("heading", name=f"专家抽取 {panel.number}")).to_be_visible()
        expect(page.locator(".replay")).to_contain_text(panel.seed)
        assert_accessible(page)
