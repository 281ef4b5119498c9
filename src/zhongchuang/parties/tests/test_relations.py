"""Relations over two times: when it was so, and when it was known; declared, verified, corrected, withdrawn."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from zhongchuang.core import clock
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.locks import StaleVersion
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import Role
from zhongchuang.parties.decisions.related import RelatedKind
from zhongchuang.parties.decisions.related import organisation as party
from zhongchuang.parties.errors import (
    DaysReversed,
    EvidenceMissing,
    HolderIsItself,
    HolderUnknown,
    RelationOver,
    RelationTwice,
    RepresentativeTwice,
    ShareInvalid,
    SharesOver,
)
from zhongchuang.parties.models import Account, Organisation, Person, Provenance, Relation, RelationKind
from zhongchuang.parties.services import Terms
from zhongchuang.parties.tests.factory import (
    SYSTEM,
    a_company,
    a_document,
    a_uscc,
    actor,
    make_account,
    manager_of,
)
from zhongchuang.parties.tests.relating import SINCE, declare

pytestmark = pytest.mark.django_db
REPRESENTATIVE, CONTROLLER = RelationKind.REPRESENTATIVE, RelationKind.CONTROLLER
SHAREHOLDER, EMPLOYEE = RelationKind.SHAREHOLDER, RelationKind.EMPLOYEE
DAY = dt.date(2026, 6, 1)


@pytest.fixture
def company() -> Organisation:
    return a_company(1)


@pytest.fixture
def manager(company: Organisation) -> Account:
    return manager_of(company)


def correct(by: Account, company: Organisation, relation: Relation, terms: Terms) -> Organisation:
    company.refresh_from_db()
    return services.relation_correct(
        actor=actor(by),
        organisation=company,
        relation_pk=relation.pk,
        terms=terms,
        reason="填错了",
        expected_version=company.row_version,
    )


def names(company: Organisation, on: dt.date, known_on: dt.date | None = None) -> list[tuple[str, Any]]:
    return [(one.kind, one.share) for one in selectors.relations_as_at(company, on, known_on)]


def test_a_manager_declares_an_officer_verifies_the_platform_imports(
    company: Organisation, manager: Account
) -> None:
    declare(manager, company, REPRESENTATIVE, a_document(1))
    declare(make_account(Role.OFFICER), company, SHAREHOLDER, a_document(1), "60")
    declare(SYSTEM, company, SHAREHOLDER, a_document(2), "40")
    assert [one.provenance for one in Relation.objects.order_by("pk")] == ["declared", "verified", "imported"]
    assert Person.objects.count() == 2
    told = AuditEntry.objects.filter(verb="parties.relation_declare")
    assert told.count() == 3
    assert "虚构" not in str([entry.after for entry in told])


@pytest.mark.parametrize("role", Role)
def test_only_managers_and_the_department_relate(company: Organisation, role: Role) -> None:
    member = make_account(role)
    services.membership_add(actor=SYSTEM, account=member, organisation=company)
    if role in {Role.OFFICER, Role.ADMINISTRATOR}:
        declare(member, company, REPRESENTATIVE, a_document(1))
        assert Relation.objects.get().provenance == Provenance.DECLARED  # they speak as members here
    else:
        with pytest.raises(NotAllowed):
            declare(member, company, REPRESENTATIVE, a_document(1))


def test_an_officer_names_a_source(company: Organisation) -> None:
    with pytest.raises(EvidenceMissing):
        declare(make_account(Role.OFFICER), company, REPRESENTATIVE, a_document(1), source=" ")


def test_one_legal_representative_at_a_time_and_the_next_ends_the_last(
    company: Organisation, manager: Account
) -> None:
    declare(manager, company, REPRESENTATIVE, a_document(1))
    declare(manager, company, REPRESENTATIVE, a_document(2), since=DAY)
    first, second = selectors.known_relations(company).order_by("valid_from")
    assert (first.valid_until, second.valid_until) == (DAY - dt.timedelta(days=1), None)
    with pytest.raises(RepresentativeTwice):
        declare(manager, company, REPRESENTATIVE, a_document(3), since=SINCE, until=SINCE)
    with pytest.raises(RelationTwice):
        declare(manager, company, REPRESENTATIVE, a_document(2), since=DAY)
    assert len(selectors.relations_as_at(company, DAY)) == 1


def test_no_more_than_the_whole_is_held_on_any_day(company: Organisation, manager: Account) -> None:
    other = a_company(2)
    declare(manager, company, SHAREHOLDER, other.uscc, "60.5", until=DAY)
    declare(manager, company, SHAREHOLDER, a_document(1), "39.5")
    with pytest.raises(SharesOver, match=r"100\.0001%"):
        declare(manager, company, SHAREHOLDER, a_document(2), "0.0001", since=DAY)
    declare(manager, company, SHAREHOLDER, a_document(2), "60.5", since=DAY + dt.timedelta(days=1))
    assert sum(share for _, share in names(company, DAY)) == Decimal(100)


def test_an_organisation_is_named_by_its_code(company: Organisation, manager: Account) -> None:
    with pytest.raises(HolderUnknown):
        declare(manager, company, CONTROLLER, a_uscc(99))
    with pytest.raises(HolderIsItself):
        declare(manager, company, CONTROLLER, company.uscc.lower())
    for share in (None, "0", "-1", "100.0001"):
        with pytest.raises(ShareInvalid):
            declare(manager, company, SHAREHOLDER, a_document(1), share)
    with pytest.raises(DaysReversed):
        declare(manager, company, CONTROLLER, a_document(1), since=DAY, until=SINCE)
    assert not Relation.objects.exists()


def test_a_correction_leaves_what_was_known_then(company: Organisation, manager: Account) -> None:
    with clock.use_date(dt.date(2026, 3, 1)):
        declare(manager, company, SHAREHOLDER, a_document(1), "30")
    with clock.use_date(dt.date(2026, 5, 1)):
        correct(manager, company, Relation.objects.get(), Terms(SINCE, None, Decimal(51), source="股东名册"))
    with clock.use_date(dt.date(2026, 8, 1)):
        current = Relation.objects.get(corrected_at=None)
        correct(manager, company, current, Terms(SINCE, dt.date(2026, 7, 31), Decimal(51)))
    day = dt.date(2026, 9, 1)
    assert names(company, day, dt.date(2026, 2, 28)) == []
    assert names(company, day, dt.date(2026, 4, 30)) == [("shareholder", Decimal(30))]
    assert names(company, day, dt.date(2026, 7, 31)) == [("shareholder", Decimal(51))]
    assert names(company, day) == []
    assert names(company, dt.date(2026, 7, 31)) == [("shareholder", Decimal(51))]
    old, newer = Relation.objects.order_by("pk")[:2]
    assert (old.corrected_by, old.correction) == (newer, "填错了")


def test_what_was_corrected_is_not_corrected_again(company: Organisation, manager: Account) -> None:
    declare(manager, company, REPRESENTATIVE, a_document(1))
    old = Relation.objects.get()
    correct(manager, company, old, Terms(SINCE))
    with pytest.raises(RelationOver):
        correct(manager, company, old, Terms(SINCE))
    other = a_company(2)
    with pytest.raises(NotFound):
        correct(manager_of(other), other, old, Terms(SINCE))


def test_withdrawn_it_never_was_but_was_known(company: Organisation, manager: Account) -> None:
    with clock.use_date(dt.date(2026, 3, 1)):
        declare(manager, company, CONTROLLER, a_document(1))
    company.refresh_from_db()
    services.relation_withdraw(
        actor=actor(manager),
        organisation=company,
        relation_pk=Relation.objects.get().pk,
        reason="写错了人",
        expected_version=company.row_version,
    )
    assert names(company, DAY) == []
    assert names(company, DAY, dt.date(2026, 3, 1)) == [("controller", None)]


def test_an_officer_verifies_and_a_managers_correction_is_a_claim_again(
    company: Organisation, manager: Account
) -> None:
    declare(manager, company, REPRESENTATIVE, a_document(1))

    def verify(by: Account) -> None:
        company.refresh_from_db()
        services.relation_verify(
            actor=actor(by),
            organisation=company,
            relation_pk=Relation.objects.get(corrected_at=None).pk,
            source="公示系统 2026-06-01",
            expected_version=company.row_version,
        )

    for nobody in (manager, make_account(Role.AUDITOR), manager_of(company, Role.OFFICER)):
        with pytest.raises(NotAllowed):
            verify(nobody)
    verify(make_account(Role.OFFICER))
    now = Relation.objects.get(corrected_at=None)
    assert (now.provenance, now.source) == ("verified", "公示系统 2026-06-01")
    correct(manager, company, now, Terms(SINCE, DAY))
    assert Relation.objects.get(corrected_at=None).provenance == "declared"


def test_a_page_that_is_stale_relates_nothing_and_a_form_sent_twice_relates_once(
    company: Organisation, manager: Account
) -> None:
    for _ in range(2):
        services.relation_declare(
            actor=actor(manager),
            organisation=company,
            kind=CONTROLLER,
            holder=a_document(1),
            terms=Terms(SINCE),
            expected_version=1,
            key="a-key-of-this-form",
        )
    assert Relation.objects.count() == 1
    with pytest.raises(StaleVersion):
        services.relation_declare(
            actor=actor(manager),
            organisation=company,
            kind=EMPLOYEE,
            holder=a_document(2),
            terms=Terms(SINCE),
            expected_version=1,
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"person_id": None, "holder_id": None},
        {"kind": "employee", "holder": True},
        {"kind": "shareholder", "share": None},
        {"kind": "shareholder", "share": Decimal("100.5")},
        {"kind": "controller", "share": Decimal(5)},
        {"valid_until": SINCE - dt.timedelta(days=1)},
    ],
)
def test_the_table_itself_refuses_what_cannot_be(company: Organisation, wrong: dict[str, object]) -> None:
    declare(SYSTEM, company, CONTROLLER, a_document(1))
    row = Relation.objects.get()
    if wrong.pop("holder", None):
        wrong |= {"person_id": None, "holder_id": a_company(2).pk}
    row.pk = None
    for name, value in wrong.items():
        setattr(row, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_related_parties_are_walked_in_two_statements_however_long_the_chain() -> None:
    chain = [a_company(n) for n in range(6)]
    for upper, lower in pairwise(chain):
        declare(SYSTEM, lower, SHAREHOLDER, upper.uscc, "30")
    declare(SYSTEM, chain[0], SHAREHOLDER, chain[-1].uscc, "30")  # and round
    sister, stranger = a_company(7), a_company(8)
    declare(SYSTEM, chain[2], CONTROLLER, a_document(1))
    declare(SYSTEM, sister, CONTROLLER, a_document(1))
    declare(SYSTEM, stranger, EMPLOYEE, a_document(1))
    root = Organisation.objects.get(pk=chain[2].pk)
    with CaptureQueriesContext(connection) as captured:
        found = {one.party: one for one in selectors.related_parties(root, DAY)}
    assert len(captured.captured_queries) == 2
    assert found[party(sister.pk)].kind is RelatedKind.SAME_CONTROLLER
    assert found[party(chain[5].pk)].kind is RelatedKind.HOLDS
    assert len(found[party(chain[5].pk)].path) == 3
    assert party(stranger.pk) not in found and party(root.pk) not in found
    names = selectors.party_names(found)
    assert names[party(sister.pk)] == "虚构公司7"
    assert "虚***" in str(names)
    assert selectors.related_parties(root, dt.date(2024, 12, 31)) == ()
    assert selectors.related_parties(root, DAY, known_on=dt.date(2024, 1, 1)) == ()


def test_what_somebody_was_to_organisations_on_a_day(company: Organisation) -> None:
    declare(SYSTEM, company, EMPLOYEE, a_document(1), until=DAY, post="工程师")
    person = Person.objects.get()
    assert [one.post for one in selectors.relations_of_person(person, DAY)] == ["工程师"]
    assert not selectors.relations_of_person(person, DAY + dt.timedelta(days=1)).exists()
