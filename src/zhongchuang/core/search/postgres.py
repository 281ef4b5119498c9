"""The grams on PostgreSQL: an array of integers beside the text, under a GIN index.

The column is no field of the model because only this database has it; deleting and truncating the row takes it along.
No statistics are kept of it: whatever is asked is rare enough for the index, and gathering them reads every array.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db.backends.base.base import BaseDatabaseWrapper

from zhongchuang.core.search.dialects import Parameter, Sql
from zhongchuang.core.search.grams import as_array, grams_of_text, grams_of_word
from zhongchuang.core.search.words import Word

if TYPE_CHECKING:
    from zhongchuang.core.search.models import SearchText

_INSTALL = (
    "ALTER TABLE core_searchtext ADD COLUMN grams integer[] NOT NULL DEFAULT '{}'",
    "ALTER TABLE core_searchtext ALTER COLUMN grams SET STATISTICS 0",
    "CREATE INDEX core_searchtext_grams ON core_searchtext USING gin (grams) WITH (fastupdate = off)",
)
_UNINSTALL = (
    "DROP INDEX IF EXISTS core_searchtext_grams",
    "ALTER TABLE core_searchtext DROP COLUMN IF EXISTS grams",
)
_COLUMNS = ("entry_id", "title", "title_en", "heading", "context", "text", "text_en", "folded")
_PUT = (
    f"INSERT INTO core_searchtext ({', '.join(_COLUMNS)}, grams)"  # noqa: S608 - our own names
    f" VALUES ({'%s, ' * len(_COLUMNS)}%s::integer[])"
)
_HAS = "grams @> %s::integer[]"


class Postgres:
    """See `Dialect`."""

    position = "strpos"

    def install(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            for statement in _INSTALL:
                cursor.execute(statement)

    def uninstall(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            for statement in _UNINSTALL:
                cursor.execute(statement)

    def put(self, connection: BaseDatabaseWrapper, rows: Sequence[SearchText]) -> None:
        values = [
            (*(getattr(row, column) for column in _COLUMNS), as_array(grams_of_text(row.folded)))
            for row in rows
        ]
        with connection.cursor() as cursor:
            cursor.executemany(_PUT, values)

    def take(self, connection: BaseDatabaseWrapper, entries: Iterable[int]) -> None:
        """Nothing to do: the grams stand in the row that goes."""

    def clear(self, connection: BaseDatabaseWrapper) -> None:
        """Nothing to do: the grams stood in the rows that went."""

    def holding(self, words: Sequence[Word]) -> Sql:
        conditions, parameters = [], list[Parameter]()
        for word in words:
            conditions.append("(" + " OR ".join([_HAS] * len(word.forms)) + ")")
            parameters += [as_array(grams_of_word(form)) for form in word.forms]
        return (
            f"e.id IN (SELECT entry_id FROM core_searchtext WHERE {' AND '.join(conditions)})",  # noqa: S608 - fixed
            parameters,
        )


DIALECT = Postgres()
