"""The grams on SQLite: an FTS5 index without the text (the text is ours already) and without positions.

A gram is a token of eight hexadecimal digits. An index without text is told what to forget when an entry goes, so the folded
text that was indexed is kept. When the last entry goes by any road, a trigger empties the index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from django.db.backends.base.base import BaseDatabaseWrapper

from zhongchuang.core.search.dialects import Sql
from zhongchuang.core.search.grams import as_hex, grams_of_text, grams_of_word
from zhongchuang.core.search.words import Word

if TYPE_CHECKING:
    from zhongchuang.core.search.models import SearchText

_INSTALL = (
    "CREATE VIRTUAL TABLE core_searchgrams USING fts5"
    "(grams, content='', detail=none, columnsize=0, tokenize='ascii')",
    # Grams wait in memory up to so many bytes: a load of many texts is written three times as fast as with FTS5's 1 MB.
    "INSERT INTO core_searchgrams (core_searchgrams, rank) VALUES ('hashsize', 33554432)",
    "CREATE TRIGGER core_search_emptied AFTER DELETE ON core_searchentry"
    " WHEN NOT EXISTS (SELECT 1 FROM core_searchentry)"
    " BEGIN INSERT INTO core_searchgrams (core_searchgrams) VALUES ('delete-all'); END",
)
_UNINSTALL = ("DROP TRIGGER IF EXISTS core_search_emptied", "DROP TABLE IF EXISTS core_searchgrams")
_PUT = "INSERT INTO core_searchgrams (rowid, grams) VALUES (%s, %s)"
_FORGET = "INSERT INTO core_searchgrams (core_searchgrams, rowid, grams) VALUES ('delete', %s, %s)"
_HOLDING = "e.id IN (SELECT rowid FROM core_searchgrams WHERE core_searchgrams MATCH %s)"
_AT_ONCE = 500


class Sqlite:
    """See `Dialect`."""

    position = "instr"

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
        """Afterwards the index is in one piece; others read the old one until the transaction ends."""
        yield
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO core_searchgrams (core_searchgrams) VALUES ('optimize')")

    def put(self, connection: BaseDatabaseWrapper, rows: Sequence[SearchText]) -> None:
        type(rows[0]).objects.bulk_create(rows)
        grams = [(row.pk, as_hex(grams_of_text(row.folded))) for row in rows]
        with connection.cursor() as cursor:
            cursor.executemany(_PUT, grams)

    def take(self, connection: BaseDatabaseWrapper, entries: Iterable[int]) -> None:
        waiting = iter(sorted(entries))
        with connection.cursor() as cursor:
            while some := list(islice(waiting, _AT_ONCE)):
                marks = ", ".join(["%s"] * len(some))
                cursor.execute(
                    f"SELECT entry_id, folded FROM core_searchtext WHERE entry_id IN ({marks})",  # noqa: S608 - marks
                    some,
                )
                kept: list[tuple[int, str]] = cursor.fetchall()
                cursor.executemany(_FORGET, [(pk, as_hex(grams_of_text(folded))) for pk, folded in kept])

    def clear(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO core_searchgrams (core_searchgrams) VALUES ('delete-all')")

    def holding(self, words: Sequence[Word]) -> Sql:
        return _HOLDING, [" AND ".join(_asked(words))]


def _asked(words: Sequence[Word]) -> Iterator[str]:
    """Each word in the language of FTS5: all grams of one of its forms."""
    for word in words:
        forms = (" AND ".join(as_hex(grams_of_word(form)).split()) for form in word.forms)
        yield "(" + " OR ".join(f"({form})" for form in forms) + ")"


DIALECT = Sqlite()
