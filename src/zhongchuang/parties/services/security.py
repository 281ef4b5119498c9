"""What guards an account: what its owner did about it is logged; wrong codes are counted, and the door opens again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from enum import StrEnum

from allauth.usersessions.models import UserSession
from axes.utils import reset as forget_wrong_passwords
from django.contrib.sessions.models import Session
from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.messages.services import Letter, letter_of, mail_write_many
from zhongchuang.parties.access import PartyAction, may_account
from zhongchuang.parties.decisions import counted_failure
from zhongchuang.parties.models import Account, SecondFactorFailures
from zhongchuang.parties.services.once import once


class SecurityAct(StrEnum):
    """What somebody did about the safety of their own account; the verb of its entry in the log."""

    SIGNED_IN = "signed_in"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_RENAMED = "passkey_renamed"
    PASSKEY_REMOVED = "passkey_removed"
    TOTP_ADDED = "totp_added"
    TOTP_REMOVED = "totp_removed"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    ADDRESS_REMOVED = "address_removed"
    SESSIONS_ENDED = "sessions_ended"
    PROVIDER_LINKED = "provider_linked"
    PROVIDER_UNLINKED = "provider_unlinked"
    DATA_EXPORTED = "data_exported"


@transaction.atomic
def security_note(
    *, actor: Actor, account: Account, act: SecurityAct, about: Mapping[str, object] | None = None
) -> None:
    """Log what was done, in the transaction that does it. Raises NotAllowed for another's account."""
    if not may_account(actor, PartyAction.EDIT, account):
        raise NotAllowed()
    audit_write(actor=actor, verb=f"parties.{act.value}", target=account, after=about or {})


@transaction.atomic
def second_factor_failed(*, actor: Actor, account: Account) -> dt.datetime | None:
    """Count a wrong code; until when the door is closed, where this one closed it. Its owner is told by mail.

    Counted in one row under a lock, so that many processes count together. Raises NotAllowed for people.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    SecondFactorFailures.objects.get_or_create(account=account, defaults={"last_at": clock.now()})
    row = SecondFactorFailures.objects.select_for_update().get(account=account)
    row.failures, row.locked_until = counted_failure(row.failures, row.last_at, row.locked_until, clock.now())
    row.last_at = clock.now()
    row.save()
    if row.locked_until is not None:
        sign_in_blocked(actor=actor, account=account, until=row.locked_until)
    return row.locked_until


@transaction.atomic
def second_factor_passed(*, account: Account) -> None:
    """A right code: what was counted before is forgotten."""
    SecondFactorFailures.objects.filter(account=account).delete()


@transaction.atomic
def sign_in_blocked(*, actor: Actor, account: Account, until: dt.datetime) -> None:
    """Log that the door of an account closed after wrong tries, and tell its owner once. Raises NotAllowed for people."""
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    letter = _blocked(account, until)
    if mail_write_many(actor=actor, letters=[letter]):
        audit_write(
            actor=actor, verb="parties.sign_in_blocked", target=account, after={"until": until.isoformat()}
        )


def _blocked(account: Account, until: dt.datetime) -> Letter:
    """One letter a blocking: the moment it ends tells one from the next."""
    return letter_of(
        key=f"parties.sign_in_blocked:{account.pk}:{until:%Y%m%dT%H%M%S}",
        account_id=str(account.pk),
        address=account.email,
        language=account.language,
        template="parties/mails/sign_in_blocked",
        context={"until": until, "name": account.name},
    )


@transaction.atomic
def sessions_end(*, actor: Actor, account: Account, pks: Collection[int]) -> int:
    """Sign an account out of browsers, at once; returns of how many. Raises NotAllowed."""
    if not may_account(actor, PartyAction.EDIT, account):
        raise NotAllowed()
    ended = UserSession.objects.filter(user_id=account.pk, pk__in=pks)
    keys = list(ended.values_list("session_key", flat=True))
    if keys:
        Session.objects.filter(session_key__in=keys).delete()
        ended.delete()
        security_note(
            actor=actor, account=account, act=SecurityAct.SESSIONS_ENDED, about={"browsers": len(keys)}
        )
    return len(keys)


def sign_in_reopen(
    *, actor: Actor, account: Account, expected_version: int, key: str | None = None
) -> Account:
    """Forget wrong passwords and wrong codes, so that the owner need not wait. Raises NotAllowed, StaleVersion."""
    if not may_account(actor, PartyAction.LOCK, account):
        raise NotAllowed()

    def run() -> Account:
        locked = lock_row(Account.objects.all(), account.pk, expected_version=expected_version)
        save_versioned(locked, expected_version=expected_version, fields=[])
        forget_wrong_passwords(username=locked.email)
        SecondFactorFailures.objects.filter(account=locked).delete()
        audit_write(actor=actor, verb="parties.sign_in_reopen", target=locked)
        return locked

    return once(actor, key, "parties.sign_in_reopen", account, {"row_version": expected_version}, run)
