"""The next question: useful, put to the right people, never twice, and few in all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from zhongchuang.expressions import Kind, Value
from zhongchuang.policy.matching.asking import likely_values, next_question
from zhongchuang.policy.matching.match import match
from zhongchuang.policy.matching.prepared import applicable
from zhongchuang.policy.matching.subject import Subject
from zhongchuang.policy.matching.tests.asking_the_sample import IN_FORCE, subject
from zhongchuang.policy.matching.verdicts import Answer
from zhongchuang.policy.packs.loader import rulebook_of
from zhongchuang.policy.packs.schema import SubjectKind
from zhongchuang.policy.packs.tests.factory import changed, sample_book

BOOK = sample_book()


def questions(start: Subject, answers: dict[str, Value], on: date = IN_FORCE) -> list[str]:
    """The facts asked in turn; a fact without an answer is left open (“don't know”)."""
    asked: list[str] = []
    now = start
    while (question := next_question(BOOK, now, on, asked)) is not None:
        asked.append(question.fact)
        if question.fact in answers:
            now = now.with_fact(question.fact, answers[question.fact])
    return asked


def test_a_yes_or_no_that_decides_goes_before_an_amount() -> None:
    question = next_question(BOOK, subject("team"), IN_FORCE)
    assert question is not None
    assert BOOK.vocabulary[question.fact].type.kind in (Kind.BOOLEAN, Kind.CODE)
    assert question.question.zh.endswith("？")


def test_a_no_ends_the_questions_it_makes_pointless() -> None:
    assert questions(subject("team"), {"in_space": False, "employer": "none"}) in (
        ["in_space", "employer"],
        ["employer", "in_space"],
    )


def test_amounts_are_asked_about_last() -> None:
    asked = questions(subject("space"), {"area": Decimal(600), "months": 20})
    assert asked[-1] == "cost"


def test_nobody_is_asked_twice_even_without_an_answer() -> None:
    asked = questions(subject("space"), {})
    assert len(asked) == len(set(asked))


def test_only_what_is_asked_of_the_kind() -> None:
    for kind in SubjectKind:
        for name in questions(subject(kind.value), {}):
            asked_of = BOOK.questions[name].asked_of
            assert not asked_of or kind in asked_of


def test_a_fact_that_is_not_put_to_a_kind_is_not_asked_of_it() -> None:
    words = "question: {zh: 在众创空间内吗？, en: In a makerspace?}, asked_of: "
    book = rulebook_of(changed(("vocabulary.yaml", words + "[team]", words + "[mentor]")))
    asked: list[str] = []
    while (question := next_question(book, subject("team"), IN_FORCE, asked)) is not None:
        asked.append(question.fact)
    assert asked
    assert "in_space" not in asked


def test_what_only_encourages_is_not_asked_about() -> None:
    assert "seats" not in questions(subject("space", area=Decimal(600)), {"months": 20, "cost": 1})


def test_the_answers_settle_everything_that_can_be_settled() -> None:
    answers: dict[str, Value] = {
        "founded": date(2015, 1, 1),
        "expense": 100,
        "industry": "C39",
        "has_award": False,
    }
    now = subject("enterprise")
    for name in questions(now, answers):
        now = now.with_fact(name, answers[name])
    assert all(v.answer is not Answer.UNKNOWN for v in match(BOOK, now, IN_FORCE))


def test_the_same_facts_give_the_same_question() -> None:
    assert {q.fact for _ in range(5) if (q := next_question(BOOK, subject("team"), IN_FORCE))} != set()
    assert len({q.fact for _ in range(5) if (q := next_question(BOOK, subject("team"), IN_FORCE))}) == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("in_space", [True, False]),
        ("employer", ["firm", "none", "university"]),
        ("months", [0, 1, 17, 18, 29, 30, 499, 500]),
        ("cost", [0, 1, 49_999_999, 50_000_000]),
    ],
)
def test_likely_values_lie_on_both_sides_of_the_numbers_of_the_law(name: str, expected: list[Value]) -> None:
    grant = [p for p in applicable(BOOK, "990000", IN_FORCE) if p.measure.id == "province/space-grant"]
    assert likely_values(BOOK.vocabulary[name], grant, IN_FORCE) == expected


@pytest.mark.parametrize("name", ["share_used", "founded", "industry", "area"])
def test_likely_values_are_values_of_the_fact(name: str) -> None:
    grant = [p for p in applicable(BOOK, "990000", IN_FORCE) if p.measure.id == "province/space-grant"]
    values = likely_values(BOOK.vocabulary[name], grant, IN_FORCE)
    assert values
    for value in values:
        BOOK.vocabulary[name].encode(value)
