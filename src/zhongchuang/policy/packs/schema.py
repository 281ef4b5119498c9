"""What a pack holds, as plain frozen data.

A pack is the law of one place as YAML (`packs/<place>/`, see docs/pack-format.md). The loader turns the
files into these dataclasses and nothing else in the platform reads the YAML. Everything points back at
words: a measure names its document, clause and quote, a parameter value its own quote or, where the text
that gives it is not held, its basis document.

Money parameters are integer 分 here; the files write 元.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from zhongchuang.expressions import ParameterType, Rule, Value, Vocabulary
from zhongchuang.policy.documents.mending import Mend
from zhongchuang.policy.documents.settling import Settled
from zhongchuang.policy.packs.places import Organ, Place
from zhongchuang.policy.packs.refs import ClauseRef, Ended
from zhongchuang.policy.packs.terms import (
    BenefitKind,
    ClauseClass,
    DocumentState,
    Instrument,
    Modality,
    Procedure,
    Rank,
    SubjectKind,
    Text,
)

__all__ = [
    "BasisDocument",
    "BenefitKind",
    "Check",
    "ClauseClass",
    "ClauseRef",
    "DatedRule",
    "DocumentState",
    "Duty",
    "Ended",
    "Example",
    "ExpectedVerdict",
    "FieldList",
    "Instrument",
    "Lineage",
    "Measure",
    "Modality",
    "Organ",
    "Pack",
    "PackDocument",
    "Parameter",
    "ParameterValue",
    "Place",
    "Procedure",
    "Question",
    "Rank",
    "RuleBook",
    "SubjectKind",
    "Target",
    "Text",
]

Content = Mapping[str, object]
"""An entry as plain values: text, null, lists and tables, as YAML has them before anything is understood."""


@dataclass(frozen=True, slots=True)
class BasisDocument:
    """A text that gives numbers but is not held here; shown as such (`text_held: false`)."""

    id: str
    title: str
    number: str | None
    issued: date | None
    rank: Rank
    source: str
    unconfirmed: bool = False
    written_at: str = ""  # file:line under the packs folder


@dataclass(frozen=True, slots=True)
class PackDocument:
    """One held document: its text as issued and what the pack states beyond the text, with the source of
    each.
    """

    id: str
    place: str
    text: str
    title: str
    number: str | None
    issuers: tuple[str, ...]
    issued: date | None
    issued_source: str | None
    issued_unconfirmed: bool
    rank: Rank
    state: DocumentState
    state_note: Text
    effective_from: date | None
    expires: date | None
    expected: Mapping[str, object]  # what the reader should find (the scored fields)
    classes: Mapping[str, tuple[ClauseClass, ...]]  # every clause ref → what it does
    title_source: str | None = None  # where title and number come from when the text lacks them
    mends: tuple[Mend, ...] = ()  # how the reading was put right (docs/desk.md)
    settled: tuple[Settled, ...] = ()  # warnings of the reader that somebody looked into
    ended: Ended | None = None
    version: int = 1  # raised by hand whenever its text or entry changes
    content: Content = field(default_factory=dict, repr=False)  # text and entry as written: what is versioned
    written_at: str = ""  # file:line under the packs folder


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """One dated value; both days count. `quote` stands in `clause`, or `basis` names the text not held."""

    value: Value | tuple[str, ...]
    start: date | None
    end: date | None
    clause: ClauseRef | None
    quote: str | None
    basis: str | None
    unconfirmed: bool
    note: Text | None = None

    @property
    def text_held(self) -> bool:
        """Whether the words that give the value are held here and can be shown."""
        return self.quote is not None

    def covers(self, on: date) -> bool:
        """Whether it holds on that day."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number or list of the law over time; periods do not overlap."""

    name: str
    type: str  # money rate integer decimal date boolean list
    label: Text
    unit: str | None
    values: tuple[ParameterValue, ...]
    declared: ParameterType  # as the rules see it, bounded by the values themselves

    def at(self, on: date) -> ParameterValue | None:
        """The value in force on that day, or None."""
        for v in self.values:
            if v.covers(on):
                return v
        return None


