"""The bad days: each has a sentence and an end."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from zhongchuang.core.errors import Wording
from zhongchuang.vouchers import decisions
from zhongchuang.vouchers.errors import (
    AmountImpossible,
    EvidenceMissing,
    NotYet,
    OutsideTerm,
    ProviderNotAdmitted,
    RelatedParty,
    SchemeNotInForce,
    TooLate,
    WrongState,
)
from zhongchuang.vouchers.flow import OrderMove, OrderState, VoucherState
from zhongchuang.vouchers.postings import AccountRole, Entry, TransferKind
from zhongchuang.vouchers.tests import factory
from zhongchuang.vouchers.tests.factory import DAY, LAB
from zhongchuang.vouchers.wallet import Provider, Purse, disagreements
from zhongchuang.vouchers.wallet.agreeing import Booked

_B, _V, _P, _Y = AccountRole.BUDGET, AccountRole.VOUCHER, AccountRole.PROVIDER, AccountRole.PAYEE
AFTER = dt.date(2027, 3, 2)


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (dt.date(2026, 3, 2), 12, dt.date(2027, 3, 1)),
        (dt.date(2026, 1, 1), 12, dt.date(2026, 12, 31)),
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2024, 2, 29), 12, dt.date(2025, 2, 28)),
        (dt.date(2026, 12, 15), 1, dt.date(2027, 1, 14)),
    ],
)
def test_a_term_ends_the_day_before_its_first_comes_round(first: dt.date, months: int, last: dt.date) -> None:
    assert decisions.last_day_of(first, months) == last


def test_an_awaited_scheme_issues_nothing() -> None:
    with pytest.raises(SchemeNotInForce):
        decisions.issue(
            factory.scheme("innovation-voucher"), number="1", case="1", holder="o", face=1, on=DAY
        )


def test_the_last_day_still_counts_and_the_next_is_too_late() -> None:
    voucher = factory.voucher()
    factory.placed(voucher, day=voucher.last_day)
    for day in (voucher.last_day + dt.timedelta(days=1), voucher.first_day - dt.timedelta(days=1)):
        with pytest.raises(OutsideTerm):
            factory.placed(voucher, day=day)
    with pytest.raises(NotYet):
        decisions.expire(voucher, today=voucher.last_day)


def place_with(provider: Provider = LAB, tie: Wording | None = None, service: str = "testing") -> None:
    """An order that differs from a good one by this."""
    decisions.place(
        factory.voucher(),
        factory.scheme(),
        provider,
        number=factory.NUMBER,
        service=service,
        support=factory.support(1_000_000),
        on=DAY,
        tie=tie,
        demonstration=True,
    )


def test_a_related_lab_is_refused_with_the_chain() -> None:
    with pytest.raises(RelatedParty) as caught:
        place_with(tie=Wording("两家由同一人实际控制", "one person controls both"))
    assert "同一人" in caught.value.zh and "one person" in caught.value.en
    with pytest.raises(RelatedParty):
        place_with(replace(LAB, ref="organisation:1"))


def test_a_provider_has_to_be_on_the_list_for_the_service_on_the_day() -> None:
    place_with()
    for provider in (replace(LAB, struck_off_on=DAY), replace(LAB, admitted_on=DAY + dt.timedelta(days=1))):
        with pytest.raises(ProviderNotAdmitted):
            place_with(provider)
    with pytest.raises(ProviderNotAdmitted):
        place_with(service="results")
    voucher, order = factory.at(OrderState.PLACED)
    with pytest.raises(ProviderNotAdmitted):
        decisions.accept(voucher, order, replace(LAB, struck_off_on=DAY), today=DAY)


def test_a_delivery_needs_evidence_time_and_a_price() -> None:
    voucher, order = factory.at(OrderState.ACCEPTED)
    with pytest.raises(EvidenceMissing):
        decisions.deliver(voucher, order, on=DAY, invoiced=1, evidence=[" "])
    with pytest.raises(AmountImpossible):
        decisions.deliver(voucher, order, on=DAY, invoiced=1, evidence=["x"])  # 60 % of a 分 is none
    with pytest.raises(TooLate):
        decisions.deliver(
            voucher, order, on=order.finish_by + dt.timedelta(days=1), invoiced=9, evidence=["x"]
        )


def test_what_cost_less_redeems_less_and_the_rest_is_free() -> None:
    voucher, order = factory.at(OrderState.ACCEPTED)
    moved = decisions.deliver(voucher, order, on=DAY, invoiced=500_001, evidence=["x"])
    moved = decisions.go(moved.voucher, moved.order, OrderMove.CONFIRM)
    moved = decisions.redeem(moved.voucher, moved.order)
    assert moved.entries == (Entry(TransferKind.POST, _V, _P, 300_000),)
    assert (moved.order.redeemed, moved.order.own_share) == (300_000, 200_001)
    assert moved.voucher.purse == Purse(issued=10_000_000, available=9_700_000, redeemed=300_000)


def test_what_cost_more_redeems_no_more() -> None:
    voucher, order = factory.at(OrderState.ACCEPTED)
    moved = decisions.deliver(voucher, order, on=DAY, invoiced=9_000_000, evidence=["x"])
    assert moved.order.payable == order.support == 600_000


def test_sent_back_on_the_last_day_it_would_lapse_so_it_is_refused() -> None:
    voucher, order = factory.at(OrderState.DELIVERED)
    with pytest.raises(TooLate):
        decisions.send_back(voucher, order, today=order.finish_by, reason="缺页")
    again = decisions.send_back(voucher, order, today=DAY, reason="缺页").order
    assert (again.state, again.invoiced, again.delivered_on) == (OrderState.ACCEPTED, 0, None)


def test_expired_in_the_middle_of_an_order() -> None:
    """The order keeps its money and is redeemed; what it does not need goes to the budget, like everything else."""
    voucher, order = factory.at(OrderState.ACCEPTED)
    gone = decisions.expire(voucher, today=AFTER)
    assert gone.entries == (Entry(TransferKind.EXPIRE, _V, _B, 9_400_000),)
    assert gone.voucher.purse == Purse(issued=10_000_000, held=600_000, expired=9_400_000)
    moved = decisions.deliver(gone.voucher, order, on=order.finish_by, invoiced=500_000, evidence=["x"])
    moved = decisions.go(moved.voucher, moved.order, OrderMove.CONFIRM)
    moved = decisions.redeem(moved.voucher, moved.order)
    assert moved.entries == (
        Entry(TransferKind.POST, _V, _P, 300_000),
        Entry(TransferKind.EXPIRE, _V, _B, 300_000),
    )
    assert moved.voucher.purse == Purse(issued=10_000_000, redeemed=300_000, expired=9_700_000)


def test_an_order_of_the_last_day_has_the_grace_and_lapses_after_it() -> None:
    voucher = factory.voucher()
    order = factory.placed(voucher, day=voucher.last_day).order
    assert order.finish_by == voucher.last_day + dt.timedelta(days=90)
    early = factory.placed(voucher, day=DAY).order
    assert early.finish_by == DAY + dt.timedelta(days=180)
    days = factory.scheme().days
    assert days is not None
    assert decisions.due_move(order, days, order.finish_by) is None
    assert decisions.due_move(order, days, order.finish_by + dt.timedelta(days=1)) is OrderMove.LAPSE


def test_silence_after_a_delivery_pays_nobody_but_calls_an_officer() -> None:
    _, order = factory.at(OrderState.DELIVERED)
    days = factory.scheme().days
    assert days is not None
    assert decisions.due_move(order, days, DAY + dt.timedelta(days=15)) is None
    assert decisions.due_move(order, days, DAY + dt.timedelta(days=16)) is OrderMove.ESCALATE
    _, confirmed = factory.at(OrderState.CONFIRMED)
    assert decisions.due_move(confirmed, days, AFTER) is None


def test_a_suspended_voucher_neither_orders_nor_redeems() -> None:
    voucher, order = factory.at(OrderState.CONFIRMED)
    waiting = decisions.suspend(voucher, reason="查").voucher
    for act in (decisions.redeem, decisions.show_code):
        with pytest.raises(WrongState):
            act(waiting, order)
    with pytest.raises(WrongState):
        factory.placed(waiting)
    decisions.redeem(decisions.resume(waiting, reason="无误").voucher, order)


@pytest.mark.parametrize(
    ("state", "revoked", "struck"),
    [
        (OrderState.PLACED, OrderMove.STOP, OrderMove.STOP),
        (OrderState.ACCEPTED, OrderMove.STOP, OrderMove.STOP),
        (OrderState.DELIVERED, OrderMove.EXAMINE, OrderMove.EXAMINE),
        (OrderState.CONFIRMED, OrderMove.EXAMINE, OrderMove.EXAMINE),
        (OrderState.DISPUTED, None, None),
        (OrderState.REDEEMED, None, OrderMove.WITHHOLD),
        (OrderState.SETTLING, None, None),
        (OrderState.SETTLED, None, None),
    ],
)
def test_what_follows_for_the_orders(
    state: OrderState, revoked: OrderMove | None, struck: OrderMove | None
) -> None:
    _, order = factory.at(state)
    assert decisions.after_revocation(order) is revoked
    assert decisions.after_strike_off(order) is struck


def test_a_revoked_voucher_gives_everything_back_but_what_was_redeemed() -> None:
    voucher, order = factory.at(OrderState.ACCEPTED)
    revoked = decisions.revoke(voucher, reason="虚假材料").voucher
    moved = decisions.go(revoked, order, OrderMove.STOP)
    assert moved.entries == (
        Entry(TransferKind.VOID, _V, _P, 600_000),
        Entry(TransferKind.REVOKE, _V, _B, 600_000),
    )
    assert moved.voucher.purse == Purse(issued=10_000_000, revoked=10_000_000)
    assert moved.voucher.state is VoucherState.REVOKED


def test_redeemed_from_a_second_counter() -> None:
    voucher, order = factory.at(OrderState.CONFIRMED)
    done = decisions.redeem(voucher, order)
    with pytest.raises(WrongState) as caught:
        decisions.redeem(done.voucher, done.order)
    assert "待结算" in caught.value.zh


def test_a_returned_settlement_stands_in_the_books_and_is_settled_again() -> None:
    voucher, order = factory.at(OrderState.SETTLING)
    back = decisions.go(voucher, order, OrderMove.BOUNCE, reason="户名不符")
    assert back.entries == (
        Entry(TransferKind.POST, _P, _Y, 600_000),
        Entry(TransferKind.RETURN, _Y, _P, 600_000),
    )
    assert back.order.state is OrderState.REDEEMED and back.voucher == voucher
    again = decisions.go(back.voucher, back.order, OrderMove.BATCH)
    assert again.entries == (Entry(TransferKind.HOLD, _P, _Y, 600_000),)


@pytest.mark.parametrize(
    ("state", "kind", "source"),
    [(OrderState.REDEEMED, TransferKind.UNREDEEM, _P), (OrderState.SETTLED, TransferKind.REFUND, _Y)],
)
def test_a_refund_fills_the_voucher_while_it_lives_and_the_budget_after(
    state: OrderState, kind: TransferKind, source: AccountRole
) -> None:
    voucher, order = factory.at(state)
    part = decisions.refund(voucher, order, 100_000, reason="数据有误")
    assert part.entries == (Entry(kind, source, _V, 100_000),)
    assert part.order.state is state and part.order.counts == 500_000
    gone = decisions.expire(part.voucher, today=AFTER).voucher
    rest = decisions.refund(gone, part.order, 500_000, reason="数据有误")
    assert rest.entries == (Entry(kind, source, _V, 500_000), Entry(TransferKind.EXPIRE, _V, _B, 500_000))
    assert rest.order.state is OrderState.REFUNDED and rest.order.counts == 0
    assert rest.voucher.purse == Purse(issued=10_000_000, expired=10_000_000)
    with pytest.raises(AmountImpossible):
        decisions.refund(part.voucher, part.order, 500_001, reason="多")


def test_no_refund_while_the_bank_has_it() -> None:
    voucher, order = factory.at(OrderState.SETTLING)
    with pytest.raises(WrongState):
        decisions.refund(voucher, order, 1, reason="x")


def test_a_purse_that_does_not_add_up_cannot_be_made() -> None:
    for pots in ({"available": 9}, {"available": 11, "held": -1}):
        with pytest.raises(ValueError, match="do not add up"):
            Purse(issued=10, **pots)


def test_every_difference_of_the_three_records_is_told() -> None:
    voucher, order = factory.at(OrderState.REDEEMED)
    true = {voucher.number: Booked(9_400_000, 0, 600_000, 0)}
    assert not list(disagreements([voucher], [order], true))
    assert len(list(disagreements([voucher], [], true))) == 1
    assert len(list(disagreements([voucher], [order], {}))) == 2
    assert len(list(disagreements([], [order], true))) == 1
    told = next(iter(disagreements([voucher], [order], {voucher.number: Booked(1, 0, 600_000, 0)}))).wording
    assert told.zh == "券 CXQ-1 的可用记为 94000.00，账本上是 0.01"
