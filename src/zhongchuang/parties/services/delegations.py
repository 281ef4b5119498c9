"""Delegations: offered to an address, accepted by whoever confirmed it, ended by either side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from contextlib import suppress
from hashlib import sha256

from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit import audit_write, person_erase
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Refused, Wording
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.messages.services import Letter, letter_of
from zhongchuang.parties.access import DelegationScope, PartyAction, may_delegation
from zhongchuang.parties.errors import (
    DaysReversed,
    DelegationNotYours,
    DelegationOver,
    DelegationTooLong,
    DelegationToSelf,
    OrganisationOver,
)
from zhongchuang.parties.models import Account, Delegation, Organisation, Standing
from zhongchuang.parties.selectors import language_at, standing_in
from zhongchuang.parties.services.once import OVER

MOST_DAYS = 731
"""Two years: whoever lets another act looks at it again now and then."""


def delegation_key(delegation: Delegation) -> str:
    """Under which key the log encrypts the address it was offered to: it may be nobody's account yet."""
    return f"delegate:{delegation.pk}"


def delegation_offer(
    *,
    actor: Actor,
    account: Account,
    email: str,
    organisation: Organisation | None,
    scopes: Collection[DelegationScope],
    valid_from: dt.date,
    valid_until: dt.date,
    link: str,
    language: str,
    key: str | None = None,
) -> Delegation:
    """Let somebody act for oneself, or for an organisation one manages, once they accept. They are written to.

    Whether the address has an account is not told. Raises NotAllowed, DelegationToSelf, DaysReversed, DelegationTooLong,
    OrganisationOver, InvalidInput where nothing is delegated.
    """
    if not may_delegation(actor, PartyAction.CREATE) or actor.user_id != str(account.pk):
        raise NotAllowed()
    if organisation is not None and standing_in(actor, organisation) != Standing.MANAGER:
        raise NotAllowed()
    address, wanted = email.strip().lower(), sorted({DelegationScope(scope).value for scope in scopes})
    _check_days(valid_from, valid_until)

    def run() -> Delegation:
        if organisation is not None and organisation.state in OVER:
            raise OrganisationOver()
        if not wanted:
            told = Wording("请至少选择一项。", "Choose at least one.")
            raise InvalidInput(told.zh, told.en, fields={"scopes": told})
        if EmailAddress.objects.filter(user_id=account.pk, email__iexact=address).exists():
            raise DelegationToSelf()
        delegation: Delegation = Delegation.objects.create(
            giver=account,
            email=address,
            organisation=organisation,
            scopes=wanted,
            valid_from=valid_from,
            valid_until=valid_until,
            made_at=clock.now(),
        )
        audit_write(
            actor=actor,
            verb="parties.delegation_offer",
            target=delegation,
            after={
                "organisation": organisation.pk if organisation else None,
                "scopes": wanted,
                "from": valid_from.isoformat(),
                "until": valid_until.isoformat(),
            },
            personal={delegation_key(delegation): {"email": address}},
        )
        letter = _letter(delegation, account, link, language_at(address) or language)
        transaction.on_commit(lambda: _send(letter), robust=True)
        return delegation

    return idempotent(
        actor=actor,
        key=key,
        verb="parties.delegation_offer",
        request={
            "email": sha256(address.encode()).hexdigest(),
            "organisation": organisation.pk if organisation else None,
            "scopes": wanted,
            "from": valid_from.isoformat(),
            "until": valid_until.isoformat(),
        },
        run=run,
        remember=lambda made: made.pk,
        recall=_recalled,
    )


def _check_days(valid_from: dt.date, valid_until: dt.date) -> None:
    if valid_until < valid_from:
        raise DaysReversed()
    begins = max(valid_from, clock.today())
    if valid_until < clock.today() or (valid_until - begins).days > MOST_DAYS:
        raise DelegationTooLong(MOST_DAYS)


