"""People by their document: sealed, found again, looked at with a reason, forgotten."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection

from zhongchuang.core import crypto
from zhongchuang.core.audit.erasure import rewrap_person_keys
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.audit.people import read_personal
from zhongchuang.core.errors import NotAllowed
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import Role
from zhongchuang.parties.errors import IdentityElsewhere, IdentityInvalid, IdentityKept, LookWithoutReason
from zhongchuang.parties.models import Account, IdentityKind, Person, PersonLook, RelationKind
from zhongchuang.parties.services.persons import identity_forget, person_of_document, same_name
from zhongchuang.parties.tests.factory import (
    SYSTEM,
    a_company,
    a_document,
    a_number,
    actor,
    make_account,
    manager_of,
)
from zhongchuang.parties.tests.relating import declare

pytestmark = pytest.mark.django_db
NAME, NUMBER, PHONE = "虚构张三", a_number(1), "13800001234"


def identify(account: Account, *, number: str = NUMBER, name: str = NAME, key: str | None = None) -> Account:
    account.refresh_from_db()
    return services.identity_register(
        actor=actor(account),
        account=account,
        kind=IdentityKind.RESIDENT_ID,
        number=number,
        name=name,
        telephone=PHONE,
        expected_version=account.row_version,
        key=key,
    )


def every_column() -> str:
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            if table not in {"core_searchgrams", "clearance_awardgrams"}:
                cursor.execute(f'SELECT * FROM "{table}"')
                found.append(
                    json.dumps([list(r) for r in cursor.fetchall()], default=str, ensure_ascii=False)
                )
    return "\n".join(found)


def test_nothing_of_a_person_stands_readable_in_any_table() -> None:
    account = make_account()
    identify(account, key="a-key-of-this-form")
    person = selectors.person_of(account)
    assert person is not None
    kept = every_column()
    assert not [trace for trace in (NAME, NUMBER, NUMBER[6:14], PHONE) if trace in kept]
    shown = selectors.masked_person(person)
    assert (shown.name, shown.number, shown.telephone) == (
        "虚***",
        "9999" + "*" * 10 + NUMBER[-4:],
        "138****1234",
    )


def test_one_number_is_one_person_however_it_is_written() -> None:
    first = person_of_document(actor=SYSTEM, kind=IdentityKind.RESIDENT_ID, number=NUMBER, name=NAME)
    again = person_of_document(
        actor=SYSTEM, kind=IdentityKind.RESIDENT_ID, number=f" {NUMBER.lower()} ", name="虚构 张三"
    )
    assert again == first
    assert Person.objects.count() == 1
    assert AuditEntry.objects.filter(verb="parties.person_register").count() == 1


def test_the_same_number_under_another_name_is_refused_without_telling_whose_it_is() -> None:
    person_of_document(actor=SYSTEM, kind=IdentityKind.RESIDENT_ID, number=NUMBER, name=NAME)
    with pytest.raises(IdentityElsewhere) as caught:
        person_of_document(actor=SYSTEM, kind=IdentityKind.RESIDENT_ID, number=NUMBER, name="虚构李四")
    assert NAME not in caught.value.sentence and NUMBER not in caught.value.sentence


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("张三", "张 三", True),
        ("阿依·古丽", "阿依古丽", True),
        ("Ann Lee", "ANN LEE", True),
        ("张三", "张山", False),
    ],
)
def test_names_are_compared_as_people_write_them(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


def test_a_person_declared_before_is_the_account_that_says_so() -> None:
    declared = person_of_document(actor=SYSTEM, kind=IdentityKind.RESIDENT_ID, number=NUMBER, name=NAME)
    account = make_account()
    identify(account)
    assert selectors.person_of(account) == declared


def test_an_account_is_one_person_and_a_person_one_account() -> None:
    account = make_account()
    identify(account)
    with pytest.raises(IdentityKept):
        identify(account, number=a_number(2))
    with pytest.raises(IdentityElsewhere):
        identify(make_account())
    with pytest.raises(IdentityInvalid):
        identify(make_account(), number=NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1"))
    assert Person.objects.count() == 1


def test_nobody_says_who_another_is() -> None:
    account = make_account()
    with pytest.raises(NotAllowed):
        services.identity_register(
            actor=actor(make_account(Role.ADMINISTRATOR)),
            account=account,
            kind=IdentityKind.RESIDENT_ID,
            number=NUMBER,
            name=NAME,
            telephone="",
            expected_version=1,
        )


@pytest.mark.parametrize("role", Role)
def test_the_whole_number_is_for_officers_and_reviewers_with_a_reason_and_every_look_is_kept(
    role: Role,
) -> None:
    person = person_of_document(actor=SYSTEM, kind=IdentityKind.RESIDENT_ID, number=NUMBER, name=NAME)
    looker = make_account(role)
    if role not in {Role.OFFICER, Role.REVIEWER}:
        with pytest.raises(NotAllowed):
            services.person_look(actor=actor(looker), person=person, reason="核对法定代表人身份")
        assert not PersonLook.objects.exists()
        return
    with pytest.raises(LookWithoutReason):
        services.person_look(actor=actor(looker), person=person, reason="  看 ")
    for _ in range(2):  # the same form twice is one look
        opened = services.person_look(
            actor=actor(looker), person=person, reason="核对法定代表人身份", key="a-key-of-this-form"
        )
    assert (opened.name, opened.number) == (NAME, NUMBER)
    look = PersonLook.objects.get()
    assert (look.looked_by, look.reason) == (str(looker.pk), "核对法定代表人身份")
    assert AuditEntry.objects.filter(verb="parties.person_look").count() == 1
    assert NUMBER not in every_column()


def test_everybody_sees_their_own_number_and_who_else_did() -> None:
    account, officer = make_account(), make_account(Role.OFFICER)
    identify(account)
    person = selectors.person_of(account)
    assert person is not None
    assert services.person_look(actor=actor(account), person=person, reason="").number == NUMBER
    services.person_look(actor=actor(officer), person=person, reason="核对补贴申请人")
    told = [row for kind in services.personal_data() if kind.name == "identity" for row in kind.read(account)]
    assert {"核对补贴申请人", "本人查看"} <= {row.get("reason") for row in told}
    assert told[0]["number"] == NUMBER


def test_a_telephone_number_is_changed_by_its_owner_alone() -> None:
    account = make_account()
    identify(account)
    person = selectors.person_of(account)
    assert person is not None
    with pytest.raises(NotAllowed):
        services.telephone_set(
            actor=actor(make_account(Role.OFFICER)), person=person, telephone="1", expected_version=2
        )
    changed = services.telephone_set(
        actor=actor(account), person=person, telephone="13900005678", expected_version=person.row_version
    )
    assert selectors.masked_person(changed).telephone == "139****5678"


def test_whoever_is_erased_is_read_by_nobody_and_the_number_is_free() -> None:
    account = make_account()
    identify(account)
    entry = AuditEntry.objects.get(verb="parties.person_register")
    person = Person.objects.get()
    assert read_personal(entry, f"person:{person.pk}")
    assert identity_forget(actor=SYSTEM, account=account) == 1
    person.refresh_from_db()
    assert (person.account, person.blind_index, person.name_sealed) == (None, None, "")
    assert read_personal(entry, f"person:{person.pk}") is None
    assert selectors.masked_person(person).name == "（已抹除）"
    identify(make_account())
    with pytest.raises(NotAllowed):
        identity_forget(actor=actor(account), account=account)


def test_who_stands_behind_an_organisation_stays_in_its_record() -> None:
    account, company = make_account(), a_company(1)
    identify(account)
    declare(manager_of(company), company, RelationKind.REPRESENTATIVE, a_document(1, NAME))
    identity_forget(actor=SYSTEM, account=account)
    person = Person.objects.get()
    assert (person.account, person.telephone_sealed) == (None, "")
    assert selectors.masked_person(person).name == "虚***"


def test_new_master_keys_read_and_find_everybody(settings: Any) -> None:
    identify(make_account())
    before = str(settings.ZHONGCHUANG_KEYS)
    new = f"knew:{__import__('base64').b64encode(crypto.new_key()).decode()}"
    settings.ZHONGCHUANG_KEYS = f"{new},{before}"
    assert rewrap_person_keys(actor=SYSTEM) >= 2  # the person's key and that of the index
    settings.ZHONGCHUANG_KEYS = new
    person = person_of_document(actor=SYSTEM, kind=IdentityKind.RESIDENT_ID, number=NUMBER, name=NAME)
    assert Person.objects.get() == person
    assert selectors.masked_person(person).name == "虚***"
