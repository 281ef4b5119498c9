"""Who may see and do what with people and delegations: every role, by the words of the access functions."""

from __future__ import annotations

import pytest

from zhongchuang.core.actors import ANONYMOUS, SYSTEM, PersonActor
from zhongchuang.parties.access import (
    STAFF,
    PartyAction,
    PersonAction,
    Role,
    may_delegation,
    may_organisation,
    may_person,
)
from zhongchuang.parties.models import Delegation, Organisation, Person, Standing

OWN, OTHER = Person(pk=1, account_id=1), Person(pk=2)
GIVEN, HELD, FOREIGN = Delegation(giver_id=1), Delegation(giver_id=2, receiver_id=1), Delegation(giver_id=2)


def actor(*roles: Role) -> PersonActor:
    return PersonActor(user_id="1", roles=frozenset(roles))


@pytest.mark.parametrize("role", Role)
def test_people_are_seen_masked_by_staff_and_members_and_whole_by_officers_and_reviewers(role: Role) -> None:
    assert may_person(actor(role), PersonAction.VIEW, OTHER) is (role in STAFF)
    assert may_person(actor(role), PersonAction.VIEW, OTHER, Standing.MEMBER)
    looks = role in {Role.OFFICER, Role.REVIEWER}
    assert may_person(actor(role), PersonAction.LOOK, OTHER, Standing.MANAGER) is looks
    assert not may_person(actor(role), PersonAction.EDIT, OTHER, Standing.MANAGER)
    assert all(may_person(actor(role), action, OWN) for action in PersonAction)


@pytest.mark.parametrize("role", Role)
def test_organisations_are_verified_by_the_department_and_merged_by_administrators(role: Role) -> None:
    department = {Role.OFFICER, Role.ADMINISTRATOR}
    assert may_organisation(actor(role), PartyAction.VERIFY, Standing.MANAGER) is (role in department)
    assert may_organisation(actor(role), PartyAction.MERGE, Standing.MANAGER) is (role is Role.ADMINISTRATOR)
    for action in (PartyAction.DESCRIBE, PartyAction.RELATE):
        assert may_organisation(actor(role), action, Standing.MANAGER)
        assert may_organisation(actor(role), action, Standing.MEMBER) is (role in department)
    assert may_organisation(actor(role), PartyAction.REGISTER_OWN)


@pytest.mark.parametrize("role", Role)
def test_a_delegation_belongs_to_both_sides_and_to_the_managers_it_is_for(role: Role) -> None:
    for action in (PartyAction.VIEW, PartyAction.EDIT):
        assert may_delegation(actor(role), action, GIVEN)
        assert may_delegation(actor(role), action, HELD)
        assert not may_delegation(actor(role), action, FOREIGN, Standing.MANAGER)
        for_it = Delegation(giver_id=2, organisation=Organisation(pk=7))
        assert may_delegation(actor(role), action, for_it, Standing.MANAGER)
        assert not may_delegation(actor(role), action, for_it, Standing.MEMBER)


def test_a_visitor_may_nothing_and_the_platform_everything() -> None:
    assert not any(may_person(ANONYMOUS, action, OTHER) for action in PersonAction)
    assert not any(may_delegation(ANONYMOUS, action, GIVEN) for action in PartyAction)
    assert all(may_person(SYSTEM, action, OTHER) for action in PersonAction)
    assert may_delegation(SYSTEM, PartyAction.CREATE)
