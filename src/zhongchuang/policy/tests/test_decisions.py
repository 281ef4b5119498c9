"""What the pages decide: reading what people type, the group of a verdict, the worth of a question, what changed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.core.money import format_yuan
from zhongchuang.expressions import Value
from zhongchuang.policy.decisions import (
    Group,
    differences,
    group_of,
    read_answer,
    read_date,
    stakes_of,
    still_open,
)
from zhongchuang.policy.errors import AnswerUnreadable
from zhongchuang.policy.matching.asking import next_question
from zhongchuang.policy.matching.match import match
from zhongchuang.policy.matching.subject import FactValue, Subject
from zhongchuang.policy.packs.schema import SubjectKind
from zhongchuang.policy.tests.factory import IN_SAMPLE, MILLION, TODAY, YUAN, real_book, sample_book
from zhongchuang.policy.views.asking import written

BOOK = real_book()


def read(fact: str, typed: str) -> Value:
    return read_answer(BOOK.vocabulary[fact], BOOK.questions[fact], typed)


@pytest.mark.parametrize(
    ("fact", "typed", "value"),
    [
        ("transfer_income", "1000000", MILLION),
        ("transfer_income", "1,000,000", MILLION),
        ("transfer_income", "100万", MILLION),
        ("transfer_income", " １００ 万元 ", MILLION),
        ("transfer_income", "0.5", 50),
        ("transfer_income", "1.5亿", 150 * MILLION),
        ("in_space", "true", True),
        ("in_space", "否", False),
        ("employer_kind", "university", "university"),
        ("workstations", "30", 30),
        ("workstations", "３０个", 30),
        ("workstations", "1,200", 1200),
        ("area", "500.5 平方米", Decimal("500.5")),
        ("area", "500", Decimal(500)),
        ("industry", "C39", "C39"),
        ("industry", "c 39", "C39"),
        ("industry", "39", "C39"),
        ("industry", "3911", "C3911"),
        ("industry", "Ｃ", "C"),
        ("industry", "I6510", "I6510"),
        ("recognised_on", "2024-01-31", date(2024, 1, 31)),
        ("recognised_on", "2024年1月31日", date(2024, 1, 31)),
        ("recognised_on", "2024/1/31", date(2024, 1, 31)),
        ("recognised_on", "20240131", date(2024, 1, 31)),
    ],
)
def test_what_people_write_is_understood(fact: str, typed: str, value: Value) -> None:
    assert read(fact, typed) == value
    assert type(read(fact, typed)) is type(value)


@pytest.mark.parametrize(
    ("fact", "typed", "sentence"),
    [
        ("transfer_income", "", "请填金额"),
        ("transfer_income", "一百", "“一百”无法读取"),
        ("transfer_income", "0.001", "最小单位是分"),
        ("transfer_income", "-5", "应在 0 元至 100,000,000,000 元之间"),
        ("transfer_income", "9999999亿", "应在 0 元至 100,000,000,000 元之间"),
        ("in_space", "", "请选“是”或“否”"),
        ("employer_kind", "school", "请从下面选一项"),
        ("workstations", "30.5", "要填整数"),
        ("workstations", "很多", "“很多”不是数字"),
        ("workstations", "", "请填一个数字"),
        ("workstations", "1e3", "不是数字"),
        ("workstations", "9999999", "应在 0 个至 1,000,000 个之间"),
        ("workstations", "nan", "不是数字"),
        ("area", "1.234", "最多写 2 位小数"),
        ("industry", "A39", "门类 A 里没有 39"),
        ("industry", "", "请填行业代码"),
        ("industry", "软件", "“软件”不是行业代码"),
        ("industry", "3", "不是行业代码"),
        ("industry", "98", "不是行业代码"),
        ("recognised_on", "2024-02-30", "不是一个日期"),
        ("recognised_on", "1024-01-01", "应在 1900-01-01 至 2199-12-31 之间"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence_in_both_languages(fact: str, typed: str, sentence: str) -> None:
    with pytest.raises(AnswerUnreadable) as caught:
        read(fact, typed)
    assert sentence in caught.value.what.zh
    assert caught.value.fields[fact].en.isascii() or typed in caught.value.what.en
    assert fact not in caught.value.what.zh  # no internal name where a citizen reads


@given(st.integers(min_value=0, max_value=10**13))
def test_an_amount_written_by_the_platform_reads_as_itself(fen: int) -> None:
    assert read("transfer_income", format_yuan(fen)) == fen
    kind = BOOK.vocabulary["transfer_income"].type.kind
    assert read("transfer_income", written(kind, fen)) == fen


@given(st.text(max_size=30), st.sampled_from(sorted(BOOK.vocabulary)))
def test_nothing_typed_breaks_the_reading(typed: str, fact: str) -> None:
    try:
        value = read(fact, typed)
    except AnswerUnreadable as error:
        assert error.zh
        assert error.en
    else:
        BOOK.vocabulary[fact].encode(value)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_every_day_reads_in_every_form(day: date) -> None:
    for written_day in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
    ):
        assert read_date(written_day) == day


def subject(place: str, kind: SubjectKind, **facts: Value) -> Subject:
    return Subject(place, kind, {name: FactValue(value) for name, value in facts.items()})


def groups(place: str, kind: SubjectKind, on: date = IN_SAMPLE, **facts: Value) -> dict[str, Group]:
    return {v.measure.id: group_of(v) for v in match(sample_book(), subject(place, kind, **facts), on)}


def test_a_verdict_stands_under_its_heading() -> None:
    found = groups("990000", SubjectKind.TEAM, in_space=True, income=100 * YUAN, employer="university")
    assert found["province/share"] is Group.MET
    assert found["nation/share"] is Group.SUPERSEDED
    assert found["province/space-grant"] is Group.OTHERS


def test_one_condition_missing_is_nearly_and_an_open_one_is_unknown() -> None:
    assert groups("990000", SubjectKind.TEAM, in_space=False, income=YUAN)["province/share"] is Group.NEARLY
    assert groups("990000", SubjectKind.TEAM, income=YUAN)["province/share"] is Group.UNKNOWN


def test_what_only_encourages_or_waits_is_a_direction_never_nearly() -> None:
    found = groups("990000", SubjectKind.SPACE, months=18, seats=30)
    assert found["province/city-funds"] is Group.DIRECTION
    assert found["province/tax-when-ready"] is Group.DIRECTION


def test_a_suspended_promise_that_would_not_fit_is_not_met() -> None:
    assert groups("990000", SubjectKind.SPACE, seats=0)["province/tax-when-ready"] is Group.NOT


def test_out_of_time_is_not_met() -> None:
    late = groups("990000", SubjectKind.ENTERPRISE, on=date(2024, 1, 1), has_award=True)
    assert late["province/voucher"] is Group.NOT


def test_a_question_is_worth_what_it_can_settle() -> None:
    book = sample_book()
    someone = subject("990000", SubjectKind.TEAM)
    alone = stakes_of(book, someone, IN_SAMPLE, "in_space")
    assert [m.id for m in alone.settles] == ["province/share"]  # “no” decides it
    assert not stakes_of(book, someone, IN_SAMPLE, "in_zone").measures  # of a city this team is not in


def test_an_answer_given_already_is_weighed_as_if_it_were_not() -> None:
    someone = subject("990000", SubjectKind.TEAM, in_space=True, income=YUAN)
    assert [m.id for m in stakes_of(sample_book(), someone, IN_SAMPLE, "in_space").settles] == [
        "province/share"
    ]


def test_an_amount_that_waits_is_told_apart() -> None:
    space = subject("990000", SubjectKind.SPACE, seats=30, months=18)
    found = stakes_of(sample_book(), space, IN_SAMPLE, "cost")
    assert (found.settles, found.touches) == ((), ())
    assert [m.id for m in found.amounts] == ["province/space-grant"]


def test_the_number_of_questions_left_is_never_too_small() -> None:
    """Whoever answers goes through at most as many as were announced."""
    someone = subject("210100", SubjectKind.TEAM)
    asked: list[str] = []
    announced = still_open(BOOK, match(BOOK, someone, TODAY), someone.kind, asked)
    while (question := next_question(BOOK, someone, TODAY, asked)) is not None:
        asked.append(question.fact)
    assert 0 < len(asked) <= len(announced)
    assert not still_open(BOOK, match(BOOK, someone, TODAY), someone.kind, asked)


def kept(measure: str, **parts: object) -> dict[str, object]:
    whole = {
        "measure": measure,
        "verdict": "met",
        "status": "in_force",
        "amount": 70,
        "near_miss": False,
        "superseded_by": None,
        "benefit_kind": "floor",
        "reasons": [],
    }
    return {**whole, **parts}


def test_only_what_matters_to_the_reader_is_a_difference() -> None:
    same = kept("a"), kept("a", reasons=["worded otherwise"])
    assert differences([same[0]], [same[1]]) == ()
    (found,) = differences([kept("a")], [kept("a", amount=60)])
    assert (found.measure, found.then, found.now) == ("a", kept("a"), kept("a", amount=60))


def test_measures_that_came_or_went_are_differences_unless_for_others() -> None:
    assert [d.measure for d in differences([kept("a")], [kept("b")])] == ["a", "b"]
    assert differences([], [kept("b", status="other_kind", verdict="not_met")]) == ()
    assert differences([kept("a", status="other_kind")], []) == ()