@dataclass(frozen=True, slots=True)
class DatedRule:
    """A rule and the days (inclusive) on which it is the rule."""

    start: date | None
    end: date | None
    rule: Rule

    def covers(self, on: date) -> bool:
        """Whether it is the rule on that day."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True)
class Check:
    """A criterion the department verifies itself: a known failing fact refuses, a missing one is listed,
    not asked.
    """

    rule: Rule
    text: Text
    clause: ClauseRef | None
    quote: str | None
    basis: str | None


@dataclass(frozen=True, slots=True)
class Measure:
    """A promise of a document that can be answered for a subject on a day."""

    id: str  # full id: liaoning/transfer-income-share
    place: str  # GB/T 2260 code, 000000 for the nation
    clause: ClauseRef
    quote: str
    title: Text
    summary: Text
    instrument: Instrument
    modality: Modality
    kinds: tuple[SubjectKind, ...]
    procedure: Procedure
    rank: Rank
    topic: str | None
    leaves_room: bool
    start: date | None
    end: date | None
    parameters: Mapping[str, Parameter]
    conditions: tuple[DatedRule, ...]
    benefit: tuple[DatedRule, ...]
    benefit_kind: BenefitKind | None
    amount_set_by: Text | None
    suspended_until: Text | None
    checks: tuple[Check, ...]
    materials: tuple[Text, ...]
    until: Text | None
    basis: tuple[str, ...]  # ids of basis documents it rests on beyond its clause
    unconfirmed: bool = False
    version: int = 1  # raised by hand whenever its entry changes
    content: Content = field(default_factory=dict, repr=False)  # the entry as written: what is versioned
    written_at: str = ""  # file:line under the packs folder

    def rules(self) -> Iterator[Rule]:
        """Every rule of the measure: conditions, benefits, checks."""
        yield from (dated.rule for dated in (*self.conditions, *self.benefit))
        yield from (check.rule for check in self.checks)

    def facts(self) -> frozenset[str]:
        """The facts its rules may ask for, on any day."""
        return frozenset(name for rule in self.rules() for name in rule.facts)

    def parameters_read(self) -> frozenset[str]:
        """The parameters its rules read, on any day."""
        return frozenset(name for rule in self.rules() for name in rule.parameters)


@dataclass(frozen=True, slots=True)
class Duty:
    """What a clause asks of units; the units are those of the clause unless the words themselves name
    others.
    """

    id: str
    clause: ClauseRef
    quote: str
    title: Text
    units: tuple[str, ...] = ()
    written_at: str = ""  # file:line under the packs folder


@dataclass(frozen=True, slots=True)
class Target:
    """A number to reach by a day. `part_of` tells parts from sums: parts are not added up."""

    id: str
    clause: ClauseRef
    quote: str
    title: Text
    value: int
    unit: str
    comparator: str
    deadline: date | None
    part_of: str | None = None
    members: tuple[str, ...] = ()
    written_at: str = ""  # file:line under the packs folder


@dataclass(frozen=True, slots=True)
class FieldList:
    """A document's list of fields (重点领域), dated by the document."""

    id: str
    clause: ClauseRef
    group: Text
    fields: tuple[tuple[Text, str], ...]  # label and the words quoted
    start: date | None
    end: date | None
    written_at: str = ""  # file:line under the packs folder


@dataclass(frozen=True, slots=True)
class Lineage:
    """How a provincial clause carries out a higher one."""

    clause: ClauseRef
    carries_out: tuple[ClauseRef, ...]
    measures: tuple[tuple[str, str], ...]  # measures of a higher pack restated here, each with the quote
    adds: Text | None
    leaves_out: Text | None
    written_at: str = ""  # file:line under the packs folder


@dataclass(frozen=True, slots=True)
class ExpectedVerdict:
    """What an example promises about one measure; what is None is not checked.

    An absent amount is not checked either, null means no amount. `status` and `near_miss` are how an
    example shows that the rule of a measure which only encourages is read: it says “not met” to everybody,
    but no_open_call and a near miss only to those it is addressed to.
    """

    measure: str
    verdict: str
    amount_fen: int | None
    checks_amount: bool
    unknown: tuple[str, ...] | None
    status: str | None = None
    near_miss: bool | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """One readable promise kept: a sentence, a day, facts, the verdicts."""

    name: str
    written_at: str  # file:line under the packs folder
    place: str
    kind: SubjectKind
    on: date
    facts: Mapping[str, Value]
    expect: tuple[ExpectedVerdict, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """One place's law."""

    id: str
    place: str
    title: Text
    parent: str | None
    documents: Mapping[str, PackDocument]
    basis: Mapping[str, BasisDocument]
    measures: tuple[Measure, ...]
    duties: tuple[Duty, ...]
    targets: tuple[Target, ...]
    fields: tuple[FieldList, ...]
    lineage: tuple[Lineage, ...]
    examples: tuple[Example, ...]
    written_at: str = ""  # file:line under the packs folder


@dataclass(frozen=True, slots=True)
class Question:
    """How a fact is asked of a person."""

    fact: str
    label: Text
    question: Text
    help: Text | None
    unit: Text | None
    codes: tuple[tuple[str, Text], ...]
    asked_of: tuple[SubjectKind, ...]  # empty: everybody
    known_from: str | None


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All packs loaded together; `version` is the SHA-256 of their files, so a verdict can be replayed."""

    version: str
    packs: Mapping[str, Pack]
    vocabulary: Vocabulary
    places: Mapping[str, Place]
    organs: tuple[Organ, ...]
    questions: Mapping[str, Question] = field(default_factory=dict)
    files: Mapping[str, str] = field(
        default_factory=dict, repr=False
    )  # path → content, what `version` is the hash of

    def measures(self) -> Iterator[Measure]:
        """The measures of all packs, a parent's before its children's, each in the order of its file."""
        for pack in self.packs.values():
            yield from pack.measures

    def measure(self, measure_id: str) -> Measure | None:
        """A measure by its full id (`liaoning/transfer-income-share`), or None."""
        return next((m for m in self.measures() if m.id == measure_id), None)

    def document(self, document_id: str) -> PackDocument | None:
        """A held document by its id, or None."""
        return next(
            (p.documents[document_id] for p in self.packs.values() if document_id in p.documents), None
        )

    def basis(self, basis_id: str) -> BasisDocument | None:
        """A text not held, by its id, or None."""
        return next((p.basis[basis_id] for p in self.packs.values() if basis_id in p.basis), None)

    def chain(self, place: str) -> tuple[str, ...]:
        """The place and what it lies in, itself first: 210100, 210000, 000000. KeyError where it is not
        known.
        """
        found = [place]
        while (parent := self.places[found[-1]].parent) is not None:
            found.append(parent)
        return tuple(found)
