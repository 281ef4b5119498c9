"""The payments of a case, for the room that decides cases."""

from __future__ import annotations

from django.db.models import Sum

from zhongchuang.ledger.models import Clawback, OrderState, PaymentOrder, Transfer, TransferKind


def orders_of_case(case: str) -> list[PaymentOrder]:
    """Every payment promised to a case, in the order in which they were promised; cancelled ones too."""
    return list(PaymentOrder.objects.filter(case=case).select_related("budget").order_by("pk"))


def paid_to_case(case: str) -> int:
    """What has arrived of a case's payments, in 分, less what was given back or came back on demand."""
    orders = PaymentOrder.objects.filter(case=case, state=OrderState.PAID)
    given = Transfer.objects.filter(kind=TransferKind.REFUND, basis__in=orders.values("number"))
    back = Clawback.objects.filter(order__in=orders)
    sums = (
        orders.aggregate(sum=Sum("amount")),
        given.aggregate(sum=Sum("amount")),
        back.aggregate(sum=Sum("recovered")),
    )
    arrived, refunded, recovered = (found["sum"] or 0 for found in sums)
    return arrived - refunded - recovered
