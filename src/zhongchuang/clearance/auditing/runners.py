"""Who runs the SQL (pure but for the engine itself): DuckDB in this process, or Spark where a machine is too small."""

from __future__ import annotations

import importlib
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Protocol, Self

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import sqlglot

from zhongchuang.clearance.auditing.statements import Step
from zhongchuang.core.errors import Unavailable, Wording

MEMORY = "3GB"


class NoSpark(Unavailable):
    """Spark was asked for and is not installed."""

    default_code = "clearance.no_spark"
    default_next = Wording(
        "请先安装（pip install pyspark，另需 Java 17），或去掉 --engine spark，用 DuckDB。",
        "Install it (pip install pyspark, with Java 17), or leave out --engine spark and use DuckDB.",
    )

    def __init__(self) -> None:
        super().__init__("没有安装 PySpark，不能用 Spark 运行。", "PySpark is not installed.")


class Runner(Protocol):
    """Tables in, steps one after the other, rows out."""

    name: str

    def load(self, name: str, table: pa.Table) -> None:
        """A table to start from."""
        ...

    def make(self, step: Step) -> None:
        """Fill a table."""
        ...

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query says."""
        ...


class DuckRunner:
    """DuckDB in memory; what does not fit goes to a folder that is deleted at the end."""

    name = "duckdb"

    def __init__(self, *, threads: int | None = None, memory: str = MEMORY) -> None:
        self._folder = TemporaryDirectory(prefix="audit-")
        config: dict[str, str | int] = {"memory_limit": memory, "temp_directory": self._folder.name}
        if threads is not None:
            config["threads"] = threads
        self._con = duckdb.connect(":memory:", config=config)  # type: ignore[arg-type]  # numbers are fine too

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._con.close()
        self._folder.cleanup()

    def load(self, name: str, table: pa.Table) -> None:
        """Copied: DuckDB counts what it owns, and plans by it."""
        self._con.register("given", table)
        self._con.execute(f"CREATE TABLE {name} AS SELECT * FROM given").fetchall()
        self._con.unregister("given")

    def make(self, step: Step) -> None:
        self._con.execute(f"CREATE TABLE {step.name} AS {step.sql}").fetchall()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return list(self._con.execute(sql).fetchall())


def for_spark(sql: str) -> str:
    """The same statement as Spark writes it."""
    return sqlglot.transpile(sql, read="duckdb", write="spark")[0]


class SparkRunner:
    """Spark: the same statements, every table a Parquet file in a folder that is deleted at the end.

    Each step is written before the next one asks for it: left as a plan, every step would hold the plans of all before it, and
    their text alone outgrows the driver. The folder is a temporary one (`TMPDIR`); a cluster's workers must reach it too.
    """

    name = "spark"

    def __init__(self, *, master: str | None = None) -> None:
        """Raises NoSpark."""
        try:
            sql = importlib.import_module("pyspark.sql")
        except ImportError:
            raise NoSpark() from None
        builder = sql.SparkSession.builder.appName("zhongchuang-audit")
        self._spark: Any = (builder.master(master) if master else builder).getOrCreate()
        self._folder = TemporaryDirectory(prefix="audit-")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._spark.stop()
        self._folder.cleanup()

    def load(self, name: str, table: pa.Table) -> None:
        pq.write_table(table, self._path(name))
        self._view(name)

    def make(self, step: Step) -> None:
        self._spark.sql(for_spark(step.sql)).write.parquet(str(self._path(step.name)))
        self._view(step.name)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._spark.sql(for_spark(sql)).collect()]

    def _path(self, name: str) -> Path:
        return Path(self._folder.name) / f"{name}.parquet"

    def _view(self, name: str) -> None:
        self._spark.read.parquet(str(self._path(name))).createOrReplaceTempView(name)
