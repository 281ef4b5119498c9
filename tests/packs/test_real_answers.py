"""The answers people come for, on the packs of the repository."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from zhongchuang.expressions import Value
from zhongchuang.policy.matching.answering import answer_all
from zhongchuang.policy.matching.asking import next_question
from zhongchuang.policy.matching.match import match
from zhongchuang.policy.matching.subject import FactValue, Subject
from zhongchuang.policy.matching.tests.populations import random_subjects
from zhongchuang.policy.matching.verdicts import Answer, Verdict
from zhongchuang.policy.packs.loader import load_rulebook
from zhongchuang.policy.packs.schema import BenefitKind, Modality, Question, RuleBook, SubjectKind

BOOK = load_rulebook()
TODAY = date(2026, 11, 1)
MILLION = 100_000_000


def shares(place: str, on: date = TODAY, kind: str = "team", **facts: Value) -> list[Verdict]:
    """What counts of the share of income: met, with an amount, superseded by nothing."""
    subject = Subject(place, SubjectKind(kind), {name: FactValue(value) for name, value in facts.items()})
    return [
        v
        for v in match(BOOK, subject, on)
        if v.measure.topic is not None and v.amount_fen is not None and "transfer_income" in v.measure.facts()
    ]


def test_a_team_in_a_space_in_shenyang_gets_70_per_cent() -> None:
    (found,) = shares("210100", in_space=True, transfer_income=MILLION)
    assert (found.measure.id, found.amount_fen) == ("liaoning/transfer-income-share", 70_000_000)
    assert found.working is not None
    assert found.working.text.zh == "1,000,000 元 × 70% = 700,000 元"


def test_a_universitys_team_in_kunming_gets_60_per_cent() -> None:
    (found,) = shares("530100", transfer_income=MILLION, employer_kind="university")
    assert found.amount_fen == 60_000_000


def test_an_institutes_team_in_the_trial_zone_may_be_given_half() -> None:
    (found,) = shares("620100", transfer_income=MILLION, employer_kind="institute", in_trial_zone=True)
    assert found.measure.modality is Modality.PERMITS
    assert found.measure.benefit_kind is BenefitKind.PERMITTED_FLOOR
    assert found.amount_fen == 50_000_000


def test_outside_the_zone_the_national_law_gives_half() -> None:
    (found,) = shares("620100", transfer_income=MILLION, employer_kind="institute", in_trial_zone=False)
    assert found.measure.place == "000000"
    assert found.amount_fen == 50_000_000


@pytest.mark.parametrize("kind", list(SubjectKind))
def test_the_questions_end_and_settle_all_they_can(kind: SubjectKind) -> None:
    """Answering yes, much, and the first choice throughout: few questions, and no open measure that one
    could close.
    """
    subject = Subject("210100", kind)
    asked: list[str] = []
    while (question := next_question(BOOK, subject, TODAY, asked)) is not None:
        asked.append(question.fact)
        subject = subject.with_fact(question.fact, _an_answer(question.fact))
    assert len(asked) == len(set(asked)) <= 30
    open_ = [v for v in match(BOOK, subject, TODAY) if v.answer is Answer.UNKNOWN]
    for verdict in open_:
        assert not set(verdict.unknown) - set(asked)


def _an_answer(name: str) -> Value:
    fact = BOOK.vocabulary[name]
    answers: dict[str, Value] = {
        "money": MILLION,
        "integer": 20,
        "decimal": Decimal("0.9"),
        "boolean": True,
        "date": date(2024, 1, 1),
        "industry": "C39",
    }
    value = answers.get(fact.type.kind.value) or sorted(fact.type.codes)[0]
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and isinstance(fact.high, int):
        return min(value, fact.high)
    return value


def test_few_questions_decide_much() -> None:
    """After three questions fewer measures are open than after asking in the order in which the rules name
    facts.
    """
    subjects = random_subjects(BOOK, 60, seed=5)
    chosen = sum(_open_after(3, subject, next_question) for subject in subjects)
    in_order = sum(_open_after(3, subject, _first_unknown) for subject in subjects)
    assert chosen < 0.8 * in_order


Choice = Callable[[RuleBook, Subject, date, list[str]], Question | None]


def _first_unknown(book: RuleBook, subject: Subject, on: date, asked: list[str]) -> Question | None:
    for decision in answer_all(book, subject, on).decisions:
        for name in decision.unknown:
            question = book.questions[name]
            if name not in asked and (not question.asked_of or subject.kind in question.asked_of):
                return question
    return None


def _open_after(count: int, whole: Subject, choose: Choice) -> int:
    """Measures still open after `count` questions, answered as `whole` would."""
    subject = Subject(whole.place, whole.kind)
    asked: list[str] = []
    for _ in range(count):
        question = choose(BOOK, subject, TODAY, asked)
        if question is None:
            break
        asked.append(question.fact)
        if question.fact in whole.facts:
            subject = subject.with_fact(question.fact, whole.facts[question.fact].value)
    return sum(d.answer is Answer.UNKNOWN for d in answer_all(BOOK, subject, TODAY).decisions)
