"""The bank accounts of providers under the current master key."""

from __future__ import annotations

from zhongchuang.core.actors import Actor
from zhongchuang.core.rewrapping import column_rewrap
from zhongchuang.ledger.services.orders import BANK_ACCOUNT
from zhongchuang.vouchers.models import AccountChange, Provider, SettlementLine


def provider_accounts_rewrap(*, actor: Actor) -> int:
    """Encrypt the accounts of providers, those asked for, and those sent to the bank anew; how many.

    Raises NotAllowed, KeysUnusable.
    """
    return sum(
        column_rewrap(actor=actor, rows=rows, column="bank_account", purpose=lambda _row: BANK_ACCOUNT)
        for rows in (Provider.objects.all(), AccountChange.objects.all(), SettlementLine.objects.all())
    )
