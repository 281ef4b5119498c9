"""The bank accounts of payments under the current master key."""

from __future__ import annotations

from zhongchuang.core.actors import Actor
from zhongchuang.core.rewrapping import column_rewrap
from zhongchuang.ledger.models import BatchLine, PaymentOrder
from zhongchuang.ledger.services.orders import BANK_ACCOUNT


def accounts_rewrap(*, actor: Actor) -> int:
    """Encrypt the accounts of orders and of the lines sent to the bank anew; how many. Raises NotAllowed, KeysUnusable."""
    return sum(
        column_rewrap(actor=actor, rows=rows, column="bank_account", purpose=lambda _row: BANK_ACCOUNT)
        for rows in (PaymentOrder.objects.all(), BatchLine.objects.all())
    )
