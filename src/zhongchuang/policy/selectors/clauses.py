"""A document as it is read: every clause with what hangs on it, and what runs between clauses of different places.

Pure over a rule book: what a clause asks, gives and counts, who answers for it on a day, which higher clause it carries
out and which lower ones carry it out. No statement goes to the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from zhongchuang.policy.documents.model import Citation, Clause, ReadWarning, UnitNote
from zhongchuang.policy.packs.organs import Succession, Unit
from zhongchuang.policy.packs.schema import (
    ClauseClass,
    ClauseRef,
    Duty,
    FieldList,
    Lineage,
    Measure,
    PackDocument,
    RuleBook,
    Target,
)
from zhongchuang.policy.packs.text import clauses_of, read_text

STOPS = "。：:；"
K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answerable:
    """Who answers for a clause, as one note of the text says it, each with who has taken over since."""

    raw: str
    lead: tuple[Unit, ...]
    cooperating: tuple[Unit, ...]
    joint: tuple[Unit, ...]
    open_ended: str | None

    @property
    def succeeded(self) -> tuple[Unit, ...]:
        """The units somebody else answers for today, each once."""
        units = (*self.lead, *self.joint, *self.cooperating)
        return tuple(dict.fromkeys(unit for unit in units if unit.is_succeeded))


@dataclass(frozen=True, slots=True)
class Cited:
    """Another document named by a clause; `held` where its text is here."""

    citation: Citation
    held: PackDocument | None


@dataclass(frozen=True, slots=True)
class Restated:
    """A measure of a higher text that a clause repeats without making one of its own, and in which words."""

    measure: Measure
    quote: str


@dataclass(frozen=True, slots=True)
class Carried:
    """The other end of a lineage: a clause of another document, and what the lower one adds and leaves out."""

    document: PackDocument
    clause: Clause | None
    ref: ClauseRef
    lineage: Lineage


@dataclass(frozen=True, slots=True)
class ClauseContent:
    """One clause and everything that hangs on it; `parts` are the clauses below it."""

    clause: Clause
    at: ClauseRef
    classes: tuple[ClauseClass, ...]
    answerable: tuple[Answerable, ...]
    cites: tuple[Cited, ...]
    measures: tuple[Measure, ...]
    restates: tuple[Restated, ...]
    duties: tuple[Duty, ...]
    targets: tuple[Target, ...]
    fields: tuple[FieldList, ...]
    carries_out: tuple[Carried, ...]
    carried_out_by: tuple[Carried, ...]
    parts: tuple[ClauseContent, ...]

    @property
    def heading(self) -> str:
        """The heading with the stop the text sets after it (。 or ：); empty where the clause has none."""
        own, rest = self.clause.heading or "", self._rest
        return own + rest[0] if own and rest and rest[0] in STOPS else own

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The clause's own words after its heading, as the text parts them."""
        rest = self.clause.text[len(self.heading) :]
        return tuple(paragraph for paragraph in rest.split("\n") if paragraph.strip())

    @property
    def _rest(self) -> str:
        return self.clause.text[len(self.clause.heading or "") :]

    @property
    def depth(self) -> int:
        """The level of its heading on a page whose title is the first: 2 to 4."""
        return min(self.clause.level + 1, 4)

    def walk(self) -> Iterator[ClauseContent]:
        """This clause and those below it, in the order of the text."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, slots=True)
class AnnexContent:
    """What stands under 附件."""

    ref: str
    title: str | None
    clauses: tuple[ClauseContent, ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class DocumentContent:
    """A document read: its clauses and annexes, whom it is addressed to, what it names as a whole, its defects."""

    document: PackDocument
    addressees: str | None
    clauses: tuple[ClauseContent, ...]
    annexes: tuple[AnnexContent, ...]
    cites: tuple[Cited, ...]
    warnings: tuple[ReadWarning, ...]

    def walk(self) -> Iterator[ClauseContent]:
        """Every clause of body and annexes."""
        for clause in (*self.clauses, *(c for annex in self.annexes for c in annex.clauses)):
            yield from clause.walk()

    def clause(self, ref: str) -> ClauseContent | None:
        """The clause of that ref, or None."""
        return next((content for content in self.walk() if content.clause.ref == ref), None)


def content_of(book: RuleBook, document: PackDocument, on: date) -> DocumentContent:
    """The document with what hangs on each clause; the units are those of the day `on`."""
    return _Reader(book, document, on).content()


class _Reader:
    """Gathers by clause once what the packs say of a document, so that each clause only looks it up."""

    def __init__(self, book: RuleBook, document: PackDocument, on: date) -> None:
        self._book = book
        self._document = document
        self._on = on
        self._succession = Succession(book)
        packs = book.packs.values()
        here = document.id
        self._measures = _by_ref(
            (m.clause, m) for p in packs for m in p.measures if m.clause.document == here
        )
        self._duties = _by_ref((d.clause, d) for p in packs for d in p.duties if d.clause.document == here)
        self._targets = _by_ref((t.clause, t) for p in packs for t in p.targets if t.clause.document == here)
        self._fields = _by_ref((f.clause, f) for p in packs for f in p.fields if f.clause.document == here)
        lineages = [lineage for pack in packs for lineage in pack.lineage]
        self._up = _by_ref(
            (lineage.clause, lineage) for lineage in lineages if lineage.clause.document == here
        )
        self._down = _by_ref(
            (ref, lineage) for lineage in lineages for ref in lineage.carries_out if ref.document == here
        )
        self._promises = {measure.id: measure for measure in book.measures()}
        self._held = _names(book)

    def content(self) -> DocumentContent:
        """The whole document."""
        read = read_text(self._document)
        self._citations = _grouped((citation.ref, self._cited(citation)) for citation in read.citations)
        return DocumentContent(
            document=self._document,
            addressees=read.addressees,
            clauses=tuple(self._clause(clause) for clause in read.clauses),
            annexes=tuple(
                AnnexContent(a.ref, a.title, tuple(self._clause(c) for c in a.clauses), a.tables)
                for a in read.annexes
            ),
            cites=self._citations.get(None, ()),
            warnings=read.warnings,
        )

    def _clause(self, clause: Clause) -> ClauseContent:
        ref = clause.ref
        up = self._up.get(ref, ())
        return ClauseContent(
            clause=clause,
            at=ClauseRef(self._document.id, ref),
            classes=self._document.classes.get(ref, ()),
            answerable=tuple(self._answerable(note) for note in clause.units),
            cites=self._citations.get(ref, ()),
            measures=self._measures.get(ref, ()),
            restates=tuple(
                Restated(self._promises[name], quote)
                for lineage in up
                for name, quote in lineage.measures
                if name in self._promises
            ),
            duties=self._duties.get(ref, ()),
            targets=self._targets.get(ref, ()),
            fields=self._fields.get(ref, ()),
            carries_out=tuple(self._carried(r, lineage) for lineage in up for r in lineage.carries_out),
            carried_out_by=tuple(self._carried(down.clause, down) for down in self._down.get(ref, ())),
            parts=tuple(self._clause(part) for part in clause.clauses),
        )

    def _answerable(self, note: UnitNote) -> Answerable:
        def today(names: Iterable[str]) -> tuple[Unit, ...]:
            return tuple(self._succession.on(name, self._document.place, self._on) for name in names)

        return Answerable(
            note.raw, today(note.lead), today(note.cooperating), today(note.joint), note.open_ended
        )

    def _cited(self, citation: Citation) -> Cited:
        held = self._held.get(citation.number or "") or self._held.get(citation.title or "")
        return Cited(citation, None if held is self._document else held)

    def _carried(self, ref: ClauseRef, lineage: Lineage) -> Carried:
        document = self._book.document(ref.document)
        assert document is not None, "the loader refuses a lineage that leads nowhere"
        return Carried(document, clauses_of(document).get(ref.ref), ref, lineage)


def restated_in(book: RuleBook, measure: Measure) -> tuple[tuple[Carried, str], ...]:
    """The clauses of lower texts that repeat a measure, each with its words."""
    found: list[tuple[Carried, str]] = []
    for pack in book.packs.values():
        for lineage in pack.lineage:
            for name, quote in lineage.measures:
                document = book.document(lineage.clause.document)
                if name == measure.id and document is not None:
                    clause = clauses_of(document).get(lineage.clause.ref)
                    found.append((Carried(document, clause, lineage.clause, lineage), quote))
    return tuple(found)


def _names(book: RuleBook) -> Mapping[str, PackDocument]:
    """The held documents by number and by title."""
    documents = [document for pack in book.packs.values() for document in pack.documents.values()]
    return {name: document for document in documents for name in (document.title, document.number) if name}


def _by_ref(pairs: Iterable[tuple[ClauseRef, T]]) -> Mapping[str, tuple[T, ...]]:
    return _grouped((ref.ref, thing) for ref, thing in pairs)


def _grouped(pairs: Iterable[tuple[K, T]]) -> Mapping[K, tuple[T, ...]]:
    found: dict[K, list[T]] = defaultdict(list)
    for key, thing in pairs:
        found[key].append(thing)
    return {key: tuple(things) for key, things in found.items()}
