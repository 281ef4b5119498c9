"""The answer about one measure for one subject, without words: what a verdict, the next question and a
check rest on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhongchuang.expressions import Outcome, evaluate, unknown_facts
from zhongchuang.expressions import Subject as RuleSubject
from zhongchuang.policy.matching.prepared import Prepared, applicable
from zhongchuang.policy.matching.reasons import Part, requirements
from zhongchuang.policy.matching.subject import Subject
from zhongchuang.policy.matching.topics import superseded
from zhongchuang.policy.matching.verdicts import Answer, Status
from zhongchuang.policy.packs.schema import Modality, RuleBook, SubjectKind


@dataclass(frozen=True, slots=True)
class Decision:
    """`fits` is the condition with its checks, whatever the modality; `answer` what the subject may be
    told.
    """

    prepared: Prepared
    answer: Answer
    status: Status
    fits: Answer
    condition: Outcome | None
    checks: tuple[Outcome, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The facts that can still change the answer."""
        if self.answer is not Answer.UNKNOWN or self.condition is None:
            return ()
        return unknown_facts(self.condition)

    def failing(self) -> list[Part]:
        """The requirements known to fail."""
        if self.condition is None:
            return []
        parts = [part for part in requirements(Part(self.condition.trace, True)) if part.holds is False]
        return parts + [Part(check.trace, True) for check in self.checks if check.value is False]

    @property
    def has_open_requirement(self) -> bool:
        """Whether a requirement of the condition is still unknown."""
        if self.condition is None:
            return False
        return any(part.holds is None for part in requirements(Part(self.condition.trace, True)))


def decide(prepared: Prepared, kind: SubjectKind, subject: RuleSubject, on: date) -> Decision:
    """Ask one measure of one subject on one day."""
    if kind not in prepared.measure.kinds:
        return Decision(prepared, Answer.NOT_MET, Status.OTHER_KIND, Answer.NOT_MET, None, ())
    if prepared.condition is None:
        return Decision(prepared, Answer.NOT_MET, prepared.status, Answer.NOT_MET, None, ())
    condition = evaluate(prepared.condition, subject, prepared.parameters, on)
    checks = tuple(evaluate(rule, subject, prepared.parameters, on) for rule in prepared.checks)
    fits = _fits(condition, checks)
    match prepared.measure.modality:
        case Modality.ENCOURAGES:
            return Decision(prepared, Answer.NOT_MET, Status.NO_OPEN_CALL, fits, condition, checks)
        case Modality.SUSPENDED:
            return Decision(prepared, Answer.NOT_MET, Status.SUSPENDED, fits, condition, checks)
        case _:
            return Decision(prepared, fits, Status.IN_FORCE, fits, condition, checks)


def _fits(condition: Outcome, checks: tuple[Outcome, ...]) -> Answer:
    """A known failing check refuses; a missing one does not block, the department will look."""
    if condition.value is False or any(check.value is False for check in checks):
        return Answer.NOT_MET
    return Answer.UNKNOWN if condition.value is None else Answer.MET


def benefit_outcome(decision: Decision, subject: RuleSubject, on: date) -> Outcome | None:
    """The amount of a measure that is met; None where it has none."""
    rule = decision.prepared.benefit
    if decision.answer is not Answer.MET or rule is None:
        return None
    return evaluate(rule, subject, decision.prepared.parameters, on)


@dataclass(frozen=True, slots=True)
class Answers:
    """All decisions about one subject on one day, and which of the met ones yield to which."""

    facts: RuleSubject
    decisions: tuple[Decision, ...]
    yields: Mapping[str, str]  # id of a measure that is met → id of the one that goes before it

    def benefit(self, decision: Decision, on: date) -> Outcome | None:
        """The amount of a measure that is met and yields to none; None where there is none."""
        if decision.prepared.measure.id in self.yields:
            return None
        return benefit_outcome(decision, self.facts, on)


def answer_all(book: RuleBook, subject: Subject, on: date) -> Answers:
    """Ask every measure of the subject's place and of what that lies in, most specific place first.

    Raises `KeyError` for an unknown place, `FactError` for a value that is not of its fact.
    """
    facts = book.vocabulary.subject(subject.values())
    decisions = tuple(
        decide(prepared, subject.kind, facts, on) for prepared in applicable(book, subject.place, on)
    )
    met = (d.prepared.measure for d in decisions if d.answer is Answer.MET)
    return Answers(facts, decisions, superseded(met, book.chain(subject.place)))
