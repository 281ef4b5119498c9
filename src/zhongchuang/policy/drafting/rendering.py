"""A draft written into the files of a rule book: what it adds in files of its own, what it changes where that stands.

Only what the draft changes against the rule book it was begun on is written, so that what others published meanwhile stays.
Where they changed the same entry, nothing is written and the entry is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhongchuang.policy.documents.model import Document
from zhongchuang.policy.drafting.changing import (
    EntryChange,
    Fate,
    changes_between,
    published_before,
    without_version,
)
from zhongchuang.policy.drafting.content import DocumentEnd, DraftContent, Entry, EntryKind
from zhongchuang.policy.drafting.document_file import end_entry, last_day, note_of, state_of
from zhongchuang.policy.drafting.entries import entries_in, normal
from zhongchuang.policy.drafting.writing import (
    NotWritable,
    with_item_added,
    with_item_removed,
    with_item_replaced,
    with_keys,
    written,
    written_list,
)
from zhongchuang.policy.packs.schema import RuleBook

Taken = Mapping[tuple[str, str], int]
"""The highest version number ever kept of (`document` or `measure`, id)."""

PLACES = "places.yaml"
_VERSIONED = {None: "document", EntryKind.MEASURE: "measure"}


class RenderConflict(Exception):
    """The rule book holds something else by now than what the draft was begun on; `names` says of what."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        super().__init__("、".join(names))


def render(
    book: RuleBook,
    base: RuleBook,
    content: DraftContent,
    text: str,
    raw: Document,
    taken: Taken | None = None,
) -> dict[str, str]:
    """The files of `book` with the draft written into them; `base` is the rule book it was begun on.

    Raises RenderConflict; MendError where the draft's mends do not fit its text.
    """
    begun_on = published_before(base, content) if content.opened else None
    present = published_before(book, content)
    changes = _to_make(list(changes_between(begun_on, content, raw, text)), present, raw, text)
    writer = _Writer(book, content, text, taken or {})
    writer.write_place()
    for change in changes:
        writer.write(change)
    for end in content.ends:
        if end.document != content.head.id:
            writer.write_end(end)
    return dict(sorted(writer.files.items()))


def _to_make(
    changes: list[EntryChange], present: DraftContent | None, raw: Document, text: str
) -> list[EntryChange]:
    """The changes that others have not made already. Raises RenderConflict where they made another one."""
    now: dict[tuple[EntryKind | None, str], Entry | None] = {}
    if present is not None:
        for change in changes_between(None, present, raw, text):
            now[change.kind, change.name] = change.after
    found, names = [], []
    for change in changes:
        there = now.get((change.kind, change.name))
        if _same(there, change.after):
            continue
        found.append(change)
        if not _same(there, change.before):
            names.append(change.title)
    if names:
        raise RenderConflict(tuple(dict.fromkeys(names)))
    return found


def _same(one: Entry | None, other: Entry | None) -> bool:
    if one is None or other is None:
        return one is other
    return without_version(one) == without_version(other)


_ORDER = (
    "id", "name", "version", "document", "clause", "quote", "title", "summary", "instrument", "modality",
    "for", "procedure", "rank", "topic", "leaves_room", "effective", "parameters", "when", "benefit",
    "benefit_kind", "amount_set_by", "suspended_until", "checks", "materials", "until", "type", "label",
    "question", "place", "kind", "on", "facts", "expect",
)  # fmt: skip


def in_order(entry: Entry) -> Entry:
    """The keys in the order docs/pack-format.md tells them; what it does not order goes to the end as it stands."""
    known = [key for key in _ORDER if key in entry]
    return {key: entry[key] for key in (*known, *(key for key in entry if key not in _ORDER))}


