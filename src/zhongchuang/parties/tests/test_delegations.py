"""Delegations: offered, accepted by the address it was offered to, in force for their days, ended by either side."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail

from zhongchuang.core import clock
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import DelegationScope, Role
from zhongchuang.parties.errors import (
    DaysReversed,
    DelegationNotYours,
    DelegationOver,
    DelegationTooLong,
    DelegationToSelf,
)
from zhongchuang.parties.models import Account, Delegation, Membership, Organisation
from zhongchuang.parties.services.delegations import delegations_forget
from zhongchuang.parties.tests.factory import SYSTEM, a_company, actor, make_account, manager_of

pytestmark = pytest.mark.django_db
TODAY, END = dt.date(2026, 11, 21), dt.date(2027, 5, 31)
BOTH = (DelegationScope.APPLY, DelegationScope.RECEIVE)


@pytest.fixture(autouse=True)
def frozen() -> object:
    with clock.use_date(TODAY):
        yield


def offer(
    giver: Account,
    receiver: Account,
    organisation: Organisation | None = None,
    *,
    since: dt.date = TODAY,
    until: dt.date = END,
    scopes: tuple[DelegationScope, ...] = BOTH,
) -> Delegation:
    return services.delegation_offer(
        actor=actor(giver),
        account=giver,
        email=receiver.email.upper(),
        organisation=organisation,
        scopes=scopes,
        valid_from=since,
        valid_until=until,
        link="https://x.invalid/me/delegations/",
        language="zh-hans",
    )


def accept(receiver: Account, delegation: Delegation) -> Delegation:
    return services.delegation_accept(
        actor=actor(receiver),
        account=receiver,
        delegation=delegation,
        expected_version=Delegation.objects.get(pk=delegation.pk).row_version,
    )


def end(by: Account, delegation: Delegation) -> Delegation:
    return services.delegation_end(
        actor=actor(by),
        delegation=delegation,
        expected_version=Delegation.objects.get(pk=delegation.pk).row_version,
    )


def held(receiver: Account, on: dt.date = TODAY) -> list[tuple[str, str | None]]:
    return [
        (one.account_id, one.organisation_id)
        for one in selectors.acting_for(actor(receiver), on)
        if one.delegation
    ]


def test_it_is_in_force_from_acceptance_for_its_days_and_its_things() -> None:
    giver, receiver = make_account(), make_account()
    delegation = offer(giver, receiver, since=TODAY + dt.timedelta(days=3))
    assert held(receiver, END) == []
    assert list(selectors.delegations_received(receiver)) == [delegation]
    accept(receiver, delegation)
    for day, there in ((TODAY, False), (TODAY + dt.timedelta(days=3), True), (END, True)):
        assert bool(held(receiver, day)) is there
    assert held(receiver, END + dt.timedelta(days=1)) == []
    mandate = selectors.acting_for(actor(receiver), END)[-1]
    assert mandate.scopes == set(BOTH)
    assert held(giver, END) == []


def test_for_an_organisation_its_managers_delegate_and_only_while_they_manage() -> None:
    company = a_company(1)
    manager, member, receiver = manager_of(company), make_account(), make_account()
    services.membership_add(actor=SYSTEM, account=member, organisation=company)
    with pytest.raises(NotAllowed):
        offer(member, receiver, company)
    accept(receiver, offer(manager, receiver, company))
    may = selectors.may_act_for
    assert may(actor(receiver), DelegationScope.APPLY, str(company.pk), END)
    assert not may(actor(receiver), DelegationScope.REPORT, str(company.pk), END)
    assert may(actor(member), DelegationScope.REPORT, str(company.pk), END)
    Membership.objects.filter(account=manager).update(until=TODAY)
    assert not may(actor(receiver), DelegationScope.APPLY, str(company.pk), END)


def test_a_merged_organisation_is_acted_for_as_the_one_it_became() -> None:
    a, b = a_company(1), a_company(2)
    receiver, boss = make_account(), make_account(Role.ADMINISTRATOR)
    accept(receiver, offer(manager_of(b), receiver, b))
    services.organisation_merge(
        actor=actor(boss), organisation=b, into=a, reason="同一家", expected_version=1
    )
    assert [organisation for _, organisation in held(receiver)] == [str(a.pk)]


def test_only_the_address_it_was_offered_to_accepts_and_only_once() -> None:
    giver, receiver, other = make_account(), make_account(), make_account()
    delegation = offer(giver, receiver)
    with pytest.raises(DelegationNotYours):
        accept(other, delegation)
    with pytest.raises(NotFound):
        selectors.own_delegation(actor(other), delegation.pk)
    assert selectors.own_delegation(actor(receiver), delegation.pk) == delegation
    accept(receiver, delegation)
    with pytest.raises(DelegationOver):
        accept(receiver, delegation)


@pytest.mark.parametrize("who", ["giver", "receiver", "manager"])
def test_either_side_ends_it_and_it_stays_written(who: str) -> None:
    company = a_company(1)
    people = {"giver": manager_of(company), "receiver": make_account(), "manager": manager_of(company)}
    delegation = accept(people["receiver"], offer(people["giver"], people["receiver"], company))
    with pytest.raises(NotAllowed):
        end(make_account(Role.ADMINISTRATOR), delegation)
    ended = end(people[who], delegation)
    assert (ended.ended_by, held(people["receiver"])) == (str(people[who].pk), [])
    with pytest.raises(DelegationOver):
        end(people[who], delegation)
    assert Delegation.objects.count() == 1


def test_what_cannot_be_delegated() -> None:
    giver, receiver = make_account(), make_account()
    with pytest.raises(DelegationToSelf):
        offer(giver, giver)
    with pytest.raises(DaysReversed):
        offer(giver, receiver, since=END, until=TODAY)
    with pytest.raises(DelegationTooLong):
        offer(giver, receiver, until=TODAY + dt.timedelta(days=732))
    with pytest.raises(DelegationTooLong):
        offer(giver, receiver, since=TODAY - dt.timedelta(days=9), until=TODAY - dt.timedelta(days=1))
    with pytest.raises(InvalidInput):
        offer(giver, receiver, scopes=())
    assert not Delegation.objects.exists()


def test_a_locked_giver_is_acted_for_by_nobody_and_an_erased_one_leaves_no_address() -> None:
    giver, receiver = make_account(), make_account()
    delegation = accept(receiver, offer(giver, receiver))
    services.account_lock(actor=SYSTEM, account=giver, expected_version=giver.row_version)
    assert held(receiver) == []
    assert delegations_forget(actor=SYSTEM, account=receiver) == 1
    delegation.refresh_from_db()
    assert receiver.email not in delegation.email and delegation.ended_at is not None


def test_the_mail_goes_whether_there_is_an_account_or_not(django_capture_on_commit_callbacks: object) -> None:
    giver = make_account(name="委托人")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # the fixture of pytest-django
        services.delegation_offer(
            actor=actor(giver),
            account=giver,
            email="nobody-here@test.invalid",
            organisation=None,
            scopes=BOTH,
            valid_from=TODAY,
            valid_until=END,
            link="https://x.invalid/me/delegations/",
            language="en",
        )
    assert mail.outbox[-1].to == ["nobody-here@test.invalid"]
    assert "https://x.invalid/me/delegations/" in str(mail.outbox[-1].body)
