"""A row written with SQL that is kept is the row that `save` would have written."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from zhongchuang.core.calendar_years import CalendarYear
from zhongchuang.core.idempotency import IdempotencyKey
from zhongchuang.core.outbox.models import Delivery, OutboxEvent
from zhongchuang.core.written import add, add_all, add_unless_held, rewrite

pytestmark = pytest.mark.django_db
MOMENT = dt.datetime(2026, 3, 1, 8, 30, 15, 123_456, tzinfo=dt.UTC)


def event(name: str = "core.happened") -> OutboxEvent:
    return OutboxEvent(name=name, version=3, payload={"百分": "100 %", "n": [1, None]}, emitted_at=MOMENT)


def key(name: str = "key-00000001") -> IdempotencyKey:
    return IdempotencyKey(actor_ref="person:1", key=name, verb="core.try", request_hash="0" * 64)


def columns(row: Model) -> dict[str, object]:
    return {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_row_is_added_with_everything_it_says_in_one_statement() -> None:
    for _ in range(2):
        row = event()
        with CaptureQueriesContext(connection) as asked:
            assert add(row) is row
        assert len(asked) == 1 and not row._state.adding
        assert columns(OutboxEvent.objects.get(pk=row.pk)) == columns(row)


def test_what_refers_to_another_row_and_what_is_empty_is_written_too() -> None:
    row = add(Delivery(event=add(event()), listener="core.listener", due_at=MOMENT))
    found = Delivery.objects.get()
    assert columns(found) == columns(row) and found.claim is None and found.done_at is None


def test_the_key_that_the_database_gives_is_set() -> None:
    first, second = add(key("key-00000001")), add(key("key-00000002"))
    assert first.pk is not None and second.pk > first.pk
    assert columns(IdempotencyKey.objects.get(pk=second.pk)) == columns(second)


def test_many_rows_are_added_in_their_order_and_few_statements() -> None:
    rows = [key(f"key-{number:08}") for number in range(1_000)]
    with CaptureQueriesContext(connection) as asked:
        add_all(rows)
    assert len(asked) < 20
    found = {row.pk: columns(row) for row in IdempotencyKey.objects.all()}
    assert len(found) == 1_000 and all(found[row.pk] == columns(row) for row in rows)
    assert [row.pk for row in rows] == sorted(found)
    named = [event(f"core.happened_{number}") for number in range(3)]
    add_all(named)
    assert [columns(OutboxEvent.objects.get(pk=row.pk)) for row in named] == [columns(row) for row in named]
    add_all([])
    with pytest.raises(ValueError, match="the database's to give"):
        add_all(rows)


def test_of_many_rows_one_that_is_held_keeps_all_of_them_out() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        add_all([key("key-00000001"), key("key-00000002"), key("key-00000001")])
    assert not IdempotencyKey.objects.exists()


def test_a_row_that_is_there_is_not_added_again() -> None:
    with pytest.raises(ValueError, match="the database's to give"):
        add(add(key()))


def test_a_key_that_is_held_is_refused_as_by_save() -> None:
    add(key())
    with pytest.raises(IntegrityError), transaction.atomic():
        add(key())
    assert IdempotencyKey.objects.count() == 1


def test_nothing_is_added_where_the_key_is_held_and_what_comes_after_goes_on() -> None:
    assert add_unless_held(key()) is True
    second = key()
    assert add_unless_held(second) is False
    assert not second.pk and second._state.adding
    assert add_unless_held(key("key-00000002")) is True and IdempotencyKey.objects.count() == 2


def test_all_columns_are_rewritten_of_that_row_alone() -> None:
    row, other = add(event("one")), add(event("other"))
    row.name, row.version, row.payload, row.emitted_at = "changed", 9, {"new": True}, MOMENT + dt.timedelta(1)
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            rewrite(row)
        assert len(asked) == 1
    assert columns(OutboxEvent.objects.get(pk=row.pk)) == columns(row)
    assert columns(OutboxEvent.objects.get(pk=other.pk)) == columns(other)


def test_a_row_that_is_gone_is_not_rewritten_in_silence() -> None:
    row = CalendarYear.objects.create(year=2026, known_on=MOMENT, source="虚构", rest_days=[], work_days=[])
    CalendarYear.objects.all().delete()
    row.pk = 1
    with pytest.raises(DatabaseError, match="no such row"), transaction.atomic():
        rewrite(row)


def test_after_a_failure_the_transaction_is_not_gone_on_with() -> None:
    add(key())
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            add(key())
        with pytest.raises(transaction.TransactionManagementError):
            IdempotencyKey.objects.count()
        transaction.set_rollback(True)
