"""政策测算 in a real browser: an officer asks what 60 % instead of 70 % would mean, and compares it with a cap."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import HEIGHTS, SCHEMES, WIDTHS, Opened, assert_accessible
from zhongchuang.core.jobs.worker import run_worker
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import PASSWORD, make_account

pytestmark = pytest.mark.journey

CHOOSE = "/scenarios/choose/?q=研发团队&place=210000"
TABLE = (
    "编号,地区,对象类型,成果转让收益（元）,在众创空间内,姓名\n"
    "A-1,沈阳市,创业团队,1000000,是,虚构\n"
    'A-2,大连市,创业团队,"2,000,000",是,虚构\n'
    "A-3,火星,创业团队,1,是,虚构\n"
)
LONG = 30_000
"""A process is started for a table; on a busy machine that takes its time. Milliseconds."""
OfficerOpens = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def officer_opens(opened: Opened) -> OfficerOpens:
    """Opens a page as an officer who has just signed in."""
    account = make_account(Role.OFFICER)

    @contextmanager
    def _opens(path: str, **options: object) -> Iterator[Page]:
        with opened(f"/accounts/login/?next={path}", **options) as page:
            page.get_by_label("电子邮件").fill(account.email)
            page.get_by_label("密码", exact=True).fill(PASSWORD)
            page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
            page.wait_for_load_state("networkidle")
            yield page

    return _opens


def compute() -> None:
    """What the worker does beside the site."""
    run_worker(threading.Event(), until_idle=True)


def a_change(page: Page, **typed: str) -> None:
    """From the list of measures to a saved scenario."""
    page.locator("a[href*='liaoning/transfer-income-share']").click()
    for label, value in typed.items():
        page.get_by_label(re.compile(label)).fill(value)
    page.get_by_role("button", name="保存改动").click()
    expect(page.get_by_role("heading", name="改了什么")).to_be_visible()


def test_sixty_instead_of_seventy_over_an_uploaded_table(officer_opens: OfficerOpens, tmp_path: Path) -> None:
    table = tmp_path / "对象.csv"
    table.write_text(TABLE, encoding="utf-8")
    with officer_opens(CHOOSE) as page:
        a_change(page, 改为="60")
        expect(page.locator(".change-list")).to_contain_text("70%")
        page.get_by_role("link", name="建立人群").click()
        page.locator("input[type=file]").set_input_files(table)
        page.get_by_role("button", name="上传", exact=True).click()
        expect(page.get_by_role("main")).to_contain_text("不认识的地区", timeout=LONG)
        page.get_by_role("link", name="去测算").click()
        page.locator(".data-table tbody a").first.click()
        page.get_by_role("button", name="开始测算").click()
        expect(page.get_by_role("heading", name="正在测算")).to_be_visible()
        compute()
        expect(page.get_by_role("heading", name="谁受益，谁受损")).to_be_visible(timeout=LONG)  # by itself
        expect(page.locator(".sum-difference").first).to_contain_text("−30")
        for name, suffix in (("下载 Excel", ".xlsx"), ("下载 PDF", ".pdf")):
            with page.expect_download() as download:
                page.get_by_role("link", name=name).click()
            assert download.value.suggested_filename.endswith(suffix)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
                assert_accessible(page)


def test_two_scenarios_side_by_side_without_a_script(officer_opens: OfficerOpens) -> None:
    with officer_opens("/scenarios/populations/", script=False) as page:
        page.get_by_role("button", name="造一个合成人群").click()
        for typed in ({"改为": "60"}, {"封顶": "50万"}):
            page.goto(CHOOSE)
            a_change(page, **typed)
            page.get_by_role("button", name="开始测算").click()
            compute()
            page.get_by_role("link", name="刷新进度").click()
            expect(page.get_by_role("main")).to_contain_text("不代表任何真实情况")
        page.get_by_role("link", name="与另一个方案比较").click()
        page.get_by_label("乙").select_option(index=1)
        page.get_by_role("button", name="比较", exact=True).click()
        expect(page.get_by_role("table", name="合计（元）")).to_be_visible()
        expect(page.get_by_role("main")).to_contain_text("最多 500,000 元")


def test_a_condition_is_checked_before_it_is_saved_with_the_keyboard(officer_opens: OfficerOpens) -> None:
    with officer_opens(CHOOSE, tolerated="422") as page:
        page.locator("a[href*='liaoning/transfer-income-share']").focus()
        page.keyboard.press("Enter")
        condition = page.get_by_label("改后的条件")
        condition.fill("in_spase")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # 核对条件
        expect(page.locator(".field-invalid")).to_contain_text("in_spase")
        condition.fill("transfer_income > yuan(20000)")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").filter(has_text="还没有保存")).to_contain_text("20,000 元")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_is_accessible_and_fits(officer_opens: OfficerOpens, language: str) -> None:
    paths = (
        "/scenarios/",
        CHOOSE,
        "/scenarios/choose/measures/liaoning/transfer-income-share/",
        "/scenarios/choose/measures/national/space-vat/",
        "/scenarios/choose/documents/liaozhengbanfa-2016-88/",
        "/scenarios/populations/",
        "/scenarios/compare/",
    )
    with officer_opens("/scenarios/") as page:
        page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
        for path in paths:
            page.goto(path, wait_until="networkidle")
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                for width in WIDTHS:
                    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
                    assert_accessible(page)
