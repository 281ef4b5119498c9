"""What comes back: never more than was paid, never more than was demanded, never twice."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.core import clock
from zhongchuang.core.errors import InvalidInput, NotAllowed
from zhongchuang.ledger.errors import ClawbackOver, GivenBackTooMuch, WrongState
from zhongchuang.ledger.models import Account, Clawback, PaymentOrder
from zhongchuang.ledger.services.clawbacks import (
    clawback_demand,
    clawback_recovered,
    clawback_waived,
    left_to_return,
    refund_record,
)
from zhongchuang.ledger.tests.factory import FINANCE, REVIEWER
from zhongchuang.ledger.tests.payments import (
    YUAN,
    answer,
    lines_of,
    make_batch,
    make_order,
    make_programme,
    make_signed,
    take_in,
)

pytestmark = pytest.mark.django_db
NEXT_YEAR = dt.date(2099, 1, 1)


@pytest.fixture
def paid() -> PaymentOrder:
    """A payment of 100 元 out of 500 that arrived."""
    order = make_signed(make_programme(500 * YUAN), 100 * YUAN)
    take_in([answer(lines_of(make_batch([order]))[0])])
    order.refresh_from_db()
    return order


def refund(order: PaymentOrder, amount: int) -> None:
    order.refresh_from_db()
    refund_record(
        actor=FINANCE,
        order=order,
        amount=amount,
        on=clock.today(),
        document="凭证",
        expected_version=order.row_version,
    )


def demand(order: PaymentOrder, amount: int) -> Clawback:
    return clawback_demand(actor=REVIEWER, order=order, amount=amount, reason="虚报", due_on=NEXT_YEAR)


def recover(one: Clawback, amount: int) -> Clawback:
    return clawback_recovered(
        actor=FINANCE,
        clawback=one,
        amount=amount,
        on=clock.today(),
        document="凭证",
        expected_version=Clawback.objects.get(pk=one.pk).row_version,
    )


def in_programme(order: PaymentOrder) -> int:
    return Account.objects.get(pk=order.budget.account_id).available


def test_a_refund_returns_to_its_programme_and_ends_at_what_was_paid(paid: PaymentOrder) -> None:
    refund(paid, 40 * YUAN)
    assert in_programme(paid) == 440 * YUAN
    with pytest.raises(GivenBackTooMuch, match=r"至多还能登记 60\.00 元"):
        refund(paid, 60 * YUAN + 1)
    refund(paid, 60 * YUAN)
    assert left_to_return(paid) == 0


def test_what_is_demanded_is_not_demanded_again_nor_refunded_beside_it(paid: PaymentOrder) -> None:
    demand(paid, 70 * YUAN)
    with pytest.raises(GivenBackTooMuch):
        demand(paid, 31 * YUAN)
    with pytest.raises(GivenBackTooMuch):
        refund(paid, 31 * YUAN)
    refund(paid, 30 * YUAN)


def test_a_demand_is_met_in_parts_and_closed_by_the_last(paid: PaymentOrder) -> None:
    one = demand(paid, 70 * YUAN)
    recover(one, 30 * YUAN)
    with pytest.raises(GivenBackTooMuch):
        recover(one, 40 * YUAN + 1)
    recover(one, 40 * YUAN)
    assert in_programme(paid) == 470 * YUAN
    with pytest.raises(ClawbackOver):
        recover(one, 1)


def test_what_is_given_up_says_why_and_may_not_come_again(paid: PaymentOrder) -> None:
    one = recover(demand(paid, 70 * YUAN), 20 * YUAN)
    clawback_waived(actor=REVIEWER, clawback=one, reason="企业破产", expected_version=one.row_version)
    with pytest.raises(ClawbackOver):
        recover(one, 1)
    assert left_to_return(paid) == 80 * YUAN


def test_only_what_was_paid_can_come_back() -> None:
    order = make_order(make_programme())
    with pytest.raises(WrongState):
        demand(order, 1)
    with pytest.raises(WrongState):
        refund(order, 1)


def test_who_may(paid: PaymentOrder) -> None:
    with pytest.raises(NotAllowed):
        clawback_demand(actor=FINANCE, order=paid, amount=1, reason="x", due_on=NEXT_YEAR)
    with pytest.raises(NotAllowed):
        refund_record(
            actor=REVIEWER,
            order=paid,
            amount=1,
            on=clock.today(),
            document="x",
            expected_version=paid.row_version,
        )
    with pytest.raises(InvalidInput, match="晚于今天"):
        clawback_demand(actor=REVIEWER, order=paid, amount=1, reason="x", due_on=clock.today())
