"""Two records that are one organisation: who acts for which, what follows the merge, and how it is undone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import ProtectedError

from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import NotAllowed
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import Role
from zhongchuang.parties.decisions.related import organisation as party
from zhongchuang.parties.errors import (
    EvidenceMissing,
    MergeIntoItself,
    MergeOver,
    OrganisationOver,
    RepresentativeTwice,
)
from zhongchuang.parties.models import (
    Account,
    Membership,
    Merge,
    Organisation,
    OrganisationState,
    RelationKind,
    Standing,
)
from zhongchuang.parties.tests.factory import SYSTEM, a_company, a_document, actor, make_account, manager_of
from zhongchuang.parties.tests.relating import declare

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> Account:
    return make_account(Role.ADMINISTRATOR)


def merge(
    by: Account, organisation: Organisation, into: Organisation, reason: str = "同一家"
) -> Organisation:
    organisation.refresh_from_db()
    return services.organisation_merge(
        actor=actor(by),
        organisation=organisation,
        into=into,
        reason=reason,
        expected_version=organisation.row_version,
    )


def undo(by: Account, organisation: Organisation) -> Organisation:
    organisation.refresh_from_db()
    return services.merge_undo(
        actor=actor(by),
        merge=Merge.objects.filter(organisation=organisation).latest("pk"),
        reason="不是同一家",
        expected_version=organisation.row_version,
    )


def current(organisation: Organisation) -> Organisation:
    return selectors.current_of(Organisation.objects.get(pk=organisation.pk))


def test_members_of_a_merged_organisation_act_for_the_one_it_became(boss: Account) -> None:
    a, b = a_company(1), a_company(2)
    account = manager_of(b)
    merge(boss, b, a)
    assert actor(account).organisation_id == str(a.pk)
    assert selectors.standing_in(actor(account), a) is Standing.MANAGER
    assert list(selectors.organisations_of(account)) == [a]
    assert [one.account for one in selectors.members_of(a)] == [account]
    assert set(selectors.visible_organisations(actor(account))) == {a, b}
    assert selectors.managers_of(a) == [str(account.pk)]
    undo(boss, b)
    assert actor(account).organisation_id == str(b.pk)
    assert selectors.standing_in(actor(account), a) is None


def test_references_stay_and_reading_follows(boss: Account) -> None:
    a, b, c = a_company(1), a_company(2), a_company(3)
    declare(SYSTEM, b, RelationKind.REPRESENTATIVE, a_document(1))
    declare(SYSTEM, c, RelationKind.REPRESENTATIVE, a_document(1))
    declare(SYSTEM, c, RelationKind.CONTROLLER, b.uscc)
    merge(boss, b, a)
    day = dt.date(2026, 1, 1)
    assert [one.organisation for one in selectors.relations_as_at(a, day)] == [b]
    assert party(c.pk) in {one.party for one in selectors.related_parties(a, day)}
    assert {one.party for one in selectors.related_parties(current(b), day)} == {
        one.party for one in selectors.related_parties(a, day)
    }
    with pytest.raises(RepresentativeTwice):  # what the merged one is known for counts here
        declare(SYSTEM, a, RelationKind.REPRESENTATIVE, a_document(2))
    with pytest.raises(OrganisationOver):
        declare(SYSTEM, b, RelationKind.CONTROLLER, a_document(2))
    assert b.uscc not in {code for code, *_ in selectors.organisations.registered_organisations()}


def test_a_chain_of_merges_leads_to_its_end_and_is_undone_in_any_order(boss: Account) -> None:
    a, b, c, d = (a_company(n) for n in range(4))
    merge(boss, c, b)
    merge(boss, d, b)
    merge(boss, b, a)
    assert {current(one) for one in (a, b, c, d)} == {a}
    undo(boss, b)
    assert {current(one) for one in (b, c, d)} == {b}
    merge(boss, b, a)
    undo(boss, c)
    assert (current(c), current(b), current(d)) == (c, a, a)
    states = {one.pk: one.state for one in Organisation.objects.all()}
    assert states[c.pk] == OrganisationState.UNVERIFIED and states[b.pk] == OrganisationState.MERGED


def test_the_state_before_comes_back(boss: Account) -> None:
    a, b = a_company(1), a_company(2)
    Organisation.objects.filter(pk=b.pk).update(state=OrganisationState.VERIFIED)
    merge(boss, b, a)
    assert undo(boss, b).state == OrganisationState.VERIFIED
    with pytest.raises(MergeOver):
        undo(boss, b)
    assert [one.undone_reason for one in selectors.merges_of(a)] == ["不是同一家"]
    assert (
        AuditEntry.objects.filter(verb__in=["parties.organisation_merge", "parties.merge_undo"]).count() == 2
    )


def test_what_cannot_be_merged(boss: Account) -> None:
    a, b, c = a_company(1), a_company(2), a_company(3)
    for role in set(Role) - {Role.ADMINISTRATOR}:
        with pytest.raises(NotAllowed):
            merge(make_account(role), b, a)
    with pytest.raises(MergeIntoItself):
        merge(boss, a, a)
    with pytest.raises(EvidenceMissing):
        merge(boss, b, a, " ")
    merge(boss, b, a)
    with pytest.raises(MergeIntoItself):
        merge(boss, a, b)
    with pytest.raises(OrganisationOver):
        merge(boss, c, b)
    with pytest.raises(OrganisationOver):
        merge(boss, b, c)
    with pytest.raises(ProtectedError):
        a.delete()


def test_a_member_of_the_merged_record_is_removed_from_the_one_it_became(boss: Account) -> None:
    a, b = a_company(1), a_company(2)
    manager, member = manager_of(a), make_account()
    services.membership_add(actor=SYSTEM, account=member, organisation=b)
    merge(boss, b, a)
    a.refresh_from_db()
    services.member_remove(
        actor=actor(manager),
        organisation=a,
        membership_pk=Membership.objects.get(account=member).pk,
        expected_version=a.row_version,
    )
    assert [one.account for one in selectors.members_of(a)] == [manager]
