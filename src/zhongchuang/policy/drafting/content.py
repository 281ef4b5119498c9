"""What a draft holds: everything of one document but its text and its reading, as plain frozen data with a JSON form.

Entries (measures, duties, targets, …) are held as the pack format writes them (docs/pack-format.md): mappings of text, with
numbers kept as the text somebody typed, so that 0.70 stays 0.70. Their ids are local, without the pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from zhongchuang.policy.documents.mending import Mend, mend_from_json, mend_to_json
from zhongchuang.policy.documents.settling import Settled
from zhongchuang.policy.packs.terms import ClauseClass, DocumentState, Rank

Json = dict[str, Any]
Entry = Mapping[str, Any]
"""An entry of a pack file as plain values: text, true/false, None, lists and mappings of these."""


class EntryKind(StrEnum):
    """What a draft holds several of; the value is the name of the pack file or folder."""

    MEASURE = "measures"
    DUTY = "duties"
    TARGET = "targets"
    EXAMPLE = "examples"
    LINEAGE = "lineage"
    FIELDS = "fields"
    BASIS = "basis"
    FACT = "vocabulary"

    @property
    def key(self) -> str:
        """Which of its keys names an entry of this kind."""
        return {"examples": "name", "vocabulary": "name", "lineage": "clause"}.get(self.value, "id")

    @property
    def list_key(self) -> str:
        """Under which key a file holds the list, where it does not hold it bare."""
        return "facts" if self is EntryKind.FACT else self.value


@dataclass(frozen=True, slots=True)
class Head:
    """The document itself, as `documents/<id>.yaml` states it. A `…_source` is `text` where the text says it."""

    id: str
    pack: str
    place: str
    title: str = ""
    title_source: str = "text"
    number: str | None = None
    issuers: tuple[str, ...] = ()
    issued: date | None = None
    issued_source: str = "text"
    issued_unconfirmed: bool = False
    rank: Rank = Rank.NORMATIVE
    state: DocumentState = DocumentState.UNKNOWN
    state_note: tuple[str, str] | None = None  # Chinese, English
    effective_from: date | None = None
    expires: date | None = None
    version: int = 1

    def to_json(self) -> Json:
        """Plain values."""
        return {
            "id": self.id,
            "pack": self.pack,
            "place": self.place,
            "title": self.title,
            "title_source": self.title_source,
            "number": self.number,
            "issuers": list(self.issuers),
            "issued": _day_out(self.issued),
            "issued_source": self.issued_source,
            "issued_unconfirmed": self.issued_unconfirmed,
            "rank": self.rank.value,
            "state": self.state.value,
            "state_note": None if self.state_note is None else list(self.state_note),
            "effective_from": _day_out(self.effective_from),
            "expires": _day_out(self.expires),
            "version": self.version,
        }

    @classmethod
    def from_json(cls, data: Json) -> Head:
        """Read back what `to_json` wrote."""
        note = data["state_note"]
        return cls(
            **{
                **data,
                "issuers": tuple(data["issuers"]),
                "issued": _day_in(data["issued"]),
                "rank": Rank(data["rank"]),
                "state": DocumentState(data["state"]),
                "state_note": None if note is None else (note[0], note[1]),
                "effective_from": _day_in(data["effective_from"]),
                "expires": _day_in(data["expires"]),
            }
        )


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place that places.yaml does not hold yet."""

    code: str
    zh: str
    en: str
    parent: str

    def to_json(self) -> Json:
        """Plain values."""
        return {"code": self.code, "zh": self.zh, "en": self.en, "parent": self.parent}


@dataclass(frozen=True, slots=True)
class NewPack:
    """A pack that is not there yet: that of a place whose first document this is."""

    id: str
    place: str
    parent: str | None
    zh: str
    en: str

    def to_json(self) -> Json:
        """Plain values."""
        return {"id": self.id, "place": self.place, "parent": self.parent, "zh": self.zh, "en": self.en}


class EndKind(StrEnum):
    """How a document ends."""

    REPEALED = "repealed"  # 废止: another text says so
    LAPSED = "lapsed"  # 失效: its time ran out, or it was declared without effect


