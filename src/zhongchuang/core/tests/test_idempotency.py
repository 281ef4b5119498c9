"""A request repeated is a request answered once, also when both arrive at the same moment."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping

import pytest
from django.db import IntegrityError

from zhongchuang.core import clock
from zhongchuang.core.actors import ANONYMOUS, Actor, PersonActor
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import InvalidInput, Refused
from zhongchuang.core.idempotency import (
    IdempotencyKey,
    KeyReused,
    forget_old_keys,
    idempotent,
    new_idempotency_key,
)
from zhongchuang.core.tests.factory import CLERK, race, write_entry

pytestmark = pytest.mark.django_db


def pay(key: str | None, *, amount: int = 5, actor: Actor = CLERK, verb: str = "test.pay") -> str:
    """A verb whose effect is one audit entry, answered with the entry's key."""
    request: Mapping[str, object] = {"amount": amount, "day": dt.date(2026, 1, 1)}
    return idempotent(
        actor=actor,
        key=key,
        verb=verb,
        request=request,
        run=lambda: str(write_entry(amount).pk),
        remember=lambda answer: answer,
        recall=str,
    )


def test_the_same_request_under_the_same_key_is_answered_alike_and_done_once() -> None:
    key = new_idempotency_key()
    assert pay(key) == pay(key) == pay(key)
    assert AuditEntry.objects.count() == 1


def test_another_request_under_the_same_key_is_a_conflict() -> None:
    key = new_idempotency_key()
    pay(key)
    with pytest.raises(KeyReused, match="没有执行"):
        pay(key, amount=6)
    with pytest.raises(KeyReused):
        pay(key, verb="test.refund")
    assert AuditEntry.objects.count() == 1


def test_keys_of_different_people_do_not_meet() -> None:
    key = new_idempotency_key()
    assert len({pay(key), pay(key, actor=PersonActor(user_id="account-2")), pay(key, actor=ANONYMOUS)}) == 3


def test_without_a_key_each_request_is_done() -> None:
    assert pay(None) != pay(None)


def test_a_verb_that_fails_leaves_the_key_free() -> None:
    key = new_idempotency_key()

    def refuse() -> str:
        raise Refused("今天不行。", "Not today.")

    with pytest.raises(Refused):
        idempotent(
            actor=CLERK,
            key=key,
            verb="test.pay",
            request={"amount": 5, "day": dt.date(2026, 1, 1)},
            run=refuse,
            remember=lambda answer: answer,
            recall=str,
        )
    pay(key)
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("key", ["short", "x" * 81, "with space 1", "键键键键键键键键"])
def test_a_malformed_key_is_refused(key: str) -> None:
    with pytest.raises(InvalidInput, match="幂等键"):
        pay(key)


def test_a_failure_of_the_verb_itself_is_not_taken_for_a_repetition() -> None:
    def clash() -> str:
        raise IntegrityError("another constraint")

    with pytest.raises(IntegrityError, match="another constraint"):
        idempotent(
            actor=CLERK,
            key=new_idempotency_key(),
            verb="test.pay",
            request={},
            run=clash,
            remember=lambda answer: answer,
            recall=str,
        )


def test_old_keys_are_forgotten() -> None:
    with clock.use_date(dt.date(2026, 1, 1)) as frozen:
        pay(new_idempotency_key())
        frozen.advance(dt.timedelta(days=2))
        pay(new_idempotency_key())
        assert forget_old_keys(before=clock.now() - dt.timedelta(days=1)) == 1
    assert IdempotencyKey.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_the_same_moment_one_runs_and_all_hear_its_answer() -> None:
    key = new_idempotency_key()
    outcomes = race([lambda: pay(key)] * 6)
    assert len(set(outcomes)) == 1
    assert not isinstance(outcomes[0], Exception)
    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_asking_first_and_remembering_afterwards_runs_more_than_once() -> None:
    """The same race with the key looked up instead of claimed must go wrong, or the test above proves
    nothing."""
    key = new_idempotency_key()
    everybody_asked = threading.Barrier(6)

    def pay_carelessly() -> str:
        known = IdempotencyKey.objects.filter(key=key).first()
        everybody_asked.wait(20)
        if known is not None:
            return str(known.answer)
        answer = str(write_entry(5).pk)
        IdempotencyKey.objects.get_or_create(
            actor_ref="a", key=key, defaults={"verb": "v", "request_hash": "h", "answer": answer}
        )
        return answer

    assert len(set(race([pay_carelessly] * 6))) > 1
    assert AuditEntry.objects.count() > 1


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_text_no_database_can_hold_is_the_senders_mistake(text: str) -> None:
    with pytest.raises(InvalidInput, match="空字符") as refused:
        idempotent(
            actor=CLERK,
            key=new_idempotency_key(),
            verb="test.pay",
            request={"note": text},
            run=lambda: "",
            remember=str,
            recall=str,
        )
    assert refused.value.code == "core.unstorable_text"
    assert not IdempotencyKey.objects.exists()
