"""The payments of a case, for the room that decides cases."""

from __future__ import annotations

from zhongchuang.ledger.models import PaymentOrder


def orders_of_case(case: str) -> list[PaymentOrder]:
    """Every payment promised to a case, in the order in which they were promised; cancelled ones too."""
    return list(PaymentOrder.objects.filter(case=case).select_related("budget").order_by("pk"))
