"""Roles given and ended."""

from __future__ import annotations

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.parties.access import PartyAction, Role, may_account
from zhongchuang.parties.errors import RoleNotHeld
from zhongchuang.parties.models import Account, RoleGrant
from zhongchuang.parties.services.once import once


def role_grant(
    *,
    actor: Actor,
    account: Account,
    role: Role,
    expected_version: int,
    organisation: int | None = None,
    place: str | None = None,
    key: str | None = None,
) -> Account:
    """Give an account a role, for one organisation or one place where named; a role already held stays as it is.

    Raises NotAllowed, StaleVersion.
    """
    if not may_account(actor, PartyAction.GRANT_ROLE, account):
        raise NotAllowed()

    def run() -> Account:
        locked = lock_row(Account.objects.all(), account.pk, expected_version=expected_version)
        if locked.grants.filter(role=role, revoked_at=None).exists():
            return locked
        RoleGrant.objects.create(
            account=locked, role=role, organisation_id=organisation, place_id=place, granted_at=clock.now()
        )
        save_versioned(locked, expected_version=expected_version, fields=[])
        audit_write(
            actor=actor,
            verb="parties.role_grant",
            target=locked,
            after={"role": role.value, "organisation": organisation, "place": place},
        )
        return locked

    request = {
        "role": role.value,
        "organisation": organisation,
        "place": place,
        "row_version": expected_version,
    }
    return once(actor, key, "parties.role_grant", account, request, run)


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
    return once(actor, key, "parties.role_revoke", account, request, run)
