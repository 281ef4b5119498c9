"""What was redeemed for an invoice that a red one took back since: not settled before somebody has looked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from zhongchuang.vouchers import services
from zhongchuang.vouchers.errors import InvoiceRefused
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.models import Order, Settlement, SettlementState
from zhongchuang.vouchers.selectors.vouchers import invoices_of
from zhongchuang.vouchers.services.settling import settlement_cancel, settlement_export
from zhongchuang.vouchers.services.settling_check import use_check
from zhongchuang.vouchers.settling.errors import InvoiceTakenBack
from zhongchuang.vouchers.tests.settled import Bank, fresh, no_objection
from zhongchuang.vouchers.tests.worlds import YUAN, check_proof

pytestmark = pytest.mark.django_db
HALF = 5_000 * YUAN


@pytest.fixture(autouse=True)
def _cases_stand() -> Iterator[None]:
    with use_check(no_objection):
        yield


@pytest.fixture
def bank() -> Bank:
    return Bank()


def _taken_back(bank: Bank, order: Order) -> None:
    """A red invoice for what an order was redeemed for, brought to another order: refused there, remembered everywhere."""
    (counted,) = invoices_of(order)
    red = bank.invoice(-counted.total, red=True, reverses=counted.number)
    with pytest.raises(InvoiceRefused):
        bank.with_invoice(bank.at(OrderState.ACCEPTED, bank.shared), red)


def test_an_order_whose_invoice_was_taken_back_is_settled_only_after_somebody_looked(bank: Bank) -> None:
    order, other = bank.redeemed(2)
    services.order_withhold(actor=bank.officer, order=order, reason="抽查")
    services.order_release(actor=bank.reviewer, order=fresh(order), reason="抽查无误")
    _taken_back(bank, order)
    with pytest.raises(InvoiceTakenBack, match=order.number):
        bank.made([fresh(order), other])
    assert bank.made([other]).amount == HALF
    services.order_withhold(actor=bank.officer, order=fresh(order), reason="发票冲红")
    services.order_release(actor=bank.reviewer, order=fresh(order), reason="已换开发票")
    assert bank.made([fresh(order)]).amount == HALF
    check_proof()


def test_an_invoice_taken_back_after_the_batch_was_made_keeps_it_from_being_signed(bank: Bank) -> None:
    (order,) = bank.redeemed()
    made = bank.made([order])
    _taken_back(bank, order)
    with pytest.raises(InvoiceTakenBack):
        bank.signed(made)
    assert Settlement.objects.get().state == SettlementState.MADE


def test_an_invoice_taken_back_after_the_batch_was_signed_keeps_the_file_from_leaving(bank: Bank) -> None:
    (order,) = bank.redeemed()
    signed = bank.signed(bank.made([order]))
    _taken_back(bank, order)
    with pytest.raises(InvoiceTakenBack):
        settlement_export(actor=bank.finance, settlement=signed)
    assert Settlement.objects.get().state == SettlementState.SIGNED
    settlement_cancel(
        actor=bank.finance, settlement=signed, reason="发票冲红", expected_version=signed.row_version
    )
    check_proof()


def test_what_has_left_once_is_written_again_as_it_was(bank: Bank) -> None:
    (order,) = bank.redeemed()
    signed = bank.signed(bank.made([order]))
    first = settlement_export(actor=bank.finance, settlement=signed)
    _taken_back(bank, order)
    assert settlement_export(actor=bank.finance, settlement=signed) == first
