"""Rules over a Parquet file, batch by batch: bounded memory, progress after each batch, nothing
lost to a bad row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from zhongchuang.expressions.bounds import INT64
from zhongchuang.expressions.errors import PopulationError
from zhongchuang.expressions.layout import Layout
from zhongchuang.expressions.nodes import Node
from zhongchuang.expressions.parameters import Parameters
from zhongchuang.expressions.resolve import is_constant, resolve
from zhongchuang.expressions.rule import Rule
from zhongchuang.expressions.vocabulary import Vocabulary

from .columns import ColumnCompiler
from .encoding import ROW_COLUMN, Encoder
from .output import output_expression, output_type
from .results import PopulationResult, Problems
from .scheme import Scheme
from .source import Batch, Source
from .tally import Tally

Progress = Callable[[int, int], None]
"""Called after each batch with the rows done and the rows there are."""

BATCH_ROWS = 262_144
"""Rows of a batch when only counts are wanted: each batch costs the planning of all rules."""

WRITTEN_ROWS = 131_072
"""Rows of a batch when all verdicts are kept until they are written."""

GROUP_RULES = 50
"""Rules worked out together; what they share is kept in memory meanwhile."""

KEPT_PROBLEMS = 10_000
"""Problems told one by one; all are counted."""

_OPTIMISATIONS = pl.QueryOptFlags(comm_subexpr_elim=True)


def population_plan(
    rules: Mapping[str, Rule],
    vocabulary: Vocabulary,
    parameters: Parameters | Mapping[str, Parameters],
    on: dt.date,
    layout: Layout | None = None,
) -> PopulationPlan:
    """Prepare many rules for whole populations, on the day ``on``.

    ``parameters`` are common to all rules, or given per rule under the rule's name. Raises
    ``ParameterError`` for a missing parameter and ``PopulationError`` for a rule of another
    vocabulary.
    """
    roots: dict[str, Node] = {}
    for name, rule in rules.items():
        own = parameters if isinstance(parameters, Parameters) else parameters[name]
        rule.check(own)
        if rule.vocabulary is not vocabulary:
            raise PopulationError(
                f"规则“{name}”用的是另一个词汇表；请用同一词汇表编译。",
                f"The rule “{name}” was compiled with another vocabulary; compile it with this one.",
            )
        roots[name] = resolve(rule.root, own.raw, on)
    return PopulationPlan(dict(rules), roots, Scheme.of(roots.values(), vocabulary), layout or Layout())


class PopulationPlan:
    """Rules ready to run over files. Made by ``population_plan``; can run any number of times."""

    def __init__(
        self, rules: dict[str, Rule], roots: dict[str, Node], scheme: Scheme, layout: Layout
    ) -> None:
        self.rules = rules
        self.roots = roots
        self.scheme = scheme
        self.layout = layout
        names = list(rules)
        self._groups = [names[start : start + GROUP_RULES] for start in range(0, len(names), GROUP_RULES)]
        compiler = ColumnCompiler(scheme)
        self._expressions = {
            name: _of_full_height(root, compiler.compile(root)) for name, root in roots.items()
        }
        self._wide = {
            name: root.type.is_exact and compiler.bounds(root).magnitude > INT64
            for name, root in roots.items()
        }
        self._tall = {
            name: root.type.is_exact and compiler.bounds(root).magnitude > INT64 // BATCH_ROWS
            for name, root in roots.items()
        }

    def aggregate(self, path: Path, progress: Progress | None = None) -> PopulationResult:
        """Per rule: how many subjects meet it, do not, cannot be told; for formulas the sum. Reads
        ``path`` once.

        A value that cannot be used is reported and its fact counts as unknown for that subject; a
        row without an id, or with the id of an earlier row, is reported and left out. Raises
        ``PopulationError`` for a file that is no Parquet, or a column whose type cannot hold its
        fact.
        """
        tally = Tally({name: rule.type for name, rule in self.rules.items()})
        groups = [
            [
                e
                for name in group
                for e in tally.expressions(name, self._expressions[name], tall=self._tall[name])
            ]
            for group in self._groups
        ]
        run = _Run(self, path, BATCH_ROWS, progress)
        for _, encoded in run.batches():
            tally.rows += encoded.height
            for counts in groups:
                tally.add(_worked_out(encoded, counts))
        return run.result(tally)

    def verdicts(self, path: Path, out: Path, progress: Progress | None = None) -> PopulationResult:
        """Write one row per subject with a column per rule to the Parquet file ``out``; returns the
        counts as well.

        Conditions are booleans, amounts whole numbers in 分 (DECIMAL(38,0) where they may pass 64
        bits), decimals DECIMAL(38, scale), dates dates; null is unknown. The first column is the
        id, or ``row`` counted from 1 where the file has none. Left-out rows have no row in ``out``.
        """
        tally = Tally({name: rule.type for name, rule in self.rules.items()})
        run = _Run(self, path, WRITTEN_ROWS, progress)
        groups = [[self._expressions[name].alias(name) for name in group] for group in self._groups]
        counts = [
            e for name in self.rules for e in tally.expressions(name, pl.col(name), tall=self._tall[name])
        ]
        columns = [self._output(name) for name in self.rules]
        failure: list[Exception] = []

        def pages(
            with_columns: list[str] | None,
            predicate: pl.Expr | None,
            n_rows: int | None,
            batch_size: int | None,
        ) -> Iterator[pl.DataFrame]:
            del with_columns, predicate, n_rows, batch_size  # the sink asks for everything
            try:
                for batch, encoded in run.batches():
                    found = pl.concat([_worked_out(encoded, group) for group in groups], how="horizontal")
                    tally.rows += encoded.height
                    tally.add(found.select(counts))
                    verdicts = found.select(columns)
                    yield pl.DataFrame([batch.subjects.alias(run.source.id_column), *verdicts])
            except Exception as error:
                failure.append(error)  # the engine would wrap it beyond recognition
                raise

        schema = {run.source.id_column: run.source.id_type} | {
            name: output_type(rule.type, wide=self._wide[name]) for name, rule in self.rules.items()
        }
        try:
            register_io_source(pages, schema=schema).sink_parquet(out)
        except pl.exceptions.PolarsError:
            if failure:
                raise failure[0] from None
            raise
        return run.result(tally)

    def _output(self, name: str) -> pl.Expr:
        return output_expression(pl.col(name), self.rules[name].type, wide=self._wide[name]).alias(name)


def _worked_out(encoded: pl.DataFrame, expressions: list[pl.Expr]) -> pl.DataFrame:
    """The expressions over one batch. Shared parts are found by Polars and worked out once per group of rules."""
    return encoded.lazy().select(expressions).collect(engine="in-memory", optimizations=_OPTIMISATIONS)


def _of_full_height(root: Node, expression: pl.Expr) -> pl.Expr:
    """A rule that depends on no fact would give one row for everybody; this gives every row its own."""
    return pl.when(pl.col(ROW_COLUMN) > 0).then(expression) if is_constant(root) else expression


class _Run:
    """One pass over one file."""

    def __init__(self, plan: PopulationPlan, path: Path, rows: int, progress: Progress | None) -> None:
        self.source = Source(path, plan.layout.id_column)
        self.encoder = Encoder.of(plan.scheme, self.source.schema, plan.layout)
        self.problems = Problems(KEPT_PROBLEMS)
        self.rejected = self.source.rejected(self.problems)
        self._rows = rows
        self._progress = progress

    def batches(self) -> Iterator[tuple[Batch, pl.DataFrame]]:
        """Each batch with its encoded columns."""
        done = 0
        for batch in self.source.batches(self.encoder.readings, self._rows, self.rejected):
            yield batch, self.encoder.encode(batch.frame, batch.rows, batch.subjects, self.problems)
            done = min(done + self._rows, self.source.rows)
            if self._progress is not None:
                self._progress(done, self.source.rows)

    def result(self, tally: Tally) -> PopulationResult:
        """The counts, and what went wrong."""
        return PopulationResult(
            rows=self.source.rows,
            rejected=self.rejected.len(),
            conditions=tally.conditions(),
            amounts=tally.amounts(),
            missing_facts=self.encoder.missing,
            problems=tuple(self.problems.kept),
            problem_counts=dict(self.problems.counts),
        )
