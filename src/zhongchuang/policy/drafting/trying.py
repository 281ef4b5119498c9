"""Trying a rule out: on one sample subject, and on all examples before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from zhongchuang.expressions import Value
from zhongchuang.policy.matching.answering import answer_all
from zhongchuang.policy.matching.match import match
from zhongchuang.policy.matching.subject import FactValue, Subject
from zhongchuang.policy.matching.verdicts import Answer, Status, Verdict
from zhongchuang.policy.packs.schema import Example, RuleBook, SubjectKind


def try_out(
    book: RuleBook, measure: str, place: str, kind: SubjectKind, facts: Mapping[str, Value], on: date
) -> Verdict | None:
    """The verdict on one measure (by its full id) for a sample subject; None where it does not reach the place.

    `book` is the rule book with the draft in it. Raises KeyError for an unknown place, FactError for a value that is not of
    its fact.
    """
    subject = Subject(place, kind, {name: FactValue(value) for name, value in facts.items()})
    return next((verdict for verdict in match(book, subject, on) if verdict.measure.id == measure), None)


@dataclass(frozen=True, slots=True)
class Told:
    """What an example's subject is told of a measure."""

    answer: Answer
    status: Status
    amount_fen: int | None


@dataclass(frozen=True, slots=True)
class ChangedVerdict:
    """A verdict of an example's subject that differs; None where the measure is not there."""

    example: Example
    pack: str
    measure: str
    title: str
    before: Told | None
    after: Told | None


def effect_on_examples(before: RuleBook, after: RuleBook) -> tuple[ChangedVerdict, ...]:
    """Every verdict or amount that the subjects of all examples of all packs are told otherwise than before.

    The examples are those of `after`; one whose place or facts `before` does not know is new and has no before.
    """
    found: list[ChangedVerdict] = []
    for pack in after.packs.values():
        for example in pack.examples:
            found += _changed(before, after, pack.id, example)
    return tuple(found)


def _changed(before: RuleBook, after: RuleBook, pack: str, example: Example) -> Iterator[ChangedVerdict]:
    was = _told(before, example) if _can_be_asked(before, example) else {}
    now = _told(after, example)
    for name in dict.fromkeys((*now, *was)):
        old, new = was.get(name), now.get(name)
        if old == new:
            continue
        measure = after.measure(name) or before.measure(name)
        yield ChangedVerdict(example, pack, name, measure.title.zh if measure else name, old, new)


def _can_be_asked(book: RuleBook, example: Example) -> bool:
    return example.place in book.places and all(name in book.vocabulary for name in example.facts)


def _told(book: RuleBook, example: Example) -> dict[str, Told]:
    facts = {name: FactValue(value) for name, value in example.facts.items()}
    answers = answer_all(book, Subject(example.place, example.kind, facts), example.on)
    found: dict[str, Told] = {}
    for decision in answers.decisions:
        name = decision.prepared.measure.id
        benefit = answers.benefit(decision, example.on)
        amount = benefit.value if benefit is not None and isinstance(benefit.value, int) else None
        status = Status.SUPERSEDED if name in answers.yields else decision.status
        found[name] = Told(decision.answer, status, amount)
    return found
