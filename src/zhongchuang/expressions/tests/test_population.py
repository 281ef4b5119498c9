"""Files of subjects: how columns are read, and what happens to rows that cannot be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from zhongchuang.expressions import (
    BOOLEAN,
    DATE,
    INDUSTRY,
    INTEGER,
    MONEY,
    NO_PARAMETERS,
    AmountSum,
    ConditionCount,
    Fact,
    Layout,
    MoneyUnit,
    Parameters,
    ParameterType,
    PopulationError,
    PopulationResult,
    ProblemReason,
    Type,
    Vocabulary,
    code,
    compile_rule,
    decimal,
    population_plan,
)
from zhongchuang.expressions.population.plan import BATCH_ROWS, WRITTEN_ROWS

ON = dt.date(2024, 2, 29)
VOCABULARY = Vocabulary(
    [
        Fact("income", MONEY, minimum=0, maximum=10**13),
        Fact("staff", INTEGER, minimum=0, maximum=1000),
        Fact("area", decimal(2), minimum=Decimal(0)),
        Fact("in_space", BOOLEAN),
        Fact("founded", DATE),
        Fact("kind", code("team", "space")),
        Fact("industry", INDUSTRY),
    ]
)
RULES = {
    "income": compile_rule("income", VOCABULARY, {}, MONEY),
    "staff": compile_rule("staff", VOCABULARY, {}, INTEGER),
    "area": compile_rule("area", VOCABULARY, {}, decimal(2)),
    "in_space": compile_rule("in_space", VOCABULARY, {}, BOOLEAN),
    "founded": compile_rule("founded", VOCABULARY, {}, DATE),
    "team": compile_rule("kind = 'team'", VOCABULARY, {}, BOOLEAN),
    "tobacco": compile_rule("code_within(industry, 'C16')", VOCABULARY, {}, BOOLEAN),
}


def run(
    folder: Path, columns: Mapping[str, pl.Series | Sequence[Any]], layout: Layout | None = None
) -> tuple[pl.DataFrame, PopulationResult]:
    """Write the columns to a file, ask all rules, and give back the verdicts and the report."""
    source, out = folder / "subjects.parquet", folder / "verdicts.parquet"
    pl.DataFrame(dict(columns)).write_parquet(source)
    plan = population_plan(RULES, VOCABULARY, NO_PARAMETERS, ON, layout)
    result = plan.verdicts(source, out)
    assert plan.aggregate(source) == result
    return pl.read_parquet(out), result


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (pl.Series([150, None], dtype=pl.Int64), [150, None]),
        (pl.Series([150, None], dtype=pl.UInt32), [150, None]),
        (pl.Series(["1.50", None]).cast(pl.Decimal(18, 2)), [150, None]),
        (pl.Series(["1.5000", "1.5050"]).cast(pl.Decimal(18, 4)), [150, None]),
        (pl.Series([1.5, None]), [150, None]),
        (pl.Series([1.1, 2.675]), [110, None]),
        (pl.Series([float("nan"), float("inf")]), [None, None]),
        (pl.Series(["1.50", " 2 ", "", "1,000", "1e3", "1.505", "-3", "９"]), [150, 200, *[None] * 6]),
        (pl.Series([None, None]), [None, None]),
    ],
)
def test_an_amount_is_read_exactly_or_not_at_all(
    tmp_path: Path, column: pl.Series, expected: list[int | None]
) -> None:
    verdicts, _ = run(tmp_path, {"income": column})
    assert verdicts["income"].to_list() == expected


def test_whole_amounts_follow_the_declared_unit(tmp_path: Path) -> None:
    layout = Layout(whole_money=MoneyUnit.YUAN)
    assert run(tmp_path, {"income": [3]}, layout)[0]["income"].to_list() == [300]
    layout = Layout(money_units={"income": MoneyUnit.THOUSAND_YUAN})
    assert run(tmp_path, {"income": [3]}, layout)[0]["income"].to_list() == [300_000]
    layout = Layout(money_units={"income": MoneyUnit.TEN_THOUSAND_YUAN})
    columns = {"income": pl.Series(["1.5"]).cast(pl.Decimal(12, 1))}
    assert run(tmp_path, columns, layout)[0]["income"].to_list() == [1_500_000]


def test_a_unit_cannot_push_an_amount_past_64_bits(tmp_path: Path) -> None:
    layout = Layout(whole_money=MoneyUnit.TEN_THOUSAND_YUAN)
    verdicts, result = run(tmp_path, {"income": [10**18, 1]}, layout)
    assert verdicts["income"].to_list() == [None, 1_000_000]
    assert [problem.reason for problem in result.problems] == [ProblemReason.BOUNDS]


@pytest.mark.parametrize(
    ("name", "column", "expected"),
    [
        ("staff", pl.Series([1.0, 1.5]), [1, None]),
        ("staff", pl.Series(["7", "07", "7.0", "7.5", "x"]), [7, 7, 7, None, None]),
        ("staff", pl.Series(["7", "8"]).cast(pl.Decimal(10, 0)), [7, 8]),
        ("area", pl.Series([2, 3]), [Decimal("2.00"), Decimal("3.00")]),
        ("area", pl.Series([0.1, 0.125]), [Decimal("0.10"), None]),
        ("area", pl.Series(["12.34", "12.345"]), [Decimal("12.34"), None]),
        ("in_space", pl.Series([1, 0, 2]), [True, False, None]),
        (
            "in_space",
            pl.Series(["是", "否", "TRUE", "false", "y", ""]),
            [True, False, True, False, None, None],
        ),
        ("founded", pl.Series(["2024-02-29", "2023-02-29", "2024/02/28"]), [ON, None, None]),
        ("founded", pl.Series([dt.datetime(2024, 2, 29), dt.datetime(2024, 2, 29, 1)]), [ON, None]),
        ("founded", pl.Series([ON, dt.date(1850, 1, 1)]), [ON, None]),
        ("team", pl.Series(["team", "space", "Team", None], dtype=pl.Categorical), [True, False, None, None]),
        ("tobacco", pl.Series(["C1610", "C", "C39", "C99", "c16"]), [True, None, False, None, None]),
    ],
)
def test_columns_of_other_types(tmp_path: Path, name: str, column: pl.Series, expected: list[Any]) -> None:
    fact = {"team": "kind", "tobacco": "industry"}.get(name, name)
    verdicts, result = run(tmp_path, {fact: column})
    assert verdicts[name].to_list() == expected
    reported = sum(result.problem_counts.values())
    unusable = sum(value is None for value in expected) - sum(
        value in (None, "") for value in column.to_list()
    )
    assert reported == unusable - (name == "tobacco"), "a coarse industry is no problem, it is merely unknown"


def test_a_bad_subject_is_reported_and_the_others_are_counted(tmp_path: Path) -> None:
    verdicts, result = run(
        tmp_path,
        {
            "id": ["a", "b", "b", None, "c"],
            "income": [100, -5, 100, 100, 300],
            "kind": ["team", "tea", "team", "team", "space"],
            "staff": ["3", "many", "3", "3", "2000"],
        },
    )
    assert verdicts["id"].to_list() == ["a", "b", "c"]
    assert verdicts["income"].to_list() == [100, None, 300]
    assert (result.rows, result.rejected) == (5, 2)
    assert result.amounts["income"] == AmountSum(total=400, known=2, unknown=1)
    assert result.conditions["team"] == ConditionCount(met=1, not_met=1, unknown=1)
    assert result.conditions["in_space"] == ConditionCount(met=0, not_met=0, unknown=3)
    assert result.missing_facts == ("area", "in_space", "founded", "industry")
    told = {(p.row, p.subject, p.fact, p.reason, p.value) for p in result.problems}
    assert told == {
        (2, "b", "income", ProblemReason.BOUNDS, "-5"),
        (2, "b", "kind", ProblemReason.CODE, "tea"),
        (2, "b", "staff", ProblemReason.TYPE, "many"),
        (5, "c", "staff", ProblemReason.BOUNDS, "2000"),
        (3, "b", None, ProblemReason.DUPLICATE_ID, None),
        (4, "None", None, ProblemReason.MISSING_ID, None),
    }
    assert all("。 / row" in str(problem) for problem in result.problems)


def test_rows_are_named_right_beyond_the_first_batch(tmp_path: Path) -> None:
    rows = 300_000
    staff = [5] * rows
    staff[0] = staff[150_000] = staff[-1] = 5000
    ids = list(range(rows))
    ids[200_000] = 7
    verdicts, result = run(tmp_path, {"id": ids, "staff": staff})
    assert [(p.row, p.reason) for p in result.problems] == [
        (200_001, ProblemReason.DUPLICATE_ID),
        (1, ProblemReason.BOUNDS),
        (150_001, ProblemReason.BOUNDS),
        (rows, ProblemReason.BOUNDS),
    ]
    assert verdicts.height == rows - 1
    assert result.amounts["staff"] == AmountSum(total=5 * (rows - 4), known=rows - 4, unknown=3)


def test_all_problems_are_counted_though_not_all_are_kept(tmp_path: Path) -> None:
    _, result = run(tmp_path, {"staff": [-1] * 12_000})
    assert result.problem_counts == {("staff", ProblemReason.BOUNDS): 12_000}
    assert len(result.problems) == 10_000


def test_without_an_id_the_row_number_names_the_subject(tmp_path: Path) -> None:
    verdicts, result = run(tmp_path, {"staff": [1, -1]})
    assert verdicts["row"].to_list() == [1, 2]
    assert (result.problems[0].row, result.problems[0].subject) == (2, "2")


def test_progress_is_told_and_ends_at_the_last_row(tmp_path: Path) -> None:
    source = tmp_path / "subjects.parquet"
    pl.DataFrame({"staff": [1] * 300_000}).write_parquet(source)
    plan = population_plan(RULES, VOCABULARY, NO_PARAMETERS, ON)
    told: list[tuple[int, int]] = []
    plan.aggregate(source, lambda done, rows: told.append((done, rows)))
    assert told == [(BATCH_ROWS, 300_000), (300_000, 300_000)]
    told.clear()
    plan.verdicts(source, tmp_path / "out.parquet", lambda done, rows: told.append((done, rows)))
    assert told == [(WRITTEN_ROWS, 300_000), (2 * WRITTEN_ROWS, 300_000), (300_000, 300_000)]


def test_an_empty_file_counts_nothing(tmp_path: Path) -> None:
    verdicts, result = run(tmp_path, {"staff": pl.Series([], dtype=pl.Int64)})
    assert verdicts.height == 0 and verdicts.columns == ["row", *RULES]
    assert result.conditions["team"] == ConditionCount(0, 0, 0)
    assert result.amounts["staff"] == AmountSum(total=0, known=0, unknown=0)


def test_rules_that_depend_on_nobody_still_have_a_row_each(tmp_path: Path) -> None:
    types = {"cap": ParameterType(MONEY), "open": ParameterType(BOOLEAN)}
    rules = {
        "flat": compile_rule("p.cap * 2", VOCABULARY, types, MONEY),
        "open": compile_rule("p.open", VOCABULARY, types, BOOLEAN),
        "undefined": compile_rule("ratio(p.cap, yuan(0), 2)", VOCABULARY, types, decimal(2)),
    }
    source, out = tmp_path / "subjects.parquet", tmp_path / "verdicts.parquet"
    pl.DataFrame({"id": [1, 2, 3]}).write_parquet(source)
    plan = population_plan(rules, VOCABULARY, Parameters(types, {"cap": 5, "open": False}), ON)
    result = plan.verdicts(source, out)
    assert plan.aggregate(source) == result
    assert result.amounts["flat"] == AmountSum(total=30, known=3, unknown=0)
    assert result.amounts["undefined"] == AmountSum(total=Decimal("0.00"), known=0, unknown=3)
    assert result.conditions["open"] == ConditionCount(met=0, not_met=3, unknown=0)
    assert pl.read_parquet(out)["flat"].to_list() == [10, 10, 10]


def test_each_rule_may_have_parameters_of_its_own(tmp_path: Path) -> None:
    types = {"cap": ParameterType(MONEY)}
    rule = compile_rule("income > p.cap", VOCABULARY, types, BOOLEAN)
    own = {"low": Parameters(types, {"cap": 10}), "high": Parameters(types, {"cap": 1000})}
    source = tmp_path / "subjects.parquet"
    pl.DataFrame({"income": [100]}).write_parquet(source)
    result = population_plan({"low": rule, "high": rule}, VOCABULARY, own, ON).aggregate(source)
    assert (result.conditions["low"].met, result.conditions["high"].met) == (1, 0)


def test_a_code_fact_may_have_more_values_than_there_are_bits(tmp_path: Path) -> None:
    values = [f"v{n}" for n in range(200)]
    vocabulary = Vocabulary([Fact("place", code(*values))])
    rules = {
        "one": compile_rule("place = 'v150'", vocabulary, {}, BOOLEAN),
        "some": compile_rule("place NOT IN ('v1', 'v199')", vocabulary, {}, BOOLEAN),
    }
    source = tmp_path / "subjects.parquet"
    pl.DataFrame({"place": [*values, None, "v200"]}).write_parquet(source)
    result = population_plan(rules, vocabulary, NO_PARAMETERS, ON).aggregate(source)
    assert result.conditions["one"] == ConditionCount(met=1, not_met=199, unknown=2)
    assert result.conditions["some"] == ConditionCount(met=198, not_met=2, unknown=2)


def test_more_industry_lists_than_one_column_holds(tmp_path: Path) -> None:
    lists = [f"C{division}" for division in range(13, 44)] + ["A", "B", "D", "E44"[:1] + "47"]
    rules = {
        name: compile_rule(f"code_within(industry, '{name}')", VOCABULARY, {}, BOOLEAN) for name in lists
    }
    assert len(rules) > 32
    source = tmp_path / "subjects.parquet"
    pl.DataFrame({"industry": ["C4310", "B06", "C", "E4710"]}).write_parquet(source)
    result = population_plan(rules, VOCABULARY, NO_PARAMETERS, ON).aggregate(source)
    assert result.conditions["C43"] == ConditionCount(met=1, not_met=2, unknown=1)
    assert result.conditions["B"] == ConditionCount(met=1, not_met=3, unknown=0)
    assert result.conditions["E47"] == ConditionCount(met=1, not_met=3, unknown=0)


@pytest.mark.parametrize(
    ("fact", "column"),
    [
        ("income", pl.Series([True])),
        ("staff", pl.Series([[1]])),
        ("in_space", pl.Series([1.0])),
        ("founded", pl.Series([20240229])),
        ("kind", pl.Series([1])),
        ("industry", pl.Series([16])),
    ],
)
def test_a_column_that_cannot_hold_its_fact_is_a_sentence(
    tmp_path: Path, fact: str, column: pl.Series
) -> None:
    with pytest.raises(PopulationError, match=fact):
        run(tmp_path, {fact: column})


def test_what_is_no_parquet_is_a_sentence(tmp_path: Path) -> None:
    plan = population_plan(RULES, VOCABULARY, NO_PARAMETERS, ON)
    with pytest.raises(PopulationError, match="Parquet"):
        plan.aggregate(tmp_path / "missing.parquet")
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 no more PAR1")
    with pytest.raises(PopulationError, match="Parquet"):
        plan.verdicts(broken, tmp_path / "out.parquet")


def test_a_failure_while_writing_is_not_wrapped_beyond_recognition(tmp_path: Path) -> None:
    source = tmp_path / "subjects.parquet"
    pl.DataFrame({"staff": [1]}).write_parquet(source)
    plan = population_plan(RULES, VOCABULARY, NO_PARAMETERS, ON)

    def stop(done: int, rows: int) -> None:
        raise KeyError(f"stopped at {done} of {rows}")

    with pytest.raises(KeyError, match="stopped at 1 of 1"):
        plan.verdicts(source, tmp_path / "out.parquet", stop)


def test_sum_of_a_type(tmp_path: Path) -> None:
    """Decimals add up with their point; a date has no sum."""
    _, result = run(
        tmp_path, {"area": pl.Series(["1.25", "2.50"]).cast(pl.Decimal(9, 2)), "founded": [ON, ON]}
    )
    assert result.amounts["area"] == AmountSum(total=Decimal("3.75"), known=2, unknown=0)
    assert result.amounts["founded"] == AmountSum(total=None, known=2, unknown=0)


def result_types() -> list[Type]:
    """The types a rule may have."""
    return [MONEY, INTEGER, decimal(2), BOOLEAN, DATE]


@pytest.mark.parametrize("type_", result_types())
def test_unknown_everywhere_is_unknown(tmp_path: Path, type_: Type) -> None:
    name = {rule.type: name for name, rule in RULES.items()}[type_]
    verdicts, result = run(tmp_path, {"id": [1, 2]})
    assert verdicts[name].to_list() == [None, None]
    counted = result.conditions.get(name) or result.amounts[name]
    assert counted.unknown == 2
