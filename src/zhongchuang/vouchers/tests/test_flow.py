"""The two tables: every state has words and a way out, and money is only touched where it stands."""

from __future__ import annotations

import pytest

from zhongchuang.vouchers.decisions import FREEING, PLAIN, SETTLING
from zhongchuang.vouchers.errors import ReasonMissing, WrongState
from zhongchuang.vouchers.flow import (
    HELD,
    ORDER_MOVES,
    REDEEMED,
    VOUCHER_MOVES,
    OrderMove,
    OrderState,
    VoucherMove,
    VoucherState,
    checked,
    order_moves_from,
    words,
)
from zhongchuang.vouchers.postings import POSTINGS, AccountRole, Effect, TransferKind

ENDED = {
    OrderState.DECLINED,
    OrderState.CANCELLED,
    OrderState.LAPSED,
    OrderState.STOPPED,
    OrderState.REFUNDED,
}


def test_everything_has_words_in_both_languages() -> None:
    assert set(words.VOUCHER_STATES) == set(VoucherState)
    assert set(words.ORDER_STATES) == set(OrderState)
    assert set(words.VOUCHER_MOVES) == set(VOUCHER_MOVES) == set(VoucherMove)
    assert set(words.ORDER_MOVES) == set(ORDER_MOVES) == set(OrderMove)


@pytest.mark.parametrize("state", OrderState)
def test_every_order_that_is_not_over_has_a_way_on(state: OrderState) -> None:
    assert bool(order_moves_from(state)) is (state not in ENDED)


def test_every_state_is_reached() -> None:
    reached = {m.target for m in ORDER_MOVES.values()} | {OrderState.REFUNDED}  # by a refund of everything
    assert reached - {None} == set(OrderState)
    assert {m.target for m in VOUCHER_MOVES.values()} == set(VoucherState)


def test_what_a_move_does_to_money_fits_where_the_money_is() -> None:
    """From held to not held only by freeing or redeeming; from redeemed to anything else never but by a refund."""
    for move in ORDER_MOVES.values():
        if move.target is None or not move.sources:
            continue
        was_held, is_held = move.sources <= HELD, move.target in HELD
        was_spent, is_spent = move.sources <= REDEEMED, move.target in REDEEMED
        assert move.sources <= HELD or move.sources <= REDEEMED
        assert (was_held and not is_held) is (move.effect in (Effect.FREE, Effect.REDEEM))
        assert is_spent is (was_spent or move.effect is Effect.REDEEM)


def test_every_order_move_has_exactly_one_function() -> None:
    own = {
        OrderMove.PLACE,
        OrderMove.ACCEPT,
        OrderMove.DELIVER,
        OrderMove.SEND_BACK,
        OrderMove.REDEEM,
        OrderMove.REFUND,
        OrderMove.REFUND_PAID,
    }
    assert sorted([*PLAIN, *FREEING, *SETTLING, *own]) == sorted(OrderMove)


def test_every_effect_is_booked_and_every_hold_can_be_resolved() -> None:
    assert set(POSTINGS) == set(Effect)
    lines = [line for found in POSTINGS.values() for line in found]
    holds = {(x.debit, x.credit) for x in lines if x.kind is TransferKind.HOLD}
    assert holds == {
        (AccountRole.VOUCHER, AccountRole.PROVIDER),
        (AccountRole.PROVIDER, AccountRole.PAYEE),
    }
    for kind in (TransferKind.POST, TransferKind.VOID):
        assert {(x.debit, x.credit) for x in lines if x.kind is kind} == holds


def test_a_move_from_elsewhere_is_refused_in_both_languages() -> None:
    with pytest.raises(WrongState) as caught:
        checked(ORDER_MOVES[OrderMove.REDEEM], OrderState.REDEEMED, "")
    assert caught.value.what.zh == "这个订单现在是“待结算”，不能核销。"
    assert "“Redeemed”" in caught.value.what.en


def test_a_move_that_needs_a_reason_says_so() -> None:
    with pytest.raises(ReasonMissing):
        checked(VOUCHER_MOVES[VoucherMove.REVOKE], VoucherState.ACTIVE, "  ")
    checked(VOUCHER_MOVES[VoucherMove.REVOKE], VoucherState.ACTIVE, "骗取")
