"""Who may do what with accounts and organisations: every role, every action, by the words of the access functions."""

from __future__ import annotations

import pytest

from zhongchuang.core.actors import ANONYMOUS, SYSTEM, PersonActor
from zhongchuang.parties.access import (
    SELF_SERVICE,
    STAFF,
    PartyAction,
    Role,
    holds,
    may_account,
    may_organisation,
)
from zhongchuang.parties.models import Account, Standing

OWN, OTHER = Account(pk=1), Account(pk=2)


def person(*roles: Role) -> PersonActor:
    return PersonActor(user_id="1", roles=frozenset(roles), organisation_id="7")


@pytest.mark.parametrize("role", Role)
def test_another_account_is_for_administrators_and_auditors_to_see(role: Role) -> None:
    expected = role in {Role.ADMINISTRATOR, Role.AUDITOR}
    assert may_account(person(role), PartyAction.VIEW, OTHER) is expected
    assert may_account(person(role), PartyAction.VIEW) is expected
    assert may_account(person(role), PartyAction.VIEW, OWN)


@pytest.mark.parametrize("role", Role)
def test_a_name_is_changed_by_its_owner_only(role: Role) -> None:
    assert may_account(person(role), PartyAction.EDIT, OWN)
    assert not may_account(person(role), PartyAction.EDIT, OTHER)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", [PartyAction.GRANT_ROLE, PartyAction.LOCK])
def test_roles_and_locks_are_an_administrators_and_never_on_oneself(role: Role, action: PartyAction) -> None:
    assert may_account(person(role), action, OTHER) is (role is Role.ADMINISTRATOR)
    assert not may_account(person(role), action, OWN)


@pytest.mark.parametrize("action", PartyAction)
def test_a_visitor_may_nothing_and_the_platform_everything(action: PartyAction) -> None:
    assert not may_account(ANONYMOUS, action, OTHER)
    assert not may_organisation(ANONYMOUS, action)
    assert may_account(SYSTEM, action, OTHER)
    assert may_organisation(SYSTEM, action)


@pytest.mark.parametrize("role", Role)
def test_organisations_are_seen_by_members_and_staff_and_kept_by_officers(role: Role) -> None:
    assert may_organisation(person(role), PartyAction.VIEW, Standing.MEMBER)
    assert may_organisation(person(role), PartyAction.VIEW) is (role in STAFF)
    for action in (PartyAction.CREATE, PartyAction.EDIT):
        assert may_organisation(person(role), action, Standing.MANAGER) is (
            role in {Role.ADMINISTRATOR, Role.OFFICER}
        )
    assert not may_organisation(person(role), PartyAction.GRANT_ROLE, Standing.MANAGER)


@pytest.mark.parametrize("role", Role)
def test_managers_decide_who_belongs_and_the_department_helps(role: Role) -> None:
    department = role in {Role.ADMINISTRATOR, Role.OFFICER}
    assert may_organisation(person(role), PartyAction.MANAGE_MEMBERS, Standing.MANAGER)
    for standing in (Standing.MEMBER, None):
        assert may_organisation(person(role), PartyAction.MANAGE_MEMBERS, standing) is department


def test_nobody_makes_themselves_staff() -> None:
    assert SELF_SERVICE.isdisjoint(STAFF)
    assert SELF_SERVICE.isdisjoint({Role.BANK, Role.RECOMMENDER})


def test_there_are_fourteen_roles_and_each_has_a_name() -> None:
    assert len(Role) == 14
    assert len({str(role.label) for role in Role}) == 14
    assert holds(person(Role.EXPERT, Role.MENTOR), Role.MENTOR, Role.OFFICER)
    assert not holds(person(), *Role)
