"""Makerspaces in a real browser: a tenant graduates and last quarter stays, a sheet is looked at before it is written."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import HEIGHTS, SCHEMES, WIDTHS, Opened, assert_accessible
from zhongchuang.core import clock
from zhongchuang.core.jobs.worker import run_worker
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import PeriodClose, Space
from zhongchuang.parties.spaces.periods import periods_between
from zhongchuang.parties.spaces.residency import EventKind
from zhongchuang.parties.tests.factory import PASSWORD, make_account
from zhongchuang.parties.tests.sheets import row, workbook
from zhongchuang.parties.tests.space_factory import (
    ADMITTED,
    OPENED,
    a_code,
    an_operator,
    make_space,
    make_tenant,
    operator_of,
)

pytestmark = pytest.mark.journey
LONG = 30_000
"""A process is started for a sheet; on a busy machine that takes its time. Milliseconds."""
Signed = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def signed(opened: Opened) -> Signed:
    """Opens a page as an account that has just signed in."""

    @contextmanager
    def _signed(email: str, path: str, **options: object) -> Iterator[Page]:
        with opened(f"/accounts/login/?next={path}", **options) as page:
            page.get_by_label("电子邮件").fill(email)
            page.get_by_label("密码", exact=True).fill(PASSWORD)
            page.get_by_role("main").get_by_role("button", name="登录", exact=True).click()
            page.wait_for_load_state("networkidle")
            yield page

    return _signed


@pytest.fixture
def kept(site: str) -> tuple[Space, str]:
    """A space with a firm and an applicant, and the address of who runs it."""
    space = make_space(f"走查众创空间{a_code()[-5:]}")
    make_tenant(space, "走查企业", values={"staff": 6, "workstations": 5})
    make_tenant(space, "走查申请队", team=True, kind=EventKind.APPLIED, on=dt.date(2025, 3, 3))
    return space, an_operator(operator_of(space)).email


def test_a_tenant_graduates_and_last_quarters_numbers_do_not_change(
    signed: Signed, kept: tuple[Space, str]
) -> None:
    space, email = kept
    period = periods_between(OPENED, clock.today())[0]
    with signed(email, f"/spaces/{space.pk}/desk/", tolerated="422") as page:
        expect(page.locator(".todo")).to_contain_text("1 个入驻申请等您决定")
        page.goto(f"/spaces/{space.pk}/periods/{period.name}/")
        page.get_by_role("button", name="关账").click()
        expect(page.get_by_role("main")).to_contain_text("数不再改变")
        before = page.locator(".data-table").inner_text()
        page.goto(f"/spaces/{space.pk}/tenants/")
        page.get_by_role("link", name="走查企业").click()
        page.get_by_role("link", name="核对毕业").click()
        financed = page.get_by_role("group", name=re.compile("获得投资或融资"))
        financed.get_by_label("达到", exact=True).check()
        page.get_by_role("button", name="保存核对结果").click()
        expect(page.locator(".error-summary")).to_contain_text("请填依据")
        page.locator("#id_evidence_financed").fill("投资协议，上周到账")
        page.get_by_role("button", name="保存核对结果").click()
        expect(page.locator(".time-line li").first).to_contain_text("毕业")
        page.goto(f"/spaces/{space.pk}/periods/{period.name}/")
        assert page.locator(".data-table").inner_text() == before
        expect(page.get_by_role("main")).not_to_contain_text("更正后")
    closed = PeriodClose.objects.get(space=space)
    assert b'"graduated":0' in bytes(closed.content)


def test_a_correction_stands_beside_the_closed_figures(signed: Signed, kept: tuple[Space, str]) -> None:
    space, email = kept
    first = next(one for one in periods_between(OPENED, clock.today()) if one.name == "2025Q1")
    with signed(email, f"/spaces/{space.pk}/periods/{first.name}/") as page:
        page.get_by_role("button", name="关账").click()
        page.goto(f"/spaces/{space.pk}/tenants/")
        page.get_by_role("link", name="走查企业").click()
        page.locator(".time-line").get_by_role("link", name=re.compile("更正")).click()
        page.get_by_label("正确的日期").fill("2025-04-02")
        page.get_by_label("更正理由").fill("协议上是四月二日")
        page.get_by_role("button", name="更正").click()
        expect(page.locator(".time-line .replaced")).to_contain_text("已更正为2025年4月2日")
        page.goto(f"/spaces/{space.pk}/periods/{first.name}/")
        admitted = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="入驻", exact=True))
        expect(admitted).to_contain_text(re.compile(r"1\s*0"))


def test_a_sheet_is_looked_at_before_it_is_written(
    signed: Signed, kept: tuple[Space, str], tmp_path: Path
) -> None:
    space, email = kept
    wrong, right = tmp_path / "有错.xlsx", tmp_path / "名册.xlsx"
    wrong.write_bytes(workbook([row("", "走查新队", "2025-13-01", staff=2, staff_college=3)]))
    right.write_bytes(workbook([row("", "走查新队", "2025-05-06", staff=2)]))
    with signed(email, f"/spaces/{space.pk}/tenants/import/", tolerated="422") as page:
        page.get_by_role("button", name="上传并核对").click()
        expect(page.locator(".field-error").first).to_contain_text("请先选一个文件")
        page.locator("input[type=file]").set_input_files(wrong)
        page.get_by_role("button", name="上传并核对").click()
        expect(page.get_by_role("row").nth(1)).to_contain_text("C2", timeout=LONG)
        expect(page.get_by_role("main")).to_contain_text("一行也没有写入")
        page.get_by_role("link", name="重新上传").click()
        page.locator("input[type=file]").set_input_files(right)
        page.get_by_role("button", name="上传并核对").click()
        expect(page.locator(".counts")).to_contain_text("新入驻", timeout=LONG)
        assert space.tenants.count() == 2
        page.get_by_role("button", name="确认导入").click()
        expect(page.get_by_role("progressbar")).to_be_visible()
        run_worker(threading.Event(), until_idle=True)
        expect(page.get_by_role("link", name="看名册")).to_be_visible(timeout=LONG)  # by itself
        page.get_by_role("link", name="看名册").click()
        expect(page.locator(".data-table")).to_contain_text("走查新队")
        with page.expect_download() as download:
            page.get_by_role("link", name="导出").click()
        exported = tmp_path / "导出.xlsx"
        download.value.save_as(exported)
        page.goto(f"/spaces/{space.pk}/tenants/import/")
        page.locator("input[type=file]").set_input_files(exported)
        page.get_by_role("button", name="上传并核对").click()
        expect(page.get_by_role("main")).to_contain_text("和现在的名册完全一样", timeout=LONG)


def test_an_applicant_is_admitted_with_the_keyboard_and_without_a_script(
    signed: Signed, kept: tuple[Space, str]
) -> None:
    space, email = kept
    with signed(email, f"/spaces/{space.pk}/tenants/?stay=applied", script=False) as page:
        page.get_by_role("link", name="走查申请队").focus()
        page.keyboard.press("Enter")
        page.get_by_role("link", name="准予入驻").focus()
        page.keyboard.press("Enter")
        page.get_by_label("日期", exact=True).fill("2025-03-10")
        page.get_by_label(re.compile("使用工位")).fill("3")
        page.keyboard.press("Enter")
        expect(page.locator(".time-line li").first).to_contain_text("入驻")


def test_every_page_is_accessible_and_fits(signed: Signed, kept: tuple[Space, str]) -> None:
    space, email = kept
    tenant = space.tenants.order_by("pk")[0]
    at = f"/spaces/{space.pk}/"
    story = f"{at}tenants/{tenant.pk}/"
    paths = [
        *("/spaces/", "/my-spaces/", at, f"{at}edit/", f"{at}capacity/", f"{at}desk/", "/spaces/new/"),
        *(f"{at}tenants/", f"{at}tenants/new/", f"{at}tenants/import/", f"{at}periods/"),
        *(f"{at}periods/2025Q1/", story, f"{story}graduate/", f"{story}declare/"),
        *(f"{story}record/{kind}/" for kind in ("milestone", "moved", "left")),
        f"{story}events/{tenant.events.get().pk}/correct/",
    ]
    assert tenant.admitted_on == ADMITTED
    with signed(email, "/my-spaces/") as page:
        walked(page, paths)
    with signed(make_account(Role.REVIEWER).email, "/my-spaces/") as page:
        walked(page, ["/my-spaces/", f"{at}recognise/"])


def walked(page: Page, paths: list[str]) -> None:
    for path in paths:
        page.goto(path, wait_until="networkidle")
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
                assert_accessible(page)
