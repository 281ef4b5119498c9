"""By what awards are found, as each database keeps it: an FTS5 table without text (SQLite), an array under GIN (PostgreSQL).

The same two ways as the search of policies (docs/decisions/0009-search-by-pairs.md), in a table of its own: a million awards must
not stand between a reader and a policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from django.db import connection as default
from django.db.backends.base.base import BaseDatabaseWrapper

from zhongchuang.clearance.disclosing.entries import grams_of_entry
from zhongchuang.core.search.grams import as_array, as_hex

if TYPE_CHECKING:
    from array import array

    from zhongchuang.clearance.models import AwardEntry

_AT_ONCE = 500
_SQLITE = (
    "CREATE VIRTUAL TABLE clearance_awardgrams USING fts5"
    "(grams, content='', detail=none, columnsize=0, tokenize='ascii')",
    "INSERT INTO clearance_awardgrams (clearance_awardgrams, rank) VALUES ('hashsize', 33554432)",
    "CREATE TRIGGER clearance_award_emptied AFTER DELETE ON clearance_awardentry"
    " WHEN NOT EXISTS (SELECT 1 FROM clearance_awardentry)"
    " BEGIN INSERT INTO clearance_awardgrams (clearance_awardgrams) VALUES ('delete-all'); END",
)
_SQLITE_AWAY = (
    "DROP TRIGGER IF EXISTS clearance_award_emptied",
    "DROP TABLE IF EXISTS clearance_awardgrams",
)
_POSTGRES_INDEX = "CREATE INDEX clearance_awardentry_grams ON clearance_awardentry USING gin (grams) WITH (fastupdate = off)"
_POSTGRES_NO_INDEX = "DROP INDEX IF EXISTS clearance_awardentry_grams"
_POSTGRES = (
    "ALTER TABLE clearance_awardentry ADD COLUMN grams integer[] NOT NULL DEFAULT '{}'",
    # Whatever is asked is rare enough for the index; gathering statistics would read every array.
    "ALTER TABLE clearance_awardentry ALTER COLUMN grams SET STATISTICS 0",
    _POSTGRES_INDEX,
)
_POSTGRES_AWAY = (
    _POSTGRES_NO_INDEX,
    "ALTER TABLE clearance_awardentry DROP COLUMN IF EXISTS grams",
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Make what holds the grams; called by the migration."""
    _run(connection, _POSTGRES if connection.vendor == "postgresql" else _SQLITE)


def uninstall(connection: BaseDatabaseWrapper) -> None:
    """Take it away again."""
    _run(connection, _POSTGRES_AWAY if connection.vendor == "postgresql" else _SQLITE_AWAY)


def put(rows: Sequence[AwardEntry]) -> None:
    """Keep the grams of entries just written."""
    found = [(row.pk, _grams(row)) for row in rows]
    with default.cursor() as cursor:
        if default.vendor == "postgresql":
            cursor.executemany(
                "UPDATE clearance_awardentry SET grams = %s::integer[] WHERE award_id = %s",
                [(as_array(grams), pk) for pk, grams in found],
            )
        else:
            cursor.executemany(
                "INSERT INTO clearance_awardgrams (rowid, grams) VALUES (%s, %s)",
                [(pk, as_hex(grams)) for pk, grams in found],
            )


def take(rows: Iterable[AwardEntry]) -> None:
    """Forget the grams of entries about to be deleted. On PostgreSQL they stand in the row that goes."""
    if default.vendor == "postgresql":
        return
    waiting = iter(rows)
    with default.cursor() as cursor:
        while some := list(islice(waiting, _AT_ONCE)):
            cursor.executemany(
                "INSERT INTO clearance_awardgrams (clearance_awardgrams, rowid, grams) VALUES ('delete', %s, %s)",
                [(row.pk, as_hex(_grams(row))) for row in some],
            )


@contextmanager
def loading() -> Iterator[None]:
    """A block in which everything is written anew: PostgreSQL's index is built once at its end, SQLite's is put in one piece."""
    with default.cursor() as cursor:
        if default.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks outstanding takes no index
            cursor.execute(_POSTGRES_NO_INDEX)
            yield
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
            cursor.execute(_POSTGRES_INDEX)
        else:
            yield
            cursor.execute("INSERT INTO clearance_awardgrams (clearance_awardgrams) VALUES ('optimize')")


def _grams(row: AwardEntry) -> array[int]:
    return grams_of_entry(
        folded=row.folded,
        year=row.year,
        department=row.department,
        place=row.place,
        programme=row.programme,
        category=row.category,
        source=row.source,
        state=row.state,
        amount=row.amount,
    )


def _run(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
