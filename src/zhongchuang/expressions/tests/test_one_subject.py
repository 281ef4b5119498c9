"""One subject: values, reasons, what decided, and what is still worth asking."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhongchuang.expressions import (
    BOOLEAN,
    INDUSTRY,
    INTEGER,
    MONEY,
    NO_PARAMETERS,
    Fact,
    FactError,
    Note,
    Operator,
    Outcome,
    ParameterError,
    Parameters,
    ParameterType,
    Type,
    Value,
    Vocabulary,
    VocabularyError,
    compile_rule,
    decimal,
    evaluate,
    unknown_facts,
)

from .generator import ON, PARAMETER_TYPES, PARAMETERS, VOCABULARY, RuleWriter, random_subject, random_value


def ask(text: str, type_: Type = BOOLEAN, facts: Mapping[str, Value | None] | None = None) -> Outcome:
    """The outcome for one rule text."""
    return evaluate(compile_rule(text, VOCABULARY, PARAMETER_TYPES, type_), facts or {}, PARAMETERS, ON)


TRUTH: list[bool | None] = [True, False, None]


@pytest.mark.parametrize("left", TRUTH)
@pytest.mark.parametrize("right", TRUTH)
def test_and_or_not_are_kleenes(left: bool | None, right: bool | None) -> None:
    facts: dict[str, Value | None] = {"in_space": left, "filed": right}
    both = False if False in (left, right) else None if None in (left, right) else True
    either = True if True in (left, right) else None if None in (left, right) else False
    assert ask("in_space AND filed", facts=facts).value is both
    assert ask("in_space OR filed", facts=facts).value is either
    assert ask("NOT in_space", facts=facts).value is (None if left is None else not left)


@pytest.mark.parametrize(
    ("text", "facts", "value", "decisive"),
    [
        ("in_space AND income > 0", {"in_space": False}, False, ["in_space"]),
        ("in_space AND income > 0", {"in_space": True, "income": 1}, True, ["in_space", "income > 0"]),
        ("in_space AND income > 0 AND filed", {"income": 1, "filed": True}, None, ["in_space"]),
        ("in_space OR income > 0", {"in_space": True, "income": 0}, True, ["in_space"]),
        ("NOT (in_space OR filed)", {"in_space": False, "filed": True}, False, ["filed"]),
        ("staff BETWEEN 3 AND 5", {"staff": 2}, False, ["staff BETWEEN 3 AND 5"]),
        ("CASE WHEN filed THEN in_space ELSE TRUE END", {"filed": False}, True, ["filed", "TRUE"]),
        (
            "CASE WHEN filed THEN in_space ELSE TRUE END",
            {"filed": True, "in_space": False},
            False,
            ["filed", "in_space"],
        ),
        ("CASE WHEN filed THEN in_space ELSE TRUE END", {"in_space": False}, None, ["filed"]),
    ],
)
def test_what_decided(
    text: str, facts: dict[str, Value | None], value: bool | None, decisive: list[str]
) -> None:
    outcome = ask(text, facts=facts)
    assert outcome.value is value
    assert [leaf.text for leaf in outcome.trace.decisive_leaves()] == decisive


def test_the_reasons_show_values_and_names() -> None:
    outcome = ask("LEAST(income * p.share, p.cap)", MONEY, {"income": 100_000_000})
    assert outcome.value == 50_000_005
    root = outcome.trace
    assert (root.operator, root.value, root.decisive) == (Operator.LEAST, 50_000_005, True)
    product, cap = root.children
    assert (product.text, product.operator, product.value) == (
        "income * p.share",
        Operator.MULTIPLY,
        70_000_000,
    )
    assert (cap.name, cap.value, cap.type) == ("cap", 50_000_005, MONEY)
    income, share = product.children
    assert (income.name, income.value) == ("income", 100_000_000)
    assert (share.name, share.value) == ("share", Decimal("0.70"))
    assert root.facts == ("income",) and root.parameters == ("share", "cap")
    assert [node.text for node in root.walk()] == [root.text, product.text, "income", "p.share", "p.cap"]


def test_which_end_of_a_between_failed() -> None:
    for staff, decisive in ((2, [True, True, False]), (9, [True, False, True]), (4, [True, True, True])):
        node = ask("staff BETWEEN 3 AND 5", facts={"staff": staff}).trace
        assert [child.decisive for child in node.children] == decisive


def test_a_comparison_rests_on_both_sides_unless_one_is_missing() -> None:
    known = ask("income > expense", facts={"income": 2, "expense": 1}).trace
    assert [child.decisive for child in known.children] == [True, True]
    gap = ask("income > expense", facts={"income": 2}).trace
    assert [child.decisive for child in gap.children] == [False, True]


def test_a_list_is_shown_whole_and_scales_do_not_show() -> None:
    node = ask("kind IN p.kinds", facts={"kind": "none"}).trace
    assert node.children[1].value == ("university", "o'brien")
    node = ask("area >= staff", facts={"area": Decimal("2.50"), "staff": 2}).trace
    assert node.value is True
    assert [(child.text, child.value) for child in node.children] == [("area", Decimal("2.50")), ("staff", 2)]


def test_a_coarse_industry_is_asked_again() -> None:
    outcome = ask("code_within(industry, 'C16', 'H')", facts={"industry": "C"})
    assert outcome.value is None
    assert outcome.trace.note is Note.INDUSTRY_TOO_COARSE
    assert unknown_facts(outcome) == ("industry",)
    assert ask("code_within(industry, 'C16', 'H')", facts={"industry": "C1610"}).value is True
    assert ask("code_within(industry, 'C16', 'H')", facts={"industry": "C39"}).value is False


def test_a_division_by_zero_says_so() -> None:
    outcome = ask("ratio(income, expense, 2) > 1", facts={"income": 5, "expense": 0})
    assert outcome.value is None
    assert outcome.trace.children[0].note is Note.DIVISION_BY_ZERO
    assert unknown_facts(outcome) == ()


CHOICE = "CASE WHEN filed THEN income > 0 WHEN in_space THEN staff > 3 ELSE area > 1 END"


@pytest.mark.parametrize(
    ("text", "facts", "asked"),
    [
        ("in_space AND filed AND staff > 3", {"filed": False}, ()),
        ("in_space AND filed AND staff > 3", {"filed": True}, ("in_space", "staff")),
        ("in_space OR (filed AND staff > 3)", {"filed": False}, ("in_space",)),
        (CHOICE, {}, ("filed", "in_space", "income", "staff", "area")),
        (CHOICE, {"filed": True}, ("income",)),
        (CHOICE, {"filed": False, "in_space": False}, ("area",)),
        ("staff BETWEEN 3 AND balance", {"staff": 2}, ()),
        ("staff BETWEEN 3 AND balance", {"staff": 4}, ("balance",)),
    ],
)
def test_what_is_still_worth_asking(
    text: str, facts: dict[str, Value | None], asked: tuple[str, ...]
) -> None:
    assert unknown_facts(ask(text, facts=facts)) == asked


@given(st.integers(0, 10**9), st.integers(1, 4))
@settings(max_examples=400, deadline=None)
def test_no_other_fact_could_change_the_answer(seed: int, depth: int) -> None:
    """Learning any fact that was not asked about leaves the answer as it is; a known answer asks nothing."""
    source = random.Random(seed)
    rule = RuleWriter(seed).rule(depth)
    facts = random_subject(source, unknown=0.5)
    outcome = evaluate(rule, facts, PARAMETERS, ON)
    asked = unknown_facts(outcome)
    assert not (asked and outcome.value is not None)
    for _ in range(3):
        learnt = {
            name: random_value(VOCABULARY[name], source) if value is None and name not in asked else value
            for name, value in facts.items()
        }
        assert evaluate(rule, learnt, PARAMETERS, ON).value == outcome.value


@given(st.integers(0, 10**9), st.integers(1, 4))
@settings(max_examples=400, deadline=None)
def test_a_known_answer_never_changes_with_more_facts(seed: int, depth: int) -> None:
    """Monotone: what was decided with gaps stays decided when the gaps are filled."""
    source = random.Random(seed)
    rule = RuleWriter(seed).rule(depth)
    facts = random_subject(source, unknown=0.5)
    outcome = evaluate(rule, facts, PARAMETERS, ON)
    filled = {
        name: random_value(VOCABULARY[name], source) if value is None else value
        for name, value in facts.items()
    }
    if outcome.value is not None:
        assert evaluate(rule, filled, PARAMETERS, ON).value == outcome.value


@given(st.integers(0, 10**9), st.integers(1, 4))
@settings(max_examples=300, deadline=None)
def test_the_reasons_agree_with_the_value(seed: int, depth: int) -> None:
    """The tree's root has the value; and the undecisive conditions of every AND and OR could be anything."""
    rule = RuleWriter(seed).rule(depth)
    outcome = evaluate(rule, random_subject(random.Random(seed), unknown=0.3), PARAMETERS, ON)
    assert outcome.trace.value == outcome.value
    for node in outcome.trace.walk():
        if node.operator in (Operator.AND, Operator.OR):
            deciding = [child.value for child in node.children if child.decisive]
            assert deciding and all(value is node.value for value in deciding)


