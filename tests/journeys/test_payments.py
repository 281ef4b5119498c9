"""Public money in a browser: finance signs, makes a batch, takes in what the bank answers, finds the clause behind a yuan."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from tests.architecture.money import CHECK
from tests.journeys.conftest import HEIGHTS, SCHEMES, WIDTHS, Opened, assert_accessible
from zhongchuang.ledger.models import Budget, PaymentBatch, PaymentOrder
from zhongchuang.ledger.tests.factory import REVIEWER
from zhongchuang.ledger.tests.payments import (
    YUAN,
    answer,
    lines_of,
    make_batch,
    make_order,
    make_programme,
    make_signed,
    make_year,
    read,
    result_file,
    take_in,
)
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Organisation, OrganisationKind
from zhongchuang.parties.services import organisation_register
from zhongchuang.parties.tests.factory import PASSWORD, SYSTEM, make_account
from zhongchuang.project.demonstration import synthetic_uscc

pytestmark = pytest.mark.journey

CLAUSE = "ganzhengbanfa-2016-33#四（五）"
FinanceOpens = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def finance_opens(opened: Opened) -> FinanceOpens:
    """Opens a page as somebody of the finance department who has just signed in, and put none of the payments forward."""
    account = make_account(Role.FINANCE)
    while str(account.pk) == REVIEWER.user_id:
        account = make_account(Role.FINANCE)

    @contextmanager
    def _opens(path: str, **options: object) -> Iterator[Page]:
        with opened(f"/accounts/login/?next={path}", **options) as page:
            page.locator("input[name=login]").fill(account.email)
            page.locator("input[name=password]").fill(PASSWORD)
            page.locator("main form button[type=submit]").first.click()
            page.wait_for_load_state("networkidle")
            yield page

    return _opens


def a_programme(name: str) -> Budget:
    """A programme's budget of an invented department in Gansu."""
    code = synthetic_uscc(950)
    department = Organisation.objects.filter(uscc=code).first() or organisation_register(
        actor=SYSTEM,
        uscc=code,
        name="虚构省主管部门",
        kind=OrganisationKind.DEPARTMENT,
        place="620000",
        synthetic=True,
    )
    year = Budget.objects.filter(department=department, parent=None).first() or make_year(
        department=department
    )
    return make_programme(10_000 * YUAN, parent=year, programme=name)


def test_signed_sent_answered_and_followed_to_the_clause(
    finance_opens: FinanceOpens, settings: Settings, tmp_path: Path
) -> None:
    settings.ZHONGCHUANG_PAYMENT_CHECK = CHECK
    budget = a_programme("journey-of-a-yuan")
    orders = [make_order(budget, (number + 1) * 100 * YUAN, name=f"虚构空间{number}") for number in range(3)]
    PaymentOrder.objects.filter(budget=budget).update(clause=CLAUSE)
    with finance_opens("/money/") as page:
        page.get_by_role("link", name=re.compile("待会签")).click()
        page.get_by_role("searchbox").first.fill("")
        for order in orders:
            page.get_by_role("checkbox", name=order.number).check()
        expect(page.locator("[data-tick-told]")).to_have_text("已选 3 笔，共 600.00 元")
        page.get_by_role("button", name="会签所选").click()
        expect(page.get_by_text("已会签 3 笔，共 600.00 元")).to_be_visible()
        for order in orders:
            page.get_by_role("checkbox", name=order.number).check()
        page.get_by_role("button", name="用所选生成批次").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="下载 Excel").click()
        assert download.value.suggested_filename.endswith(".xlsx")
        batch = PaymentBatch.objects.filter(lines__order=orders[0]).latest("pk")
        first, second, third = lines_of(batch)
        wrong = tmp_path / "回单（错）.csv"
        wrong.write_bytes(result_file([answer(first), answer(second, paid=True, ref="", AMOUNT="1.00")]))
        page.goto("/money/results/")
        page.locator("input[type=file]").set_input_files(wrong)
        page.get_by_role("button", name="上传并核对").click()
        expect(page.get_by_text("有 1 行不对，整份不能入账")).to_be_visible()
        expect(page.get_by_text("发出的金额是 200.00 元")).to_be_visible()
        right = tmp_path / "回单.csv"
        right.write_bytes(result_file([answer(first), answer(second), answer(third, paid=False)]))
        page.get_by_role("link", name="上传改好的文件").click()
        page.locator("input[type=file]").set_input_files(right)
        page.get_by_role("button", name="上传并核对").click()
        page.get_by_role("button", name="全部入账").click()
        expect(page.get_by_text("已入账：成功 2 笔，退票 1 笔")).to_be_visible()
        page.goto(f"/money/payments/{orders[0].pk}/")
        expect(page.get_by_text("已到收款人账户。")).to_be_visible()
        page.locator("figure.clause-quote a, .clause-quote a").first.click()
        expect(page.get_by_role("main")).to_contain_text("考核优异的众创空间，适当给予补助奖励")


def test_without_a_script_everything_is_ticked_by_a_link(finance_opens: FinanceOpens) -> None:
    budget = a_programme("journey-without-script")
    order = make_order(budget)
    with finance_opens("/money/payments/?pile=sign", script=False) as page:
        page.get_by_role("link", name="全选").click()
        expect(page.get_by_role("checkbox", name=order.number)).to_be_checked()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_page_is_for_everybody(finance_opens: FinanceOpens, width: int, scheme: str) -> None:
    """axe finds nothing and nothing is wider than the window, in both languages, wide and narrow, light and dark."""
    budget = a_programme(f"journey-look-{width}-{scheme}")
    paid, back, waits = (make_signed(budget) for _ in range(3))
    batch = make_batch([paid, back, waits])
    first, second, third = lines_of(batch)
    take_in([answer(first), answer(second, paid=False)])
    wrong = read([answer(third, paid=True, ref="", AMOUNT="1.00")])
    make_order(budget)
    pages = (
        "/money/",
        "/money/payments/?pile=sign",
        "/money/payments/",
        f"/money/payments/{paid.pk}/",
        f"/money/payments/{back.pk}/",
        f"/money/payments/{paid.pk}/refund/",
        f"/money/batches/{batch.pk}/",
        "/money/results/",
        f"/money/results/{wrong.pk}/",
        f"/money/budgets/{budget.pk}/",
        f"/money/budgets/{budget.parent_id}/allocate/",
        "/money/budgets/new/",
        "/money/clawbacks/",
        "/money/accounts/",
    )
    language = "en" if scheme == "dark" else "zh-hans"
    with finance_opens("/money/", width=width, scheme=scheme, language=language) as page:
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        for path in pages:
            page.goto(path)
            assert_accessible(page)
