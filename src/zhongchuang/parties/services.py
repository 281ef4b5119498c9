"""The room's verbs: check → execute → log, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable

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
def account_register(*, actor: Actor, email: str, name: str, password: str | None, roles: Iterable[Role] = ()) -> Account:
    """Make an account. A visitor may take the self-service roles only; the platform (demonstration data) any.

    Raises EmailTaken, NotAllowed.
    """
    wanted, email = list(dict.fromkeys(roles)), email.strip().lower()
    if actor.kind is ActorKind.PERSON or (actor.kind is ActorKind.ANONYMOUS and not SELF_SERVICE.issuperset(wanted)):
        raise NotAllowed()
    if Account.objects.filter(email=email).exists():
        raise EmailTaken()
    account = Account(email=email, name=name.strip(), created_at=clock.now())
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:  # another request took the address in between
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


@transaction.atomic
def account_rename(*, actor: Actor, account: Account, name: str, expected_version: int) -> Account:
    """Change one's own name. Raises NotAllowed, StaleVersion."""
    if not may_account(actor, PartyAction.EDIT, account):
        raise NotAllowed()
    if account.name == name.strip():
        return account
    before, account.name = account.name, name.strip()
    save_versioned(account, expected_version=expected_version, fields=["name"])
    audit_write(
        actor=actor,
        verb="parties.account_rename",
        target=account,
        personal={person_key(account.pk): {"before": before, "after": account.name}},
    )
    return account


def role_grant(*, actor: Actor, account: Account, role: Role, expected_version: int, key: str | None = None) -> Account:
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

    return _once(actor, key, "parties.role_grant", account, role, expected_version, run)


def role_revoke(*, actor: Actor, account: Account, role: Role, expected_version: int, key: str | None = None) -> Account:
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

    return _once(actor, key, "parties.role_revoke", account, role, expected_version, run)


def _once(actor: Actor, key: str | None, verb: str, account: Account, role: Role, version: int, run: Callable[[], Account]) -> Account:
    """Run a role verb once per idempotency key."""
    return idempotent(
        actor=actor,
        key=key,
        verb=verb,
        request={"account": account.pk, "role": role.value, "row_version": version},
        run=run,
        remember=lambda done: done.pk,
        recall=lambda pk: Account.objects.get(pk=pk),
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
    standing = Membership.objects.filter(account=account, organisation=organisation, until=None).first()
    if standing:
        return standing
    membership = Membership.objects.create(account=account, organisation=organisation, since=clock.today())
    audit_write(
        actor=actor,
        verb="parties.membership_add",
        target=membership,
        after={"account": account.pk, "organisation": organisation.pk},
    )
    return membership