@dataclass(frozen=True, slots=True)
class DocumentEnd:
    """The end of a document, this one or another: from `on` it is no longer in force, and its measures end the day before.

    `by` is the document that supersedes it, where one does; `clause` and `quote` are the words of this draft's document that
    end it; where the words stand elsewhere, `source` says where.
    """

    document: str
    kind: EndKind
    on: date
    by: str | None = None
    clause: str | None = None
    quote: str | None = None
    source: str | None = None

    def to_json(self) -> Json:
        """Plain values."""
        return {
            "document": self.document,
            "kind": self.kind.value,
            "on": self.on.isoformat(),
            "by": self.by,
            "clause": self.clause,
            "quote": self.quote,
            "source": self.source,
        }

    @classmethod
    def from_json(cls, data: Json) -> DocumentEnd:
        """Read back what `to_json` wrote."""
        return cls(**{**data, "kind": EndKind(data["kind"]), "on": date.fromisoformat(data["on"])})


@dataclass(frozen=True, slots=True)
class DraftContent:
    """What a draft holds after one of its steps.

    `entries` by kind; `decided` says of each proposal (its key) whether it was accepted or declined; `opened` is whether it
    began from a published document.
    """

    head: Head
    opened: bool = False
    pack: NewPack | None = None
    places: tuple[NewPlace, ...] = ()
    mends: tuple[Mend, ...] = ()
    settled: tuple[Settled, ...] = ()
    classes: Mapping[str, tuple[ClauseClass, ...]] = field(default_factory=dict)
    entries: Mapping[EntryKind, tuple[Entry, ...]] = field(default_factory=dict)
    decided: Mapping[str, str] = field(default_factory=dict)
    ends: tuple[DocumentEnd, ...] = ()

    def of(self, kind: EntryKind) -> tuple[Entry, ...]:
        """The entries of a kind, in their order."""
        return self.entries.get(kind, ())

    def entry(self, kind: EntryKind, name: str) -> Entry | None:
        """An entry by its local id (examples and facts: by name; lineage: by clause)."""
        return next((entry for entry in self.of(kind) if entry.get(kind.key) == name), None)

    @property
    def measures(self) -> tuple[Entry, ...]:
        """The measures."""
        return self.of(EntryKind.MEASURE)

    @property
    def duties(self) -> tuple[Entry, ...]:
        """The duties."""
        return self.of(EntryKind.DUTY)

    @property
    def targets(self) -> tuple[Entry, ...]:
        """The targets."""
        return self.of(EntryKind.TARGET)

    @property
    def examples(self) -> tuple[Entry, ...]:
        """The examples."""
        return self.of(EntryKind.EXAMPLE)

    @property
    def facts(self) -> tuple[Entry, ...]:
        """The facts this draft adds to the vocabulary."""
        return self.of(EntryKind.FACT)

    def with_entry(self, kind: EntryKind, entry: Entry, *, name: str | None = None) -> DraftContent:
        """The content with an entry in place of the one called `name` (None: of its own name), or added at the end."""
        old = entry.get(kind.key) if name is None else name
        rows = self.of(kind)
        if any(row.get(kind.key) == old for row in rows):
            rows = tuple(entry if row.get(kind.key) == old else row for row in rows)
        else:
            rows = (*rows, entry)
        return replace(self, entries={**self.entries, kind: rows})

    def without_entry(self, kind: EntryKind, name: str) -> DraftContent:
        """The content without the entry of that name."""
        rows = tuple(row for row in self.of(kind) if row.get(kind.key) != name)
        return replace(self, entries={**self.entries, kind: rows})

    def to_json(self) -> Json:
        """Plain values, as a step keeps them."""
        return {
            "head": self.head.to_json(),
            "opened": self.opened,
            "pack": None if self.pack is None else self.pack.to_json(),
            "places": [place.to_json() for place in self.places],
            "mends": [mend_to_json(step) for step in self.mends],
            "settled": [row.to_json() for row in self.settled],
            "classes": {ref: [c.value for c in classes] for ref, classes in self.classes.items()},
            "entries": {kind.value: [dict(row) for row in rows] for kind, rows in self.entries.items()},
            "decided": dict(self.decided),
            "ends": [end.to_json() for end in self.ends],
        }

    @classmethod
    def from_json(cls, data: Json) -> DraftContent:
        """Read back what `to_json` wrote."""
        return cls(
            head=Head.from_json(data["head"]),
            opened=data["opened"],
            pack=None if data["pack"] is None else NewPack(**data["pack"]),
            places=tuple(NewPlace(**row) for row in data["places"]),
            mends=tuple(mend_from_json(row) for row in data["mends"]),
            settled=tuple(Settled(**row) for row in data["settled"]),
            classes={
                ref: tuple(ClauseClass(word) for word in words) for ref, words in data["classes"].items()
            },
            entries={EntryKind(kind): tuple(rows) for kind, rows in data["entries"].items()},
            decided=data["decided"],
            ends=tuple(DocumentEnd.from_json(row) for row in data["ends"]),
        )


def _day_out(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day_in(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
