"""SQL: as strict on raw columns as the columnar engine, and refused where it could not be exact."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import polars as pl
import pytest

from zhongchuang.expressions import (
    BOOLEAN,
    MONEY,
    NO_PARAMETERS,
    DialectError,
    Fact,
    Vocabulary,
    code,
    compile_rule,
    decimal,
    population_plan,
    population_sql,
    to_sql,
)

from .test_population import ON, RULES, VOCABULARY


def test_sql_reads_raw_columns_as_strictly(tmp_path: Path) -> None:
    """Out of bounds, foreign codes and finer digits count as unknown in SQL as they do here."""
    source = tmp_path / "subjects.parquet"
    pl.DataFrame(
        {
            "id": [1, 2, 3, 4],
            "income": [100, -5, 10**14, None],
            "staff": [3, 2000, 0, None],
            "area": pl.Series(["1.25", "1.255", "-1", None]).cast(pl.Decimal(18, 3)),
            "in_space": [True, False, None, True],
            "founded": [ON, dt.date(1850, 1, 1), None, ON],
            "kind": ["team", "Team", "space", ""],
            "industry": ["C16", "C99", "C", "C1"],
        }
    ).write_parquet(source)
    population_plan(RULES, VOCABULARY, NO_PARAMETERS, ON).verdicts(source, tmp_path / "out.parquet")
    with duckdb.connect() as connection:
        connection.from_parquet(str(source)).create_view("众创空间")
        query = population_sql(RULES, "duckdb", NO_PARAMETERS, ON, table="众创空间")
        found = connection.execute(query + " ORDER BY id").fetchall()
    assert found == pl.read_parquet(tmp_path / "out.parquet").rows()
    assert found[1] == (2, None, None, None, False, None, None, None)


def test_a_dialect_that_is_not_spoken_is_a_sentence() -> None:
    with pytest.raises(DialectError, match=r"oracle.*duckdb"):
        to_sql(RULES["staff"], "oracle", NO_PARAMETERS, ON)


def test_spark_refuses_what_it_could_not_keep() -> None:
    vocabulary = Vocabulary([Fact("huge", MONEY, minimum=-(10**30), maximum=10**30)])
    rule = compile_rule("huge * 0.5", vocabulary, {}, MONEY)
    with pytest.raises(DialectError, match="64"):
        to_sql(rule, "spark", NO_PARAMETERS, ON)
    assert "HUGEINT" in to_sql(rule, "duckdb", NO_PARAMETERS, ON)


def test_a_code_cannot_smuggle_sql(tmp_path: Path) -> None:
    vocabulary = Vocabulary([Fact("kind", code("a'); DROP TABLE t; --", "b"))])
    rule = compile_rule("kind = 'a''); DROP TABLE t; --'", vocabulary, {}, BOOLEAN)
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE population (id INT, kind TEXT)")
        connection.execute("INSERT INTO population VALUES (1, ?)", ["a'); DROP TABLE t; --"])
        query = population_sql({"rule": rule}, "duckdb", NO_PARAMETERS, ON)
        assert connection.execute(query).fetchall() == [(1, True)]
    backslash = Vocabulary([Fact("kind", code("\\", "b"))])
    with pytest.raises(DialectError, match="反斜杠"):
        to_sql(compile_rule("kind = '\\'", backslash, {}, BOOLEAN), "spark", NO_PARAMETERS, ON)


def test_a_rule_too_long_for_sql_is_refused_before_it_is_built() -> None:
    text = "staff"
    for _ in range(40):
        text = f"LEAST({text}, area + staff)"
    rule = compile_rule(text, VOCABULARY, {}, decimal(2))
    with pytest.raises(DialectError, match="200000"):
        to_sql(rule, "postgres", NO_PARAMETERS, ON)
