"""Versions of single documents and measures: what counts as content, and what differs between two states.

A pack version is all files at once; officers and readers speak of a document or a measure. Each has a number
(`version:` in its entry, 1 where nothing is said) and a content: for a document its text and entry, for a measure its
entry. The same id and number never stand for other content, so a number can be quoted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhongchuang.policy.packs.schema import Content, DocumentState, Measure, PackDocument, RuleBook, Text


class ItemKind(StrEnum):
    """What is versioned one by one."""

    DOCUMENT = "document"
    MEASURE = "measure"


class Change(StrEnum):
    """What became of a document or a measure."""

    NEW = "new"
    CHANGED = "changed"
    REPEALED = "repealed"  # still held, but no longer in force or ending earlier than before
    WITHDRAWN = "withdrawn"  # no longer held


@dataclass(frozen=True, slots=True)
class Item:
    """One document or measure as a rule book has it."""

    kind: ItemKind
    slug: str  # a document's id, a measure's full id
    number: int
    sha256: str
    title: Text
    place: str
    instrument: str | None  # None for a document
    end: date | None  # its last day, None where it has none
    is_over: bool  # repealed or lapsed, itself or its document
    content: Content
    written_at: str

    @property
    def key(self) -> tuple[ItemKind, str]:
        """What is the same in every version."""
        return self.kind, self.slug


@dataclass(frozen=True, slots=True)
class Known:
    """What is remembered of an item: enough to tell what became of it."""

    kind: ItemKind
    slug: str
    number: int
    sha256: str
    title: Text
    place: str
    instrument: str | None
    end: date | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What became of one item. `before` is the number it had, None for what is new."""

    kind: ItemKind
    slug: str
    change: Change
    number: int
    before: int | None
    title: Text
    place: str
    instrument: str | None


def content_hash(content: Content) -> str:
    """SHA-256 of the canonical JSON: keys sorted, no spaces."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


_OVER = frozenset({DocumentState.REPEALED, DocumentState.LAPSED})


def items_of(book: RuleBook) -> Iterator[Item]:
    """Every document and measure of the book, documents first."""
    documents = {d.id: d for pack in book.packs.values() for d in pack.documents.values()}
    yield from map(document_item, documents.values())
    for measure in book.measures():
        yield measure_item(measure, documents[measure.clause.document])


def document_item(document: PackDocument) -> Item:
    """A document as an item. A document has no English title of its own: Chinese stands in both places."""
    return Item(
        ItemKind.DOCUMENT,
        document.id,
        document.version,
        content_hash(document.content),
        Text(document.title, document.title),
        document.place,
        None,
        document.expires,
        document.state in _OVER,
        document.content,
        document.written_at,
    )


def measure_item(measure: Measure, document: PackDocument) -> Item:
    """A measure as an item; it is over when its document is."""
    return Item(
        ItemKind.MEASURE,
        measure.id,
        measure.version,
        content_hash(measure.content),
        measure.title,
        measure.place,
        measure.instrument.value,
        measure.end,
        document.state in _OVER,
        measure.content,
        measure.written_at,
    )


def changes_between(before: Iterable[Known], after: Iterable[Item]) -> tuple[ItemChange, ...]:
    """What became of every item that is not as it was, in the order of `after`, then what went."""
    known: Mapping[tuple[ItemKind, str], Known] = {(k.kind, k.slug): k for k in before}
    seen: set[tuple[ItemKind, str]] = set()
    found: list[ItemChange] = []
    for item in after:
        seen.add(item.key)
        change = _change(known.get(item.key), item)
        if change is not None:
            was = known.get(item.key)
            found.append(
                ItemChange(
                    item.kind,
                    item.slug,
                    change,
                    item.number,
                    None if was is None else was.number,
                    item.title,
                    item.place,
                    item.instrument,
                )
            )
    for key, was in known.items():
        if key not in seen:
            found.append(
                ItemChange(
                    was.kind,
                    was.slug,
                    Change.WITHDRAWN,
                    was.number,
                    was.number,
                    was.title,
                    was.place,
                    was.instrument,
                )
            )
    return tuple(found)


def _change(was: Known | None, item: Item) -> Change | None:
    if was is None:
        return Change.NEW
    if item.is_over and not was.is_over:
        return Change.REPEALED
    if item.end is not None and (was.end is None or item.end < was.end):
        return Change.REPEALED
    if (item.number, item.sha256) != (was.number, was.sha256):
        return Change.CHANGED
    return None
