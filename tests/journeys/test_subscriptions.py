"""From a list to hearing of its changes, in a real browser: a visitor takes the feed, an account subscribes, changes, ends."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import HEIGHTS, SCHEMES, WIDTHS, Opened, assert_accessible
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import make_account, signed_in
from zhongchuang.policy.models import Subscription
from zhongchuang.policy.selectors.subscriptions import unsubscribe_token
from zhongchuang.policy.tests.subscribers import a_subscription

pytestmark = pytest.mark.journey


def session_of(account: Account) -> str:
    """The session of a browser in which the account is signed in."""
    return signed_in(account).cookies["sessionid"].value


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_visitor_goes_from_a_narrowed_list_to_its_feed(opened: Opened, width: int, scheme: str) -> None:
    with opened("/measures/?place=210000&instrument=tax", width=width, scheme=scheme) as page:
        page.get_by_role("link", name="订阅变化").first.click()
        expect(page.get_by_label("地区")).to_have_value("210000")
        expect(page.get_by_label("支持方式")).to_have_value("tax")
        address = page.locator(".feed-address").inner_text()
        assert "/feeds/changes.atom?place=210000&instrument=tax" in address
        assert_accessible(page)


def test_without_script_a_visitor_makes_another_address(opened: Opened) -> None:
    with opened("/subscriptions/new/", script=False) as page:
        page.get_by_label("含有的词").fill("创新券")
        page.get_by_role("button", name="生成订阅源地址").click()
        assert "q=%E5%88%9B%E6%96%B0%E5%88%B8" in page.locator(".feed-address").inner_text()
        expect(page.get_by_role("link", name="登录后订阅邮件")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_an_account_subscribes_changes_and_ends_with_the_keyboard(
    site: str, chromium: Browser, width: int
) -> None:
    account = make_account()
    context = chromium.new_context(base_url=site, viewport={"width": width, "height": HEIGHTS[width]})
    context.add_cookies([{"name": "sessionid", "value": session_of(account), "url": site}])
    page = context.new_page()
    page.goto("/measures/liaoning/transfer-income-share/", wait_until="networkidle")
    page.get_by_role("link", name="订阅变化").first.press("Enter")
    expect(page.get_by_label("地区")).to_have_value("210000")
    page.get_by_role("button", name="订阅", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="辽宁省 · 人才与收益分配")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name=re.compile("^修改")).press("Enter")
    page.get_by_label("发邮件告诉我").press("Space")
    page.get_by_role("button", name="保存").press("Enter")
    expect(page.get_by_text("只用订阅源")).to_be_visible()
    page.get_by_role("button", name=re.compile("^取消订阅")).press("Enter")
    expect(page.get_by_text("您还没有订阅")).to_be_visible()
    assert_accessible(page)
    context.close()


def test_the_link_of_a_mail_asks_before_it_ends(opened: Opened) -> None:
    one = a_subscription(make_account(), place="210100")
    with opened(f"/subscriptions/unsubscribe/{unsubscribe_token([one])}/", width=390, language="en") as page:
        expect(page.get_by_role("heading", name="End these subscriptions?")).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text="Shenyang")).to_be_visible()
        assert_accessible(page)
        page.get_by_role("button", name="Unsubscribe").click()
        expect(page.get_by_role("heading", name="The subscription has ended")).to_be_visible()
    assert Subscription.objects.get(pk=one.pk).ended_at is not None


def test_open_forms_are_there_to_be_followed(opened: Opened) -> None:
    with opened("/policy/liaozhengbanfa-2016-88/") as page:
        for name, begins in (("Akoma Ntoso", "<?xml"), ("JSON-LD", "{")):
            link = page.locator(".open-forms").get_by_role("link", name=name).get_attribute("href")
            assert page.request.get(str(link)).text().startswith(begins)
