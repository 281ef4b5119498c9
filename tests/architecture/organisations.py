"""Organisations of the small world: one everybody belongs to, one nobody does, and an invitation for each account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zhongchuang.core import clock
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties import services
from zhongchuang.parties.access import DelegationScope
from zhongchuang.parties.models import (
    Account,
    Delegation,
    Invitation,
    Membership,
    Merge,
    Organisation,
    Relation,
    RelationKind,
    Standing,
)
from zhongchuang.parties.services.members import secret_hash
from zhongchuang.parties.tests.factory import (
    SYSTEM,
    a_document,
    actor,
    make_account,
    make_organisation,
)
from zhongchuang.parties.tests.relating import declare
from zhongchuang.project.demonstration import synthetic_uscc

LINK = "http://testserver/invitations/SECRET/"


@dataclass(frozen=True)
class House:
    """An organisation with a manager, a member to act on, an open invitation, and somebody who stands behind it."""

    organisation: Organisation
    member: Membership
    invitation: Invitation
    relation: Relation


@dataclass(frozen=True)
class Houses:
    """The two organisations; the secrets of the invitations by who was invited, and of one sent to nobody here."""

    own: House
    theirs: House
    secrets: Mapping[str, str]
    other_secret: str
    merge: Merge
    delegations: Mapping[str, Delegation]
    other_delegation: Delegation


def invite(organisation: Organisation, email: str) -> Invitation:
    """An open invitation."""
    return services.invitation_make(
        actor=SYSTEM,
        organisation=organisation,
        email=email,
        standing=Standing.MEMBER,
        link=LINK,
        language="zh-hans",
    )


def a_house(number: int, members: list[Account]) -> House:
    """An organisation with these members, a manager, and a member whom the cases act on."""
    organisation = make_organisation(synthetic_uscc(900 + number), f"虚构单位{number}")
    manager, acted_on = make_account(), make_account()
    for account in (*members, acted_on):
        services.membership_add(actor=SYSTEM, account=account, organisation=organisation)
    services.membership_add(
        actor=SYSTEM, account=manager, organisation=organisation, standing=Standing.MANAGER
    )
    member = Membership.objects.get(organisation=organisation, account=acted_on)
    declare(SYSTEM, organisation, RelationKind.CONTROLLER, a_document(number))
    Organisation.objects.filter(pk=organisation.pk).update(row_version=1)
    relation = Relation.objects.get(organisation=organisation)
    return House(organisation, member, invite(organisation, f"guest-{number}@test.invalid"), relation)


def a_merge() -> Merge:
    """Two records that are one organisation nobody here belongs to."""
    merged, kept = (make_organisation(synthetic_uscc(910 + n), f"虚构旧记录{n}") for n in range(2))
    services.organisation_merge(
        actor=SYSTEM, organisation=merged, into=kept, reason="重复导入", expected_version=1
    )
    return Merge.objects.get()


def a_delegation(giver: Account) -> Delegation:
    """Offered by an account to somebody who is not here."""
    return services.delegation_offer(
        actor=actor(giver),
        account=giver,
        email="delegate@test.invalid",
        organisation=None,
        scopes=list(DelegationScope),
        valid_from=clock.today(),
        valid_until=clock.today(),
        link=LINK,
        language="zh-hans",
    )


def build_houses(accounts: Mapping[str, Account | None]) -> Houses:
    """Everything about organisations that the matrix asks for."""
    there = {who: account for who, account in accounts.items() if account}
    own, theirs = a_house(1, list(there.values())), a_house(2, [])
    secrets = {who: secret_for(theirs.organisation, account) for who, account in there.items()}
    return Houses(
        own,
        theirs,
        secrets,
        secret_for(theirs.organisation, make_account()),
        a_merge(),
        {who: a_delegation(account) for who, account in there.items()},
        a_delegation(make_account()),
    )


def secret_for(organisation: Organisation, account: Account) -> str:
    """The secret of an invitation to an account: its hash is replaced by that of one we know."""
    invitation = invite(organisation, account.email)
    secret = f"secret-of-{account.pk}-in-a-test"
    Invitation.objects.filter(pk=invitation.pk).update(secret_sha256=secret_hash(secret))
    return secret


def guard(version: int) -> dict[str, object]:
    """What every form carries."""
    return {"row_version": version, "idempotency_key": new_idempotency_key()}