def delegation_accept(
    *, actor: Actor, account: Account, delegation: Delegation, expected_version: int, key: str | None = None
) -> Delegation:
    """Take it on. Raises NotAllowed, DelegationNotYours, DelegationOver, StaleVersion."""
    if actor.kind is not ActorKind.PERSON or actor.user_id != str(account.pk):
        raise NotAllowed()

    def run() -> Delegation:
        locked = _locked(delegation.pk, expected_version)
        if not EmailAddress.objects.filter(
            user_id=account.pk, verified=True, email__iexact=locked.email
        ).exists():
            raise DelegationNotYours()
        if locked.receiver_id is not None or locked.ended_at or locked.valid_until < clock.today():
            raise DelegationOver()
        locked.receiver, locked.accepted_at = account, clock.now()
        save_versioned(locked, expected_version=expected_version, fields=["receiver", "accepted_at"])
        audit_write(
            actor=actor, verb="parties.delegation_accept", target=locked, after={"receiver": account.pk}
        )
        return locked

    return _once(actor, key, "parties.delegation_accept", delegation, expected_version, run)


def delegation_end(
    *, actor: Actor, delegation: Delegation, expected_version: int, key: str | None = None
) -> Delegation:
    """End it: who gave it, who holds it, whoever manages the organisation.

    Raises NotAllowed, DelegationOver, StaleVersion.
    """
    standing = standing_in(actor, delegation.organisation) if delegation.organisation else None
    if not may_delegation(actor, PartyAction.EDIT, delegation, standing):
        raise NotAllowed()

    def run() -> Delegation:
        locked = _locked(delegation.pk, expected_version)
        if locked.ended_at:
            raise DelegationOver()
        locked.ended_at, locked.ended_by = clock.now(), actor.user_id or ""
        save_versioned(locked, expected_version=expected_version, fields=["ended_at", "ended_by"])
        audit_write(actor=actor, verb="parties.delegation_end", target=locked)
        return locked

    return _once(actor, key, "parties.delegation_end", delegation, expected_version, run)


def delegations_forget(*, actor: Actor, account: Account) -> int:
    """End what an account gave and holds, and forget to whom it was offered. Raises NotAllowed for people."""
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    addresses = EmailAddress.objects.filter(user_id=account.pk).values_list("email", flat=True)
    mine = Delegation.objects.filter(giver=account) | Delegation.objects.filter(receiver=account)
    offered = Delegation.objects.filter(email__in=[address.lower() for address in addresses])
    found = list((mine | offered).select_for_update().order_by("pk"))
    for one in found:
        if one.ended_at is None:
            one.ended_at = clock.now()
        one.email = f"erased-{one.pk}@erased.invalid"
        one.row_version += 1
        one.save()
        with suppress(NotFound, Refused):
            person_erase(actor=actor, person_id=delegation_key(one), reason="账户注销")
    return len(found)


def _locked(pk: int, expected_version: int) -> Delegation:
    found: Delegation = lock_row(Delegation.objects.all(), pk, expected_version=expected_version)
    return found


def _recalled(pk: Json) -> Delegation:
    found: Delegation = Delegation.objects.get(pk=str(pk))
    return found


def _once(
    actor: Actor,
    key: str | None,
    verb: str,
    delegation: Delegation,
    version: int,
    run: Callable[[], Delegation],
) -> Delegation:
    return idempotent(
        actor=actor,
        key=key,
        verb=verb,
        request={"delegation": delegation.pk, "row_version": version},
        run=run,
        remember=lambda done: done.pk,
        recall=_recalled,
    )


def _letter(delegation: Delegation, giver: Account, link: str, language: str) -> Letter:
    organisation = delegation.organisation
    return letter_of(
        key=f"parties.delegation:{delegation.pk}",
        account_id=None,
        address=delegation.email,
        language=language,
        template="parties/mails/delegation",
        context={
            "giver": giver.name,
            "organisation": organisation.name if organisation else "",
            "until": delegation.valid_until,
            "link": link,
        },
    )


def _send(letter: Letter) -> None:
    """Not kept like other mails: the address may be nobody's here."""
    EmailMessage(letter.subject, letter.body, to=[letter.address]).send()
