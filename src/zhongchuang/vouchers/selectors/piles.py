"""A provider's counter: what waits, and how much money stands where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from zhongchuang.core.actors import Actor
from zhongchuang.vouchers.access import Reach
from zhongchuang.vouchers.flow.states import OrderState
from zhongchuang.vouchers.models import Order
from zhongchuang.vouchers.selectors import provider_orders

PROVIDERS_TURN = (OrderState.PLACED, OrderState.ACCEPTED, OrderState.CONFIRMED)
"""Orders in which the provider acts next: take it, deliver, redeem the holder's code."""


@dataclass(frozen=True, slots=True)
class Pile:
    """Orders in one state: how many, and how many 分 of vouchers they are about."""

    count: int = 0
    amount: int = 0


def piles_of(orders: QuerySet[Order]) -> Mapping[OrderState, Pile]:
    """Orders by state. Money: what is set aside, of what was redeemed what did not come back. One statement."""
    rows = (
        orders.order_by()
        .values_list("state")
        .annotate(n=Count("pk"), held=Sum("support"), spent=Sum("redeemed"), back=Sum("refunded"))
    )
    return {
        OrderState(state): Pile(n, spent - back if spent else held) for state, n, held, spent, back in rows
    }


def counter_orders(actor: Actor, reach: Reach, state: str = "") -> QuerySet[Order]:
    """The orders placed with somebody's organisation, in one state where one is named."""
    rows = provider_orders(actor, reach)
    return rows.filter(state=state) if state in frozenset(OrderState) else rows
