"""What the tests of this floor are built from."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TypeVar

from django.db import connection, transaction

from zhongchuang.core.actors import PersonActor
from zhongchuang.core.audit import Target, audit_write
from zhongchuang.core.audit.models import AuditEntry

T = TypeVar("T")


class Role(StrEnum):
    """Stands in for the role enum of the room that knows roles."""

    CLERK = "clerk"


CLERK = PersonActor(user_id="account-1", roles=frozenset({Role.CLERK}), organisation_id="organisation-1")


def write_entry(number: int = 1, *, person: str | None = None) -> AuditEntry:
    """One audit entry in a transaction of its own, about thing number `number`."""
    with transaction.atomic():
        return audit_write(
            actor=CLERK,
            verb="test.change",
            target=Target("test.thing", str(number)),
            before={"amount": number},
            after={"amount": number + 1, "title": "新的标题"},
            personal={person: {"name": f"虚构人员{number}", "telephone": "00000000000"}} if person else None,
        )


def race(tasks: Sequence[Callable[[], T]], *, timeout: float = 60) -> list[T | Exception]:
    """Run the tasks at the same moment, each in a thread with a connection of its own; results or what was
    raised."""
    start = threading.Barrier(len(tasks))
    outcomes: list[T | Exception | None] = [None] * len(tasks)

    def run(index: int, task: Callable[[], T]) -> None:
        try:
            start.wait(timeout)
            outcomes[index] = task()
        except Exception as error:  # noqa: BLE001 - the outcome is what the test looks at
            outcomes[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout)
    assert not any(thread.is_alive() for thread in threads), "a racing task did not end in time"
    return [outcome for outcome in outcomes if outcome is not None]


def execute(sql: str, parameters: Sequence[int | str] = ()) -> None:
    """Raw SQL, as somebody with access to the database would run it."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
