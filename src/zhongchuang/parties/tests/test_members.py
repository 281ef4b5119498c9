"""Invitations into an organisation, and who manages it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from zhongchuang.core import clock
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.locks import StaleVersion
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import Role
from zhongchuang.parties.errors import InvitationNotYours, InvitationOver, InvitedAlready, LastManager
from zhongchuang.parties.models import Account, Invitation, Membership, Organisation, Standing
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account, make_organisation, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation() -> Organisation:
    return make_organisation()


@pytest.fixture
def manager(organisation: Organisation) -> Account:
    account = make_account(name="管理人")
    services.membership_add(
        actor=SYSTEM, account=account, organisation=organisation, standing=Standing.MANAGER
    )
    return account


def invite(by: Account, organisation: Organisation, email: str, django_capture: object) -> str:
    """The secret that the mail tells."""
    with django_capture(execute=True):  # type: ignore[operator]  # the fixture of pytest-django
        services.invitation_make(
            actor=actor(by),
            organisation=organisation,
            email=email,
            standing=Standing.MEMBER,
            link="https://x.invalid/invitations/SECRET/",
            language="zh-hans",
        )
    return str(re.findall(r"/invitations/([^/]+)/", str(mail.outbox[-1].body))[0])


def member_of(organisation: Organisation, account: Account) -> Membership:
    return Membership.objects.get(organisation=organisation, account=account, until=None)


def version(organisation: Organisation) -> int:
    return int(Organisation.objects.get(pk=organisation.pk).row_version)


def test_an_invited_person_accepts_and_acts_for_the_organisation(
    organisation: Organisation, manager: Account, django_capture_on_commit_callbacks: object
) -> None:
    guest = make_account(email="guest@test.invalid")
    secret = invite(manager, organisation, " Guest@test.invalid ", django_capture_on_commit_callbacks)
    assert mail.outbox[-1].to == ["guest@test.invalid"]
    assert secret not in str(Invitation.objects.values())
    browser = signed_in(guest)
    assert "接受邀请" in browser.get(f"/invitations/{secret}/").content.decode()
    assert not Membership.objects.filter(account=guest).exists()  # looking accepts nothing
    browser.post(f"/invitations/{secret}/")
    browser.post(f"/invitations/{secret}/")
    assert member_of(organisation, guest).standing == Standing.MEMBER
    assert selectors.actor_for(guest).organisation_id == str(organisation.pk)


@pytest.mark.parametrize("what", ["unconfirmed", "another's"])
def test_only_the_invited_address_accepts(
    organisation: Organisation, manager: Account, django_capture_on_commit_callbacks: object, what: str
) -> None:
    guest = make_account(email="guest@test.invalid")
    secret = invite(manager, organisation, "guest@test.invalid", django_capture_on_commit_callbacks)
    EmailAddress.objects.filter(user=guest).update(verified=False)
    who = guest if what == "unconfirmed" else make_account()
    with pytest.raises(InvitationNotYours):
        services.invitation_accept(actor=actor(who), account=who, secret=secret)


def test_an_invitation_ends_after_seven_days_and_when_it_is_withdrawn(
    organisation: Organisation, manager: Account, django_capture_on_commit_callbacks: object
) -> None:
    guest = make_account(email="guest@test.invalid")
    secret = invite(manager, organisation, guest.email, django_capture_on_commit_callbacks)
    with pytest.raises(InvitedAlready):
        invite(manager, organisation, guest.email, django_capture_on_commit_callbacks)
    later = clock.now() + dt.timedelta(days=7, seconds=1)
    with clock.use_clock(clock.FrozenClock(later)):
        with pytest.raises(InvitationOver):
            services.invitation_accept(actor=actor(guest), account=guest, secret=secret)
        second = invite(manager, organisation, guest.email, django_capture_on_commit_callbacks)
        invitation = Invitation.objects.latest("pk")
        services.invitation_withdraw(
            actor=actor(manager), invitation=invitation, expected_version=invitation.row_version
        )
        with pytest.raises(InvitationOver):
            services.invitation_accept(actor=actor(guest), account=guest, secret=second)
    with pytest.raises(NotFound):
        services.invitation_accept(actor=actor(guest), account=guest, secret="made-up")


def test_members_and_strangers_invite_and_remove_nobody(organisation: Organisation, manager: Account) -> None:
    member, stranger = make_account(), make_account(Role.AUDITOR)
    services.membership_add(actor=SYSTEM, account=member, organisation=organisation)
    for by in (member, stranger):
        with pytest.raises(NotAllowed):
            services.invitation_make(
                actor=actor(by),
                organisation=organisation,
                email="x@test.invalid",
                standing=Standing.MANAGER,
                link="SECRET",
                language="en",
            )
        with pytest.raises(NotAllowed):
            services.member_remove(
                actor=actor(by),
                organisation=organisation,
                membership_pk=member_of(organisation, manager).pk,
                expected_version=version(organisation),
            )
    assert signed_in(stranger).get(f"/organisations/{organisation.pk}/").status_code == 200
    assert signed_in(make_account()).get(f"/organisations/{organisation.pk}/").status_code == 404


def test_a_manager_stays_as_long_as_there_are_others(organisation: Organisation, manager: Account) -> None:
    member = make_account()
    services.membership_add(actor=SYSTEM, account=member, organisation=organisation)

    def leave(who: Account) -> None:
        services.member_remove(
            actor=actor(who),
            organisation=organisation,
            membership_pk=member_of(organisation, who).pk,
            expected_version=version(organisation),
        )

    with pytest.raises(LastManager):
        leave(manager)
    assert member_of(organisation, manager)
    services.member_set_standing(
        actor=actor(manager),
        organisation=organisation,
        membership_pk=member_of(organisation, member).pk,
        standing=Standing.MANAGER,
        expected_version=version(organisation),
    )
    leave(manager)
    leave(member)  # the last one may go: nobody is left behind
    assert not Membership.objects.filter(until=None).exists()


def test_two_managers_who_remove_each_other_are_one_after_the_other(
    organisation: Organisation, manager: Account
) -> None:
    second = make_account()
    services.membership_add(
        actor=SYSTEM, account=second, organisation=organisation, standing=Standing.MANAGER
    )
    seen = version(organisation)
    pks = {who.pk: member_of(organisation, who).pk for who in (manager, second)}
    services.member_remove(
        actor=actor(manager), organisation=organisation, membership_pk=pks[second.pk], expected_version=seen
    )
    with pytest.raises((StaleVersion, NotAllowed)):
        services.member_remove(
            actor=actor(second),
            organisation=organisation,
            membership_pk=pks[manager.pk],
            expected_version=seen,
        )
