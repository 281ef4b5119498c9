"""The outbox: with the verb or not at all, at least once to each listener, once in effect, failures
visible."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import NotFound
from zhongchuang.core.idempotency import IdempotencyKey
from zhongchuang.core.outbox import Event, Listener, emit, event
from zhongchuang.core.outbox import delivery as delivering
from zhongchuang.core.outbox.delivery import (
    MOST_ATTEMPTS,
    dead_letters,
    delivery_retry,
    forget_delivered,
    run_outbox_once,
    wait_after,
)
from zhongchuang.core.outbox.emit import OutboxMisuse
from zhongchuang.core.outbox.events import from_payload, to_payload
from zhongchuang.core.outbox.models import Delivery, DeliveryState, OutboxEvent
from zhongchuang.core.outbox.wiring import checked, use_wiring
from zhongchuang.core.tests.factory import CLERK, Role, race

pytestmark = pytest.mark.django_db


@event("test.thing_happened")
@dataclass(frozen=True, kw_only=True)
class ThingHappened(Event):
    """One field of every kind."""

    thing: UUID
    day: dt.date = dt.date(2026, 1, 1)
    moment: dt.datetime = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    amount: int = 100
    share: Decimal = Decimal("0.70")
    role: Role = Role.CLERK
    note: str | None = None
    others: tuple[UUID, ...] = ()
    final: bool = True


heard: list[tuple[str, ThingHappened]] = []


def hear(happened: ThingHappened) -> None:
    heard.append(("first", happened))


def hear_too(happened: ThingHappened) -> None:
    heard.append(("second", happened))


def fail(_: ThingHappened) -> None:
    raise RuntimeError("the listener's own reason")


@pytest.fixture(autouse=True)
def frozen() -> Iterator[clock.FrozenClock]:
    heard.clear()
    with clock.use_date(dt.date(2026, 11, 20)) as held:
        yield held


def happen() -> ThingHappened:
    happened = ThingHappened(thing=uuid4(), note="备注", others=(uuid4(), uuid4()))
    with transaction.atomic():
        emit(happened)
    return happened


def test_an_event_travels_unchanged() -> None:
    happened = ThingHappened(thing=uuid4(), others=(uuid4(),))
    assert from_payload(ThingHappened, to_payload(happened)) == happened


def test_each_listener_hears_once() -> None:
    with use_wiring(
        [Listener(ThingHappened, "test.first", hear), Listener(ThingHappened, "test.second", hear_too)]
    ):
        happened = happen()
        assert run_outbox_once() == 2
        assert run_outbox_once() == 0
    assert sorted(heard, key=lambda pair: pair[0]) == [("first", happened), ("second", happened)]
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.DONE}


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_is_not_heard_of() -> None:
    with use_wiring([Listener(ThingHappened, "test.first", hear)]):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            emit(ThingHappened(thing=uuid4()))
            raise ZeroDivisionError
        assert run_outbox_once() == 0
    assert (heard, OutboxEvent.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_emitting_outside_a_transaction_is_refused() -> None:
    with pytest.raises(OutboxMisuse, match="事务"):
        emit(ThingHappened(thing=uuid4()))


def test_a_failing_listener_waits_longer_each_time_and_dies_visibly(frozen: clock.FrozenClock) -> None:
    with use_wiring(
        [Listener(ThingHappened, "test.fail", fail), Listener(ThingHappened, "test.first", hear)]
    ):
        happen()
        assert run_outbox_once() == 2
        assert len(heard) == 1
        for attempt in range(1, MOST_ATTEMPTS):
            frozen.advance(wait_after(attempt) - dt.timedelta(seconds=1))
            assert run_outbox_once() == 0
            frozen.advance(dt.timedelta(seconds=1))
            assert run_outbox_once() == 1
        frozen.advance(dt.timedelta(days=30))
        assert run_outbox_once() == 0
    (dead,) = dead_letters()
    assert (dead.attempts, dead.listener) == (MOST_ATTEMPTS, "test.fail")
    assert "the listener's own reason" in dead.last_error


def test_a_dead_letter_is_put_back_by_hand_and_that_is_recorded(frozen: clock.FrozenClock) -> None:
    with use_wiring([Listener(ThingHappened, "test.first", hear)]):
        happen()
        Delivery.objects.update(state=DeliveryState.DEAD, attempts=MOST_ATTEMPTS)
        (dead,) = dead_letters()
        with pytest.raises(NotFound):
            delivery_retry(actor=CLERK, delivery_ids=[dead.pk, uuid4()])
        assert delivery_retry(actor=CLERK, delivery_ids=[dead.pk]) == 1
        run_outbox_once()
    assert len(heard) == 1
    assert AuditEntry.objects.get(verb="core.delivery_retry").target_id == str(dead.pk)


def test_the_listeners_writes_and_the_mark_stand_or_fall_together() -> None:
    def write_then_fail(_: ThingHappened) -> None:
        IdempotencyKey.objects.create(actor_ref="a", key="k", verb="v", request_hash="h")
        raise RuntimeError

    with use_wiring([Listener(ThingHappened, "test.fail", write_then_fail)]):
        happen()
        run_outbox_once()
    assert IdempotencyKey.objects.count() == 0


def test_the_claim_of_a_killed_worker_runs_out(
    frozen: clock.FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with use_wiring([Listener(ThingHappened, "test.first", hear)]):
        happen()
        with monkeypatch.context() as patch:
            patch.setattr(delivering, "_deliver", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                run_outbox_once()
        assert run_outbox_once() == 0
        frozen.advance(delivering.CLAIM_LASTS)
        assert run_outbox_once() == 1
    assert len(heard) == 1


def test_a_worker_that_wakes_up_after_its_claim_was_taken_undoes_its_work(frozen: clock.FrozenClock) -> None:
    with use_wiring([Listener(ThingHappened, "test.first", hear)]):
        happen()
        stalled = delivering._claim(delivering.CLAIM_LASTS)
        assert stalled is not None
        frozen.advance(delivering.CLAIM_LASTS)
        assert run_outbox_once() == 1
        delivering._deliver(stalled)
    assert len(heard) == 1


def test_a_delivery_whose_workers_always_die_is_given_up(frozen: clock.FrozenClock) -> None:
    with use_wiring([Listener(ThingHappened, "test.first", hear)]):
        happen()
        for _ in range(MOST_ATTEMPTS):
            assert delivering._claim(delivering.CLAIM_LASTS) is not None
            frozen.advance(delivering.CLAIM_LASTS)
        run_outbox_once()
    assert heard == []
    assert "cut off" in dead_letters().get().last_error


def test_a_listener_that_was_unwired_fails_visibly() -> None:
    with use_wiring([Listener(ThingHappened, "test.first", hear)]):
        happen()
    with use_wiring([]):
        run_outbox_once()
    assert "接线中没有听者 test.first" in Delivery.objects.get().last_error


def test_a_wiring_with_a_name_used_twice_is_refused() -> None:
    listener = Listener(ThingHappened, "test.first", hear)
    with pytest.raises(ValueError, match="重复"):
        checked([listener, listener])


def test_old_events_are_forgotten_once_all_have_heard(frozen: clock.FrozenClock) -> None:
    with use_wiring([Listener(ThingHappened, "test.first", hear)]):
        happen()
        run_outbox_once()
        happen()
        frozen.advance(dt.timedelta(days=1))
        assert forget_delivered(before=clock.now()) == 1
    assert Delivery.objects.get().state == DeliveryState.WAITING


def test_an_event_name_is_given_once() -> None:
    with pytest.raises(ValueError, match="已由"):

        @event("test.thing_happened")
        @dataclass(frozen=True, kw_only=True)
        class Other(Event):
            """Another class under a taken name."""


def _deliver_from_many_workers() -> list[int | Exception]:
    return race([lambda: run_outbox_once(limit=1000)] * 4)


@pytest.mark.django_db(transaction=True)
def test_many_workers_deliver_each_event_once() -> None:
    with use_wiring(
        [Listener(ThingHappened, "test.first", hear), Listener(ThingHappened, "test.second", hear_too)]
    ):
        for _ in range(20):
            happen()
        outcomes = _deliver_from_many_workers()
    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    assert len(heard) == 40
    assert len({(name, happened.thing) for name, happened in heard}) == 40


@pytest.mark.django_db(transaction=True)
def test_control_without_claims_events_are_heard_more_than_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same race with the claim and its check taken out must go wrong, or the test above proves
    nothing."""
    everybody_looked = threading.Barrier(4)

    def look_only(_: dt.timedelta) -> Delivery | None:
        found = delivering.due(clock.now()).select_related("event").first()
        everybody_looked.wait(20)
        return found

    def hand_over_unchecked(claimed: Delivery) -> None:
        delivering._hand_over(claimed)
        Delivery.objects.filter(pk=claimed.pk).update(state=DeliveryState.DONE)

    monkeypatch.setattr(delivering, "_claim", look_only)
    monkeypatch.setattr(delivering, "_deliver", hand_over_unchecked)
    with use_wiring([Listener(ThingHappened, "test.first", hear)]):
        happen()
        race([lambda: run_outbox_once(limit=1)] * 4)
    assert len(heard) > 1