def test_one_subject_serves_many_rules() -> None:
    subject = VOCABULARY.subject({"staff": 4, "income": None})
    for least, value in ((3, True), (5, False)):
        assert (
            evaluate(
                compile_rule(f"staff >= {least}", VOCABULARY, {}, BOOLEAN), subject, NO_PARAMETERS, ON
            ).value
            is value
        )
    assert subject.value("staff") == 4 and subject.value("income") is None


@pytest.mark.parametrize(
    ("fact", "value", "reason"),
    [
        ("staff", "4", "type"),
        ("staff", 4.0, "type"),
        ("staff", True, "type"),
        ("staff", -1, "bounds"),
        ("income", Decimal("1.5"), "type"),
        ("income", 10**15 + 1, "bounds"),
        ("area", 2.5, "type"),
        ("area", Decimal("2.505"), "type"),
        ("area", Decimal("NaN"), "type"),
        ("area", Decimal("1e400"), "type"),
        ("area", Decimal("1e-400"), "type"),
        ("area", Decimal("100000.01"), "bounds"),
        ("in_space", 1, "type"),
        ("founded", "2024-02-29", "type"),
        ("founded", dt.datetime(2024, 2, 29), "type"),
        ("founded", dt.date(1899, 12, 31), "bounds"),
        ("kind", "college", "code"),
        ("kind", 3, "type"),
        ("industry", "C99", "industry"),
        ("industry", "16", "industry"),
        ("industry", 16, "type"),
        ("turnover", 16, "unknown-fact"),
    ],
)
def test_a_wrong_fact_is_refused_with_a_sentence(fact: str, value: Value, reason: str) -> None:
    with pytest.raises(FactError) as caught:
        VOCABULARY.subject({fact: value})
    assert (caught.value.fact, caught.value.reason) == (fact, reason)
    assert caught.value.zh.endswith("。") and caught.value.en.endswith(".")


