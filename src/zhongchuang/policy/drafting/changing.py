"""What a draft changes, entry by entry, against a rule book: added, changed, taken away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from zhongchuang.policy.documents.model import Document
from zhongchuang.policy.documents.settling import put_right
from zhongchuang.policy.drafting.content import DraftContent, Entry, EntryKind
from zhongchuang.policy.drafting.document_file import document_entry
from zhongchuang.policy.drafting.opening import content_of_published
from zhongchuang.policy.packs.schema import RuleBook


class Fate(StrEnum):
    """What becomes of an entry."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One entry and what becomes of it. `kind` is None for the document itself, whose name is its id."""

    kind: EntryKind | None
    name: str
    fate: Fate
    before: Entry | None
    after: Entry | None

    @property
    def title(self) -> str:
        """How a person knows it."""
        row = self.after or self.before or {}
        words = row.get("title") or row.get("label")
        return str((words.get("zh") if isinstance(words, Mapping) else words) or self.name)

    @property
    def fields(self) -> tuple[tuple[str, Any, Any], ...]:
        """The keys that differ: name, before, after."""
        before, after = self.before or {}, self.after or {}
        keys = dict.fromkeys((*before, *after))
        return tuple(
            (key, before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)
        )


def published_before(book: RuleBook, content: DraftContent) -> DraftContent | None:
    """What a rule book holds of the document of a draft; None where it holds none."""
    return None if book.document(content.head.id) is None else content_of_published(book, content.head.id)


def changes_between(
    before: DraftContent | None, after: DraftContent, raw: Document, text: str
) -> Iterator[EntryChange]:
    """The changes that lead from one content to another; the document first. Version numbers do not count."""
    old = None if before is None else _document(before, raw, text)
    new = _document(after, raw, text)
    if old is None:
        yield EntryChange(None, after.head.id, Fate.ADDED, None, new)
    elif old != new:
        yield EntryChange(None, after.head.id, Fate.CHANGED, old, new)
    for kind in EntryKind:
        was = {} if before is None else {_name(kind, row): row for row in before.of(kind)}
        now = {_name(kind, row): row for row in after.of(kind)}
        for name, row in now.items():
            if name not in was:
                yield EntryChange(kind, name, Fate.ADDED, None, row)
            elif without_version(was[name]) != without_version(row):
                yield EntryChange(kind, name, Fate.CHANGED, was[name], row)
        for name, row in was.items():
            if name not in now:
                yield EntryChange(kind, name, Fate.REMOVED, row, None)


def without_version(entry: Entry) -> Entry:
    """An entry as it is compared."""
    return {key: value for key, value in entry.items() if key != "version"}


def _name(kind: EntryKind, row: Entry) -> str:
    return str(row.get(kind.key))


def _document(content: DraftContent, raw: Document, text: str) -> Entry:
    return document_entry(content, put_right(raw, content.mends, content.settled, text))


def changes_of(book: RuleBook, content: DraftContent, raw: Document, text: str) -> tuple[EntryChange, ...]:
    """What publishing a draft would do to a rule book."""
    return tuple(changes_between(published_before(book, content), content, raw, text))
