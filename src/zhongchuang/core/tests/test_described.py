"""A read described once gives the rows that Django gives, for every value, and asks the database each time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.db.models import BigIntegerField, Model, QuerySet, Value
from django.db.models.functions import Cast
from django.test.utils import CaptureQueriesContext

from zhongchuang.core.calendar_years import CalendarYear
from zhongchuang.core.described import Described
from zhongchuang.core.ids import new_id
from zhongchuang.core.outbox.models import Delivery, OutboxEvent

pytestmark = pytest.mark.django_db
MORNING = dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC)


def _events(most: int, since: dt.datetime) -> QuerySet[OutboxEvent, tuple[object, ...]]:
    """Two reads in one, as access makes them."""
    events = OutboxEvent.objects.annotate(number=Cast("version", BigIntegerField())).order_by()
    late = events.filter(number__lte=most, emitted_at__gte=since)
    first = events.filter(number=most, name="first")
    nothing = Value(None, output_field=BigIntegerField())
    return late.values_list("name", "version", nothing).union(
        first.values_list("name", "version", Value(7, output_field=BigIntegerField())), all=True
    )


def _years(known: dt.date) -> QuerySet[CalendarYear, tuple[object, ...]]:
    return CalendarYear.objects.filter(known_on__lte=known).order_by("year").values_list("year", flat=False)


@pytest.fixture(autouse=True)
def _rows() -> None:
    for number, name in enumerate(("first", "second", "third")):
        OutboxEvent.objects.create(
            name=name, version=number, payload={}, emitted_at=MORNING + dt.timedelta(hours=number)
        )


@pytest.mark.parametrize("most", [0, 1, 2, 9])
@pytest.mark.parametrize("hours", [-1, 0, 1, 5])
def test_the_rows_are_those_of_the_query(most: int, hours: int) -> None:
    described = Described(_events, most=int, since=dt.datetime)
    since = MORNING + dt.timedelta(hours=hours)
    for _ in range(2):
        assert sorted(described.rows(most=most, since=since), key=str) == sorted(
            _events(most, since), key=str
        )


@pytest.mark.parametrize("known", [dt.date(2015, 11, 30), dt.date(2020, 6, 1), dt.date(2030, 1, 1)])
def test_dates_are_asked_for_as_dates(known: dt.date) -> None:
    for year in (2016, 2020, 2026):
        notice = dt.date(year - 1, 12, 1)
        CalendarYear.objects.create(year=year, known_on=notice, source="虚构", rest_days=[], work_days=[])
    found = Described(_years, known=dt.date).rows(known=known)
    assert found == list(_years(known)) and len(found) == {2015: 0, 2020: 2, 2030: 3}[known.year]


def test_every_time_is_one_statement_and_sees_what_was_written_since() -> None:
    described = Described(_events, most=int, since=dt.datetime)
    with CaptureQueriesContext(connection) as asked:
        before = described.rows(most=9, since=MORNING)
        OutboxEvent.objects.create(name="fourth", version=3, payload={}, emitted_at=MORNING)
        after = described.rows(most=9, since=MORNING)
    assert len(asked) == 3 and len(after) == len(before) + 1


def _deliveries(name: str, until: dt.datetime) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(event__name=name, event__emitted_at__lte=until).select_related("event")
    return rows.order_by("listener")


@pytest.mark.parametrize("name", ["first", "second", "fourth", "%s"])
def test_the_objects_are_those_of_the_query_with_what_they_refer_to(name: str) -> None:
    for event in OutboxEvent.objects.all():
        event.payload = {"of": [event.version, "百分之 %"], "text": event.name}
        event.save()
        for listener in ("b", "a"):
            Delivery.objects.create(event=event, listener=listener, claim=new_id(), due_at=MORNING)
    later = MORNING + dt.timedelta(hours=9)
    described = Described(_deliveries, name=str, until=dt.datetime)
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            found = described.objects(name=name, until=later)
            events = [one.event for one in found]
        assert len(asked) == 1 and len(found) == (2 if name in ("first", "second") else 0)
        wanted = list(_deliveries(name, later))
        assert [_fields(one) for one in found] == [_fields(one) for one in wanted]
        assert [_fields(one) for one in events] == [_fields(one.event) for one in wanted]
        assert described.one(name=name, until=later) == (wanted[0] if wanted else None)


def test_an_object_of_a_described_read_is_saved_like_any_other() -> None:
    found = Described(lambda name: OutboxEvent.objects.filter(name=name), name=str).one(name="second")
    assert found is not None and not found._state.adding
    found.payload = {"is": "changed"}
    found.save()
    assert OutboxEvent.objects.count() == 3
    assert OutboxEvent.objects.get(name="second").payload == {"is": "changed"}


def test_plain_values_are_no_objects() -> None:
    with pytest.raises(TypeError, match="rows, no objects"):
        Described(_years, known=dt.date).objects(known=dt.date(2026, 1, 1))


def _fields(one: Model) -> list[object]:
    return [getattr(one, field.attname) for field in one._meta.concrete_fields]


def test_a_value_that_is_not_asked_for_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="not every value"):
        Described(lambda most: OutboxEvent.objects.values_list("name"), most=int).rows(most=1)
