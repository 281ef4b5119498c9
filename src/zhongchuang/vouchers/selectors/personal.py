"""What the room holds of a person: vouchers held in one's own name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhongchuang.vouchers.access import ACCOUNT
from zhongchuang.vouchers.models import Voucher

if TYPE_CHECKING:
    from zhongchuang.core.json_values import Json
    from zhongchuang.parties.models import Account


def vouchers_data(account: Account) -> list[dict[str, Json]]:
    """The vouchers of an account, with their orders."""
    rows = Voucher.objects.filter(holder=f"{ACCOUNT}{account.pk}").prefetch_related("orders").order_by("pk")
    return [
        {
            "number": row.number,
            "case": row.case,
            "holder": row.holder_name,
            "issued": row.issued,
            "available": row.available,
            "first_day": row.first_day.isoformat(),
            "last_day": row.last_day.isoformat(),
            "orders": [one.number for one in row.orders.all()],
        }
        for row in rows
    ]
