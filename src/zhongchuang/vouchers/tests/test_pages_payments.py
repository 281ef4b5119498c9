"""The provider's own settlements: what was paid, what came back and why, which orders; nobody else's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse

from zhongchuang.vouchers.models import SettlementLine
from zhongchuang.vouchers.selectors.paid_out import PaymentStand, stand_of
from zhongchuang.vouchers.services.redeeming import order_refund
from zhongchuang.vouchers.services.settling import settlement_cancel
from zhongchuang.vouchers.services.settling_check import use_check
from zhongchuang.vouchers.tests.browsing import browser, page
from zhongchuang.vouchers.tests.settled import Bank, answer, lines_of, no_objection
from zhongchuang.vouchers.tests.worlds import YUAN

pytestmark = pytest.mark.django_db
LIST = "/counter/settlements/"


@pytest.fixture(autouse=True)
def _cases_stand() -> Iterator[None]:
    with use_check(no_objection):
        yield


@pytest.fixture
def bank() -> Bank:
    return Bank()


def address(line: SettlementLine) -> str:
    return reverse("vouchers:counter_payment", args=[line.pk])


def test_before_anything_was_settled_the_page_says_what_will_stand_there(bank: Bank) -> None:
    assert bank.provider
    client = browser(bank.counter)
    assert "还没有结算" in page(client, LIST)
    assert LIST in client.get(reverse("vouchers:counter")).content.decode()
    assert LIST in client.get(reverse("vouchers:counter_provider", args=[bank.provider.pk])).content.decode()


def test_a_payment_goes_from_being_checked_to_the_account(bank: Bank) -> None:
    orders = bank.redeemed(2)
    batch = bank.made(orders)
    (line,) = lines_of(batch)
    client = browser(bank.counter)
    shown = page(client, LIST)
    assert "财政正在复核" in shown and line.reference in shown and "10,000.00" in shown
    batch = bank.signed(batch)
    assert stand_of(lines_of(batch)[0]) is PaymentStand.CHECKED
    batch = bank.exported(bank.redeemed())
    (sent,) = lines_of(batch)
    assert "已交银行" in page(client, address(sent))
    bank.take_in([answer(sent, ref="YH-2026-1")])
    shown = page(client, address(sent))
    assert "已到账" in shown and "YH-2026-1" in shown and sent.bank_account_tail in shown
    assert bank.department.name in shown and "5,000.00" in shown


def test_every_order_of_a_payment_is_listed_and_leads_there_and_back(bank: Bank) -> None:
    batch, orders = bank.settled(2)
    (line,) = lines_of(batch)
    client = browser(bank.counter)
    shown = client.get(address(line)).content.decode()
    for one in orders:
        order_page = reverse("vouchers:counter_order", args=[one.number])
        assert order_page in shown
        assert address(line) in client.get(order_page).content.decode()


def test_why_it_came_back_is_told_with_what_to_do(bank: Bank) -> None:
    batch = bank.exported(bank.redeemed())
    (line,) = lines_of(batch)
    bank.take_in([answer(line, paid=False, REASON="收款账号已销户")])
    client = browser(bank.counter)
    assert "收款账号已销户" in page(client, LIST)
    shown = page(client, address(line))
    assert "收款账号已销户" in shown and "请核对收款账户" in shown and "钱没有付成" in shown
    assert (
        reverse("vouchers:counter_provider", args=[bank.provider.pk])
        in client.get(address(line)).content.decode()
    )


def test_what_was_returned_beyond_what_we_had_left_is_ours(bank: Bank) -> None:
    batch, (order,) = bank.settled()
    order_refund(actor=bank.finance, order=order, amount=1_000 * YUAN, reason="少做一项")
    (line,) = lines_of(batch)
    client = browser(bank.counter)
    assert "其后退回 1,000.00 元" in page(client, address(line))
    bank.take_in([answer(line, paid=False, ref="LATE-1")])
    shown = page(client, address(line))
    assert "另行退还" in shown and "1,000.00" in shown and "还没有登记" in shown and "LATE-1" in shown


def test_a_batch_taken_back_says_why(bank: Bank) -> None:
    batch = bank.made(bank.redeemed())
    settlement_cancel(
        actor=bank.finance, settlement=batch, reason="年底关账", expected_version=batch.row_version
    )
    shown = page(browser(bank.counter), address(lines_of(batch)[0]))
    assert "批次已撤销" in shown and "年底关账" in shown and "订单回到待结算" in shown


def test_the_list_is_narrowed_and_each_payment_stands_in_one_pile(bank: Bank) -> None:
    paid = lines_of(bank.settled()[0])[0]
    sent = lines_of(bank.exported(bank.redeemed()))[0]
    checked = lines_of(bank.made(bank.redeemed()))[0]
    client = browser(bank.counter)
    found = {
        stand: {line.reference for line in (paid, sent, checked) if line.reference in text}
        for stand in PaymentStand
        if (text := page(client, LIST, stand=stand.value))
    }
    assert found == {
        PaymentStand.CHECKED: {checked.reference},
        PaymentStand.SENT: {sent.reference},
        PaymentStand.PAID: {paid.reference},
        PaymentStand.RETURNED: set(),
        PaymentStand.CANCELLED: set(),
    }
    assert "没有这样的结算" in page(client, LIST, stand="returned")
    assert paid.reference in page(client, LIST, stand="no-such")


def test_another_lab_sees_its_own_alone(bank: Bank) -> None:
    ours = lines_of(bank.settled()[0])[0]
    theirs = lines_of(bank.exported([bank.elsewhere()]))[0]
    client = browser(bank.other[1])
    assert ours.reference not in page(client, LIST) and theirs.reference in page(client, LIST)
    assert client.get(address(ours)).status_code == 404
    for stranger in (bank.holder, bank.officer, bank.finance):
        assert browser(stranger).get(address(ours)).status_code == 404
        assert ours.reference not in page(browser(stranger), LIST)
