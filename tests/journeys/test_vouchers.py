"""Innovation vouchers in a browser: a firm in Shenyang orders a test, the lab redeems the QR code; a related lab is refused.

The scheme's numbers are invented for the journey and say so; firms, labs and invoices are synthetic.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SCHEMES, WIDTHS, Opened, assert_accessible
from zhongchuang.clearance.invoices.model import Party
from zhongchuang.clearance.invoices.tests.builders import an_invoice, xml
from zhongchuang.core import clock
from zhongchuang.ledger.tests.payments import BANK_ACCOUNT, make_programme, make_year, result_file
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, Organisation, OrganisationKind, RelationKind, Standing
from zhongchuang.parties.services import membership_add, organisation_register
from zhongchuang.parties.tests.factory import PASSWORD, SYSTEM, a_document, actor, make_account
from zhongchuang.parties.tests.relating import declare
from zhongchuang.project.demonstration import synthetic_uscc
from zhongchuang.vouchers import services
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.models import Order, Provider, Settlement, SettlementLine, Voucher
from zhongchuang.vouchers.selectors import vouchers_proof
from zhongchuang.vouchers.services import IssueFacts, Offered
from zhongchuang.vouchers.services.settling import settlement_make
from zhongchuang.vouchers.services.settling_check import use_check
from zhongchuang.vouchers.tests.settled import answer, lines_of, no_objection
from zhongchuang.vouchers.tests.worlds import BOOKS, YUAN, posted, unboxed, upload

pytestmark = pytest.mark.journey

SCHEME = """
id: journey
title: {zh: 沈阳试验创新券（虚构）, en: Trial vouchers of Shenyang (invented)}
place: "210000"
standing: in_force
basis: [{document: liaozhengbanfa-2015-94, clause: 二（五）}]
services:
  - {id: testing, label: {zh: 检验检测, en: Testing}}
  - {id: research, label: {zh: 科技研发, en: Research}}
days:
  valid_months: {value: 12, set_by: {zh: 虚构, en: Invented}}
  deliver: {value: 90, set_by: {zh: 虚构, en: Invented}}
  grace: {value: 30, set_by: {zh: 虚构, en: Invented}}
  confirm: {value: 15, set_by: {zh: 虚构, en: Invented}}
terms:
  - place: "210000"
    starts: 2020-01-01
    ratio: {value: 0.5, set_by: {zh: 虚构, en: Invented}}
  - place: "210100"
    starts: 2020-01-01
    services: [testing]
    ratio: {value: 0.6, set_by: {zh: 虚构, en: Invented}}
    order_cap: {value: 60000, set_by: {zh: 虚构, en: Invented}}
"""
_numbers = count(1)
SignsIn = Callable[..., AbstractContextManager[Page]]


@dataclass(frozen=True)
class Side:
    """An organisation and somebody of it."""

    organisation: Organisation
    account: Account


@dataclass(frozen=True)
class Trade:
    """A firm of Shenyang with a voucher, a lab on the list, and a lab of the firm's own controller."""

    department: Organisation
    firm: Side
    lab: Side
    sister: Side
    listed: Provider
    voucher: Voucher


def a_side(name: str, kind: OrganisationKind) -> Side:
    """An organisation of Shenyang with its manager."""
    made = organisation_register(
        actor=SYSTEM,
        uscc=synthetic_uscc(9_000 + next(_numbers)),
        name=name,
        kind=kind,
        place="210100",
        synthetic=True,
    )
    account = make_account(Role.PROVIDER if kind is OrganisationKind.PROVIDER else Role.ENTREPRENEUR)
    membership_add(actor=SYSTEM, account=account, organisation=made, standing=Standing.MANAGER)
    return Side(made, account)


