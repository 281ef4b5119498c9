"""Places, organisations and who acts for them."""

from __future__ import annotations

import pytest

from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import NotAllowed
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import Role
from zhongchuang.parties.errors import UsccInvalid, UsccTaken
from zhongchuang.parties.models import Membership, Organisation, OrganisationKind, Place
from zhongchuang.parties.tests.factory import (
    SYSTEM,
    USCC,
    actor,
    make_account,
    make_organisation,
    make_place,
)

pytestmark = pytest.mark.django_db


def test_one_code_one_organisation() -> None:
    make_organisation()
    with pytest.raises(UsccTaken, match="已经登记过"):
        make_organisation(uscc=USCC.lower(), name="同码的另一家")
    assert Organisation.objects.get().name == "虚构科技有限公司"
    assert AuditEntry.objects.filter(verb="parties.organisation_register").count() == 1


def test_a_wrong_code_registers_nothing() -> None:
    with pytest.raises(UsccInvalid):
        make_organisation(uscc=USCC[:17] + ("0" if USCC[17] != "0" else "1"))
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("role", Role)
def test_officers_and_administrators_register(role: Role) -> None:
    make_place()
    by = actor(make_account(role))

    def register() -> Organisation:
        return services.organisation_register(
            actor=by, uscc=USCC, name="虚构", kind=OrganisationKind.UNIVERSITY, place="990000"
        )

    if role in {Role.OFFICER, Role.ADMINISTRATOR}:
        assert register().uscc == USCC
    else:
        with pytest.raises(NotAllowed):
            register()


def test_somebody_acts_for_an_organisation_once_however_often_it_is_said() -> None:
    account, organisation = make_account(Role.ENTREPRENEUR), make_organisation()
    first = services.membership_add(actor=SYSTEM, account=account, organisation=organisation)
    assert services.membership_add(actor=SYSTEM, account=account, organisation=organisation) == first
    assert list(selectors.organisations_of(account)) == [organisation]
    assert selectors.actor_for(account).organisation_id == str(organisation.pk)
    assert AuditEntry.objects.filter(verb="parties.membership_add").count() == 1


def test_an_ended_membership_counts_no_more() -> None:
    account, organisation = make_account(), make_organisation()
    services.membership_add(actor=SYSTEM, account=account, organisation=organisation)
    Membership.objects.update(until="2026-01-01")
    assert not selectors.organisations_of(account).exists()
    assert selectors.actor_for(account).organisation_id is None
    assert services.membership_add(actor=SYSTEM, account=account, organisation=organisation).until is None
    assert Membership.objects.count() == 2


def test_nobody_puts_themselves_into_an_organisation() -> None:
    account, organisation = make_account(Role.ENTREPRENEUR), make_organisation()
    with pytest.raises(NotAllowed):
        services.membership_add(actor=actor(account), account=account, organisation=organisation)


def test_places_are_the_platforms_and_written_only_when_they_change() -> None:
    for _ in range(2):
        make_place()
    make_place(name="测试省改名")
    assert [str(place) for place in selectors.places()] == ["测试省改名"]
    assert AuditEntry.objects.filter(verb="parties.place_register").count() == 2
    with pytest.raises(NotAllowed):
        services.place_register(
            actor=actor(make_account(Role.ADMINISTRATOR)),
            code="990100",
            name="市",
            name_en="City",
            parent="990000",
        )
    assert Place.objects.count() == 1
