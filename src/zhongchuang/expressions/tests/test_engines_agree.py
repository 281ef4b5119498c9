"""One subject or a million, Python, Polars, DuckDB or PostgreSQL: the same answer, cell by cell."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import psycopg
import pytest
import sqlglot

from zhongchuang.expressions import (
    DialectError,
    Layout,
    MoneyUnit,
    Parameters,
    Rule,
    Value,
    evaluate,
    population_plan,
    population_sql,
    to_sql,
)

from .generator import NO_CHOICES, ON, PARAMETERS, VOCABULARY, RuleWriter, random_subject

RULES, SUBJECTS = 250, 420
Cells = dict[str, list[Value | None]]
Rows = list[dict[str, Value | None]]


class Sample:
    """Random rules under two sets of parameters, and random subjects: 2 × 250 × 420 = 210,000 cells."""

    def __init__(self, parquet: Path, seed: int = 20261101) -> None:
        writer = RuleWriter(seed)
        written = [writer.rule(1 + index % 5) for index in range(RULES)]
        self.rules: dict[str, Rule] = {}
        self.parameters: dict[str, Parameters] = {}
        for index, rule in enumerate(written):
            for suffix, parameters in (("a", PARAMETERS), ("b", NO_CHOICES)):
                self.rules[f"r{index}{suffix}"], self.parameters[f"r{index}{suffix}"] = rule, parameters
        source = random.Random(seed)
        self.subjects: Rows = [random_subject(source) for _ in range(SUBJECTS)]
        self.parquet = parquet
        raw_frame(self.subjects).write_parquet(parquet)
        known = [VOCABULARY.subject(subject) for subject in self.subjects]
        self.expected: Cells = {
            name: [evaluate(rule, subject, self.parameters[name], ON).value for subject in known]
            for name, rule in self.rules.items()
        }

    def compare(self, engine: str, found: Callable[[str], list[Any]]) -> None:
        """Every cell of ``found`` equals the interpreter's; the first difference is told in full."""
        cells = 0
        for name, expected in self.expected.items():
            for index, (want, got) in enumerate(zip(expected, found(name), strict=True)):
                cells += 1
                assert got == want and isinstance(got, bool) == isinstance(want, bool), (
                    f"{engine}: {self.rules[name].text} gives {got!r}, the interpreter {want!r}, "
                    f"for {self.subjects[index]}"
                )
        assert cells >= 100_000


HUGE_IN_YUAN = Layout(money_units={"huge": MoneyUnit.YUAN})


def raw_frame(subjects: Rows) -> pl.DataFrame:
    """The subjects as a raw file has them: amounts in whole 分, one in DECIMAL 元, codes as text."""
    types: Mapping[str, Any] = {
        "huge": pl.Decimal(38, 2),
        "area": pl.Decimal(18, 2),
        "growth": pl.Decimal(18, 4),
        "staff": pl.Int32,
    }
    columns: dict[str, pl.Series] = {"id": pl.Series(range(1, len(subjects) + 1), dtype=pl.Int64)}
    for name in VOCABULARY:
        values = [subject[name] for subject in subjects]
        if name == "huge":
            values = [None if value is None else Decimal(f"{value}E-2") for value in values]
        columns[name] = pl.Series(name, values, dtype=types.get(name), strict=True)
    return pl.DataFrame(columns)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return Sample(tmp_path_factory.mktemp("population") / "subjects.parquet")


def test_the_sample_is_worth_comparing(sample: Sample) -> None:
    cells = [value for values in sample.expected.values() for value in values]
    unknown = sum(value is None for value in cells)
    assert len(cells) >= 100_000
    assert 0.05 * len(cells) < unknown < 0.6 * len(cells)
    assert any(isinstance(value, int) and abs(value) > 2**63 for value in cells), (
        "nothing needs more than 64 bits"
    )
    used = {node.operator for rule in sample.rules.values() for node in rule.root.walk()}
    assert {"ratio", "round_to", "case", "least", "code_within", "months_between", "in", "between"} <= used


def test_polars_equals_the_interpreter(sample: Sample, tmp_path: Path) -> None:
    plan = population_plan(sample.rules, VOCABULARY, sample.parameters, ON, HUGE_IN_YUAN)
    result = plan.verdicts(sample.parquet, tmp_path / "verdicts.parquet")
    assert not result.problem_counts
    frame = pl.read_parquet(tmp_path / "verdicts.parquet")
    sample.compare("Polars", lambda name: frame[name].to_list())


