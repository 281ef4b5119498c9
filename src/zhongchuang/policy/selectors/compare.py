"""One matter across places: how the provinces carry out a national clause, what each promises on a topic, and how a
number moved with time. Pure over a rule book; no statement goes to the database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zhongchuang.expressions import Value
from zhongchuang.policy.packs.schema import (
    ClauseRef,
    Lineage,
    Measure,
    Pack,
    PackDocument,
    Parameter,
    ParameterValue,
    RuleBook,
    Text,
)
from zhongchuang.policy.selectors.clauses import ClauseContent, Restated, content_of

# --------------------------------------------------------------------- what there is to compare


@dataclass(frozen=True, slots=True)
class Topic:
    """A matter that measures of several places settle; called by its first measure."""

    id: str
    title: Text
    counts: Mapping[str, int]  # pack → measures


@dataclass(frozen=True, slots=True)
class CarriedClause:
    """A clause of a higher text and by how many clauses each lower pack carries it out."""

    at: ClauseRef
    content: ClauseContent
    counts: Mapping[str, int]  # pack → clauses


@dataclass(frozen=True, slots=True)
class Comparable:
    """Everything that can be laid side by side. `packs` are the columns: the lower packs, in the order of the places."""

    packs: tuple[Pack, ...]
    topics: tuple[Topic, ...]
    documents: tuple[tuple[PackDocument, tuple[CarriedClause, ...]], ...]


def lower_packs(book: RuleBook) -> tuple[Pack, ...]:
    """The packs that extend another one, by place code."""
    return tuple(
        sorted((p for p in book.packs.values() if p.parent is not None), key=lambda p: (p.place, p.id))
    )


def comparable(book: RuleBook, on: date) -> Comparable:
    """The topics that more than one pack settles, and the clauses of top texts with who carries them out."""
    carried: dict[ClauseRef, Counter[str]] = {}
    for pack in book.packs.values():
        for row in pack.lineage:
            for ref in row.carries_out:
                carried.setdefault(ref, Counter())[pack.id] += 1
    top = [d for p in book.packs.values() if p.parent is None for d in p.documents.values()]
    documents = []
    for document in top:
        clauses = tuple(
            CarriedClause(one.at, one, carried.get(one.at, {}))
            for one in content_of(book, document, on).walk()
            if one.measures or one.at in carried
        )
        if any(clause.counts for clause in clauses):
            documents.append((document, clauses))
    return Comparable(lower_packs(book), tuple(_topics(book)), tuple(documents))


def _topics(book: RuleBook) -> Iterator[Topic]:
    by_topic: dict[str, list[Measure]] = {}
    for measure in book.measures():
        if measure.topic is not None:
            by_topic.setdefault(measure.topic, []).append(measure)
    for topic, measures in by_topic.items():
        counts = Counter(measure.id.partition("/")[0] for measure in measures)
        if len(counts) > 1:
            yield Topic(topic, measures[0].title, counts)


# --------------------------------------------------------------------- side by side


@dataclass(frozen=True, slots=True)
class Entry:
    """A clause of a place that is about the matter; `lineage` where the packs say how it carries out the higher one."""

    document: PackDocument
    clause: ClauseContent
    lineage: Lineage | None


@dataclass(frozen=True, slots=True)
class Side:
    """What one place says of the matter; both empty where it says nothing."""

    pack: Pack
    place: Text
    entries: tuple[Entry, ...]
    measures: tuple[Measure, ...]
    restated: tuple[Restated, ...]

    @property
    def is_silent(self) -> bool:
        """Whether nothing of this place is about the matter."""
        return not self.entries and not self.measures


def clause_sides(book: RuleBook, at: ClauseRef, on: date) -> tuple[Side, ...] | None:
    """A higher clause and what every lower pack makes of it; None where there is no such clause in a top text."""
    pack = next((p for p in book.packs.values() if at.document in p.documents and p.parent is None), None)
    read = _Reading(book, on)
    clause = None if pack is None else read.clause(at)
    if pack is None or clause is None:
        return None
    top = Side(
        pack,
        book.places[pack.place].name,
        (Entry(pack.documents[at.document], clause, None),),
        clause.measures,
        (),
    )
    return (top, *(_carrying(book, lower, at, read) for lower in lower_packs(book)))


class _Reading:
    """The documents with what hangs on their clauses, each read once."""

    def __init__(self, book: RuleBook, on: date) -> None:
        self._book = book
        self._on = on
        self._clauses: dict[str, dict[str, ClauseContent]] = {}

    def clause(self, at: ClauseRef) -> ClauseContent | None:
        """The clause, or None."""
        document = self._book.document(at.document)
        if document is None:
            return None
        if document.id not in self._clauses:
            content = content_of(self._book, document, self._on)
            self._clauses[document.id] = {one.clause.ref: one for one in reversed(list(content.walk()))}
        return self._clauses[document.id].get(at.ref)


def _carrying(book: RuleBook, pack: Pack, at: ClauseRef, read: _Reading) -> Side:
    entries: list[Entry] = []
    for row in pack.lineage:
        document = pack.documents.get(row.clause.document)
        if at in row.carries_out and document is not None:
            clause = read.clause(row.clause)
            if clause is not None:
                entries.append(Entry(document, clause, row))
    return Side(
        pack,
        book.places[pack.place].name,
        tuple(entries),
        tuple(measure for entry in entries for measure in entry.clause.measures),
        tuple(restated for entry in entries for restated in entry.clause.restates),
    )


def topic_sides(book: RuleBook, topic: str, on: date) -> tuple[Side, ...] | None:
    """What the top packs and every lower pack promise on a topic; None where no measure has it."""
    measures = [measure for measure in book.measures() if measure.topic == topic]
    if not measures:
        return None
    tops = tuple(pack for pack in book.packs.values() if pack.parent is None)
    read = _Reading(book, on)
    return tuple(_promising(book, pack, measures, read) for pack in (*tops, *lower_packs(book)))


def _promising(book: RuleBook, pack: Pack, measures: Iterable[Measure], read: _Reading) -> Side:
    own = tuple(measure for measure in measures if measure.id.partition("/")[0] == pack.id)
    lineage = {row.clause: row for row in pack.lineage}
    entries: list[Entry] = []
    for at in dict.fromkeys(measure.clause for measure in own):
        document = pack.documents[at.document]
        clause = read.clause(at)
        if clause is not None:
            entries.append(Entry(document, clause, lineage.get(at)))
    return Side(pack, book.places[pack.place].name, tuple(entries), own, ())


# --------------------------------------------------------------------- differences


class Difference(StrEnum):
    """In what a measure differs from the higher one on the same matter."""

    MODALITY = "modality"
    KINDS = "kinds"
    NUMBERS = "numbers"
    INSTRUMENT = "instrument"


def counterpart(book: RuleBook, measure: Measure) -> Measure | None:
    """The measure of a higher pack on the same topic, or None; where there are several, the first for the same subjects."""
    above = [
        other
        for other in book.measures()
        if measure.topic is not None
        and other.topic == measure.topic
        and book.packs[other.id.partition("/")[0]].parent is None
        and other.id != measure.id
    ]
    return next((other for other in above if set(other.kinds) & set(measure.kinds)), None) or next(
        iter(above), None
    )


def differences(measure: Measure, above: Measure, on: date) -> tuple[Difference, ...]:
    """In what a measure differs from the higher one on a day."""
    found = (
        (Difference.MODALITY, measure.modality is not above.modality),
        (Difference.KINDS, set(measure.kinds) != set(above.kinds)),
        (Difference.INSTRUMENT, measure.instrument is not above.instrument),
        (Difference.NUMBERS, numbers_at(measure, on) != numbers_at(above, on)),
    )
    return tuple(difference for difference, holds in found if holds)


def numbers_at(measure: Measure, on: date) -> dict[str, Value | tuple[str, ...]]:
    """The numbers of a measure by name, as they stand on a day; the nearest value where none holds on it."""
    return {name: value_at(parameter, on).value for name, parameter in measure.parameters.items()}


def value_at(parameter: Parameter, on: date) -> ParameterValue:
    """The value of the day; else the last before it, else the first after."""
    held = parameter.at(on)
    if held is not None:
        return held
    past = [value for value in parameter.values if value.end is not None and value.end < on]
    return max(past, key=lambda value: value.end or on) if past else parameter.values[0]


# --------------------------------------------------------------------- over time


@dataclass(frozen=True, slots=True)
class Moving:
    """A number of a measure over time; `same` are measures in which it stands alike, day for day."""

    measure: Measure
    parameter: Parameter
    same: tuple[Measure, ...] = ()


def moving_together(book: RuleBook, measure: Measure, name: str) -> tuple[Moving, ...]:
    """A number and those it is worth seeing with: of the same unit, in the same measure or on the same matter.

    Of the same matter are measures of one topic, and measures whose number is called the same. Numbers that stand alike
    in several measures are one line. Raises KeyError where the measure has no such number.
    """
    first = measure.parameters[name]
    found: list[tuple[Measure, Parameter]] = [(measure, first)]
    found += [
        (measure, other)
        for other in measure.parameters.values()
        if other is not first and len(other.values) > 1 and _is_alike(first, other)
    ]
    for other in book.measures():
        if other.id == measure.id:
            continue
        on_topic = measure.topic is not None and other.topic == measure.topic
        found += [
            (other, parameter)
            for parameter in other.parameters.values()
            if _is_alike(first, parameter)
            and ((on_topic and parameter.name == name) or parameter.label == first.label)
        ]
    return tuple(_grouped(found))


def _is_alike(one: Parameter, other: Parameter) -> bool:
    return (one.type, one.unit) == (other.type, other.unit)


def _grouped(found: Iterable[tuple[Measure, Parameter]]) -> Iterator[Moving]:
    groups: dict[tuple[object, ...], list[tuple[Measure, Parameter]]] = {}
    for measure, parameter in found:
        periods = tuple((v.start, v.end, v.value) for v in parameter.values)
        groups.setdefault((parameter.label, parameter.name, periods), []).append((measure, parameter))
    for (measure, parameter), *others in groups.values():
        yield Moving(measure, parameter, tuple(other for other, _parameter in others))


def turning_days(parameters: Iterable[Parameter], today: date) -> tuple[date, ...]:
    """The days on which one of the numbers changes, begins or has ended, and today where one still holds."""
    days: set[date] = set()
    for parameter in parameters:
        for value in parameter.values:
            if value.start is not None:
                days.add(value.start)
            if value.end is not None and value.end < date.max:
                days.add(value.end + timedelta(days=1))
            if value.end is None:
                days.add(max(today, value.start or today))
    return tuple(sorted(days))
