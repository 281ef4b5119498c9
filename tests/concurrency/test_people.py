"""Two at the same moment: one person per document, one identity per account, one representative, one merge, one registration.

Each race has a control, the same act without its guard, which shows that the race is real and the test can fail.
"""

from __future__ import annotations

import datetime as dt

import pytest

from tests.concurrency.test_parties import RACERS, together, winners, written
from zhongchuang.core import clock
from zhongchuang.core.locks import StaleVersion
from zhongchuang.parties import services
from zhongchuang.parties.access import Role
from zhongchuang.parties.errors import IdentityElsewhere, OrganisationOver, UsccTaken
from zhongchuang.parties.models import (
    IdentityKind,
    Membership,
    Merge,
    Organisation,
    OrganisationKind,
    Person,
    Provenance,
    Relation,
    RelationKind,
)
from zhongchuang.parties.services import Description, Terms
from zhongchuang.parties.services.persons import person_of_document
from zhongchuang.parties.tests.factory import (
    SYSTEM,
    a_company,
    a_document,
    a_number,
    a_uscc,
    actor,
    make_account,
    make_place,
    manager_of,
)

pytestmark = pytest.mark.django_db(transaction=True)
RESIDENT = IdentityKind.RESIDENT_ID
SAID = Description("虚构创业有限公司", OrganisationKind.ENTERPRISE, "990000")


def test_one_code_is_registered_by_one_of_those_who_run_it() -> None:
    make_place()
    accounts = [make_account() for _ in range(RACERS)]

    def register(number: int) -> Organisation:
        account = accounts[number]
        return services.organisation_register_own(
            actor=actor(account), account=account, uscc=a_uscc(1), description=SAID
        )

    assert winners(together(register), UsccTaken) == 1
    assert (Organisation.objects.count(), Membership.objects.count()) == (1, 1)
    assert written("organisation_register_own") == 1


def test_one_document_is_one_person_however_many_name_it() -> None:
    def register(_number: int) -> int:
        return person_of_document(actor=SYSTEM, kind=RESIDENT, number=a_number(1), name="虚构张三").pk

    outcomes = together(register, look=lambda: Person.objects.exists())
    assert len(set(outcomes)) == 1, outcomes
    assert (Person.objects.count(), written("person_register")) == (1, 1)


def test_control_without_the_index_everybody_is_somebody_else() -> None:
    def act(_number: int) -> Person:
        made: Person = Person.objects.create(
            identity_kind=RESIDENT, blind_index=None, created_by="", created_at=clock.now()
        )
        return made

    outcomes = together(act, look=lambda: Person.objects.exists())
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert Person.objects.count() == RACERS


def test_one_person_is_one_of_the_accounts_that_claim_it() -> None:
    accounts = [make_account() for _ in range(RACERS)]

    def claim(number: int) -> object:
        account = accounts[number]
        return services.identity_register(
            actor=actor(account),
            account=account,
            kind=RESIDENT,
            number=a_number(1),
            name="虚构张三",
            telephone="",
            expected_version=1,
        )

    assert winners(together(claim), IdentityElsewhere) == 1
    assert Person.objects.exclude(account=None).count() == 1


def test_two_managers_name_a_representative_and_one_comes_second() -> None:
    company = a_company(1)
    managers = [manager_of(company) for _ in range(RACERS)]

    def declare(number: int) -> Organisation:
        return services.relation_declare(
            actor=actor(managers[number]),
            organisation=company,
            kind=RelationKind.REPRESENTATIVE,
            holder=a_document(number),
            terms=Terms(dt.date(2026, 1, 1)),
            expected_version=1,
        )

    assert winners(together(declare), StaleVersion) == 1
    assert Relation.objects.count() == 1


def test_control_without_lock_and_version_there_are_several_representatives() -> None:
    company = a_company(1)
    people = [
        person_of_document(actor=SYSTEM, kind=RESIDENT, number=a_number(n), name=f"虚构{n}号")
        for n in range(RACERS)
    ]

    def declare(number: int) -> Relation:
        return Relation.objects.create(
            organisation=company,
            kind=RelationKind.REPRESENTATIVE,
            person=people[number],
            valid_from=dt.date(2026, 1, 1),
            provenance=Provenance.DECLARED,
            recorded_at=clock.now(),
            recorded_by="",
        )

    outcomes = together(declare, look=lambda: Relation.objects.exists())
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert Relation.objects.count() == RACERS


def test_two_records_merged_into_each_other_at_once_are_merged_once() -> None:
    pair, boss = [a_company(1), a_company(2)], make_account(Role.ADMINISTRATOR)

    def merge(number: int) -> Organisation:
        one, other = pair[number % 2], pair[1 - number % 2]
        version = 1 if number < 2 else 99  # the later two come with a stale page
        return services.organisation_merge(
            actor=actor(boss), organisation=one, into=other, reason="同一家", expected_version=version
        )

    outcomes = together(merge)
    done = [one for one in outcomes if not isinstance(one, Exception)]
    assert len(done) == 1, outcomes
    assert {type(one) for one in outcomes if isinstance(one, Exception)} <= {StaleVersion, OrganisationOver}
    assert Merge.objects.count() == 1
    assert Organisation.objects.filter(merged_into=None).count() == 1
