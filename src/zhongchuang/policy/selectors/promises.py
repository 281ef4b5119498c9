"""A measure as it is read: its rule in words on a day, what it rests on, what else is of its kind, its examples.

Pure over a rule book; only the front page's example is kept from one request to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from zhongchuang.policy.matching.describing import Description, describe
from zhongchuang.policy.matching.match import match
from zhongchuang.policy.matching.subject import FactValue, Subject
from zhongchuang.policy.matching.verdicts import Answer, Verdict
from zhongchuang.policy.matching.words import Words
from zhongchuang.policy.packs.schema import (
    Example,
    ExpectedVerdict,
    Measure,
    PackDocument,
    RuleBook,
    Text,
)
from zhongchuang.policy.selectors.clauses import Carried, ClauseContent, content_of, restated_in
from zhongchuang.policy.selectors.rulebook import rulebook_at

FEATURED = "liaoning/transfer-income-share"
"""What the front page shows; where the packs no longer have it, the first example that gives an amount."""


@dataclass(frozen=True, slots=True)
class Basis:
    """A text a measure rests on beyond its clause; `held` where its words are here."""

    title: str
    number: str | None
    issued: date | None
    source: str
    unconfirmed: bool
    held: PackDocument | None


@dataclass(frozen=True, slots=True)
class FactInWords:
    """A fact of an example: what it is called and what it is."""

    label: Text
    value: Text


@dataclass(frozen=True, slots=True)
class ReadExample:
    """An example of the packs with its facts in words and what it promises about this measure."""

    example: Example
    place: Text
    facts: tuple[FactInWords, ...]
    expected: ExpectedVerdict


@dataclass(frozen=True, slots=True)
class MeasureContent:
    """A measure and everything its page says. `described_on` is the day of `description`: today, or where the
    measure is not in force today, the nearest day on which it is.
    """

    measure: Measure
    document: PackDocument
    clause: ClauseContent | None
    description: Description
    not_in_force: Text | None
    described_on: date
    basis: tuple[Basis, ...]
    restated: tuple[tuple[Carried, str], ...]
    same_topic: tuple[tuple[Measure, Text], ...]  # and the name of its place
    examples: tuple[ReadExample, ...]


def measure_content(book: RuleBook, measure: Measure, on: date) -> MeasureContent:
    """The measure on that day."""
    document = book.document(measure.clause.document)
    assert document is not None, "the loader refuses a measure without its document"
    today = describe(book, measure, on)
    described_on = on if today.condition is not None else _nearest_day(measure, on)
    return MeasureContent(
        measure=measure,
        document=document,
        clause=content_of(book, document, on).clause(measure.clause.ref),
        description=today if described_on == on else describe(book, measure, described_on),
        not_in_force=today.not_in_force,
        described_on=described_on,
        basis=tuple(_basis(book, measure)),
        restated=restated_in(book, measure),
        same_topic=tuple(
            (other, book.places[other.place].name)
            for other in book.measures()
            if measure.topic is not None and other.topic == measure.topic and other.id != measure.id
        ),
        examples=tuple(_examples(book, measure)),
    )


def _nearest_day(measure: Measure, on: date) -> date:
    """The last day before `on`, else the first after it, on which the measure has a condition."""
    edges = [measure.start, measure.end]
    for rule in measure.conditions:
        edges += [rule.start, rule.end]
    days = sorted(
        {day for day in edges if day is not None and any(r.covers(day) for r in measure.conditions)}
    )
    past = [day for day in days if day <= on]
    return past[-1] if past else days[0] if days else on


def _basis(book: RuleBook, measure: Measure) -> Iterator[Basis]:
    values = [v for parameter in measure.parameters.values() for v in parameter.values]
    named = [*measure.basis, *(v.basis for v in values), *(check.basis for check in measure.checks)]
    for name in dict.fromkeys(name for name in named if name is not None):
        held, text = book.document(name), book.basis(name)
        if held is not None:
            yield Basis(held.title, held.number, held.issued, "", False, held)
        elif text is not None:
            yield Basis(text.title, text.number, text.issued, text.source, text.unconfirmed, None)


def _examples(book: RuleBook, measure: Measure) -> Iterator[ReadExample]:
    for pack in book.packs.values():
        for example in pack.examples:
            for expected in example.expect:
                if expected.measure == measure.id:
                    yield read_example(book, example, expected, measure)


def read_example(
    book: RuleBook, example: Example, expected: ExpectedVerdict, measure: Measure
) -> ReadExample:
    """An example with its facts in words."""
    words = Words(book, measure)
    facts = tuple(
        FactInWords(words.question(name).label, words.fact_value(name, value))
        for name, value in example.facts.items()
    )
    return ReadExample(example, book.places[example.place].name, facts, expected)


@dataclass(frozen=True, slots=True)
class Featured:
    """An example of the packs and what the platform answers to it today."""

    read: ReadExample
    verdict: Verdict


@lru_cache(maxsize=4)
def featured(version: str, on: date) -> Featured | None:
    """The example of the front page, answered on that day; None where the packs have none that gives an amount."""
    book = rulebook_at(version)
    found = [
        (example, expected)
        for pack in book.packs.values()
        for example in pack.examples
        for expected in example.expect
        if expected.amount_fen
    ]
    for example, expected in sorted(found, key=lambda pair: pair[1].measure != FEATURED):
        subject = Subject(
            example.place, example.kind, {name: FactValue(value) for name, value in example.facts.items()}
        )
        verdict = next(v for v in match(book, subject, on) if v.measure.id == expected.measure)
        if verdict.answer is Answer.MET and verdict.amount_fen is not None:
            return Featured(read_example(book, example, expected, verdict.measure), verdict)
    return None
