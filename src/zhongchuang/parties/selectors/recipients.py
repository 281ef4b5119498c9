"""Who can be written to: open accounts whose address was confirmed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import F

from zhongchuang.parties.models import Account


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who can be written to, and in which language."""

    account_id: str
    address: str
    name: str
    language: str


def recipients_among(account_ids: Collection[str]) -> dict[str, Recipient]:
    """Those of the accounts that are open and whose address was confirmed, by their key. One statement.

    An address nobody has confirmed may be another's: nothing is sent there.
    """
    confirmed = EmailAddress.objects.filter(
        verified=True, user__in=list(account_ids), email__iexact=F("user__email")
    )
    found = Account.objects.filter(pk__in=confirmed.values("user"), is_active=True)
    return {
        str(account.pk): Recipient(str(account.pk), account.email, account.name, account.language)
        for account in found.only("email", "name", "language")
    }
