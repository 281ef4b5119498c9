"""Dates, rounding and industries: the meanings other engines are held to."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.expressions import BOOLEAN, INTEGER, Fact, Vocabulary, compile_rule, evaluate
from zhongchuang.expressions.industry import ancestors, is_industry_code, is_within, section_divisions
from zhongchuang.expressions.interpreter import Scope, compile_value
from zhongchuang.expressions.kinds import DATE
from zhongchuang.expressions.nodes import Node
from zhongchuang.expressions.parameters import NO_PARAMETERS
from zhongchuang.expressions.periods import days_between, divide_half_away, months_between, years_between
from zhongchuang.expressions.resolve import resolve

from .generator import INDUSTRIES

DATES = st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31))


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (
            "2024-01-31",
            "2024-02-29",
            1,
        ),  # 民法典第二百零二条: no 31 February, so the month ends with February
        ("2024-01-31", "2024-02-28", 0),
        ("2023-01-31", "2023-02-28", 1),
        ("2024-01-15", "2024-02-14", 0),
        ("2024-01-15", "2024-02-15", 1),
        ("2020-02-29", "2021-02-28", 12),
        ("2020-02-29", "2024-02-28", 47),
        ("2024-03-31", "2024-04-30", 1),
        ("2024-02-15", "2024-01-15", -1),
        ("2024-02-29", "2024-01-31", -1),
        ("2024-05-05", "2024-05-05", 0),
    ],
)
def test_whole_months(start: str, end: str, months: int) -> None:
    assert months_between(dt.date.fromisoformat(start), dt.date.fromisoformat(end)) == months


@given(DATES, DATES)
def test_periods_are_mirror_images(start: dt.date, end: dt.date) -> None:
    for period in (years_between, months_between, days_between):
        assert period(start, end) == -period(end, start)


@given(DATES, DATES, DATES)
def test_periods_grow_with_their_end(start: dt.date, first: dt.date, second: dt.date) -> None:
    """The columnar engine turns “at least k years” into one date; that rests on this."""
    earlier, later = min(first, second), max(first, second)
    for period in (years_between, months_between, days_between):
        assert period(start, earlier) <= period(start, later)
        assert period(earlier, start) >= period(later, start)


@given(
    DATES, DATES, st.integers(-40, 4000), st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), st.booleans()
)
def test_a_period_compared_with_a_number_is_a_date_compared_with_a_date(
    day: dt.date, on: dt.date, number: int, sign: str, backwards: bool
) -> None:
    vocabulary = Vocabulary([Fact("founded", DATE)])
    operands = "on_date(), founded" if backwards else "founded, on_date()"
    for unit in ("years", "months", "days"):
        rule = compile_rule(f"{unit}_between({operands}) {sign} {number}", vocabulary, {}, BOOLEAN)
        resolved = resolve(rule.root, {}, on)
        assert all(node.type != INTEGER for node in resolved.walk()), "still counts periods"
        expected = evaluate(rule, {"founded": day}, NO_PARAMETERS, on).value
        assert _decide(resolved, day) is expected


def _decide(node: Node, day: dt.date) -> object:
    """Evaluate a resolved tree over one date by hand."""

    return compile_value(node)(Scope({"founded": day}, {}, day))


@given(st.integers(-(10**30), 10**30), st.integers(-(10**12), 10**12).filter(bool))
def test_rounding_is_half_away_from_zero(number: int, divisor: int) -> None:
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(number) / Decimal(divisor)
        # Sixty digits can hide a half only where the quotient is exact, and then there is nothing to hide.
        assert divide_half_away(number, divisor) == int(exact.to_integral_value(ROUND_HALF_UP))


@pytest.mark.parametrize("code", ["A", "T", "C13", "C43", "C1610", "A0111", "I651", "T97"])
def test_codes_of_the_standard(code: str) -> None:
    assert is_industry_code(code)


@pytest.mark.parametrize(
    "code", ["", "U", "c16", "C1", "C44", "A06", "C16100", "16", "C 16", "C１６", "C16\n", "T98"]
)
def test_what_is_no_code_of_the_standard(code: str) -> None:
    assert not is_industry_code(code)


def test_the_97_divisions_follow_on_each_other() -> None:
    divisions = [
        division for first, last in section_divisions().values() for division in range(first, last + 1)
    ]
    assert divisions == list(range(1, 98))


def test_what_lies_within_what() -> None:
    assert ancestors("C1610") == ("C", "C16", "C161")
    assert is_within("C1610", {"C16"}) is True
    assert is_within("C16", {"C16"}) is True
    assert is_within("C161", {"C16", "C1610"}) is True
    assert is_within("C", {"C16"}) is None
    assert is_within("C16", {"C1610", "H"}) is None
    assert is_within("C39", {"C16"}) is False
    assert is_within("C", set()) is False


@given(st.sampled_from(INDUSTRIES), st.lists(st.sampled_from(INDUSTRIES)))
def test_a_finer_code_never_contradicts_a_coarser_one(code: str, listed: list[str]) -> None:
    coarse = [is_within(above, listed) for above in ancestors(code)]
    fine = is_within(code, listed)
    assert all(verdict is None or verdict == fine for verdict in coarse)
