"""The same statements for Spark: written by sqlglot, read back they say the same; without Spark a sentence."""

from __future__ import annotations

from typing import Any

import pytest
import sqlglot

from zhongchuang.clearance.auditing.engine import audit, statements
from zhongchuang.clearance.auditing.runners import DuckRunner, NoSpark, SparkRunner, for_spark
from zhongchuang.clearance.auditing.statements import Step
from zhongchuang.clearance.auditing.tests.scene import tables_of
from zhongchuang.clearance.rules.facts import Key, Level
from zhongchuang.clearance.rules.reading import example_files
from zhongchuang.clearance.rules.schema import Effect
from zhongchuang.clearance.rules.tests.scene import rule, support

RULES = [
    *(one for file in example_files().values() for one in file.rules),
    rule(Effect.WARN, "kin-too", same=(Key.RELATED, Key.CATEGORY)),
]
LISTED = [
    support(
        "award:1", 300, invoice="f1", category="检测服务", related="乙", place="330100", level=Level.COUNTY
    ),
    support("award:2", 200, invoice="f1", category="检测服务", entity="乙", on="2026-06-01", place="330100"),
    support("award:3", 200, contract="h1", category="检测服务", entity="乙", on="2026-07-01", place="330106"),
    support("award:4", 90_000_000, contract="h1", category="检测服务", on="2026-08-31", place="330106"),
]


class ThereAndBack(DuckRunner):
    """Runs what Spark would be given, read back as DuckDB writes it."""

    def make(self, step: Step) -> None:
        super().make(Step(step.name, _back(step.sql)))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return super().rows(_back(sql))


def _back(sql: str) -> str:
    return sqlglot.transpile(for_spark(sql), read="spark", write="duckdb")[0]


def test_what_spark_is_given_says_the_same() -> None:
    tables = tables_of(LISTED)
    with DuckRunner(threads=1) as ours, ThereAndBack(threads=1) as theirs:
        here, there = audit(tables, RULES, ours), audit(tables, RULES, theirs)
    assert here == there and len(here.findings) >= 4


def test_every_statement_is_written_in_sparks_words() -> None:
    for step in statements(RULES):
        written = for_spark(step.sql)
        assert sqlglot.parse_one(written, read="spark") is not None
        assert ("::" not in written and "BIGINT" in written) or "CAST" not in written or "DATE" in written


def test_without_spark_there_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("zhongchuang.clearance.auditing.runners.importlib.import_module", missing)
    with pytest.raises(NoSpark, match="没有安装 PySpark"):
        SparkRunner()
