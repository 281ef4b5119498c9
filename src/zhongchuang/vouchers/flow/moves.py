"""Every move of a voucher and of an order: from where, by whom, to where, and what it does with the money.

A move that is not in one of the two tables does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from zhongchuang.vouchers.errors import ReasonMissing, WrongState
from zhongchuang.vouchers.flow import words
from zhongchuang.vouchers.flow.names import OrderMove, VoucherMove
from zhongchuang.vouchers.flow.states import OrderState, VoucherState
from zhongchuang.vouchers.postings import Effect


class Who(StrEnum):
    """Whose move it is; `access.py` says which roles and standings that means."""

    HOLDER = "holder"
    PROVIDER = "provider"
    OFFICER = "officer"
    REVIEWER = "reviewer"  # the department's second person
    FINANCE = "finance"
    SYSTEM = "system"


S = TypeVar("S", VoucherState, OrderState)
N = TypeVar("N", VoucherMove, OrderMove)


@dataclass(frozen=True, slots=True)
class Move(Generic[N, S]):
    """One move. No sources: it makes the thing. `target` None: it stays where it is, or the verb says where it goes."""

    name: N
    sources: frozenset[S]
    who: frozenset[Who]
    target: S | None
    effect: Effect | None = None
    needs_reason: bool = False


def _voucher(
    name: VoucherMove,
    sources: set[VoucherState],
    who: set[Who],
    target: VoucherState,
    effect: Effect | None = None,
    *,
    reason: bool = False,
) -> Move[VoucherMove, VoucherState]:
    return Move(name, frozenset(sources), frozenset(who), target, effect, reason)


def _order(
    name: OrderMove,
    sources: set[OrderState],
    who: set[Who],
    target: OrderState | None,
    effect: Effect | None = None,
    *,
    reason: bool = False,
) -> Move[OrderMove, OrderState]:
    return Move(name, frozenset(sources), frozenset(who), target, effect, reason)


_V, _O, _M = VoucherState, OrderState, OrderMove
VOUCHER_MOVES: dict[VoucherMove, Move[VoucherMove, VoucherState]] = {
    m.name: m
    for m in (
        # the case was approved, with everything that takes: review, notice, clearance
        _voucher(VoucherMove.ISSUE, set(), {Who.SYSTEM}, _V.ACTIVE, Effect.ISSUE),
        _voucher(VoucherMove.SUSPEND, {_V.ACTIVE}, {Who.OFFICER}, _V.SUSPENDED, reason=True),
        _voucher(VoucherMove.RESUME, {_V.SUSPENDED}, {Who.REVIEWER}, _V.ACTIVE, reason=True),
        _voucher(VoucherMove.EXPIRE, {_V.ACTIVE, _V.SUSPENDED}, {Who.SYSTEM}, _V.EXPIRED, Effect.EXPIRE),
        _voucher(
            VoucherMove.REVOKE,
            {_V.ACTIVE, _V.SUSPENDED, _V.EXPIRED},
            {Who.REVIEWER},
            _V.REVOKED,
            Effect.REVOKE,
            reason=True,
        ),
    )
}
ORDER_MOVES: dict[OrderMove, Move[OrderMove, OrderState]] = {
    m.name: m
    for m in (
        _order(_M.PLACE, set(), {Who.HOLDER}, _O.PLACED, Effect.HOLD),
        _order(_M.ACCEPT, {_O.PLACED}, {Who.PROVIDER}, _O.ACCEPTED),
        _order(_M.DECLINE, {_O.PLACED}, {Who.PROVIDER}, _O.DECLINED, Effect.FREE, reason=True),
        _order(_M.CANCEL, {_O.PLACED, _O.ACCEPTED}, {Who.HOLDER}, _O.CANCELLED, Effect.FREE, reason=True),
        # found related after the delivery: nothing can be confirmed or redeemed any more, so the holder may still end it
        _order(
            _M.CANCEL_TIED,
            {_O.DELIVERED, _O.CONFIRMED},
            {Who.HOLDER},
            _O.CANCELLED,
            Effect.FREE,
            reason=True,
        ),
        _order(_M.DELIVER, {_O.ACCEPTED}, {Who.PROVIDER}, _O.DELIVERED),
        _order(_M.SEND_BACK, {_O.DELIVERED}, {Who.HOLDER}, _O.ACCEPTED, reason=True),
        _order(_M.CONFIRM, {_O.DELIVERED}, {Who.HOLDER}, _O.CONFIRMED),
        # provider or holder turn to the officer
        _order(
            _M.DISPUTE, {_O.DELIVERED, _O.CONFIRMED}, {Who.HOLDER, Who.PROVIDER}, _O.DISPUTED, reason=True
        ),
        # public money is not paid on silence: no answer in time, and an officer looks
        _order(_M.ESCALATE, {_O.DELIVERED}, {Who.SYSTEM}, _O.DISPUTED),
        # the voucher is revoked or the provider struck off after the delivery
        _order(_M.EXAMINE, {_O.DELIVERED, _O.CONFIRMED}, {Who.SYSTEM}, _O.DISPUTED),
        _order(_M.UPHOLD, {_O.DISPUTED}, {Who.OFFICER}, _O.CONFIRMED, reason=True),
        _order(_M.REJECT, {_O.DISPUTED}, {Who.OFFICER}, _O.CANCELLED, Effect.FREE, reason=True),
        _order(_M.LAPSE, {_O.PLACED, _O.ACCEPTED}, {Who.SYSTEM}, _O.LAPSED, Effect.FREE),
        _order(_M.STOP, {_O.PLACED, _O.ACCEPTED}, {Who.SYSTEM}, _O.STOPPED, Effect.FREE),
        _order(_M.REDEEM, {_O.CONFIRMED}, {Who.PROVIDER}, _O.REDEEMED, Effect.REDEEM),
        _order(_M.WITHHOLD, {_O.REDEEMED}, {Who.OFFICER, Who.SYSTEM}, _O.WITHHELD, reason=True),
        _order(_M.RELEASE, {_O.WITHHELD}, {Who.REVIEWER}, _O.REDEEMED, reason=True),
        _order(_M.BATCH, {_O.REDEEMED}, {Who.FINANCE}, _O.SETTLING, Effect.BATCH),
        _order(_M.UNBATCH, {_O.SETTLING}, {Who.FINANCE}, _O.REDEEMED, Effect.UNBATCH, reason=True),
        _order(_M.SETTLE, {_O.SETTLING}, {Who.FINANCE}, _O.SETTLED, Effect.SETTLE),
        _order(_M.BOUNCE, {_O.SETTLING}, {Who.FINANCE}, _O.REDEEMED, Effect.BOUNCE, reason=True),
        # returned by the bank after it had been told paid
        _order(_M.BOUNCE_LATE, {_O.SETTLED}, {Who.FINANCE}, _O.REDEEMED, Effect.BOUNCE_LATE, reason=True),
        # wholly refunded: REFUNDED; in part: it stays where it is
        _order(_M.REFUND, {_O.REDEEMED, _O.WITHHELD}, {Who.OFFICER}, None, Effect.REFUND, reason=True),
        _order(_M.REFUND_PAID, {_O.SETTLED}, {Who.FINANCE}, None, Effect.REFUND_PAID, reason=True),
    )
}


def checked(move: Move[N, S], state: S, reason: str) -> None:
    """Nothing, where the move starts there and says why if it must. Raises WrongState, ReasonMissing."""
    if state not in move.sources:
        raise WrongState(words.thing(state), words.state(state), words.move(move.name))
    if move.needs_reason and not reason.strip():
        raise ReasonMissing(words.move(move.name))


def order_moves_from(state: OrderState) -> tuple[Move[OrderMove, OrderState], ...]:
    """The moves of an order that start there."""
    return tuple(m for m in ORDER_MOVES.values() if state in m.sources)


def voucher_moves_from(state: VoucherState) -> tuple[Move[VoucherMove, VoucherState], ...]:
    """The moves of a voucher that start there."""
    return tuple(m for m in VOUCHER_MOVES.values() if state in m.sources)
