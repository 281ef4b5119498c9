"""Accounts: made, renamed, closed and opened, their password and addresses."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.parties.access import SELF_SERVICE, PartyAction, Role, may_account
from zhongchuang.parties.errors import EmailTaken
from zhongchuang.parties.models import Account, MailLanguage, RoleGrant
from zhongchuang.parties.services.once import once, person_key


@transaction.atomic
def account_register(
    *,
    actor: Actor,
    email: str,
    name: str,
    password: str | None,
    roles: Iterable[Role] = (),
    language: MailLanguage = MailLanguage.CHINESE,
) -> Account:
    """Make an account. A visitor may take the self-service roles only; the platform itself gives any.

    The address of an account the platform makes counts as confirmed; a visitor confirms by the mail allauth sends.
    Raises EmailTaken, NotAllowed.
    """
    wanted, email = list(dict.fromkeys(roles)), email.strip().lower()
    if actor.kind is ActorKind.PERSON or (
        actor.kind is ActorKind.ANONYMOUS and not SELF_SERVICE.issuperset(wanted)
    ):
        raise NotAllowed()
    if Account.objects.filter(email=email).exists():
        raise EmailTaken()
    account = Account(email=email, name=name.strip(), language=language, created_at=clock.now())
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
            if actor.kind is ActorKind.SYSTEM:
                EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    except IntegrityError:  # another request took the address in between, or it is another's second address
        raise EmailTaken() from None
    for role in wanted:
        RoleGrant.objects.create(account=account, role=role, granted_at=clock.now())
    audit_write(
        actor=actor,
        verb="parties.account_register",
        target=account,
        after={"roles": [role.value for role in wanted]},
        personal={person_key(account.pk): {"email": account.email, "name": account.name}},
    )
    return account


def account_rename(
    *, actor: Actor, account: Account, name: str, expected_version: int, key: str | None = None
) -> Account:
    """Change one's own name. Raises NotAllowed, StaleVersion."""
    if not may_account(actor, PartyAction.EDIT, account):
        raise NotAllowed()
    wanted = name.strip()

    def run() -> Account:
        locked = lock_row(Account.objects.all(), account.pk, expected_version=expected_version)
        if locked.name == wanted:
            return locked
        before, locked.name = locked.name, wanted
        save_versioned(locked, expected_version=expected_version, fields=["name"])
        audit_write(
            actor=actor,
            verb="parties.account_rename",
            target=locked,
            personal={person_key(locked.pk): {"before": before, "after": wanted}},
        )
        return locked

    request = {"name": wanted, "row_version": expected_version}
    return once(actor, key, "parties.account_rename", account, request, run)


def account_language(
    *, actor: Actor, account: Account, language: MailLanguage, expected_version: int, key: str | None = None
) -> Account:
    """Choose in which language one is written to. Raises NotAllowed, StaleVersion."""
    if not may_account(actor, PartyAction.EDIT, account):
        raise NotAllowed()

    def run() -> Account:
        locked = lock_row(Account.objects.all(), account.pk, expected_version=expected_version)
        if locked.language == language:
            return locked
        before, locked.language = locked.language, language
        save_versioned(locked, expected_version=expected_version, fields=["language"])
        audit_write(
            actor=actor,
            verb="parties.account_language",
            target=locked,
            before={"language": before},
            after={"language": language.value},
        )
        return locked

    request = {"language": language.value, "row_version": expected_version}
    return once(actor, key, "parties.account_language", account, request, run)


def account_lock(*, actor: Actor, account: Account, expected_version: int, key: str | None = None) -> Account:
    """Close an account to its holder, at once and in every browser; roles and history stay. Raises NotAllowed, StaleVersion."""
    return _set_active(actor, account, False, expected_version, key)


def account_unlock(
    *, actor: Actor, account: Account, expected_version: int, key: str | None = None
) -> Account:
    """Open a locked account again. Raises NotAllowed, StaleVersion."""
    return _set_active(actor, account, True, expected_version, key)


def _set_active(actor: Actor, account: Account, active: bool, version: int, key: str | None) -> Account:
    if not may_account(actor, PartyAction.LOCK, account):
        raise NotAllowed()
    verb = "parties.account_unlock" if active else "parties.account_lock"

    def run() -> Account:
        locked = lock_row(Account.objects.all(), account.pk, expected_version=version)
        if locked.is_active is active:
            return locked
        locked.is_active = active
        save_versioned(locked, expected_version=version, fields=["is_active"])
        audit_write(
            actor=actor, verb=verb, target=locked, before={"active": not active}, after={"active": active}
        )
        return locked

    return once(actor, key, verb, account, {"row_version": version}, run)


@transaction.atomic
def password_set(*, actor: Actor, account: Account, password: str) -> None:
    """Set one's own password; that it was set is logged, what it is never. Raises NotAllowed."""
    if not may_account(actor, PartyAction.EDIT, account):
        raise NotAllowed()
    account.set_password(password)
    account.save(update_fields=["password"])
    audit_write(actor=actor, verb="parties.password_set", target=account)


@transaction.atomic
def email_confirmed(*, actor: Actor, account: Account, email: str) -> None:
    """Log that an address was shown to be its owner's. Raises NotAllowed."""
    if not may_account(actor, PartyAction.EDIT, account):
        raise NotAllowed()
    audit_write(
        actor=actor,
        verb="parties.email_confirmed",
        target=account,
        personal={person_key(account.pk): {"email": email}},
    )


@transaction.atomic
def email_changed(*, actor: Actor, account: Account, before: str) -> None:
    """Log the new address of an account, where it is a new one. Raises NotAllowed."""
    if not may_account(actor, PartyAction.EDIT, account):
        raise NotAllowed()
    if account.email != before:
        audit_write(
            actor=actor,
            verb="parties.email_changed",
            target=account,
            personal={person_key(account.pk): {"before": before, "after": account.email}},
        )
