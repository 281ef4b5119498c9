"""The parts as data: what they refuse, and how amounts and codes read."""

from __future__ import annotations

import json

import pytest
from django.utils import translation

from zhongchuang.core.page import (
    Chart,
    ChartKind,
    Code,
    QuestionCard,
    QuestionKind,
    Series,
    Step,
    Stepper,
    StepState,
    Upload,
)
from zhongchuang.core.page.parts import amount_of, money_told


@pytest.mark.parametrize(
    ("fen", "wan", "digits"),
    [
        (0, False, "0.00"),
        (1, False, "0.01"),
        (123_456_789, False, "1,234,567.89"),
        (-5, False, "−0.05"),
        (123_456_789, True, "123.46"),
        (1_000_000_00, True, "100"),
    ],
)
def test_amounts_are_exact_in_yuan_and_short_in_wan(fen: int, wan: bool, digits: str) -> None:
    assert amount_of(fen, wan=wan).digits == digits


def test_a_code_is_grouped_only_where_it_has_no_separators_of_its_own() -> None:
    assert Code("91210100MA0EXAMPLE").groups == ("9121", "0100", "MA0E", "XAMP", "LE")
    assert Code("辽政办发〔2016〕88号").groups == ("辽政办发〔2016〕88号",)
    assert Code("A-1").groups == ("A-1",)


def test_two_current_steps_are_refused() -> None:
    with pytest.raises(ValueError, match="not 2"):
        Stepper("进度", (Step("一", StepState.CURRENT), Step("二", StepState.CURRENT)))


def test_a_chart_refuses_a_series_that_does_not_fit_and_keeps_gaps() -> None:
    with pytest.raises(ValueError, match="1 values for 2 categories"):
        Chart("c", "图", ChartKind.BAR, ("甲", "乙"), (Series("数", (1,)),), "个", "测得")
    chart = Chart("c", "图", ChartKind.LINE, ("甲", "乙"), (Series("数", (1, None)),), "个", "测得")
    assert json.loads(chart.data)["series"] == [{"name": "数", "values": [1, None]}]
    assert chart.table == [("甲", [1]), ("乙", [None])]


def test_a_question_of_choice_without_choices_is_refused() -> None:
    with pytest.raises(ValueError, match="offers no choice"):
        QuestionCard("kind", "您是？", QuestionKind.CHOICE)


def test_the_limit_of_an_upload_reads_as_people_say_it() -> None:
    assert Upload("f", "文件", (".pdf",), 20 * 1024 * 1024).limit == "20 MB"
    assert Upload("f", "文件", (".pdf",), 300 * 1024).limit == "300 KB"


@pytest.mark.parametrize(
    ("language", "exact", "compared"),
    [("zh-hans", "1,234,567.89 元", "123.46 万元"), ("en", "CNY 1,234,567.89", "CNY 123.46 × 10,000")],
)
def test_an_amount_in_a_sentence_is_in_the_language_of_the_reader(
    language: str, exact: str, compared: str
) -> None:
    with translation.override(language):
        assert money_told(123_456_789) == exact
        assert money_told(123_456_789, wan=True) == compared
