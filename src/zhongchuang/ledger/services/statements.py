"""One step, written as one act of the database: the key is new, the money is there, both sums and the transfer agree.

Each database in its own way, with the same promise: all of it happens or nothing does, whoever else is at it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from zhongchuang.ledger.decisions import Step


@dataclass(frozen=True, slots=True)
class Written:
    """What is put down beside the step itself."""

    at: dt.datetime
    actor: str


Parameter = str | int | bool | dt.date | list[int] | None


class Dialect(Protocol):
    """How a database writes a step."""

    def lock(self, connection: BaseDatabaseWrapper, accounts: Sequence[int]) -> None:
        """Hold these accounts, in the order of their ids, until the transaction ends."""
        ...

    def write(self, connection: BaseDatabaseWrapper, step: Step, written: Written) -> int | None:
        """The id of the new transfer; None, and nothing changed, where something stands in its way."""
        ...


def dialect() -> Dialect:
    """The dialect of the platform's database."""
    from zhongchuang.ledger.services import postgres, sqlite

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
