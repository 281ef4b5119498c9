"""The ten traps met before the language was built, each by name.

Every rule here is asked of the interpreter, the columnar engine and DuckDB's SQL.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from zhongchuang.expressions import (
    BOOLEAN,
    DATE,
    INTEGER,
    MONEY,
    Fact,
    Parameters,
    ParameterType,
    RuleSyntaxError,
    Type,
    Value,
    Vocabulary,
    compile_rule,
    decimal,
    evaluate,
    population_plan,
    population_sql,
    unknown_facts,
)

ON = dt.date(2024, 2, 29)
VOCABULARY = Vocabulary(
    [
        Fact("income", MONEY, minimum=0, maximum=10**15),
        Fact("in_space", BOOLEAN),
        Fact("staff", INTEGER, minimum=0, maximum=10**6),
        Fact("firms", INTEGER, minimum=0, maximum=10**6),
        Fact("founded", DATE),
    ]
)
TYPES = {"rate": ParameterType(decimal(4)), "cap": ParameterType(MONEY)}
PARAMETERS = Parameters(TYPES, {"rate": Decimal("0.3"), "cap": 50_000_000})

Subject = Mapping[str, Value | None]


def everywhere(text: str, type_: Type, subjects: Sequence[Subject], tmp_path: Path) -> list[Any]:
    """The answers of all three engines, which must be the same."""
    rule = compile_rule(text, VOCABULARY, TYPES, type_)
    expected = [evaluate(rule, subject, PARAMETERS, ON).value for subject in subjects]
    source, out = tmp_path / "subjects.parquet", tmp_path / "verdicts.parquet"
    types = {
        "income": pl.Int64,
        "in_space": pl.Boolean,
        "staff": pl.Int64,
        "firms": pl.Int64,
        "founded": pl.Date,
    }
    columns = {
        name: pl.Series([subject.get(name) for subject in subjects], dtype=types[name]) for name in VOCABULARY
    }
    pl.DataFrame({"id": range(len(subjects)), **columns}).write_parquet(source)
    population_plan({"rule": rule}, VOCABULARY, PARAMETERS, ON).verdicts(source, out)
    assert pl.read_parquet(out)["rule"].to_list() == expected
    with duckdb.connect() as connection:
        connection.from_parquet(str(source)).create_view("population")
        query = population_sql({"rule": rule}, "duckdb", PARAMETERS, ON)
        found = connection.execute(f"SELECT rule FROM ({query}) ORDER BY id").fetchall()
    assert [value for (value,) in found] == expected
    return expected


def test_trap_1_an_unknown_condition_does_not_take_the_else(tmp_path: Path) -> None:
    subjects: list[Subject] = [{"income": 100}, {"in_space": True, "income": 100}, {"in_space": False}]
    text = "CASE WHEN in_space THEN income ELSE 0 END"
    assert everywhere(text, MONEY, subjects, tmp_path) == [None, 100, 0]


def test_trap_1_a_cap_does_not_replace_an_unknown_amount(tmp_path: Path) -> None:
    subjects: list[Subject] = [{}, {"income": 10**9}, {"income": 100}]
    assert everywhere("LEAST(income * p.rate, p.cap)", MONEY, subjects, tmp_path) == [None, 50_000_000, 30]
    assert everywhere("GREATEST(income, p.cap)", MONEY, subjects, tmp_path) == [None, 10**9, 50_000_000]


def test_trap_2_counts_come_from_one_pass_over_many_rules(tmp_path: Path) -> None:
    """No count(*) FILTER per rule: 400 rules over 20,000 subjects take a moment, and the counts are right."""
    source = tmp_path / "subjects.parquet"
    pl.DataFrame({"staff": [None, *range(19_999)]}, schema={"staff": pl.Int64}).write_parquet(source)
    rules = {f"r{n}": compile_rule(f"staff >= {n}", VOCABULARY, {}, BOOLEAN) for n in range(400)}
    result = population_plan(rules, VOCABULARY, PARAMETERS, ON).aggregate(source)
    for n in range(400):
        count = result.conditions[f"r{n}"]
        assert (count.met, count.not_met, count.unknown) == (19_999 - n, n, 1)


def test_trap_3_one_subject_at_the_bound_overflows_nothing(tmp_path: Path) -> None:
    """The product of the largest income and staff is 10^21, more than 64 bits; it is exact, and its
    neighbours too.
    """
    subjects: list[Subject] = [{"income": 10**15, "staff": 10**6}, {"income": 3, "staff": 2}]
    assert everywhere("income * staff", MONEY, subjects, tmp_path) == [10**21, 6]


def test_trap_3_a_sum_over_many_subjects_does_not_wrap(tmp_path: Path) -> None:
    source = tmp_path / "subjects.parquet"
    pl.DataFrame({"income": [10**15] * 20_000}).write_parquet(source)
    rule = compile_rule("income", VOCABULARY, {}, MONEY)
    result = population_plan({"sum": rule}, VOCABULARY, PARAMETERS, ON).aggregate(source)
    assert result.amounts["sum"].total == 20_000 * 10**15 > 2**63


def test_trap_4_there_is_no_bare_division() -> None:
    with pytest.raises(RuleSyntaxError, match="ratio"):
        compile_rule("staff / firms > 1", VOCABULARY, {}, BOOLEAN)


def test_trap_4_a_ratio_by_zero_is_unknown_and_asks_nothing(tmp_path: Path) -> None:
    subjects: list[Subject] = [{"staff": 1, "firms": 0}, {"staff": 2, "firms": 3}, {"staff": 2}, {"firms": 0}]
    found = everywhere("ratio(staff, firms, 4)", decimal(4), subjects, tmp_path)
    assert found == [None, Decimal("0.6667"), None, None]
    rule = compile_rule("ratio(staff, firms, 4)", VOCABULARY, {}, decimal(4))
    assert [unknown_facts(evaluate(rule, subject, PARAMETERS, ON)) for subject in subjects] == [
        (),
        (),
        ("firms",),
        (),
    ]


def test_trap_4_money_is_rounded_half_away_from_zero(tmp_path: Path) -> None:
    subjects: list[Subject] = [{"income": income} for income in (5, 15, 14, 16)]
    assert everywhere("income * 0.1", MONEY, subjects, tmp_path) == [1, 2, 1, 2]
    assert everywhere("income * -0.1", MONEY, subjects, tmp_path) == [-1, -2, -1, -2]
    assert everywhere("(0 - income) * 0.1", MONEY, subjects, tmp_path) == [-1, -2, -1, -2]


def test_trap_4_large_amounts_keep_every_fen(tmp_path: Path) -> None:
    """A double would lose the last digit of 9,007,199,254,740.93 元; so would any DOUBLE column."""
    subjects: list[Subject] = [{"income": 900_719_925_474_093}]
    assert everywhere("income * 1.0", MONEY, subjects, tmp_path) == [900_719_925_474_093]


@pytest.mark.parametrize(
    "text", ["in_space = NULL", "in_space IS NULL", "NULL", "CAST(staff AS DATE) = founded"]
)
def test_trap_5_null_and_casts_cannot_be_written(text: str) -> None:
    with pytest.raises(RuleSyntaxError):
        compile_rule(text, VOCABULARY, {}, BOOLEAN)


def test_trap_6_years_are_whole_years_not_boundaries(tmp_path: Path) -> None:
    subjects: list[Subject] = [
        {"founded": dt.date(2023, 12, 31)},  # a boundary of years lies between, no year does
        {"founded": dt.date(2023, 2, 28)},
        {"founded": dt.date(2023, 3, 1)},
        {"founded": dt.date(2020, 2, 29)},
        {"founded": dt.date(2025, 3, 1)},  # in the future
        {},
    ]
    expected = [0, 1, 0, 4, -1, None]
    assert everywhere("years_between(founded, on_date())", INTEGER, subjects, tmp_path) == expected
    at_least_one = [None if years is None else years >= 1 for years in expected]
    text = "years_between(founded, on_date()) >= 1"
    assert everywhere(text, BOOLEAN, subjects, tmp_path) == at_least_one


def test_trap_6_a_date_stays_a_date(tmp_path: Path) -> None:
    subjects: list[Subject] = [{"founded": dt.date(2024, 3, 1)}, {"founded": dt.date(2020, 1, 1)}, {}]
    found = everywhere("GREATEST(founded, on_date())", DATE, subjects, tmp_path)
    assert found == [dt.date(2024, 3, 1), ON, None]
    assert type(found[0]) is dt.date


def test_trap_7_sqlglots_optimizer_and_executor_are_never_loaded() -> None:
    loaded = set(modules_after_a_rule())
    # sqlglot's own start-up pulls in one module of the package; no pass, executor or planner is there.
    found = {
        name
        for name in loaded
        if name.startswith(("sqlglot.optimizer", "sqlglot.executor", "sqlglot.planner"))
    }
    assert found <= {"sqlglot.optimizer", "sqlglot.optimizer.scope"}


def test_the_library_stands_alone() -> None:
    """No Django and nothing else of this project; Polars only once a population is asked for."""
    loaded = modules_after_a_rule()
    assert not [name for name in loaded if name.split(".")[0] in ("django", "polars", "duckdb")]
    ours = [name for name in loaded if name.startswith("zhongchuang.")]
    assert ours and all(name.startswith("zhongchuang.expressions") for name in ours)


def modules_after_a_rule() -> list[str]:
    """What a fresh Python has loaded after compiling, asking and translating one rule."""
    script = (
        "import datetime, sys, zhongchuang.expressions as e\n"
        "v = e.Vocabulary([e.Fact('staff', e.INTEGER)])\n"
        "r = e.compile_rule('staff > 1 AND staff < 3', v, {}, e.BOOLEAN)\n"
        "on = datetime.date(2024, 2, 29)\n"
        "assert e.evaluate(r, {'staff': 2}, e.NO_PARAMETERS, on).value is True\n"
        "e.to_sql(r, 'duckdb', e.NO_PARAMETERS, on)\n"
        "print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_trap_7_the_text_of_a_node_is_made_once() -> None:
    rule = compile_rule("staff > 1 AND in_space", VOCABULARY, {}, BOOLEAN)
    first = evaluate(rule, {"staff": 3}, PARAMETERS, ON).trace
    second = evaluate(rule, {"staff": 0}, PARAMETERS, ON).trace
    assert first.children[0].text is second.children[0].text
    assert first.children[0].text == "staff > 1"


def test_trap_8_kleene_logic_is_not_supervaluation(tmp_path: Path) -> None:
    """Whatever the staff is, one side would be true; the answer is still unknown, and the guide says so."""
    assert everywhere("staff > 5 OR staff <= 5", BOOLEAN, [{}, {"staff": 5}], tmp_path) == [None, True]
    assert everywhere("income * 0", MONEY, [{}], tmp_path) == [None]


def test_trap_9_a_rate_keeps_its_digits(tmp_path: Path) -> None:
    assert everywhere("income * 0.0125", MONEY, [{"income": 10_000}], tmp_path) == [125]


def test_trap_10_whether_a_branch_applies_is_asked_before_its_amount() -> None:
    rule = compile_rule("CASE WHEN in_space THEN income * p.rate ELSE 0 END", VOCABULARY, TYPES, MONEY)
    assert unknown_facts(evaluate(rule, {}, PARAMETERS, ON)) == ("in_space", "income")
    assert unknown_facts(evaluate(rule, {"in_space": False}, PARAMETERS, ON)) == ()
    assert unknown_facts(evaluate(rule, {"in_space": True}, PARAMETERS, ON)) == ("income",)
