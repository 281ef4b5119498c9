"""The next question: the one whose answer is expected to decide most, so that few questions decide much.

For every fact that can still change an answer the likely values are tried out; what counts is how many open
measures each would decide, and how much nearer the others would come. Yes/no and choices go before numbers,
which cost a person more. Amounts are asked about last, when it is settled what the subject may have at all.
The same facts always give the same question.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from zhongchuang.expressions import Fact, Kind, Value, unknown_facts
from zhongchuang.expressions import Subject as RuleSubject
from zhongchuang.expressions.industry import section_divisions
from zhongchuang.policy.matching.answering import Decision, answer_all, decide
from zhongchuang.policy.matching.prepared import Prepared
from zhongchuang.policy.matching.subject import Subject
from zhongchuang.policy.matching.verdicts import Answer
from zhongchuang.policy.packs.schema import Question, RuleBook

_EASE = {
    Kind.BOOLEAN: Fraction(1),
    Kind.CODE: Fraction(1),
    Kind.DATE: Fraction(1, 2),
    Kind.INDUSTRY: Fraction(1, 2),
    Kind.INTEGER: Fraction(1, 2),
    Kind.DECIMAL: Fraction(1, 2),
    Kind.MONEY: Fraction(1, 2),
}
"""How much an answer is worth against the trouble of giving it."""

_MONTH = timedelta(days=30)


def next_question(
    book: RuleBook, subject: Subject, on: date, asked: Collection[str] = frozenset()
) -> Question | None:
    """The question to put next; None when nothing more can be decided by asking.

    `asked` are facts asked already, answered or not: nobody is asked twice. Only facts whose question is
    put to the subject's kind count. Measures that only encourage, or wait for a condition outside the
    subject, are not asked about.
    """
    search = _Search(book, subject, on, asked)
    fact = search.for_answers() or search.for_amounts()
    return None if fact is None else book.questions[fact]


class _Search:
    """One round of choosing."""

    def __init__(self, book: RuleBook, subject: Subject, on: date, asked: Collection[str]) -> None:
        self._book = book
        self._kind = subject.kind
        self._values = subject.values()
        self._on = on
        self._asked = asked
        self._answers = answer_all(book, subject, on)

    def for_answers(self) -> str | None:
        """The fact that decides most open measures."""
        open_ = {
            d.prepared.measure.id: (d, d.unknown)
            for d in self._answers.decisions
            if d.answer is Answer.UNKNOWN
        }
        best: tuple[Fraction, Fraction, int, int] | None = None
        chosen: str | None = None
        for order, name in enumerate(self._askable(names for _, names in open_.values())):
            touched = [(d, names) for d, names in open_.values() if name in names]
            first = sum(names[0] == name for _, names in touched)
            ease = _EASE[self._book.vocabulary[name].type.kind]
            score = (self._gain(name, touched), ease, first, -order)
            if best is None or score > best:
                best, chosen = score, name
        return chosen

    def for_amounts(self) -> str | None:
        """The fact missing for most amounts of measures that are met and go before others."""
        benefits = [self._answers.benefit(decision, self._on) for decision in self._answers.decisions]
        missing = [unknown_facts(benefit) for benefit in benefits if benefit is not None]
        candidates = self._askable(missing)
        return max(candidates, key=lambda name: sum(name in names for names in missing), default=None)

    def _askable(self, lists: Iterable[tuple[str, ...]]) -> list[str]:
        """The facts of the lists that may be asked of this kind, in the order of the vocabulary."""
        wanted = {name for names in lists for name in names}
        return [
            name
            for name, question in self._book.questions.items()
            if name in wanted
            and name not in self._asked
            and (not question.asked_of or self._kind in question.asked_of)
        ]

    def _gain(self, name: str, touched: list[tuple[Decision, tuple[str, ...]]]) -> Fraction:
        """Measures expected to be decided by the answer, those brought nearer counting in part."""
        fact = self._book.vocabulary[name]
        values = likely_values(fact, [decision.prepared for decision, _ in touched], self._on)
        total = Fraction(0)
        for value in values:
            known = self._book.vocabulary.subject({**self._values, name: value})
            total += sum((self._progress(decision, names, known) for decision, names in touched), Fraction(0))
        return total * _EASE[fact.type.kind] / len(values)

    def _progress(self, decision: Decision, names: tuple[str, ...], known: RuleSubject) -> Fraction:
        """1 where the measure is decided, else the share of its questions that fall away, halved."""
        after = decide(decision.prepared, self._kind, known, self._on)
        if after.answer is not Answer.UNKNOWN:
            return Fraction(1)
        return Fraction(max(0, len(names) - len(after.unknown)), 2 * len(names))


def likely_values(fact: Fact, measures: list[Prepared], on: date) -> list[Value]:
    """Values that stand for all answers: every choice; for numbers both sides of each number of the law."""
    match fact.type.kind:
        case Kind.BOOLEAN:
            return [True, False]
        case Kind.CODE:
            return sorted(fact.type.codes)
        case Kind.INDUSTRY:
            return [f"{section}{first:02d}" for section, (first, _) in section_divisions().items()]
        case Kind.DATE:
            return [on - months * _MONTH for months in (0, 6, 18, 36, 72)]
        case _:
            return _numbers(fact, measures)


def _numbers(fact: Fact, measures: list[Prepared]) -> list[Value]:
    """Nothing, a little, and just below and at every number of the same kind that the measures hold."""
    step = Decimal(1).scaleb(-fact.type.scale) if fact.type.kind is Kind.DECIMAL else 1
    found: set[Decimal] = {Decimal(0), Decimal(1)}
    for prepared in measures:
        for name, value in prepared.values.items():
            kind = prepared.measure.parameters[name].declared.type.kind
            if (kind is Kind.MONEY) is (fact.type.kind is Kind.MONEY) and isinstance(
                value.value, int | Decimal
            ):
                threshold = round(
                    Decimal(value.value), fact.type.scale if fact.type.kind is Kind.DECIMAL else 0
                )
                found |= {threshold - step, threshold}
    inside = [value for value in sorted(found) if _is_within(fact, value)]
    return [value if fact.type.kind is Kind.DECIMAL else int(value) for value in inside] or [0]


def _is_within(fact: Fact, value: Decimal) -> bool:
    raw = value.scaleb(fact.type.scale) if fact.type.kind is Kind.DECIMAL else value
    return isinstance(fact.low, int) and isinstance(fact.high, int) and fact.low <= raw <= fact.high
