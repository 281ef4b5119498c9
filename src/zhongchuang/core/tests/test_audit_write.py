"""Writing the log: inside the transaction, exact, and with personal values under the person's own key."""

from __future__ import annotations

import base64
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from pytest_django import Settings

from zhongchuang.core.actors import ANONYMOUS, SYSTEM
from zhongchuang.core.audit import Target, append_only, audit_write, person_erase
from zhongchuang.core.audit.erasure import rewrap_person_keys
from zhongchuang.core.audit.leaves import LEAF_FIELDS
from zhongchuang.core.audit.models import AuditEntry, PersonKey
from zhongchuang.core.audit.people import ERASED, read_personal
from zhongchuang.core.audit.verify import recomputed
from zhongchuang.core.audit.write import AuditMisuse
from zhongchuang.core.errors import NotFound, Refused
from zhongchuang.core.request_id import use_request_id
from zhongchuang.core.tests.factory import CLERK, execute, write_entry

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_did_what_to_which_thing() -> None:
    with use_request_id("request-0001"):
        entry = AuditEntry.objects.get(pk=write_entry(7).pk)
    assert (entry.actor_user_id, entry.actor_organisation_id) == ("account-1", "organisation-1")
    assert (entry.verb, entry.target_type, entry.target_id) == ("test.change", "test.thing", "7")
    assert (entry.before, entry.after) == ({"amount": 7}, {"amount": 8, "title": "新的标题"})
    assert entry.request_id == "request-0001"


def test_the_stored_leaf_is_that_of_the_stored_content() -> None:
    pk = write_entry(1, person="person-1").pk
    row = AuditEntry.objects.values(*LEAF_FIELDS).get(pk=pk)
    assert recomputed(row) == row["leaf_hash"]
    assert recomputed({**row, "after": {"amount": 3}}) != row["leaf_hash"]


def test_equal_content_has_unequal_leaves() -> None:
    assert write_entry(1).leaf_hash != write_entry(1).leaf_hash


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_the_log_refuses() -> None:
    with pytest.raises(AuditMisuse, match="事务"):
        audit_write(actor=SYSTEM, verb="test.change", target=Target("a", "1"))


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_entry() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        audit_write(actor=SYSTEM, verb="test.change", target=Target("a", "1"))
        raise ZeroDivisionError
    assert AuditEntry.objects.count() == 0


def test_a_personal_value_may_not_also_stand_in_the_open() -> None:
    with pytest.raises(AuditMisuse, match="personal"):
        audit_write(
            actor=CLERK,
            verb="test.change",
            target=Target("a", "1"),
            after={"contact": ["虚构人员"]},
            personal={"person-1": {"name": "虚构人员"}},
        )


def test_personal_values_are_ciphertext_in_the_table_and_readable_with_the_key() -> None:
    entry = write_entry(3, person="person-1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT personal FROM core_auditentry")
        assert "虚构人员" not in str(cursor.fetchone()[0])
    assert read_personal(entry, "person-1") == {"name": "虚构人员3", "telephone": "00000000000"}
    assert read_personal(entry, "person-2") is None


def test_erasing_a_person_makes_them_unreadable_and_is_itself_recorded() -> None:
    first, other = write_entry(1, person="person-1"), write_entry(2, person="person-2")
    person_erase(actor=CLERK, person_id="person-1", reason="本人申请")
    assert read_personal(first, "person-1") is None
    assert read_personal(other, "person-2") is not None
    assert PersonKey.objects.get(pk="person-1").wrapped == ""
    erasure = AuditEntry.objects.get(verb="core.person_erase")
    assert erasure.target_id == "person-1"
    assert erasure.after == {"readable": False, "reason": "本人申请"}
    later = write_entry(3, person="person-1")
    assert later.personal == {"person-1": ERASED}
    assert read_personal(later, "person-1") is None
    with pytest.raises(Refused, match="此前已抹除"):
        person_erase(actor=CLERK, person_id="person-1", reason="再次")
    with pytest.raises(NotFound):
        person_erase(actor=CLERK, person_id="nobody", reason="无")


def test_person_keys_move_to_a_new_master_key(settings: Settings) -> None:
    old = settings.ZHONGCHUANG_KEYS
    entry = write_entry(1, person="person-1")
    new = "new:" + base64.b64encode(b"n" * 32).decode()
    settings.ZHONGCHUANG_KEYS = f"{new},{old}"
    assert rewrap_person_keys(actor=SYSTEM) == 1
    assert rewrap_person_keys(actor=SYSTEM) == 0
    settings.ZHONGCHUANG_KEYS = new
    assert read_personal(entry, "person-1") == {"name": "虚构人员1", "telephone": "00000000000"}


@pytest.mark.parametrize("value", [0.5, {"deep": 1.5}])
def test_fractions_in_floating_point_are_refused(value: object) -> None:
    with pytest.raises(TypeError):
        audit_write(actor=ANONYMOUS, verb="test.change", target=Target("a", "1"), after={"value": value})


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE core_auditentry SET verb = 'forged'",
        "DELETE FROM core_auditentry",
        "UPDATE core_auditentry SET written_at = written_at",
    ],
)
def test_the_database_refuses_to_change_or_delete_an_entry(sql: str) -> None:
    write_entry()
    with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
        execute(sql)
    assert AuditEntry.objects.get().verb == "test.change"


def test_the_database_refuses_to_replace_or_truncate() -> None:
    entry = write_entry()
    sql = (
        "TRUNCATE core_auditentry CASCADE"
        if connection.vendor == "postgresql"
        else "INSERT OR REPLACE INTO core_auditentry SELECT * FROM core_auditentry"
    )
    with pytest.raises(DatabaseError, match="只能追加"), transaction.atomic():
        execute(sql)
    assert AuditEntry.objects.get().pk == entry.pk == UUID(str(entry.pk))


def test_every_trigger_is_in_place_and_a_missing_one_is_named() -> None:
    assert append_only.missing(connection) == []
    append_only.remove(connection)
    assert "core_auditentry_no_" in append_only.missing(connection)[0]
    append_only.install(connection)
    assert append_only.missing(connection) == []
