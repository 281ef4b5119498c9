"""A draft as part of a rule book, in memory and as far as it can be read: for trying a measure out while it is typed.

No file is written and none read again, so this is quick; what cannot be read of the draft is told and left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from zhongchuang.expressions import Fact, Vocabulary
from zhongchuang.policy.documents.model import Document
from zhongchuang.policy.documents.settling import put_right
from zhongchuang.policy.drafting.content import DraftContent, EntryKind
from zhongchuang.policy.drafting.document_file import document_entry
from zhongchuang.policy.drafting.entries import EntryReading, Path
from zhongchuang.policy.packs.reading.clauses import read_duty, read_fields, read_lineage, read_target
from zhongchuang.policy.packs.reading.documents import read_basis, read_document_entry
from zhongchuang.policy.packs.reading.examples import read_example
from zhongchuang.policy.packs.reading.measures import MeasureReader
from zhongchuang.policy.packs.reading.vocabulary import read_fact
from zhongchuang.policy.packs.schema import (
    Example,
    Measure,
    Pack,
    PackDocument,
    Place,
    Question,
    RuleBook,
    Text,
)

EntryProblem = tuple[EntryKind, str, Path, str, str]
"""The kind and name of an entry, the keys that lead to the value, the sentence in both languages."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A rule book with a draft in it, and what could not be read of the draft."""

    book: RuleBook
    pack: str
    measures: Mapping[str, Measure]  # by local id
    problems: tuple[EntryProblem, ...]

    def measure(self, name: str) -> Measure | None:
        """A measure of the draft by its local id; None where it cannot be read."""
        return self.measures.get(name)


def sketch(book: RuleBook, content: DraftContent, text: str, raw: Document) -> Sketch:
    """The rule book with the draft in it. Raises MendError where the draft's mends do not fit its text."""
    return _Sketcher(book, content, text, put_right(raw, content.mends, content.settled, text)).sketch()


class _Sketcher:
    """Reads one draft beside one rule book."""

    def __init__(self, book: RuleBook, content: DraftContent, text: str, read: Document) -> None:
        self._book = book
        self._content = content
        self._text = text
        self._read = read
        self._problems: list[EntryProblem] = []

    def sketch(self) -> Sketch:
        """All of it."""
        content = self._content
        vocabulary, questions = self._vocabulary()
        document = self._document()
        reader = MeasureReader(content.head.pack, content.head.place, {document.id: document}, vocabulary)
        measures: dict[str, Measure] = {}
        for row, reading in self._each(EntryKind.MEASURE):
            measure = reader.read(reading.spot)
            if self._tell(EntryKind.MEASURE, row, reading) and measure is not None:
                measures[row] = measure
        examples: list[Example] = []
        for row, reading in self._each(EntryKind.EXAMPLE):
            example = read_example(reading.spot, content.head.pack, vocabulary)
            if self._tell(EntryKind.EXAMPLE, row, reading):
                examples.append(example)
        self._read_others()
        pack = self._pack(document, tuple(measures.values()), tuple(examples))
        book = replace(
            self._book,
            packs={**self._book.packs, pack.id: pack},
            vocabulary=vocabulary,
            questions=questions,
            places=self._places(),
        )
        return Sketch(book, pack.id, measures, tuple(self._problems))

    def _each(self, kind: EntryKind) -> list[tuple[str, EntryReading]]:
        return [(str(row.get(kind.key) or ""), EntryReading(row)) for row in self._content.of(kind)]

    def _tell(self, kind: EntryKind, name: str, reading: EntryReading) -> bool:
        """Keep what is wrong with an entry; whether nothing is."""
        found = list(reading.found())
        self._problems += [(kind, name, path, zh, en) for path, zh, en in found]
        return not found

    def _read_others(self) -> None:
        pack = self._content.head.pack
        for row, reading in self._each(EntryKind.DUTY):
            read_duty(reading.spot, pack)
            self._tell(EntryKind.DUTY, row, reading)
        for row, reading in self._each(EntryKind.TARGET):
            read_target(reading.spot, pack)
            self._tell(EntryKind.TARGET, row, reading)
        for row, reading in self._each(EntryKind.LINEAGE):
            read_lineage(reading.spot, pack)
            self._tell(EntryKind.LINEAGE, row, reading)
        for row, reading in self._each(EntryKind.FIELDS):
            read_fields(reading.spot, pack)
            self._tell(EntryKind.FIELDS, row, reading)
        for row, reading in self._each(EntryKind.BASIS):
            read_basis(reading.spot)
            self._tell(EntryKind.BASIS, row, reading)

    def _vocabulary(self) -> tuple[Vocabulary, Mapping[str, Question]]:
        facts: dict[str, Fact] = dict(self._book.vocabulary)
        questions = dict(self._book.questions)
        for row, reading in self._each(EntryKind.FACT):
            found = read_fact(reading.spot)
            if row in facts:
                reading.spot.error(
                    f"事实“{row}”已经有了，请直接使用。", f"The fact “{row}” is there already; use that one."
                )
            if self._tell(EntryKind.FACT, row, reading) and found is not None:
                facts[row], questions[row] = found
        if len(facts) == len(self._book.vocabulary):
            return self._book.vocabulary, self._book.questions
        return Vocabulary(facts.values()), questions

    def _document(self) -> PackDocument:
        reading = EntryReading(document_entry(self._content, self._read))
        return read_document_entry(reading.spot, self._content.head.place, self._text)

    def _places(self) -> Mapping[str, Place]:
        new = {row.code: Place(row.code, Text(row.zh, row.en), row.parent) for row in self._content.places}
        return {**new, **self._book.places}

    def _pack(
        self, document: PackDocument, measures: tuple[Measure, ...], examples: tuple[Example, ...]
    ) -> Pack:
        """The pack with the draft's document and measures in place of those that are published."""
        head, new = self._content.head, self._content.pack
        there = self._book.packs.get(head.pack)
        if there is None:
            title = Text(new.zh, new.en) if new is not None else Text(head.pack, head.pack)
            parent = new.parent if new is not None else None
            there = Pack(head.pack, head.place, title, parent, {}, {}, (), (), (), (), (), ())
        others = tuple(m for m in there.measures if m.clause.document != head.id)
        names = {example.name for example in examples}
        # An example of the document's own measures that the draft no longer has was taken out in it.
        own = {measure.id for measure in there.measures if measure.clause.document == head.id}
        return replace(
            there,
            documents={**there.documents, document.id: document},
            measures=(*others, *measures),
            examples=(
                *(
                    example
                    for example in there.examples
                    if example.name not in names and own.isdisjoint(one.measure for one in example.expect)
                ),
                *examples,
            ),
        )
