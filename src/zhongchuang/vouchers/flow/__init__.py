"""The way of a voucher and of an order (pure): states, moves, who may make them, and what they are called."""

from zhongchuang.vouchers.flow.moves import (
    ORDER_MOVES,
    VOUCHER_MOVES,
    Move,
    Who,
    checked,
    order_moves_from,
    voucher_moves_from,
)
from zhongchuang.vouchers.flow.names import OrderMove, VoucherMove
from zhongchuang.vouchers.flow.states import HELD, REDEEMED, OrderState, VoucherState, fate_of

__all__ = [
    "HELD",
    "ORDER_MOVES",
    "REDEEMED",
    "VOUCHER_MOVES",
    "Move",
    "OrderMove",
    "OrderState",
    "VoucherMove",
    "VoucherState",
    "Who",
    "checked",
    "fate_of",
    "order_moves_from",
    "voucher_moves_from",
]
