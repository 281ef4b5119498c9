"""The self-checks of taxes as anybody meets them: a ledger looked through, the reliefs of a makerspace, papers to keep."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SCHEMES, WIDTHS, Opened, assert_accessible
from tests.journeys.procedure_parts import press
from zhongchuang.policy.tests.taxcheck_factory import line, workbook

pytestmark = pytest.mark.journey
RELIEF = "/taxcheck/incubator/?kind=space&recognition=national&recognised_on=2020-05-06&separate_accounts=yes&on=2025-06-30"


def ledger(page: Page, *lines: list[str], name: str = "辅助账.xlsx") -> None:
    """Choose a ledger to be looked through."""
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": workbook(*lines)}
    )


def test_a_ledger_is_looked_through_and_the_report_kept_as_a_file(opened: Opened) -> None:
    with opened("/taxcheck/", tolerated="422") as page:
        page.get_by_role("main").get_by_role("link", name="查辅助账").click()
        page.get_by_label("主营业务所属行业").select_option("C39")
        ledger(page, line(staff="900", other="150"))
        press(page, "开始自查")
        expect(page.locator(".error-summary")).to_contain_text("纳税人类型")
        assert_accessible(page)
        page.get_by_label("年度").select_option("2025")
        page.get_by_label("纳税人类型").select_option("resident_enterprise")
        ledger(page, line(staff="900", other="150"), line(voucher="", staff="10"))
        press(page, "开始自查")
        main = page.get_by_role("main")
        expect(main).to_contain_text("自己研发可以加计扣除的费用：1,000.00 元")
        expect(main).to_contain_text("没有计入")
        with page.expect_download() as download:
            page.get_by_role("main").get_by_role("button", name="下载 PDF").click()
        assert download.value.path().read_bytes().startswith(b"%PDF")


def test_the_reliefs_of_a_makerspace_are_answered_in_the_address(opened: Opened) -> None:
    with opened("/taxcheck/incubator/") as page:
        page.get_by_label("众创空间", exact=True).check()
        page.get_by_label("认定（备案）级别").select_option("national")
        page.get_by_label("认定（备案）日期").fill("2020-05-06")
        page.get_by_label("孵化服务收入单独核算").select_option("yes")
        page.get_by_label("按哪一天判断").fill("2025-06-30")
        press(page, "看结果")
        expect(page.get_by_role("main")).to_contain_text("条件都满足")
        assert "recognition=national" in page.url


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("path", ["/taxcheck/", "/taxcheck/research/", "/taxcheck/incubator/", RELIEF])
def test_every_page_is_accessible_and_fits(
    opened: Opened, path: str, scheme: Literal["light", "dark"], width: int
) -> None:
    with opened(path, width=width, scheme=scheme) as page:
        assert_accessible(page)