def a_trade() -> Trade:
    """Everything before the first order."""
    number = next(_numbers)
    department = organisation_register(
        actor=SYSTEM,
        uscc=synthetic_uscc(9_000 + number),
        name=f"虚构省科学技术厅{number}",
        kind=OrganisationKind.DEPARTMENT,
        place="210000",
        synthetic=True,
    )
    budget = make_programme(
        1_000_000 * YUAN,
        parent=make_year(2_000_000 * YUAN, department=department),
        programme=f"journey-{number}",
    )
    services.scheme_load(actor=BOOKS, file="journey.yaml", content=SCHEME, clauses={})
    firm = a_side(f"虚构沈阳装备有限公司{number}", OrganisationKind.ENTERPRISE)
    lab, sister = (
        a_side(f"虚构{name}检测中心{number}", OrganisationKind.PROVIDER) for name in ("浑河", "同门")
    )
    controller = a_document(700 + number)
    for one in (firm, sister):
        declare(SYSTEM, one.organisation, RelationKind.CONTROLLER, controller)
    officer = actor(posted(department, Role.OFFICER))
    listed, _tied = (
        services.provider_admit(actor=officer, provider=_asks(one, department)) for one in (lab, sister)
    )
    voucher = services.voucher_issue(
        actor=BOOKS,
        issue=IssueFacts(
            case=f"LC-{number}",
            clause="liaozhengbanfa-2015-94#二（五）",
            clearance="CZ-LC",
            budget=budget.pk,
            department=department.pk,
            organisation=firm.organisation.pk,
            account=None,
            holder_name=firm.organisation.name,
            holder_kind="enterprise",
            place="210100",
            amount=100_000 * YUAN,
            scheme="journey",
            programme="test/journey",
            on=clock.today(),
            synthetic=True,
        ),
    )
    return Trade(department, firm, lab, sister, listed, voucher)


def _asks(lab: Side, department: Organisation) -> Provider:
    return services.provider_ask(
        actor=actor(lab.account),
        organisation=lab.organisation,
        department=department,
        scheme="journey",
        services=[Offered("testing", "金属材料疲劳试验", "按国家标准", "每件 800 元起")],
        introduction="虚构的检测机构，只用于试验。",
        contact="024-00000000",
        payee_name=lab.organisation.name,
        bank_name="虚构银行沈阳支行",
        bank_account=BANK_ACCOUNT,
    )


def an_invoice_file(trade: Trade, total: int) -> bytes:
    """The lab's invoice to the firm, as XML."""
    line = replace(an_invoice().lines[0], net=total, tax=0, rate=0, quantity="1", unit_price="")
    return xml(
        an_invoice(
            number=f"99219000{next(_numbers):012d}",
            issued_on=clock.today(),
            buyer=Party(trade.firm.organisation.name, trade.firm.organisation.uscc),
            seller=Party(trade.lab.organisation.name, trade.lab.organisation.uscc),
            net=total,
            tax=0,
            total=total,
            lines=(line,),
        )
    )


@pytest.fixture
def signs_in(opened: Opened) -> SignsIn:
    """Opens a page as somebody who has just signed in."""

    @contextmanager
    def _signs_in(account: Account, path: str, **options: object) -> Iterator[Page]:
        with opened(f"/accounts/login/?next={path}", **options) as page:
            page.locator("input[name=login]").fill(account.email)
            page.locator("input[name=password]").fill(PASSWORD)
            page.locator("main form button[type=submit]").first.click()
            page.wait_for_load_state("networkidle")
            yield page

    return _signs_in


