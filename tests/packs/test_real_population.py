"""Interpreter and population agree on the packs of the repository: 12,000 subjects, days on both sides of
the law.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

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
