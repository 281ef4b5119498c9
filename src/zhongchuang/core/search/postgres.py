"""The grams on PostgreSQL: an array of integers beside the text, under a GIN index.

The column is no field of the model because only this database has it; deleting and truncating the row takes it along.
No statistics are kept of it: whatever is asked is rare enough for the index, and gathering them reads every array.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db.backends.base.base import BaseDatabaseWrapper

from zhongchuang.core.search.dialects import Sql
from zhongchuang.core.search.grams import as_array, grams_of_text, grams_of_word
from zhongchuang.core.search.words import Word

if TYPE_CHECKING:
    from zhongchuang.core.search.models import SearchText

# Without the list of what waits to be sorted in, which every search would have to read through.
_CREATE_INDEX = (
    "CREATE INDEX core_searchtext_grams ON core_searchtext USING gin (grams) WITH (fastupdate = off)"
)
_DROP_INDEX = "DROP INDEX IF EXISTS core_searchtext_grams"
# The arrays stand outside their rows, so that the table looks small and reading it from end to end cheap, which it is not;
# a function is where PostgreSQL lets that be said for this one question.
_CREATE_FUNCTION = (
    "CREATE FUNCTION core_search_holding(wanted integer[]) RETURNS SETOF bigint LANGUAGE sql STABLE ROWS 500"
    " SET enable_seqscan = off AS 'SELECT entry_id FROM core_searchtext WHERE grams @> wanted'"
)
_INSTALL = (
    "ALTER TABLE core_searchtext ADD COLUMN grams integer[] NOT NULL DEFAULT '{}'",
    "ALTER TABLE core_searchtext ALTER COLUMN grams SET STATISTICS 0, ALTER COLUMN grams SET STORAGE EXTERNAL",
    _CREATE_INDEX,
    _CREATE_FUNCTION,
)
_UNINSTALL = (
    "DROP FUNCTION IF EXISTS core_search_holding(integer[])",
    _DROP_INDEX,
    "ALTER TABLE core_searchtext DROP COLUMN IF EXISTS grams",
)
_COLUMNS = ("entry_id", "title", "title_en", "heading", "context", "text", "text_en", "folded")
_PUT = (
    f"INSERT INTO core_searchtext ({', '.join(_COLUMNS)}, grams)"  # noqa: S608 - our own names
    f" VALUES ({'%s, ' * len(_COLUMNS)}%s::integer[])"
)
_HOLDING = "SELECT core_search_holding(%s::integer[])"


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

    @contextmanager
    def loading(self, connection: BaseDatabaseWrapper) -> Iterator[None]:
        """Without the index, which is built once at the end: a hundred times faster. Who searches meanwhile waits."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks outstanding takes no index
            cursor.execute(_DROP_INDEX)
            yield
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
            cursor.execute(_CREATE_INDEX)

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
        certain = sorted({gram for word in words if not word.spoken for gram in grams_of_word(word.text)})
        asked = [[array("i", certain)]] if certain else []
        asked += [[grams_of_word(form) for form in word.forms] for word in words if word.spoken]
        conditions = (" UNION ".join([_HOLDING] * len(forms)) for forms in asked)
        return (
            " AND ".join(f"e.id IN ({condition})" for condition in conditions),
            [as_array(grams) for forms in asked for grams in forms],
        )


DIALECT = Postgres()
