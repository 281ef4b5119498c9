"""An organisation registered by who runs it: it waits, is sent back, mended, verified, closed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import NotAllowed
from zhongchuang.messages.models import Mail
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import Role
from zhongchuang.parties.errors import (
    EvidenceMissing,
    IndustryInvalid,
    LacksMissing,
    NotWaiting,
    OrganisationOver,
    OwnOrganisations,
    OwnVerification,
    UsccInvalid,
    UsccTaken,
)
from zhongchuang.parties.models import (
    Account,
    EvidenceKind,
    Organisation,
    OrganisationKind,
    OrganisationState,
    Standing,
)
from zhongchuang.parties.services import Description
from zhongchuang.parties.services.verification import MOST_WAITING
from zhongchuang.parties.tests.factory import a_uscc, actor, make_account, make_place, manager_of

pytestmark = pytest.mark.django_db
SAID = Description(
    name="虚构创业有限公司",
    kind=OrganisationKind.ENTERPRISE,
    place="990000",
    established_on=dt.date(2024, 5, 1),
    industry="6510",
    address="虚构路 1 号",
    telephone="024-00000000",
    email="Office@test.invalid",
)


@pytest.fixture(autouse=True)
def place() -> None:
    make_place()


def register(account: Account, number: int = 1, key: str | None = None) -> Organisation:
    return services.organisation_register_own(
        actor=actor(account), account=account, uscc=a_uscc(number), description=SAID, key=key
    )


def verify(by: Account, organisation: Organisation, evidence: str = "公示系统 2026-11-21") -> Organisation:
    organisation.refresh_from_db()
    return services.organisation_verify(
        actor=actor(by),
        organisation=organisation,
        evidence_kind=EvidenceKind.PUBLIC_REGISTER,
        evidence=evidence,
        expected_version=organisation.row_version,
    )


def send_back(by: Account, organisation: Organisation, lacks: str = "名称与执照不符") -> Organisation:
    organisation.refresh_from_db()
    return services.organisation_return(
        actor=actor(by), organisation=organisation, lacks=lacks, expected_version=organisation.row_version
    )


def describe(by: Account, organisation: Organisation, **changes: Any) -> Organisation:
    organisation.refresh_from_db()
    return services.organisation_describe(
        actor=actor(by),
        organisation=organisation,
        description=dataclasses.replace(SAID, **changes),
        expected_version=organisation.row_version,
    )


@pytest.mark.parametrize("role", Role)
def test_anybody_registers_their_own_and_manages_it(role: Role) -> None:
    account = make_account(role)
    for _ in range(2):
        organisation = register(account, key="a-key-of-this-form")
    assert (organisation.state, organisation.industry, organisation.email) == (
        OrganisationState.UNVERIFIED,
        "I6510",
        "office@test.invalid",
    )
    assert selectors.standing_in(actor(account), organisation) is Standing.MANAGER
    assert list(selectors.waiting_organisations()) == [organisation]


def test_a_wrong_code_a_taken_one_and_a_wrong_industry_register_nothing() -> None:
    account = make_account()
    register(account)
    with pytest.raises(UsccTaken):
        register(make_account())
    with pytest.raises(UsccInvalid):
        services.organisation_register_own(
            actor=actor(account), account=account, uscc=a_uscc(2)[:-1] + "I", description=SAID
        )
    with pytest.raises(IndustryInvalid):
        services.organisation_register_own(
            actor=actor(account),
            account=account,
            uscc=a_uscc(2),
            description=dataclasses.replace(SAID, industry="ZZ"),
        )
    assert Organisation.objects.count() == 1


def test_nobody_fills_the_queue() -> None:
    account = make_account()
    for number in range(MOST_WAITING):
        register(account, number)
    with pytest.raises(OwnOrganisations):
        register(account, 99)
    verify(make_account(Role.OFFICER), Organisation.objects.order_by("pk")[0])
    assert register(account, 99)


@pytest.mark.parametrize("role", Role)
def test_the_department_verifies_and_tells_the_managers(role: Role) -> None:
    account = make_account(name="管理人")
    organisation = register(account)
    by = make_account(role)
    if role not in {Role.OFFICER, Role.ADMINISTRATOR}:
        with pytest.raises(NotAllowed):
            verify(by, organisation)
        return
    assert verify(by, organisation).state == OrganisationState.VERIFIED
    found = selectors.verifications_of(organisation).get()
    assert (found.decided_by, found.evidence) == (str(by.pk), "公示系统 2026-11-21")
    mail = Mail.objects.get()
    assert (mail.address, mail.subject) == (account.email, "众创台：“虚构创业有限公司”已核实")
    with pytest.raises(NotWaiting):
        verify(by, organisation)


def test_sent_back_with_what_is_missing_mended_and_waiting_again() -> None:
    account, officer = make_account(), make_account(Role.OFFICER)
    organisation = register(account)
    with pytest.raises(LacksMissing):
        send_back(officer, organisation, "  ")
    assert send_back(officer, organisation).state == OrganisationState.RETURNED
    assert "名称与执照不符" in Mail.objects.get().body
    assert not selectors.waiting_organisations().exists()
    with pytest.raises(NotWaiting):
        verify(officer, organisation)
    mended = describe(account, organisation, name="虚构创业（沈阳）有限公司")
    assert mended.state == OrganisationState.UNVERIFIED
    with pytest.raises(EvidenceMissing):
        verify(officer, organisation, " ")
    assert verify(officer, organisation).state == OrganisationState.VERIFIED


def test_what_was_vouched_for_is_looked_into_again_when_its_manager_changes_it() -> None:
    account, officer = make_account(), make_account(Role.OFFICER)
    organisation = register(account)
    verify(officer, organisation)
    assert describe(account, organisation, address="虚构路 2 号").state == OrganisationState.VERIFIED
    assert describe(account, organisation, name="换了名字").state == OrganisationState.UNVERIFIED
    verify(officer, organisation)
    assert describe(officer, organisation, name="经办改的").state == OrganisationState.VERIFIED
    before = AuditEntry.objects.count()
    describe(officer, organisation, name="经办改的")
    assert AuditEntry.objects.count() == before  # nothing changed, nothing written


def test_an_officer_does_not_verify_their_own_organisation() -> None:
    officer = make_account(Role.OFFICER)
    organisation = register(officer)
    with pytest.raises(OwnVerification):
        verify(officer, organisation)
    with pytest.raises(OwnVerification):
        send_back(officer, organisation)


def test_only_managers_and_the_department_describe() -> None:
    organisation = register(make_account())
    with pytest.raises(NotAllowed):
        describe(make_account(Role.AUDITOR), organisation, name="别人")
    assert describe(manager_of(organisation), organisation, name="管理人").name == "管理人"


def test_what_was_verified_may_turn_out_wrong() -> None:
    account, officer = make_account(), make_account(Role.OFFICER)
    organisation = register(account)
    verify(officer, organisation)
    assert send_back(officer, organisation, "执照已被吊销").state == OrganisationState.RETURNED


def test_a_closed_organisation_is_only_read() -> None:
    account, officer = make_account(), make_account(Role.OFFICER)
    organisation = register(account)

    def close(by: Account) -> Organisation:
        organisation.refresh_from_db()
        return services.organisation_close(
            actor=actor(by),
            organisation=organisation,
            closed_on=dt.date(2026, 11, 1),
            expected_version=organisation.row_version,
        )

    with pytest.raises(NotAllowed):
        close(account)
    assert close(officer).state == OrganisationState.CLOSED
    with pytest.raises(OrganisationOver):
        close(officer)
    with pytest.raises(OrganisationOver):
        verify(officer, organisation)
    with pytest.raises(OrganisationOver):
        describe(account, organisation)
