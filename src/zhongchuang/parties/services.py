"""The room's verbs: check → execute → log, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.parties.access import SELF_SERVICE, PartyAction, Role, may_account, may_organisation
from zhongchuang.parties.decisions import uscc_checked
from zhongchuang.parties.errors import EmailTaken, RoleNotHeld, UsccTaken
from zhongchuang.parties.models import Account, Membership, Organisation, OrganisationKind, Place, RoleGrant


def person_key(account_id: object) -> str:
    """Under which key the audit log encrypts what it says of a person."""
    return f"account:{account_id}"


@transaction.atomic
def account_register(
    *, actor: Actor, email: str, name: str, password: str | None, roles: Iterable[Role] = ()
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
    account = Account(email=email, name=name.strip(), created_at=clock.now())
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
    return _once(actor, key, "parties.account_rename", account, request, run)


def role_grant(
    *, actor: Actor, account: Account, role: Role, expected_version: int, key: str | None = None
) -> Account:
    """Give an account a role; a role already held stays as it is. Raises NotAllowed, StaleVersion."""
    if not may_account(actor, PartyAction.GRANT_ROLE, account):
        raise NotAllowed()

    def run() -> Account:
        locked = lock_row(Account.objects.all(), account.pk, expected_version=expected_version)
        if locked.grants.filter(role=role, revoked_at=None).exists():
            return locked
        RoleGrant.objects.create(account=locked, role=role, granted_at=clock.now())
        save_versioned(locked, expected_version=expected_version, fields=[])
        audit_write(actor=actor, verb="parties.role_grant", target=locked, after={"role": role.value})
        return locked

    request = {"role": role.value, "row_version": expected_version}
    return _once(actor, key, "parties.role_grant", account, request, run)


def role_revoke(
    *, actor: Actor, account: Account, role: Role, expected_version: int, key: str | None = None
) -> Account:
    """End a role an account holds. Raises NotAllowed, RoleNotHeld, StaleVersion."""
    if not may_account(actor, PartyAction.GRANT_ROLE, account):
        raise NotAllowed()

    def run() -> Account:
        locked = lock_row(Account.objects.all(), account.pk, expected_version=expected_version)
        if not locked.grants.filter(role=role, revoked_at=None).update(revoked_at=clock.now()):
            raise RoleNotHeld()
        save_versioned(locked, expected_version=expected_version, fields=[])
        audit_write(actor=actor, verb="parties.role_revoke", target=locked, before={"role": role.value})
        return locked

    request = {"role": role.value, "row_version": expected_version}
    return _once(actor, key, "parties.role_revoke", account, request, run)


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

    return _once(actor, key, verb, account, {"row_version": version}, run)


def _once(
    actor: Actor,
    key: str | None,
    verb: str,
    account: Account,
    request: Mapping[str, object],
    run: Callable[[], Account],
) -> Account:
    """Run a verb about an account once per idempotency key."""
    return idempotent(
        actor=actor,
        key=key,
        verb=verb,
        request={"account": account.pk, **request},
        run=run,
        remember=lambda done: done.pk,
        recall=lambda pk: Account.objects.get(pk=str(pk)),
    )


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


@transaction.atomic
def place_register(*, actor: Actor, code: str, name: str, name_en: str, parent: str | None) -> Place:
    """Add a place of GB/T 2260 or bring its names up to date; the platform's own doing. Raises NotAllowed."""
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    values = {"name": name, "name_en": name_en, "parent_id": parent}
    before = Place.objects.filter(code=code).values(*values).first()
    if before == values:
        return Place.objects.get(code=code)
    place, _created = Place.objects.update_or_create(code=code, defaults=values)
    audit_write(actor=actor, verb="parties.place_register", target=place, before=before, after=values)
    return place


@transaction.atomic
def organisation_register(
    *, actor: Actor, uscc: str, name: str, kind: OrganisationKind, place: str, synthetic: bool = False
) -> Organisation:
    """Register an organisation. Raises NotAllowed, UsccInvalid, UsccTaken."""
    if not may_organisation(actor, PartyAction.CREATE):
        raise NotAllowed()
    code = uscc_checked(uscc)
    organisation = Organisation(uscc=code, name=name.strip(), kind=kind, place_id=place, synthetic=synthetic)
    try:
        with transaction.atomic():
            organisation.save(force_insert=True)
    except IntegrityError:
        raise UsccTaken(code) from None
    audit_write(
        actor=actor,
        verb="parties.organisation_register",
        target=organisation,
        after={"uscc": code, "name": organisation.name, "kind": kind.value, "place": place},
    )
    return organisation


@transaction.atomic
def membership_add(*, actor: Actor, account: Account, organisation: Organisation) -> Membership:
    """Let an account act for an organisation; a standing membership stays. Raises NotAllowed."""
    if not may_organisation(actor, PartyAction.EDIT, organisation):
        raise NotAllowed()
    membership, created = Membership.objects.get_or_create(
        account=account, organisation=organisation, until=None, defaults={"since": clock.today()}
    )
    if not created:
        return membership
    audit_write(
        actor=actor,
        verb="parties.membership_add",
        target=membership,
        after={"account": account.pk, "organisation": organisation.pk},
    )
    return membership
