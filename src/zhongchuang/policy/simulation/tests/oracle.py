"""What a change means by asking subject after subject with the interpreter: the other side of every comparison."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zhongchuang.policy.matching.answering import Answers, Decision, answer_all
from zhongchuang.policy.matching.subject import Subject
from zhongchuang.policy.matching.verdicts import Answer
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.simulation.result import Outcome


@dataclass(frozen=True)
class Held:
    """What a subject has of one measure: met, really gets it, cannot be told; how much."""

    met: bool
    has: bool
    unknown: bool
    amount: int | None


NONE = Held(False, False, False, None)


def held(book: RuleBook, subject: Subject, on: date) -> Mapping[str, Held]:
    """By measure, for those that reach the subject's place."""
    answers = answer_all(book, subject, on)
    return {d.prepared.measure.id: _held(answers, d, on) for d in answers.decisions}


def _held(answers: Answers, decision: Decision, on: date) -> Held:
    met = decision.answer is Answer.MET
    outcome = answers.benefit(decision, on)
    value = None if outcome is None else outcome.value
    return Held(
        met=met,
        has=met and decision.prepared.measure.id not in answers.yields,
        unknown=decision.answer is Answer.UNKNOWN,
        amount=value if isinstance(value, int) else None,
    )


def outcome_of(
    book: RuleBook, after: RuleBook, promise: Iterable[str], then: Mapping[str, Held], now: Mapping[str, Held]
) -> Outcome:
    """What the change means in one promise."""
    members = list(promise)
    had = next((m for m in members if then.get(m, NONE).has), None)
    gets = next((m for m in members if now.get(m, NONE).has), None)
    for found, side in ((had, then), (gets, now)):
        if found is None and any(side.get(m, NONE).unknown for m in members):
            return Outcome.UNKNOWN
    if had is None or gets is None:
        return {(True, True): Outcome.NOTHING, (True, False): Outcome.GAIN}.get(
            (had is None, gets is None), Outcome.LOSE
        )
    one, other = book.measure(had), after.measure(gets)
    assert one is not None and other is not None
    if one.benefit_kind is None and other.benefit_kind is None and had == gets:
        return Outcome.SAME
    if one.benefit_kind is None or one.benefit_kind is not other.benefit_kind:
        return Outcome.MIXED
    a, b = then[had].amount, now[gets].amount
    if a is None or b is None:
        same_rule = [d.rule.text for d in one.benefit] == [d.rule.text for d in other.benefit]
        return Outcome.SAME if had == gets and same_rule else Outcome.UNKNOWN
    return Outcome.GAIN if b > a else Outcome.LOSE if b < a else Outcome.SAME


def in_all(outcomes: Iterable[Outcome]) -> Outcome:
    """All promises of a subject together."""
    seen = set(outcomes)
    if Outcome.MIXED in seen or {Outcome.GAIN, Outcome.LOSE} <= seen:
        return Outcome.MIXED
    order = (Outcome.GAIN, Outcome.LOSE, Outcome.UNKNOWN, Outcome.SAME)
    return next((outcome for outcome in order if outcome in seen), Outcome.NOTHING)


@dataclass(frozen=True)
class Expected:
    """Counts and sums in the shape the tests compare."""

    outcomes: Counter[Outcome]
    promises: list[Counter[Outcome]]
    standings: dict[tuple[str, str], tuple[int, int, int, int]]
    places: dict[str, Counter[Outcome]]


def expected(
    book: RuleBook, after: RuleBook, promises: list[tuple[str, ...]], subjects: list[Subject], on: date
) -> Expected:
    """Everybody asked, one by one."""
    found = Expected(Counter(), [Counter() for _ in promises], {}, {})
    sums: dict[tuple[str, str], list[int]] = {}
    for subject in subjects:
        sides = {"before": held(book, subject, on), "after": held(after, subject, on)}
        own = []
        for number, promise in enumerate(promises):
            outcome = outcome_of(book, after, promise, sides["before"], sides["after"])
            found.promises[number][outcome] += 1
            own.append(outcome)
        whole = in_all(own)
        found.outcomes[whole] += 1
        found.places.setdefault(subject.place, Counter())[whole] += 1
        for side, measures in sides.items():
            for promise in promises:
                for name in promise:
                    one = measures.get(name, NONE)
                    row = sums.setdefault((side, name), [0, 0, 0, 0])
                    row[0] += one.met
                    row[1] += one.has
                    row[2] += one.unknown
                    row[3] += one.amount or 0
    found.standings.update({key: (row[0], row[1], row[2], row[3]) for key, row in sums.items()})
    return found
