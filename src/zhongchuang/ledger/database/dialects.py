"""One step, written as one act of the database: the key is new, the money is there, both sums and the transfer agree.

Each database in its own way, with the same promise: all of it happens or nothing does, whoever else is at it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

from zhongchuang.ledger.database import append_only
from zhongchuang.ledger.decisions import Step

Parameter = str | int | bool | dt.date | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A step with what is put down beside it."""

    step: Step
    request_hash: str
    at: dt.datetime
    actor: str


class Dialect(Protocol):
    """How a database writes a step."""

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Put in place what writing needs; safe to repeat."""
        ...

    def uninstall(self, connection: BaseDatabaseWrapper) -> None:
        """Take it away again."""
        ...

    def lock(self, connection: BaseDatabaseWrapper, accounts: Sequence[int]) -> None:
        """Hold these accounts, in the order of their ids, until the transaction ends."""
        ...

    def quiet(self, connection: BaseDatabaseWrapper) -> None:
        """Wait until what others are writing is committed, and let nobody begin until this transaction ends."""
        ...

    def write(self, connection: BaseDatabaseWrapper, entry: Entry) -> int | None:
        """The id of the new transfer; None, and nothing changed, where something stands in its way."""
        ...


def dialect(connection: BaseDatabaseWrapper) -> Dialect:
    """The dialect of a connection. Raises ImproperlyConfigured for a database this house does not run on."""
    from zhongchuang.ledger.database import postgres, sqlite

    match connection.vendor:
        case "postgresql":
            return postgres.DIALECT
        case "sqlite":
            return sqlite.DIALECT
        case other:
            raise ImproperlyConfigured(
                f"账本只支持 SQLite 和 PostgreSQL，不支持 {other}；请改 DATABASE_URL。"
                f" The ledger runs on SQLite and PostgreSQL, not on {other}; change DATABASE_URL."
            )


def install(connection: BaseDatabaseWrapper) -> None:
    """What the migration does once the tables stand."""
    append_only.GUARD.install(connection)
    dialect(connection).install(connection)


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """What undoing the migration does first."""
    dialect(connection).uninstall(connection)
    append_only.GUARD.remove(connection)
