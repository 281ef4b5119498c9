"""The bank accounts of providers under the current master key."""

from __future__ import annotations

from zhongchuang.core.actors import Actor
from zhongchuang.core.rewrapping import column_rewrap
from zhongchuang.ledger.services.orders import BANK_ACCOUNT
from zhongchuang.vouchers.models import AccountChange, Provider


def provider_accounts_rewrap(*, actor: Actor) -> int:
    """Encrypt the accounts of providers, and those asked for, anew; how many. Raises NotAllowed, KeysUnusable."""
    return column_rewrap(
        actor=actor, rows=Provider.objects.all(), column="bank_account", purpose=lambda _row: BANK_ACCOUNT
    ) + column_rewrap(
        actor=actor,
        rows=AccountChange.objects.all(),
        column="bank_account",
        purpose=lambda _row: BANK_ACCOUNT,
    )