def test_decimals_come_and_go_without_loss() -> None:
    big = Decimal("-999999.9999")
    assert ask("growth", decimal(4), {"growth": big}).value == big
    assert ask("growth", decimal(12), {"growth": big}).value == big
    assert ask("area", decimal(2), {"area": Decimal("1E+2")}).value == Decimal("100.00")
    assert ask("area", decimal(2), {"area": 7}).value == Decimal("7.00")


def test_a_rule_needs_its_parameters_as_declared() -> None:
    rule = compile_rule("income > p.cap", VOCABULARY, PARAMETER_TYPES, BOOLEAN)
    with pytest.raises(ParameterError, match="没有值"):
        evaluate(rule, {}, NO_PARAMETERS, ON)
    other = {"cap": ParameterType(INTEGER)}
    with pytest.raises(ParameterError, match="类型"):
        evaluate(rule, {}, Parameters(other, {"cap": 5}), ON)
    for value in ("5", 5.0, -1, [5], 10**13):
        with pytest.raises(ParameterError):
            Parameters(PARAMETER_TYPES, {"cap": value})  # type: ignore[dict-item]  # the wrong types are the point
    with pytest.raises(ParameterError, match="列表"):
        Parameters(PARAMETER_TYPES, {"kinds": "none"})
    with pytest.raises(ParameterError, match="无类型"):
        Parameters({}, {"cap": 5})


def test_facts_of_another_vocabulary_are_refused() -> None:
    other = Vocabulary([Fact("staff", INTEGER)])
    with pytest.raises(VocabularyError):
        evaluate(compile_rule("staff > 1", VOCABULARY, {}, BOOLEAN), other.subject({}), NO_PARAMETERS, ON)


@pytest.mark.parametrize(
    "declare",
    [
        lambda: Vocabulary([Fact("staff", INTEGER), Fact("staff", MONEY)]),
        lambda: Fact("p", INTEGER),
        lambda: Fact("Staff", INTEGER),
        lambda: Fact("case", INTEGER),
        lambda: Fact("staff", INTEGER, minimum=5, maximum=3),
        lambda: Fact("staff", INTEGER, minimum=Decimal("0.5")),
        lambda: Fact("in_space", BOOLEAN, minimum=0),
        lambda: Fact("industry", INDUSTRY, maximum="T"),
        lambda: decimal(13),
    ],
)
def test_a_vocabulary_that_contradicts_itself_is_refused(declare: object) -> None:
    assert callable(declare)
    with pytest.raises(VocabularyError):
        declare()
