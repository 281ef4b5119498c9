"""A holder's wallet: the vouchers with the sums over them, and the orders of a voucher."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from zhongchuang.core.actors import Actor
from zhongchuang.vouchers.access import Reach
from zhongchuang.vouchers.flow.states import OrderState
from zhongchuang.vouchers.models import Order, Voucher
from zhongchuang.vouchers.selectors import holder_orders, own_vouchers

HOLDERS_TURN = (OrderState.DELIVERED, OrderState.CONFIRMED)
"""Orders that wait for the holder: to look at what was delivered, to show the code."""
MOST = 200
"""Vouchers of a wallet and orders of a voucher that are shown; nobody has so many."""


@dataclass(frozen=True, slots=True)
class Wallet:
    """The vouchers of whoever asks, the newest first, and the orders that wait for them."""

    vouchers: tuple[Voucher, ...]
    waiting: tuple[Order, ...]


def wallet_of(actor: Actor, reach: Reach) -> Wallet:
    """The wallet. Two statements, however many vouchers there are."""
    vouchers = own_vouchers(actor, reach).select_related("scheme", "department").order_by("-pk")[:MOST]
    waiting = with_provider(holder_orders(actor, reach)).filter(
        state__in=[state.value for state in HOLDERS_TURN]
    )
    return Wallet(tuple(vouchers), tuple(waiting.order_by("finish_by", "pk")[:MOST]))


def orders_on(voucher: Voucher) -> list[Order]:
    """The orders paid from a voucher, the newest first."""
    return list(with_provider(Order.objects.filter(voucher=voucher)).order_by("-pk")[:MOST])


def with_provider(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Orders with what a list shows of them."""
    return orders.select_related("provider__organisation", "voucher__scheme")
