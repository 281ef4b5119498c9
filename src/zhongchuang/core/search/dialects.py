"""What the two databases do each in its own way; everything else of the index is the same SQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import TYPE_CHECKING, Protocol

from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from zhongchuang.core.search.words import Word

if TYPE_CHECKING:
    from zhongchuang.core.search.models import SearchText

Parameter = str | int | date
Sql = tuple[str, list[Parameter]]
"""A condition and its parameters."""


class Dialect(Protocol):
    """How a database keeps the grams of a text and finds by them."""

    position: str
    """The function that says where a word begins in a text, 0 where it is not."""

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Make what holds the grams."""
        ...

    def uninstall(self, connection: BaseDatabaseWrapper) -> None:
        """Take it away again."""
        ...

    def loading(self, connection: BaseDatabaseWrapper) -> AbstractContextManager[None]:
        """A block in which everything is written anew, as fast as the database can."""
        ...

    def put(self, connection: BaseDatabaseWrapper, rows: Sequence[SearchText]) -> None:
        """Write the words of entries that are not there yet, with their grams."""
        ...

    def take(self, connection: BaseDatabaseWrapper, entries: Iterable[int]) -> None:
        """Forget the grams of entries about to be deleted."""
        ...

    def clear(self, connection: BaseDatabaseWrapper) -> None:
        """Forget all grams at once; the entries are gone already."""
        ...

    def holding(self, words: Sequence[Word]) -> Sql:
        """A condition on `e.id`: the entry has the grams of every word, in one of its forms."""
        ...


def dialect_of(connection: BaseDatabaseWrapper) -> Dialect:
    """The dialect of a connection. Raises ImproperlyConfigured for a database this house does not run on."""
    from zhongchuang.core.search import postgres, sqlite

    match connection.vendor:
        case "sqlite":
            return sqlite.DIALECT
        case "postgresql":
            return postgres.DIALECT
        case other:
            raise ImproperlyConfigured(
                f"检索只支持 SQLite 和 PostgreSQL，不支持 {other}；请改 DATABASE_URL。"
                f" Search runs on SQLite and PostgreSQL, not on {other}; change DATABASE_URL."
            )


def default_connection() -> BaseDatabaseWrapper:
    """The one database of the platform."""
    return connections["default"]
