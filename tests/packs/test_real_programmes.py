"""The programmes of the repository: nothing wrong with any, and what the texts set is what their rules refuse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from zhongchuang.cases.programmes.checking import Ground, opening_problems, source_problems
from zhongchuang.cases.programmes.reading import (
    Source,
    content_of,
    digest_of,
    programme_files,
    read_content,
    read_programmes,
)
from zhongchuang.cases.programmes.rules import compile_rules
from zhongchuang.cases.programmes.schema import Step
from zhongchuang.clearance.disclosing.categories import CATEGORIES
from zhongchuang.expressions import Value, evaluate
from zhongchuang.policy.packs.loader import default_root, load_rulebook

BOOK = load_rulebook()
TODAY = dt.date(2026, 11, 21)
SOURCES = {source.code: source for source in read_programmes(programme_files(default_root()))}
AWAITING = {
    "gansu/contest-winners",
    "gansu/idle-premises",
    "gansu/risk-compensation",
    "gansu/sub-fund",
    "liaoning/innovation-voucher",
    "liaoning/instrument-sharing-subsidy",
    "liaoning/returnee-support",
    "liaoning/science-projects",
    "liaoning/startup-county",
    "liaoning/sub-fund",
    "yunnan/contest-winners",
    "yunnan/idle-premises",
}
YUAN = 100
each = pytest.mark.parametrize("source", SOURCES.values(), ids=lambda source: source.code)


def refused(code: str, answers: Mapping[str, Value]) -> list[str]:
    """The sentences of the checks that refuse these answers."""
    programme = SOURCES[code].programme
    rules = compile_rules(programme)
    return [
        check.text.zh
        for check, rule in zip(programme.checks, rules.checks, strict=True)
        if check.refuses and evaluate(rule, answers, rules.parameters, TODAY).value is not True
    ]


@each
def test_nothing_is_wrong(source: Source) -> None:
    assert [str(problem) for problem in source_problems(source, BOOK, TODAY)] == []


@each
def test_kept_and_read_again_it_is_the_same(source: Source) -> None:
    again = read_content(content_of(source.programme))
    assert again == source.programme and digest_of(again) == digest_of(source.programme)


@each
def test_its_rules_compile(source: Source) -> None:
    rules = compile_rules(source.programme)
    assert len(rules.checks) == len(source.programme.checks)


def test_which_may_open_and_which_await_their_rules() -> None:
    shut = {
        code
        for code, source in SOURCES.items()
        if opening_problems(source.programme, Ground(BOOK, BOOK.packs[source.pack].place, TODAY))
    }
    assert shut == AWAITING


def test_the_two_that_everything_is_shown_with_run_from_county_to_decision() -> None:
    through = [Step.RECOMMEND, Step.ACCEPT, Step.REVIEW, Step.NOTICE, Step.DECIDE]
    assert list(SOURCES["gansu/space-recognition"].programme.steps) == [*through, Step.AFTERCARE]
    assert list(SOURCES["liaoning/running-cost-subsidy"].programme.steps) == [
        *through,
        Step.COSIGN,
        Step.PAY,
    ]


def income(percent: int) -> dict[str, Value]:
    """A hundred thousand yuan of net income, so many per cent of it shared."""
    return {
        "gross": 120_000 * YUAN,
        "cost": 20_000 * YUAN,
        "net": 100_000 * YUAN,
        "shares_amount": percent * 1_000 * YUAN,
    }


@pytest.mark.parametrize(
    ("code", "known", "percent", "passes"),
    [
        ("gansu/income-distribution", {"in_trial_zone": True, "employer_kind": "institute"}, 45, False),
        ("gansu/income-distribution", {"in_trial_zone": True, "employer_kind": "institute"}, 50, True),
        ("liaoning/income-distribution", {"in_space": True}, 65, False),
        ("liaoning/income-distribution", {"in_space": True}, 69, False),
        ("liaoning/income-distribution", {"in_space": True}, 70, True),
        ("yunnan/income-distribution", {}, 59, False),
        ("yunnan/income-distribution", {}, 60, True),
    ],
)
def test_a_distribution_below_the_floor_is_refused(
    code: str, known: Mapping[str, Value], percent: int, passes: bool
) -> None:
    said = refused(code, {**known, **income(percent)})
    assert said == [] if passes else len(said) == 1 and "不得低于" in said[0]


def test_one_fen_below_the_floor_is_below_it() -> None:
    answers = {"in_space": True, **income(70)}
    assert refused("liaoning/income-distribution", {**answers, "shares_amount": 7_000_000 - 1}) != []


@pytest.mark.parametrize("place", ["gansu", "liaoning", "yunnan"])
@pytest.mark.parametrize(
    ("last_day", "passes"), [(dt.date(2029, 11, 30), True), (dt.date(2029, 12, 1), False)]
)
def test_a_leave_is_three_years_to_the_day(place: str, last_day: dt.date, passes: bool) -> None:
    answers: dict[str, Value] = {"began_on": dt.date(2026, 12, 1), "ends_on": last_day}
    if place != "yunnan":
        answers["in_space"] = True
    assert (refused(f"{place}/founder-leave", answers) == []) is passes


def test_running_costs_are_no_more_than_the_invoices() -> None:
    code = "liaoning/running-cost-subsidy"
    assert refused(code, {"total": 5_000_000, "items_amount": 5_000_000}) == []
    assert refused(code, {"total": 5_000_001, "items_amount": 5_000_000}) != []
    rules = compile_rules(SOURCES[code].programme)
    assert rules.amount is not None
    answers: dict[str, Value] = {"total": 4_000_000, "items_amount": 5_000_000}
    assert evaluate(rules.amount, answers, rules.parameters, TODAY).value == 4_000_000


def test_a_loan_stays_under_its_ceiling() -> None:
    asked: dict[str, Value] = {"loan_amount": 300_000 * YUAN, "loan_years": 3, "has_loan": True}
    assert refused("gansu/startup-loan-person", asked) == []  # another loan warns and does not refuse
    assert len(refused("gansu/startup-loan-person", {**asked, "loan_amount": 30_000_001})) == 1


def test_a_reward_needs_the_three_things_the_text_names() -> None:
    answers: dict[str, Value] = {"founded_by_leader": True, "result": "excellent"}
    assert refused("gansu/leading-space-reward", answers) == []
    assert len(refused("gansu/leading-space-reward", {**answers, "result": "passed"})) == 1


@each
def test_what_the_money_is_for_has_words_for_the_public(source: Source) -> None:
    money = source.programme.money
    assert (money.category if money else source.programme.kind.value) in CATEGORIES
