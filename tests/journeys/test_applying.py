"""Applying in a real browser: a call, the form that saves itself, a paper, two windows, handing in; axe looks at each page."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import override_settings
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import SCHEMES, WIDTHS, Opened, assert_accessible
from zhongchuang.cases.models import Case, Round
from zhongchuang.cases.tests.apply.given import PDF, verified
from zhongchuang.cases.tests.factory import applicant, content, make_programme, open_round
from zhongchuang.core import clock
from zhongchuang.parties.models import Account, Membership
from zhongchuang.parties.tests.factory import PASSWORD

pytestmark = pytest.mark.journey
START = "/apply/test/journey-grant/start/"


@pytest.fixture(autouse=True)
def unhurried(site: str) -> Iterator[None]:
    """Many sign-ins from one machine within a minute are no attack here."""
    cache.clear()
    with override_settings(ACCOUNT_RATE_LIMITS=False):
        yield


@pytest.fixture
def somebody(site: str) -> Account:
    """Somebody who acts for a verified organisation; a call of a programme with a paper is open."""
    owner = verified()
    account = applicant(owner)
    Membership.objects.filter(account=account).update(since=clock.today())
    said = content(
        id="journey-grant",
        title={"zh": "走查补助", "en": "Journey grant"},
        materials=[{"id": "licence", "label": {"zh": "营业执照", "en": "Licence"}}],
    )
    programme = make_programme(said)
    if not Round.objects.filter(programme=programme).exists():
        open_round(programme, opens_on=clock.today() - dt.timedelta(days=1), closes_on=None)
    return account


def sign_in(page: Page, account: Account) -> None:
    """By the form, as a person does."""
    page.get_by_label("电子邮件").fill(account.email)
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_be_visible()


def begin(page: Page, account: Account) -> None:
    """From the call to the first page of the form."""
    page.goto(START)
    sign_in(page, account)
    page.get_by_role("button", name="开始填写").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("基本情况")


def test_from_the_call_to_the_number(opened: Opened, somebody: Account) -> None:
    with opened("/apply/") as page:
        page.get_by_role("link", name="走查补助").click()
        page.get_by_role("link", name="开始申报").first.click()
        sign_in(page, somebody)
        page.get_by_role("button", name="开始填写").click()
        page.get_by_label("项目名称").fill(f"走查项目{somebody.pk}")
        page.get_by_label("申请金额（元）").fill("12.5万")
        expect(page.locator("#saved")).to_contain_text("已保存")
        page.get_by_role("button", name="保存并继续").click()
        expect(page.get_by_text("来自单位登记")).to_be_visible()
        page.get_by_label("开户行").fill("虚构银行")
        page.get_by_label("账号").fill("6200000000000000001")
        page.get_by_role("button", name="保存并继续").click()
        page.locator("#id_file-licence").set_input_files(
            {"name": "执照.pdf", "mimeType": "application/pdf", "buffer": PDF}
        )
        page.get_by_role("button", name="上传").click()
        expect(page.get_by_role("link", name="执照.pdf")).to_be_visible()
        page.get_by_role("link", name="核对与提交").first.click()
        expect(page.get_by_text("125,000.00")).to_have_count(2)
        page.get_by_label("我承诺").check()
        page.get_by_role("button", name="提交申报").click()
        expect(page.get_by_text("已提交，编号 P99-")).to_be_visible()
    assert Case.objects.filter(account=somebody, submitted_at__isnull=False).count() == 1


def test_what_is_typed_survives_the_end_of_a_session(opened: Opened, somebody: Account) -> None:
    with opened("/apply/", tolerated="401") as page:
        begin(page, somebody)
        page.context.clear_cookies(name="sessionid")
        page.get_by_label("项目名称").fill("没有丢的内容")
        page.get_by_label("项目名称").blur()
        expect(page.locator("#saved")).to_contain_text("登录已过期")
        page.get_by_role("button", name="保存并继续").click()
        sign_in(page, somebody)
        expect(page.get_by_label("项目名称")).to_have_value("没有丢的内容")
        expect(page.get_by_text("还没有保存")).to_be_visible()


def test_what_saves_itself_never_overtakes_the_page_on_its_way(opened: Opened, somebody: Account) -> None:
    """On a slow line “save and continue” is still on its way when the page would save itself."""
    with opened("/apply/") as page:
        begin(page, somebody)

        def slowly(route: Route) -> None:
            time.sleep(2)  # the page's own save is due after 0.6 s
            route.continue_()

        page.route("**/fill/about/", slowly)
        page.get_by_label("项目名称").fill("一次写好的")
        page.get_by_label("项目名称").blur()
        page.get_by_role("button", name="保存并继续").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("收款账户")


def test_two_windows_and_nothing_is_overwritten_unseen(opened: Opened, somebody: Account) -> None:
    with opened("/apply/", tolerated="409") as page:
        begin(page, somebody)
        other = page.context.new_page()
        other.goto(page.url)
        other.get_by_label("项目名称").fill("第二个窗口写的")
        other.get_by_label("项目名称").blur()
        expect(other.locator("#saved")).to_contain_text("已保存")
        page.get_by_label("项目名称").fill("第一个窗口写的")
        page.get_by_label("项目名称").blur()
        expect(page.locator("#saved")).to_contain_text("对照两个版本")
        page.get_by_role("button", name="保存并继续").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("这一页有两个版本")
        assert_accessible(page)
        page.get_by_label("现在保存着的").first.check()
        page.get_by_role("button", name="按选择保存").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("收款账户")
    assert Case.objects.filter(account=somebody).get().answers["project"] == "第二个窗口写的"


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_can_be_used_by_everybody(
    opened: Opened, somebody: Account, width: int, scheme: str
) -> None:
    with opened("/apply/", width=width, scheme=scheme) as page:
        assert_accessible(page)
        page.goto("/apply/test/journey-grant/")
        assert_accessible(page)
        begin(page, somebody)
        assert_accessible(page)
        here = page.url
        for end in ("materials/", "review/", "filing/", ""):
            page.goto(here.replace("fill/about/", end))
            assert_accessible(page)
        page.goto("/my/cases/")
        assert_accessible(page)