def test_a_firm_in_shenyang_orders_a_test_and_the_lab_redeems_the_code(
    signs_in: SignsIn, tmp_path: Path
) -> None:
    trade = a_trade()
    with (
        signs_in(trade.firm.account, "/vouchers/mine/", width=390) as phone,
        signs_in(trade.lab.account, "/counter/", tolerated="409") as counter,
    ):
        phone.get_by_role("link", name=re.compile("沈阳试验创新券")).click()
        phone.get_by_role("link", name="用这张券下单").click()
        phone.get_by_role("link", name="检验检测").click()
        phone.get_by_role("link", name=trade.sister.organisation.name).click()
        phone.get_by_label("要做什么").fill("连杆疲劳试验")
        phone.get_by_label("约定价格（元）").fill("1万")
        phone.get_by_role("button", name="算一算抵多少").click()
        expect(phone.get_by_role("alert")).to_contain_text("不能用券向关联方购买服务")
        phone.get_by_role("link", name="换一家机构").click()
        phone.get_by_role("link", name=trade.lab.organisation.name).click()
        phone.get_by_label("要做什么").fill("连杆疲劳试验")
        phone.get_by_label("约定价格（元）").fill("1万")
        phone.get_by_role("button", name="算一算抵多少").click()
        expect(phone.get_by_text("价格 × 60%")).to_be_visible()
        phone.get_by_role("button", name="下单", exact=True).click()
        expect(phone.get_by_text("6,000.00 元 已从券里冻结")).to_be_visible()
        order = Order.objects.get(voucher=trade.voucher)

        counter.reload()
        counter.get_by_role("link", name="连杆疲劳试验").click()
        counter.get_by_role("button", name="接单").click()
        counter.get_by_role("link", name="交付").click()
        invoice, report = tmp_path / "发票.xml", tmp_path / "报告.pdf"
        invoice.write_bytes(an_invoice_file(trade, 9_000 * YUAN))
        report.write_bytes(b"%PDF-1.7 report")
        for kind, file in (("invoice", invoice), ("report", report)):
            counter.get_by_label("是什么材料").select_option(kind)
            counter.locator("input[type=file]").set_input_files(file)
            counter.get_by_role("button", name="上传并核对").click()
            expect(counter.get_by_role("link", name=file.name)).to_be_visible()
        expect(counter.get_by_text("价税合计 9,000.00 元")).to_be_visible()
        counter.get_by_label("交付说明").fill("报告已交，疲劳寿命合格。")
        counter.get_by_role("button", name="交付", exact=True).click()
        expect(counter.get_by_text("已交付，等持券人确认。").first).to_be_visible()

        phone.reload()
        expect(phone.get_by_text("发票比约定低")).to_be_visible()
        phone.get_by_role("button", name="确认收到、符合约定").click()
        phone.get_by_role("link", name="出示核销码").click()
        phone.get_by_role("button", name="出码").click()
        expect(phone.locator("svg.qr")).to_be_visible()
        box = phone.locator("svg.qr").bounding_box()
        assert box is not None and box["width"] > 250
        code = phone.locator("#qr-words").inner_text()
        assert len(re.sub(r"\s", "", code)) == 36

        counter.goto("/counter/redeem/")
        counter.get_by_label("核销码").fill(code.lower())
        counter.get_by_label("核销码").press("Enter")  # as a scanner ends what it types
        expect(counter.get_by_role("heading", name="核对后核销")).to_be_visible()
        expect(counter.get_by_text("5,400.00").first).to_be_visible()
        counter.get_by_role("button", name="核销", exact=True).click()
        expect(counter.get_by_text("已核销 5,400.00 元，等财政结算。")).to_be_visible()
        counter.goto("/counter/redeem/")
        counter.get_by_label("核销码").fill(code)
        counter.get_by_role("button", name="看这一单").click()
        expect(counter.get_by_text("不能核销").first).to_be_visible()

        phone.goto(f"/vouchers/mine/{trade.voucher.number}/")
        expect(phone.get_by_text("94,600.00").first).to_be_visible()
    order.refresh_from_db()
    assert (order.state, order.redeemed) == (OrderState.REDEEMED, 5_400 * YUAN)
    assert [one.wording.zh for one in vouchers_proof().found] == []


def test_the_way_to_the_code_needs_no_script(signs_in: SignsIn) -> None:
    trade = a_trade()
    order = _confirmed(trade)
    with signs_in(trade.firm.account, f"/vouchers/orders/{order.number}/", script=False) as page:
        page.get_by_role("link", name="出示核销码").click()
        page.get_by_role("button", name="出码").click()
        expect(page.locator("svg.qr")).to_be_visible()


def test_two_of_finance_settle_what_was_redeemed_until_the_bank_has_answered(
    signs_in: SignsIn, tmp_path: Path
) -> None:
    trade = a_trade()
    order = services.order_redeem(actor=actor(trade.lab.account), code=_shown(trade))
    first, second = (posted(trade.department, Role.FINANCE) for _ in range(2))
    with (
        use_check(no_objection),  # the voucher of this journey has no case behind it
        signs_in(first, "/money/settlements/") as page,
        signs_in(second, "/money/settlements/") as other,
    ):
        page.get_by_role("checkbox", name=re.compile(trade.lab.organisation.name)).check()
        expect(page.locator("[data-tick-told]")).to_have_text("已选 1 笔，共 6,000.00 元")
        page.get_by_role("button", name="用所选生成批次").click()
        expect(page.get_by_text("批次已生成，请另一位财政人员复核。")).to_be_visible()
        batch = Settlement.objects.get(lines__provider=trade.listed)
        other.goto(f"/money/settlements/{batch.pk}/")
        other.get_by_role("button", name="复核通过").click()
        expect(other.get_by_text("待导出").first).to_be_visible()
        page.reload()
        with page.expect_download() as download:
            page.get_by_role("button", name="下载 CSV").click()
        exported = Path(download.value.path()).read_text(encoding="utf-8-sig")
        assert BANK_ACCOUNT.replace(" ", "") in exported
        page.reload()
        page.get_by_role("link", name="上传回单").click()
        file = tmp_path / "回单.csv"
        file.write_bytes(result_file([answer(line) for line in lines_of(batch)]))
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="上传并核对").click()
        page.get_by_role("button", name="全部入账").click()
        expect(page.get_by_text("已入账").first).to_be_visible()
        page.goto(f"/money/settlements/{batch.pk}/")
        expect(page.get_by_text("已回单").first).to_be_visible()
    with signs_in(trade.lab.account, "/counter/") as counter:
        counter.get_by_role("link", name="结算", exact=True).click()
        counter.get_by_role("link", name=lines_of(batch)[0].reference).click()
        expect(counter.get_by_text("已到账，办完了。")).to_be_visible()
        counter.get_by_role("link", name=order.title).click()
        expect(counter.get_by_text("已结算").first).to_be_visible()
    order.refresh_from_db()
    assert order.state == OrderState.SETTLED
    assert [one.wording.zh for one in vouchers_proof().found] == []


