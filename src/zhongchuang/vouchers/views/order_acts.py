"""What each side can do with an order: in which words, by which form and verb; and what of it an order offers now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from zhongchuang.core.actors import Actor
from zhongchuang.vouchers import services
from zhongchuang.vouchers.access import Reach, may_move_order
from zhongchuang.vouchers.flow import OrderMove, OrderState
from zhongchuang.vouchers.forms import NothingForm, RefundForm
from zhongchuang.vouchers.models import Order
from zhongchuang.vouchers.views.acting import Act, Offer, doing
from zhongchuang.vouchers.views.requests import guard_of
from zhongchuang.vouchers.views.showing import Side


def _may(move: OrderMove) -> Any:
    return lambda actor, order, reach: may_move_order(actor, order, move, reach)


def _act(move: OrderMove, verb: Any, **words: Any) -> Act:
    return Act(may=_may(move), run=doing(verb, "order"), **words)


def _may_refund(actor: Actor, order: Order, reach: Reach) -> bool:
    """Before the settlement the officer, after it the finance."""
    move = OrderMove.REFUND_PAID if order.state == OrderState.SETTLED else OrderMove.REFUND
    return may_move_order(actor, order, move, reach)


def _refund(actor: Actor, order: Order, given: dict[str, Any], version: int) -> Order:
    found: Order = services.order_refund(
        actor=actor, order=order, amount=given["amount"], reason=given["reason"], expected_version=version
    )
    return found


ACCEPT = _act(
    OrderMove.ACCEPT,
    services.order_accept,
    form=NothingForm,
    title=gettext_lazy("接单"),
    button=gettext_lazy("接单"),
    done=gettext_lazy("已接单，请按期交付。"),
)
CONFIRM = _act(
    OrderMove.CONFIRM,
    services.order_confirm,
    form=NothingForm,
    title=gettext_lazy("确认收到、符合约定"),
    button=gettext_lazy("确认收到、符合约定"),
    done=gettext_lazy("已确认。请到机构出示核销码。"),
    lead=gettext_lazy("确认后，机构可以凭您出示的核销码核销这笔抵扣。"),
)
DECLINE = _act(
    OrderMove.DECLINE,
    services.order_decline,
    title=gettext_lazy("不接单"),
    button=gettext_lazy("不接单"),
    done=gettext_lazy("没有接单，冻结的金额已回到券里。"),
    danger=True,
)
CANCEL = _act(
    OrderMove.CANCEL,
    services.order_cancel,
    title=gettext_lazy("取消订单"),
    button=gettext_lazy("取消订单"),
    done=gettext_lazy("订单已取消，冻结的金额已放开。"),
    danger=True,
)
SEND_BACK = _act(
    OrderMove.SEND_BACK,
    services.order_send_back,
    title=gettext_lazy("退回重做"),
    button=gettext_lazy("退回重做"),
    done=gettext_lazy("已退回，机构改好后再交付。"),
    lead=gettext_lazy("只能在交付期限之前退回；过了这一天可以提出异议。"),
)
DISPUTE = _act(
    OrderMove.DISPUTE,
    services.order_dispute,
    title=gettext_lazy("提出异议"),
    button=gettext_lazy("提出异议"),
    done=gettext_lazy("已提出，主管部门的经办会核查。"),
    lead=gettext_lazy("双方谈不拢的，由主管部门的经办核查材料后认定。"),
    danger=True,
)
UPHOLD = _act(
    OrderMove.UPHOLD,
    services.order_uphold,
    title=gettext_lazy("认可交付"),
    button=gettext_lazy("认可交付"),
    done=gettext_lazy("已认可，等持券人出示核销码。"),
    lead=gettext_lazy("订单转为待核销，抵扣按交付的发票算。"),
)
REJECT = _act(
    OrderMove.REJECT,
    services.order_reject,
    title=gettext_lazy("不认可交付"),
    button=gettext_lazy("不认可交付"),
    done=gettext_lazy("已取消订单，冻结的金额已放开。"),
    lead=gettext_lazy("订单取消，冻结的金额放开，机构得不到这笔抵扣。"),
    danger=True,
)
WITHHOLD = _act(
    OrderMove.WITHHOLD,
    services.order_withhold,
    title=gettext_lazy("暂缓结算"),
    button=gettext_lazy("暂缓结算"),
    done=gettext_lazy("已暂缓，审核恢复之前不列入批次。"),
    danger=True,
)
RELEASE = _act(
    OrderMove.RELEASE,
    services.order_release,
    title=gettext_lazy("恢复结算"),
    button=gettext_lazy("恢复结算"),
    done=gettext_lazy("已恢复，等财政列入结算批次。"),
)
REFUND = Act(
    may=_may_refund,
    run=_refund,
    form=RefundForm,
    title=gettext_lazy("办理退回"),
    button=gettext_lazy("登记退回"),
    done=gettext_lazy("退回已登记。"),
    lead=gettext_lazy("已核销的全部或部分退出：券还在有效期内的回到券里，已到期或撤销的收回预算。"),
    danger=True,
)
HOLDER_ACTS: Mapping[str, Act] = {
    "confirm": CONFIRM,
    "send-back": SEND_BACK,
    "dispute": DISPUTE,
    "cancel": CANCEL,
}
PROVIDER_ACTS: Mapping[str, Act] = {"accept": ACCEPT, "decline": DECLINE, "dispute": DISPUTE}
OFFICE_ACTS: Mapping[str, Act] = {
    "uphold": UPHOLD,
    "reject": REJECT,
    "withhold": WITHHOLD,
    "release": RELEASE,
    "refund": REFUND,
}
_ACTS = {Side.HOLDER: HOLDER_ACTS, Side.PROVIDER: PROVIDER_ACTS, Side.OFFICE: OFFICE_ACTS}
_ROUTES = {
    Side.HOLDER: ("vouchers:order", "vouchers:order_act"),
    Side.PROVIDER: ("vouchers:counter_order", "vouchers:counter_order_act"),
    Side.OFFICE: ("vouchers:office_order", "vouchers:office_order_act"),
}
_MOVES = {
    "accept": {OrderMove.ACCEPT},
    "decline": {OrderMove.DECLINE},
    "confirm": {OrderMove.CONFIRM},
    "send-back": {OrderMove.SEND_BACK},
    "dispute": {OrderMove.DISPUTE},
    "cancel": {OrderMove.CANCEL, OrderMove.CANCEL_TIED},
    "uphold": {OrderMove.UPHOLD},
    "reject": {OrderMove.REJECT},
    "withhold": {OrderMove.WITHHOLD},
    "release": {OrderMove.RELEASE},
    "refund": {OrderMove.REFUND, OrderMove.REFUND_PAID},
}
PRIMARY = frozenset({"accept", "confirm", "uphold", "release"})
"""What is done in the ordinary course."""


def order_address(side: Side, order: Order) -> str:
    """The page of an order for a side."""
    return reverse(_ROUTES[side][0], args=[order.number])


def offers_of(order: Order, side: Side, open_moves: Iterable[OrderMove]) -> list[Offer]:
    """What the reader may do with an order now."""
    there = set(open_moves)
    return [
        Offer(
            name=name,
            act=act,
            url=reverse(_ROUTES[side][1], args=[order.number, name]),
            guard=guard_of(order),
        )
        for name, act in _ACTS[side].items()
        if _MOVES[name] & there
    ]
