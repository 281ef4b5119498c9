"""Who can be written to: open accounts whose address was confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import F, Q

from zhongchuang.core.audit.people import open_value, person_secrets
from zhongchuang.parties.access import DelegationScope
from zhongchuang.parties.models import Account, Person
from zhongchuang.parties.selectors.delegations import delegations_in_force


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


def delegates_receiving(account_ids: Collection[str], organisation_id: int | None, on: dt.date) -> list[str]:
    """Who receives in the place of these accounts, or of an organisation, on a day: delegations of that scope in force."""
    given_by = Q(organisation=None, giver__in=list(account_ids))
    if organisation_id is not None:
        given_by |= Q(organisation=organisation_id)
    rows = delegations_in_force(on).filter(given_by)
    return [
        str(receiver)
        for receiver, scopes in rows.order_by("pk").values_list("receiver_id", "scopes")
        if DelegationScope.RECEIVE in scopes
    ]


def telephones_among(account_ids: Collection[str]) -> dict[str, str]:
    """The numbers that open accounts have given, for the gateway alone: no page asks this. Two statements."""
    people = Person.objects.filter(account__in=list(account_ids), account__is_active=True)
    rows = {
        str(account): (pk, sealed)
        for pk, account, sealed in people.values_list("pk", "account_id", "telephone_sealed")
        if sealed
    }
    secrets = person_secrets([f"person:{pk}" for pk, _sealed in rows.values()])
    return {
        account: open_value(secrets[f"person:{pk}"], sealed, f"person:{pk}:telephone")
        for account, (pk, sealed) in rows.items()
        if f"person:{pk}" in secrets
    }
