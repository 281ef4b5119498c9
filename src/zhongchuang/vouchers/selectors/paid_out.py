"""A provider's own settlements: the payments made to it or under way, which orders each pays, what the bank said."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from zhongchuang.core.errors import NotFound
from zhongchuang.vouchers.models import LineResult, Order, SettledOrder, SettlementLine, SettlementState

if TYPE_CHECKING:
    from zhongchuang.vouchers.access import Reach


class PaymentStand(StrEnum):
    """Where a payment to a provider stands, as the provider needs to know it."""

    CHECKED = "checked"  # made; a second officer has not signed, or the bank has not been told
    SENT = "sent"  # with the bank
    PAID = "paid"
    RETURNED = "returned"
    CANCELLED = "cancelled"  # the batch was taken back; its orders wait for the next


_STANDS: dict[PaymentStand, Q] = {
    PaymentStand.CHECKED: Q(
        result=LineResult.PENDING, settlement__state__in=(SettlementState.MADE, SettlementState.SIGNED)
    ),
    PaymentStand.SENT: Q(result=LineResult.PENDING, settlement__state=SettlementState.EXPORTED),
    PaymentStand.PAID: Q(result=LineResult.PAID),
    PaymentStand.RETURNED: Q(result=LineResult.RETURNED),
    PaymentStand.CANCELLED: Q(settlement__state=SettlementState.CANCELLED),
}


def stand_of(line: SettlementLine) -> PaymentStand:
    """Where a payment stands; the line with its batch."""
    if line.result == LineResult.PAID:
        return PaymentStand.PAID
    if line.result == LineResult.RETURNED:
        return PaymentStand.RETURNED
    match SettlementState(line.settlement.state):
        case SettlementState.CANCELLED:
            return PaymentStand.CANCELLED
        case SettlementState.EXPORTED | SettlementState.SETTLED:
            return PaymentStand.SENT
        case SettlementState.MADE | SettlementState.SIGNED:
            return PaymentStand.CHECKED


def own_payments(reach: Reach, stand: str = "") -> QuerySet[SettlementLine]:
    """The payments to the organisations somebody belongs to, where they stand so if a stand is named."""
    rows = SettlementLine.objects.filter(provider__organisation__in=reach.members)
    return rows.filter(_STANDS[PaymentStand(stand)]) if stand in frozenset(PaymentStand) else rows


def with_parties(rows: QuerySet[SettlementLine]) -> QuerySet[SettlementLine]:
    """The lines with who is paid, by whom, and how many orders each pays."""
    return rows.select_related("settlement__department", "provider__organisation", "budget").annotate(
        count=Count("orders")
    )


def own_payment(reach: Reach, pk: int) -> SettlementLine:
    """One of them. Raises NotFound."""
    found = with_parties(own_payments(reach)).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def payments_of_order(order: Order) -> list[SettlementLine]:
    """Every payment an order was in, the newest first: the last holds, those before came back or were taken back."""
    lines = SettledOrder.objects.filter(order=order).values("line")
    return list(SettlementLine.objects.filter(pk__in=lines).select_related("settlement").order_by("-pk"))