def _shown(trade: Trade) -> str:
    """The code of an order that is ready for the counter."""
    return services.order_show_code(actor=actor(trade.firm.account), order=_confirmed(trade)).code


def _placed(trade: Trade) -> Order:
    return services.order_place(
        actor=actor(trade.firm.account),
        voucher=trade.voucher,
        provider=trade.listed,
        service="testing",
        title="连杆疲劳试验",
        price=10_000 * YUAN,
    )


def _confirmed(trade: Trade) -> Order:
    lab = actor(trade.lab.account)
    order = services.order_accept(actor=lab, order=_placed(trade))
    with unboxed():
        services.order_paper_add(
            actor=lab,
            order=order,
            kind="invoice",
            upload=upload(an_invoice_file(trade, 10_000 * YUAN), "发票.xml"),
        )
    services.order_deliver(actor=lab, order=order, delivery="报告已交")
    return services.order_confirm(actor=actor(trade.firm.account), order=order)


def _in_a_batch(trade: Trade) -> SettlementLine:
    """An order that was redeemed, in a batch."""
    order = services.order_redeem(actor=actor(trade.lab.account), code=_shown(trade))
    with use_check(no_objection):
        batch = settlement_make(actor=actor(posted(trade.department, Role.FINANCE)), orders={order.pk: None})
    return lines_of(batch)[0]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_page_is_for_everybody(signs_in: SignsIn, width: int, scheme: str) -> None:
    """axe finds nothing and nothing is wider than the window, wide and narrow, light and dark."""
    trade = a_trade()
    confirmed, placed = _confirmed(trade), _placed(trade)
    taken = services.order_accept(actor=actor(trade.lab.account), order=_placed(trade))
    line = _in_a_batch(trade)
    number, entry = trade.voucher.number, trade.listed.pk
    asked = f"service=testing&provider={entry}&title=%E8%AF%95%E9%AA%8C&price=10000"
    pages = {
        trade.firm.account: (
            "/vouchers/",
            "/vouchers/providers/",
            f"/vouchers/providers/{entry}/",
            "/vouchers/mine/",
            f"/vouchers/mine/{number}/",
            f"/vouchers/mine/{number}/order/",
            f"/vouchers/mine/{number}/order/?service=testing",
            f"/vouchers/mine/{number}/order/?{asked}",
            f"/vouchers/orders/{confirmed.number}/",
            f"/vouchers/orders/{confirmed.number}/dispute/",
            f"/vouchers/orders/{confirmed.number}/code/",
        ),
        trade.lab.account: (
            "/counter/",
            "/counter/orders/",
            f"/counter/orders/{placed.number}/",
            f"/counter/orders/{taken.number}/deliver/",
            "/counter/redeem/",
            "/counter/register/",
            f"/counter/{entry}/",
            f"/counter/{entry}/account/",
            "/counter/settlements/",
            f"/counter/settlements/{line.pk}/",
        ),
        posted(trade.department, Role.OFFICER): (
            "/office/vouchers/",
            "/office/vouchers/all/",
            "/office/vouchers/orders/",
            "/office/vouchers/providers/",
            f"/office/vouchers/all/{number}/",
            f"/office/vouchers/all/{number}/suspend/",
            f"/office/vouchers/orders/{confirmed.number}/",
            f"/office/vouchers/providers/{entry}/",
        ),
        posted(trade.department, Role.FINANCE): (
            "/money/settlements/",
            "/money/settlements/results/",
            "/money/settlements/custody/",
        ),
    }
    for account, paths in pages.items():
        with signs_in(account, paths[0], width=width, scheme=scheme) as page:
            for path in paths:
                page.goto(path, wait_until="networkidle")
                if path.endswith("/code/"):
                    page.get_by_role("button", name="出码").click()
                    page.wait_for_load_state("networkidle")
                assert_accessible(page)