def test_aggregates_equal_the_interpreter(sample: Sample) -> None:
    plan = population_plan(sample.rules, VOCABULARY, sample.parameters, ON, HUGE_IN_YUAN)
    result = plan.aggregate(sample.parquet)
    for name, count in result.conditions.items():
        values = sample.expected[name]
        assert (count.met, count.not_met, count.unknown) == (
            values.count(True),
            values.count(False),
            values.count(None),
        ), sample.rules[name].text
    for name, amount in result.amounts.items():
        known = [value for value in sample.expected[name] if value is not None]
        assert (amount.known, amount.unknown) == (len(known), SUBJECTS - len(known))
        if amount.total is not None:
            assert Fraction(amount.total) == sum(Fraction(str(value)) for value in known), sample.rules[
                name
            ].text


def _query(sample: Sample, dialect: str) -> list[str]:
    """The SQL, 65 rules a statement: PostgreSQL plans one huge target list slowly."""
    names = list(sample.rules)
    return [
        population_sql(
            {name: sample.rules[name] for name in names[start : start + 65]},
            dialect,
            sample.parameters,
            ON,
            layout=HUGE_IN_YUAN,
        )
        + " ORDER BY id"
        for start in range(0, len(names), 65)
    ]


def _duckdb(sample: Sample, queries: list[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    with duckdb.connect() as connection:
        connection.from_parquet(str(sample.parquet)).create_view("population")
        for query in queries:
            cursor = connection.execute(query)
            names = [column[0] for column in cursor.description or ()]
            found |= dict(zip(names, map(list, zip(*cursor.fetchall(), strict=True)), strict=True))
    return found


def test_duckdb_equals_the_interpreter(sample: Sample) -> None:
    found = _duckdb(sample, _query(sample, "duckdb"))
    sample.compare("DuckDB", lambda name: found[name])


def test_postgres_equals_the_interpreter(sample: Sample) -> None:
    address = os.environ.get("ZHONGCHUANG_TEST_POSTGRES")
    assert address, (
        "没有PostgreSQL：请用make test运行，它会启动一个；或设置ZHONGCHUANG_TEST_POSTGRES为连接串。"
    )
    types = {"money": "BIGINT", "integer": "BIGINT", "boolean": "BOOLEAN", "date": "DATE", "code": "TEXT"}
    declared = [
        f"{name} {types.get(fact.type.kind.value, 'NUMERIC(38, 4)' if fact.type.scale else 'TEXT')}"
        for name, fact in VOCABULARY.items()
    ]
    frame = raw_frame(sample.subjects)
    found: dict[str, list[Any]] = {}
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        columns = ", ".join(declared).replace("huge BIGINT", "huge NUMERIC(38, 2)")
        cursor.execute(f"CREATE TEMPORARY TABLE population (id BIGINT, {columns})".encode())
        marks = ", ".join(["%s"] * frame.width)
        cursor.executemany(f"INSERT INTO population VALUES ({marks})".encode(), frame.rows())
        for query in _query(sample, "postgres"):
            cursor.execute(query.encode())
            names = [column.name for column in cursor.description or ()]
            found |= dict(zip(names, map(list, zip(*cursor.fetchall(), strict=True)), strict=True))
        connection.rollback()
    sample.compare("PostgreSQL", lambda name: found[name])


def test_spark_sql_means_the_same_when_translated(sample: Sample) -> None:
    """No Spark runs here: its SQL is read as Spark reads it, translated for DuckDB and run there.

    What Spark could not keep exactly is refused when the SQL is written, and such rules are left
    out; the cluster's own arithmetic is what this cannot show.
    """
    spoken = {}
    for name, rule in sample.rules.items():
        try:
            to_sql(rule, "spark", sample.parameters[name], ON)
            population_sql({name: rule}, "spark", sample.parameters, ON)
        except DialectError:
            continue
        spoken[name] = rule
    assert len(spoken) > 200
    query = population_sql(spoken, "spark", sample.parameters, ON, layout=HUGE_IN_YUAN)
    translated = sqlglot.transpile(query, read="spark", write="duckdb")[0]
    # DuckDB would divide decimals as doubles; its own 128-bit integer is what corresponds.
    found = _duckdb(sample, [translated.replace("DECIMAL(38, 0)", "HUGEINT") + " ORDER BY id"])
    for name in spoken:
        assert found[name] == sample.expected[name], sample.rules[name].text
