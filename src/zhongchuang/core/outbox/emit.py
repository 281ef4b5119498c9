"""Emitting: into the outbox, inside the verb's transaction."""

from __future__ import annotations

from django.db import connection

from zhongchuang.core.outbox.events import Event, to_payload
from zhongchuang.core.outbox.models import Delivery, OutboxEvent
from zhongchuang.core.outbox.wiring import hearing
from zhongchuang.core.request_id import request_id
from zhongchuang.core.written import add


class OutboxMisuse(Exception):
    """A verb emits wrongly: a mistake in the program, never shown to people."""


def emit(happened: Event) -> OutboxEvent:
    """Say that something happened. Whoever hears of it will, if and only if this transaction commits.

    Raises OutboxMisuse outside a transaction or for a class without a name, TypeError for a value that
    cannot travel.
    """
    cls = type(happened)
    if not hasattr(cls, "name"):
        raise OutboxMisuse(f"{cls.__name__} 没有用 @event 命名 / was not named with @event")
    if not connection.in_atomic_block:
        raise OutboxMisuse(f"{cls.name}: emit 要在动作的事务里调用 / call emit inside the verb's transaction")
    row = add(
        OutboxEvent(name=cls.name, version=cls.version, payload=to_payload(happened), request_id=request_id())
    )
    for listener in hearing(cls):
        add(Delivery(event=row, listener=listener.name))
    return row
