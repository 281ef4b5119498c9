"""Writing the index. Always inside the transaction that changes the thing, so that the index never says otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import transaction
from django.db.transaction import TransactionManagementError

from zhongchuang.core.search.dialects import default_connection, dialect_of
from zhongchuang.core.search.entries import Entry
from zhongchuang.core.search.folding import fold, written
from zhongchuang.core.search.kinds import SearchKind, search_kinds
from zhongchuang.core.search.models import SearchEntry, SearchLabel, SearchText
from zhongchuang.core.search.pinyin import spoken_keys

INDEX_VERSION = 1
"""Raised when folding, grams or keys change: the next set-up then builds the index again."""
_AT_ONCE = 200


def index_write(entries: Iterable[Entry]) -> int:
    """Put these entries in, in place of what was known of them; what has not changed is left alone.

    Returns how many were written. Must be called inside a transaction.
    """
    _insist_on_transaction()
    waiting, count = iter(entries), 0
    while some := list(islice(waiting, _AT_ONCE)):
        count += _write(some)
    return count


def index_remove(kind: str, keys: Iterable[str]) -> int:
    """Take entries out; returns how many were there. Must be called inside a transaction."""
    _insist_on_transaction()
    waiting, count = iter(keys), 0
    while some := list(islice(waiting, _AT_ONCE)):
        count += _delete(
            list(SearchEntry.objects.filter(kind=kind, key__in=some).values_list("pk", flat=True))
        )
    return count


def index_replace(kind: str, entries: Iterable[Entry], *, groups: Iterable[str] | None = None) -> int:
    """Make these all there is of the kind, or of these groups of it; returns how many were written or taken out."""
    rows = SearchEntry.objects.filter(kind=kind)
    if groups is not None:
        rows = rows.filter(group__in=list(groups))
    gone = set(rows.values_list("key", flat=True))

    def kept() -> Iterator[Entry]:
        for entry in entries:
            gone.discard(entry.key)
            yield entry

    count = index_write(kept())
    return count + index_remove(kind, sorted(gone))


def index_rebuild() -> dict[str, int]:
    """Empty the index and read everything again from the rooms; says how much there is of each kind."""
    connection = default_connection()
    dialect = dialect_of(connection)
    with transaction.atomic():
        SearchEntry.objects.all().delete()
        dialect.clear(connection)
        with dialect.loading(connection):
            return {kind.name: index_write(kind.entries()) for kind in search_kinds()}


def index_ensure() -> dict[str, int]:
    """What set-up does: build what was never built, or was built in another way. Nothing to do costs a look."""
    with transaction.atomic():
        if SearchEntry.objects.exclude(index_version=INDEX_VERSION).exists():
            return index_rebuild()
        written_now = {kind.name: _ensure(kind) for kind in search_kinds()}
        return {name: count for name, count in written_now.items() if count}


def _insist_on_transaction() -> None:
    """The thing and its entry are written together or not at all."""
    if not default_connection().in_atomic_block:
        raise TransactionManagementError("the index is written inside the transaction that changes the thing")


def _ensure(kind: SearchKind) -> int:
    return 0 if SearchEntry.objects.filter(kind=kind.name).exists() else index_write(kind.entries())


def _write(entries: list[Entry]) -> int:
    """One batch: compare digests, delete what changed, write it again."""
    wanted = {(entry.kind, entry.key): (entry, entry.digest(str(INDEX_VERSION))) for entry in entries}
    known = {
        (kind, key): (pk, digest)
        for kind, key, pk, digest in SearchEntry.objects.filter(
            kind__in={kind for kind, _ in wanted}, key__in={key for _, key in wanted}
        ).values_list("kind", "key", "pk", "digest")
    }
    changed = {
        name: (entry, digest)
        for name, (entry, digest) in wanted.items()
        if name not in known or known[name][1] != digest
    }
    _delete([known[name][0] for name in changed if name in known])
    if changed:
        _insert(list(changed.values()))
    return len(changed)


def _insert(entries: list[tuple[Entry, str]]) -> None:
    rows = SearchEntry.objects.bulk_create([_entry_row(entry, digest) for entry, digest in entries])
    texts = [_text_row(row, entry) for row, (entry, _) in zip(rows, entries, strict=True)]
    connection = default_connection()
    dialect_of(connection).put(connection, texts)
    SearchLabel.objects.bulk_create(
        SearchLabel(entry=row, name=name, value=value)
        for row, (entry, _) in zip(rows, entries, strict=True)
        for name, values in entry.labels.items()
        for value in dict.fromkeys(values)
    )


def _entry_row(entry: Entry, digest: str) -> SearchEntry:
    title = fold(_line(entry.title))
    spoken = spoken_keys(fold(_line(word)) for word in entry.spoken)
    return SearchEntry(
        kind=entry.kind,
        key=entry.key,
        audience=entry.audience,
        # The title is closed by the end of its line: a query that is the whole title is seen by it.
        title_folded="\n".join([title, fold(_line(entry.title_en)), *spoken, ""]),
        heading_folded=fold(_line(entry.heading)),
        group=entry.group,
        place=entry.place,
        year=entry.year,
        day=entry.day,
        until=entry.until,
        rank=entry.rank,
        text_weight=entry.text_weight,
        standing=entry.standing,
        digest=digest,
        index_version=INDEX_VERSION,
    )


def _line(text: str) -> str:
    """A title or heading as one line: lines part the fields of an entry."""
    return " ".join(written(text).split())


def _text_row(row: SearchEntry, entry: Entry) -> SearchText:
    text, text_en = written(entry.text), written(entry.text_en)
    keys = "\n".join(fold(_line(key)) for key in entry.keys)
    return SearchText(
        entry=row,
        title=_line(entry.title),
        title_en=_line(entry.title_en),
        heading=_line(entry.heading),
        context=_line(entry.context),
        text=text,
        text_en=text_en,
        folded="\n".join([row.title_folded, row.heading_folded, keys, fold(text), fold(text_en)]),
    )


def _delete(pks: list[int]) -> int:
    if not pks:
        return 0
    connection = default_connection()
    dialect_of(connection).take(connection, pks)
    SearchEntry.objects.filter(pk__in=pks).delete()
    return len(pks)
