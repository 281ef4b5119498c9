"""What states and moves are called, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from zhongchuang.core.errors import Wording
from zhongchuang.vouchers.flow.names import OrderMove, VoucherMove
from zhongchuang.vouchers.flow.states import OrderState, VoucherState

VOUCHER_STATES: Mapping[VoucherState, Wording] = {
    VoucherState.ACTIVE: Wording("可用", "Active"),
    VoucherState.SUSPENDED: Wording("暂停使用", "Suspended"),
    VoucherState.EXPIRED: Wording("已到期", "Expired"),
    VoucherState.REVOKED: Wording("已撤销", "Revoked"),
}
ORDER_STATES: Mapping[OrderState, Wording] = {
    OrderState.PLACED: Wording("待接单", "Placed"),
    OrderState.ACCEPTED: Wording("服务中", "Under way"),
    OrderState.DELIVERED: Wording("待确认", "Delivered"),
    OrderState.DISPUTED: Wording("待核查", "Under examination"),
    OrderState.CONFIRMED: Wording("待核销", "Confirmed"),
    OrderState.REDEEMED: Wording("待结算", "Redeemed"),
    OrderState.WITHHELD: Wording("暂缓结算", "Settlement withheld"),
    OrderState.SETTLING: Wording("结算中", "Being settled"),
    OrderState.SETTLED: Wording("已结算", "Settled"),
    OrderState.DECLINED: Wording("机构未接单", "Declined"),
    OrderState.CANCELLED: Wording("已取消", "Cancelled"),
    OrderState.LAPSED: Wording("逾期未交付", "Lapsed"),
    OrderState.STOPPED: Wording("已终止", "Stopped"),
    OrderState.REFUNDED: Wording("已全部退回", "Refunded"),
}
VOUCHER_MOVES: Mapping[VoucherMove, Wording] = {
    VoucherMove.ISSUE: Wording("发券", "Issue"),
    VoucherMove.SUSPEND: Wording("暂停使用", "Suspend"),
    VoucherMove.RESUME: Wording("恢复使用", "Resume"),
    VoucherMove.EXPIRE: Wording("到期", "Expire"),
    VoucherMove.REVOKE: Wording("撤销", "Revoke"),
}
ORDER_MOVES: Mapping[OrderMove, Wording] = {
    OrderMove.PLACE: Wording("下单", "Place"),
    OrderMove.ACCEPT: Wording("接单", "Accept"),
    OrderMove.DECLINE: Wording("不接单", "Decline"),
    OrderMove.CANCEL: Wording("取消", "Cancel"),
    OrderMove.CANCEL_TIED: Wording("取消（与机构有关联）", "Cancel (related party)"),
    OrderMove.DELIVER: Wording("交付", "Deliver"),
    OrderMove.SEND_BACK: Wording("退回重做", "Send back"),
    OrderMove.CONFIRM: Wording("确认", "Confirm"),
    OrderMove.DISPUTE: Wording("提出异议", "Dispute"),
    OrderMove.ESCALATE: Wording("逾期未确认，转核查", "Escalate"),
    OrderMove.EXAMINE: Wording("转核查", "Examine"),
    OrderMove.UPHOLD: Wording("认可交付", "Uphold"),
    OrderMove.REJECT: Wording("不认可交付", "Reject"),
    OrderMove.LAPSE: Wording("逾期失效", "Lapse"),
    OrderMove.STOP: Wording("终止", "Stop"),
    OrderMove.REDEEM: Wording("核销", "Redeem"),
    OrderMove.WITHHOLD: Wording("暂缓结算", "Withhold"),
    OrderMove.RELEASE: Wording("恢复结算", "Release"),
    OrderMove.BATCH: Wording("列入结算批次", "Put into a batch"),
    OrderMove.UNBATCH: Wording("移出结算批次", "Take out of the batch"),
    OrderMove.SETTLE: Wording("结算到账", "Settle"),
    OrderMove.BOUNCE: Wording("退票", "Bounce"),
    OrderMove.BOUNCE_LATE: Wording("到账后退票", "Bounce late"),
    OrderMove.REFUND: Wording("退回", "Refund"),
    OrderMove.REFUND_PAID: Wording("结算后退回", "Refund after settlement"),
}
_THINGS = {VoucherState: Wording("这张券", "voucher"), OrderState: Wording("这个订单", "order")}


def state(found: VoucherState | OrderState) -> Wording:
    """What a state is called."""
    return VOUCHER_STATES[found] if isinstance(found, VoucherState) else ORDER_STATES[found]


def move(found: VoucherMove | OrderMove) -> Wording:
    """What a move is called."""
    return VOUCHER_MOVES[found] if isinstance(found, VoucherMove) else ORDER_MOVES[found]


def thing(found: VoucherState | OrderState) -> Wording:
    """What it is a state of."""
    return _THINGS[type(found)]
