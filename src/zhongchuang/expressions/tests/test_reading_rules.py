"""Reading a rule: what is allowed, how it is typed, and errors that say where and what to do."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhongchuang.expressions import (
    BOOLEAN,
    DATE,
    INTEGER,
    MONEY,
    RuleError,
    RuleNameError,
    RuleOverflowError,
    RuleSyntaxError,
    RuleTypeError,
    Type,
    code,
    compile_rule,
    decimal,
    evaluate,
)

from .generator import ON, PARAMETER_TYPES, PARAMETERS, VOCABULARY, RuleWriter


@pytest.mark.parametrize(
    ("text", "type_", "canonical"),
    [
        ("in_space and income > 0", BOOLEAN, "in_space AND income > 0"),
        ("income*p.share", MONEY, "income * p.share"),
        ("((filed))", BOOLEAN, "filed"),
        ("filed AND (in_space AND p.open)", BOOLEAN, "filed AND in_space AND p.open"),
        ("(filed OR in_space) AND p.open", BOOLEAN, "(filed OR in_space) AND p.open"),
        ("area >= 500", BOOLEAN, "area >= 500"),
        ("area >= 500.50", BOOLEAN, "area >= 500.5"),
        ("income - (expense - income)", MONEY, "income - (expense - income)"),
        ("income - expense - income", MONEY, "income - expense - income"),
        ("yuan(500000.00)", MONEY, "yuan(500000)"),
        ("- yuan(0.5) + income", MONEY, "yuan(-0.5) + income"),
        ("case when filed then income else 0 end", MONEY, "CASE WHEN filed THEN income ELSE 0 END"),
        ("kind not in p.kinds", BOOLEAN, "NOT kind IN (p.kinds)"),
        ("kind <> 'o''brien'", BOOLEAN, "kind <> 'o''brien'"),
        ("founded != date '2016-07-29'", BOOLEAN, "founded <> DATE '2016-07-29'"),
        ("code_within(industry, ('C16', 'C39'))", BOOLEAN, "code_within(industry, 'C16', 'C39')"),
        ("staff -- 人数\n >= 3", BOOLEAN, "staff >= 3"),
    ],
)
def test_a_rule_has_one_canonical_text(text: str, type_: Type, canonical: str) -> None:
    rule = compile_rule(text, VOCABULARY, PARAMETER_TYPES, type_)
    assert rule.text == canonical
    assert compile_rule(canonical, VOCABULARY, PARAMETER_TYPES, type_).root == rule.root


@given(st.integers(0, 10**9), st.integers(0, 4))
@settings(max_examples=300, deadline=None)
def test_the_canonical_text_reads_back_as_the_same_tree(seed: int, depth: int) -> None:
    rule = RuleWriter(seed).rule(depth)
    again = compile_rule(rule.text, VOCABULARY, PARAMETER_TYPES, rule.type)
    assert again.root == rule.root
    assert again.text == rule.text


@pytest.mark.parametrize(
    ("text", "kind", "line", "column", "says"),
    [
        ("", RuleSyntaxError, 1, 1, "空"),
        ("filed AND (in_space", RuleSyntaxError, 1, 12, "括号"),
        ("income / 2", RuleSyntaxError, 1, 1, "ratio"),
        ("filed = NULL", RuleSyntaxError, 1, 1, "NULL"),
        ("filed IS NULL", RuleSyntaxError, 1, 1, "IS"),
        ("filed AND\n  financed > 3", RuleNameError, 2, 3, "financed"),
        ("staff > p.nothing", RuleNameError, 1, 9, "p.nothing"),
        ("filed AND coalesce(staff, 0) > 1", RuleNameError, 1, 11, "coalesce"),
        ("income > 500000", RuleTypeError, 1, 1, "yuan"),
        ("income * expense > income", RuleTypeError, 1, 1, "金额不能乘金额"),
        ("staff", RuleTypeError, 1, 1, "是非值"),
        ("filed AND staff", RuleTypeError, 1, 11, "条件"),
        ("kind = 'universty'", RuleTypeError, 1, 1, "universty"),
        ("kind > 'none'", RuleTypeError, 1, 1, "没有大小"),
        ("industry = 'C16'", RuleTypeError, 1, 1, "code_within"),
        ("code_within(kind, 'C16')", RuleTypeError, 1, 1, "code_within"),
        ("code_within(industry, 'C99')", RuleTypeError, 1, 23, "C99"),
        ("code_within(industry)", RuleTypeError, 1, 1, "code_within"),
        ("staff IN (balance, 3)", RuleTypeError, 1, 11, "IN"),
        ("filed IN (TRUE)", RuleTypeError, 1, 1, "名称"),
        ("p.kinds = 'none'", RuleTypeError, 1, 1, "一组值"),
        ("CASE WHEN filed THEN TRUE END", RuleSyntaxError, 1, 11, "ELSE"),
        ("CASE kind WHEN 'none' THEN TRUE ELSE FALSE END", RuleSyntaxError, 1, 6, "CASE"),
        ("CASE WHEN filed THEN kind ELSE former_kind END = kind", RuleTypeError, 1, 11, "代码"),
        ("founded > DATE '2023-02-29'", RuleSyntaxError, 1, 16, "日期"),
        ("founded > '2023-02-28'", RuleTypeError, 1, 1, "日期"),
        ("years_between(founded, staff) > 1", RuleTypeError, 1, 1, "日期"),
        ("founded + 1 > founded", RuleTypeError, 1, 1, "days_between"),
        ("yuan(staff) > income", RuleTypeError, 1, 1, "yuan"),
        ("yuan(0.001) > income", RuleTypeError, 1, 1, "两位"),
        ("ratio(staff, balance, staff) > 1", RuleTypeError, 1, 23, "常数"),
        ("round_to(area, 3) > 1", RuleTypeError, 1, 16, "整数常数"),
        ("LEAST(staff) > 1", RuleSyntaxError, 1, 1, "两个值"),
        ("LEAST(filed, in_space)", RuleTypeError, 1, 1, "没有大小"),
        ("CAST(staff AS text) = 'a'", RuleSyntaxError, 1, 12, "读不懂"),
        ("staff > 1e3", RuleSyntaxError, 1, 9, "1e3"),
        ("staff > 0.1234567890123", RuleSyntaxError, 1, 9, "12"),
        ("staff, balance", RuleSyntaxError, 1, 6, "读不懂"),
        ("kind = ''", RuleSyntaxError, 1, 8, "空文字"),
        ('"staff" > 1', RuleSyntaxError, 1, 1, "写法"),
        ("staff > ?", RuleSyntaxError, 1, 1, "写法"),
        ("(SELECT 1) = 1", RuleSyntaxError, 1, 9, "读不懂"),
        ("kind || 'a' = 'ba'", RuleSyntaxError, 1, 1, "写法"),
        ("years_between() > 1", RuleSyntaxError, 1, 1, "years_between(起, 止)"),
    ],
)
def test_errors_say_where_and_what_to_do(
    text: str, kind: type[RuleError], line: int, column: int, says: str
) -> None:
    with pytest.raises(RuleError) as caught:
        compile_rule(text, VOCABULARY, PARAMETER_TYPES, BOOLEAN)
    error = caught.value
    assert type(error) is kind, error
    assert (error.position.line, error.position.column) == (line, column), error
    assert says in error.zh
    assert error.zh.startswith(f"第{line}行第{column}字符：") and error.zh.endswith("。")
    assert error.en.startswith(f"line {line}, column {column}: ") and error.en.endswith(".")


def test_a_result_must_be_of_the_type_its_owner_expects() -> None:
    assert compile_rule("staff", VOCABULARY, {}, decimal(4)).type == decimal(4)
    assert compile_rule("0", VOCABULARY, {}, MONEY).type == MONEY
    with pytest.raises(RuleTypeError, match="round_to"):
        compile_rule("growth", VOCABULARY, {}, decimal(2))
    with pytest.raises(RuleTypeError):
        compile_rule("income", VOCABULARY, {}, INTEGER)
    with pytest.raises(RuleTypeError, match="条件"):
        compile_rule("kind", VOCABULARY, {}, code("none"))
    assert compile_rule("GREATEST(founded, p.since)", VOCABULARY, PARAMETER_TYPES, DATE).facts == ("founded",)


def test_an_integer_widens_to_a_decimal_without_loss() -> None:
    rule = compile_rule("staff", VOCABULARY, {}, decimal(4))
    assert evaluate(rule, {"staff": 7}, PARAMETERS, ON).value == Decimal("7.0000")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 3000 + "filed" + ")" * 3000,
        "NOT " * 3000 + "filed",
        "staff" + " + 1" * 2000 + " > 1",
        "CASE WHEN " * 500,
        "filed AND " * 2000 + "filed",
        "CASE WHEN filed THEN " * 100 + "TRUE" + " ELSE FALSE END" * 100,
    ],
)
def test_a_rule_built_to_exhaust_is_refused(text: str) -> None:
    with pytest.raises(RuleError) as caught:
        compile_rule(text, VOCABULARY, PARAMETER_TYPES, BOOLEAN)
    assert isinstance(caught.value, RuleSyntaxError)


def test_a_long_list_of_conditions_is_no_deep_rule() -> None:
    rule = compile_rule(" AND ".join(["filed"] * 400), VOCABULARY, {}, BOOLEAN)
    assert evaluate(rule, {"filed": True}, PARAMETERS, ON).value is True


WORDS = st.lists(
    st.sampled_from(
        ["filed", "staff", "(", ")", "AND", "NOT", "IN", "CASE", "WHEN", ",", ">", "1", "'a'", "."]
    )
).map(" ".join)


@given(st.text(max_size=60) | WORDS)
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_or_refused_with_a_sentence(text: str) -> None:
    try:
        rule = compile_rule(text, VOCABULARY, PARAMETER_TYPES, BOOLEAN)
    except RuleError as error:
        assert error.zh and error.en
    else:
        assert rule.type == BOOLEAN


def test_a_rule_that_could_pass_38_digits_is_refused_at_its_place() -> None:
    with pytest.raises(RuleOverflowError) as caught:
        compile_rule("filed AND big * big * 10 > 1", VOCABULARY, {}, BOOLEAN)
    assert caught.value.position.column == 11
    assert compile_rule("big * balance > 1", VOCABULARY, {}, BOOLEAN).facts == ("big", "balance")


def test_dates_beyond_two_centuries_are_refused() -> None:
    with pytest.raises(RuleSyntaxError, match="2199"):
        compile_rule("founded < DATE '9999-12-31'", VOCABULARY, {}, BOOLEAN)
    rule = compile_rule("founded < DATE '2199-12-31'", VOCABULARY, {}, BOOLEAN)
    assert evaluate(rule, {"founded": dt.date(2020, 1, 1)}, PARAMETERS, ON).value is True
