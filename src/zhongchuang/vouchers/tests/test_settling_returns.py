"""Settlement: what comes back, at once or late, in whole or in part; providers struck off; what stands in custody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from zhongchuang.core.errors import NotAllowed
from zhongchuang.ledger import selectors as ledger
from zhongchuang.ledger.errors import ResultsWrong
from zhongchuang.vouchers import services
from zhongchuang.vouchers.errors import WrongState
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.models import (
    LineResult,
    SettlementLine,
    Voucher,
)
from zhongchuang.vouchers.selectors.custody import standings
from zhongchuang.vouchers.services.custody import custody_state
from zhongchuang.vouchers.services.redeeming import order_refund
from zhongchuang.vouchers.services.settling_check import use_check
from zhongchuang.vouchers.services.settling_results import surplus_hand_back
from zhongchuang.vouchers.settling.errors import (
    ReferenceUsed,
    StatementThere,
    SurplusGone,
)
from zhongchuang.vouchers.tests.settled import Bank, answer, fresh, lines_of, no_objection, states
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


def agree(bank: Bank) -> None:
    """Vouchers, orders, ledger and bank say the same."""
    check_proof()
    assert ledger.books_check().ok
    assert all(one.agrees for one in standings(bank.finance))


def test_a_returned_payment_waits_to_be_settled_again(bank: Bank) -> None:
    orders = bank.redeemed(2)
    batch = bank.exported(orders)
    bank.take_in([answer(line, paid=False) for line in lines_of(batch)])
    assert states(orders) == [OrderState.REDEEMED] * 2
    (line,) = lines_of(batch)
    assert (line.result, line.reason) == (LineResult.RETURNED, "户名与账号不符")
    agree(bank)
    again = bank.exported(orders)
    bank.take_in([answer(line) for line in lines_of(again)])
    assert states(orders) == [OrderState.SETTLED] * 2
    agree(bank)


def test_a_payment_that_comes_back_late_waits_again_too(bank: Bank) -> None:
    batch, orders = bank.settled(2)
    (line,) = lines_of(batch)
    bank.take_in([answer(line, paid=False, ref="LATE0001")])
    assert states(orders) == [OrderState.REDEEMED] * 2
    line.refresh_from_db()
    assert (line.return_ref, line.surplus) == ("LATE0001", 0)
    agree(bank)


@pytest.mark.parametrize("whole", [True, False], ids=["the bank returns all", "the bank returns the rest"])
def test_a_late_return_after_a_partial_refund_does_not_stop_the_file(bank: Bank, whole: bool) -> None:
    batch, orders = bank.settled(2)
    third = 2_000 * YUAN
    order_refund(actor=bank.finance, order=orders[0], amount=third, reason="少做一项")
    agree(bank)
    (line,) = lines_of(batch)
    told = line.amount if whole else line.amount - third
    bank.take_in([answer(line, paid=False, ref="LATE0002", AMOUNT=f"{told / 100:.2f}")])
    assert states(orders) == [OrderState.REDEEMED] * 2
    line.refresh_from_db()
    assert line.surplus == (third if whole else 0)
    (standing,) = standings(bank.finance)
    assert standing.owed.found == line.amount - third
    assert standing.surplus == line.surplus
    agree(bank)
    again = bank.exported([fresh(one) for one in orders])
    assert again.amount == line.amount - third
    bank.take_in([answer(one) for one in lines_of(again)])
    agree(bank)


def test_a_late_return_of_another_amount_is_refused(bank: Bank) -> None:
    batch, orders = bank.settled()
    order_refund(actor=bank.finance, order=orders[0], amount=2_000 * YUAN, reason="少做一项")
    (line,) = lines_of(batch)
    with pytest.raises(ResultsWrong):
        bank.take_in([answer(line, paid=False, ref="LATE0003", AMOUNT="2999.00")])


def test_a_late_return_of_what_was_wholly_refunded_is_the_providers_own(bank: Bank) -> None:
    batch, orders = bank.settled()
    order_refund(actor=bank.finance, order=orders[0], amount=HALF, reason="没有做")
    (line,) = lines_of(batch)
    bank.take_in([answer(line, paid=False, ref="LATE0004")])
    line.refresh_from_db()
    assert (line.surplus, fresh(orders[0]).state) == (HALF, OrderState.REFUNDED)
    agree(bank)


def test_what_is_the_providers_own_is_handed_back_once(bank: Bank) -> None:
    batch, orders = bank.settled()
    order_refund(actor=bank.finance, order=orders[0], amount=1_000 * YUAN, reason="少做一项")
    (line,) = lines_of(batch)
    bank.take_in([answer(line, paid=False, ref="LATE0005")])
    line.refresh_from_db()
    today = line.settled_on
    assert today is not None
    with pytest.raises(ReferenceUsed):
        surplus_hand_back(actor=bank.finance, line=line, ref="LATE0005", on=today)
    with pytest.raises(NotAllowed):
        surplus_hand_back(actor=bank.officer, line=line, ref="BACK0001", on=today)
    surplus_hand_back(actor=bank.finance, line=line, ref="BACK0001", on=today)
    with pytest.raises(SurplusGone):
        surplus_hand_back(actor=bank.finance, line=line, ref="BACK0002", on=today)
    assert standings(bank.finance)[0].surplus == 0


def test_a_refund_after_settlement_goes_back_into_the_voucher(bank: Bank) -> None:
    _batch, orders = bank.settled()
    before = _now(bank.shared).available
    order_refund(actor=bank.finance, order=orders[0], amount=1_000 * YUAN, reason="少做一项")
    assert _now(bank.shared).available == before + 1_000 * YUAN
    assert fresh(orders[0]).state == OrderState.SETTLED
    agree(bank)


@pytest.mark.parametrize("asks_again", [False, True], ids=["struck off", "asking anew"])
def test_what_comes_back_to_a_provider_struck_off_is_withheld(bank: Bank, asks_again: bool) -> None:
    orders = bank.redeemed()
    batch = bank.exported(orders)
    services.provider_strike_off(actor=bank.reviewer, provider=bank.provider, reason="弄虚作假")
    assert states(orders) == [OrderState.SETTLING]
    if asks_again:
        bank.asked(bank.lab, bank.manager)
    bank.take_in([answer(line, paid=False) for line in lines_of(batch)])
    assert states(orders) == [OrderState.WITHHELD]
    with pytest.raises(WrongState):
        bank.made(orders)
    agree(bank)


def test_the_custody_bank_is_held_against_the_ledger(bank: Bank) -> None:
    batch, _orders = bank.settled()
    (line,) = lines_of(batch)
    assert line.settled_on is not None
    expected = 100_000 * YUAN - HALF
    made = custody_state(
        actor=bank.finance,
        department=bank.department.pk,
        on=line.settled_on,
        balance=expected,
        document="虚构对账单1",
    )
    assert (made.expected, made.balance) == (expected, expected)
    with pytest.raises(StatementThere):
        custody_state(
            actor=bank.finance,
            department=bank.department.pk,
            on=line.settled_on,
            balance=1,
            document="虚构对账单1",
        )
    with pytest.raises(NotAllowed):
        custody_state(
            actor=bank.officer, department=bank.department.pk, on=line.settled_on, balance=1, document="2"
        )


def test_a_disagreement_is_seen(bank: Bank) -> None:
    bank.settled()
    assert all(one.agrees for one in standings(bank.finance))
    SettlementLine.objects.update(amount=1)
    assert not any(one.agrees for one in standings(bank.finance))


def _now(voucher: Voucher) -> Voucher:
    return Voucher.objects.get(pk=voucher.pk)