class _Writer:
    """Writes one draft."""

    def __init__(self, book: RuleBook, content: DraftContent, text: str, taken: Taken) -> None:
        self.files: dict[str, str] = dict(book.files)
        self._book = book
        self._content = content
        self._text = text
        self._taken = taken
        self._pack = content.head.pack

    def write_place(self) -> None:
        """The pack of a place that has none yet, and the places that are not known yet."""
        new, frame = self._content.pack, f"{self._pack}/pack.yaml"
        if new is not None and frame not in self.files:
            self.files[frame] = written(
                {
                    "id": new.id,
                    "place": new.place,
                    "parent": new.parent,
                    "title": {"zh": new.zh, "en": new.en},
                }
            )
        for place in self._content.places:
            if place.code not in self._book.places:
                there = self.files.get(PLACES, "")
                self.files[PLACES] = with_item_added(there, "places", place.to_json())

    def write(self, change: EntryChange) -> None:
        """One change."""
        if change.kind is None:
            self._write_document(change)
        else:
            self._write_entry(change.kind, change)

    def _write_document(self, change: EntryChange) -> None:
        assert change.after is not None
        name = f"{self._pack}/documents/{change.name}"
        number = self._next_version(change)
        if change.fate is Fate.ADDED:
            self.files[f"{name}.txt"] = self._text
            self.files[f"{name}.yaml"] = written({**change.after, **number})
            return
        values = {key: after for key, _, after in change.fields}
        self.files[f"{name}.yaml"] = with_keys(self.files[f"{name}.yaml"], {**values, **number})

    def _write_entry(self, kind: EntryKind, change: EntryChange) -> None:
        key = kind.list_key
        if change.fate is Fate.ADDED:
            assert change.after is not None
            row = in_order({**without_version(change.after), **self._next_version(change)})
            # Facts have one file a pack, which merges entry by entry; all else of a document has a file of its own.
            own = "" if kind is EntryKind.FACT else f"/{self._content.head.id}"
            name = f"{self._pack}/{kind.value}{own}.yaml"
            there = self.files.get(name)
            self.files[name] = written_list([row]) if there is None else with_item_added(there, key, row)
            return
        placed = next(
            row
            for row in entries_in(self.files, self._pack, kind)
            if change.before is not None and _same(row.entry, change.before)
        )
        if change.fate is Fate.REMOVED:
            left = with_item_removed(self.files[placed.file], key, placed.index)
            if left is None:
                del self.files[placed.file]
            else:
                self.files[placed.file] = left
            return
        assert change.after is not None
        row = in_order({**without_version(change.after), **self._next_version(change)})
        self.files[placed.file] = with_item_replaced(self.files[placed.file], key, placed.index, row)

    def write_end(self, end: DocumentEnd) -> None:
        """Another document that ends: its state, its last day, the words that end it, what takes its place."""
        pack = next((pack for pack in self._book.packs.values() if end.document in pack.documents), None)
        if pack is None:
            raise RenderConflict((end.document,))
        document = pack.documents[end.document]
        zh, en = note_of(end)
        number = max(document.version, self._taken.get(("document", end.document), 0)) + 1
        values: dict[str, Any] = {
            "state": state_of(end).value,
            "state_note": {"zh": zh, "en": en},
            "expires": last_day(end).isoformat(),
            "ended": end_entry(end, self._content.head.id),
            "version": str(number),
        }
        name = f"{pack.id}/documents/{end.document}.yaml"
        self.files[name] = with_keys(self.files[name], normal(values))

    def _next_version(self, change: EntryChange) -> dict[str, str]:
        """A number of its own for what the platform has kept before; the first needs none."""
        kind = _VERSIONED.get(change.kind)
        if kind is None:
            return {}
        name = change.name if change.kind is None else f"{self._pack}/{change.name}"
        kept = self._taken.get((kind, name), 0)
        if change.kind is None:
            held = self._book.document(change.name)
            kept = max(kept, 0 if held is None else held.version)
        else:
            measure = self._book.measure(name)
            kept = max(kept, 0 if measure is None else measure.version)
        return {} if kept == 0 else {"version": str(kept + 1)}


__all__ = ["NotWritable", "RenderConflict", "Taken", "render"]
