"""Interpreter and population agree on the packs of the repository: 12,000 subjects, days on both sides of
the law.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import psycopg
import pytest

from zhongchuang.expressions import Kind
from zhongchuang.policy.matching.population import match_population, population_sql
from zhongchuang.policy.matching.tests.populations import disagreements, random_subjects, write_subjects
from zhongchuang.policy.packs.loader import load_rulebook

BOOK = load_rulebook()
DAYS = (date(2016, 7, 29), date(2018, 1, 1), date(2022, 10, 1), date(2026, 11, 1))
EACH = 3_000


@pytest.mark.parametrize("on", DAYS)
def test_every_cell_agrees(tmp_path: Path, on: date) -> None:
    subjects = random_subjects(BOOK, EACH, seed=on.toordinal())
    source, target, queried = (tmp_path / name for name in ("in.parquet", "out.parquet", "sql.parquet"))
    write_subjects(BOOK, subjects, source)
    report = match_population(BOOK, source, on, target)
    assert (report.written, report.unusable) == (EACH, 0)
    found = pl.read_parquet(target)
    assert disagreements(BOOK, subjects, on, found) == []
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW population AS SELECT * FROM '{source}'")
        connection.execute(f"COPY ({population_sql(BOOK, on, 'duckdb')}) TO '{queried}' (FORMAT parquet)")
    by_query = pl.read_parquet(queried).sort("id")
    assert [name for name in found.columns if found[name].to_list() != by_query[name].to_list()] == []


_SQL_TYPES = {
    Kind.MONEY: "NUMERIC(18, 2)",
    Kind.INTEGER: "BIGINT",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.DATE: "DATE",
    Kind.DECIMAL: "NUMERIC(38, 12)",
}


def test_postgres_gives_the_same(tmp_path: Path) -> None:
    address = os.environ.get("ZHONGCHUANG_TEST_POSTGRES")
    assert address, (
        "没有 PostgreSQL：请用 make test 运行，它会启动一个；或设置 ZHONGCHUANG_TEST_POSTGRES 为连接串。"
    )
    on = DAYS[-1]
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    write_subjects(BOOK, random_subjects(BOOK, EACH, seed=11), source)
    match_population(BOOK, source, on, target)
    facts = [f"{name} {_SQL_TYPES.get(fact.type.kind, 'TEXT')}" for name, fact in BOOK.vocabulary.items()]
    rows = pl.read_parquet(source)
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        columns = ", ".join(["id BIGINT", "place TEXT", "kind TEXT", *facts])
        cursor.execute(f"CREATE TEMPORARY TABLE population ({columns})".encode())
        with cursor.copy(b"COPY population FROM STDIN") as copy:
            for row in rows.iter_rows():
                copy.write_row(row)
        cursor.execute(
            f"SELECT * FROM ({population_sql(BOOK, on, 'postgres')}) AS answers ORDER BY id".encode()
        )
        names = [column.name for column in cursor.description or ()]
        answers = list(zip(*cursor.fetchall(), strict=True))
        connection.rollback()
    found = pl.read_parquet(target)
    assert names == found.columns
    assert [n for n, column in zip(names, answers, strict=True) if list(column) != found[n].to_list()] == []
