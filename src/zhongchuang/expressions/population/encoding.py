"""One batch of raw rows to the columns of the scheme, with a report of every value that could not be used."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from zhongchuang.expressions.industry import is_industry_code
from zhongchuang.expressions.kinds import Kind
from zhongchuang.expressions.layout import Layout

from .readings import Reading, reading
from .results import Problem, ProblemReason, Problems
from .scheme import CodeBook, Scheme

ROW_COLUMN = "row."
"""The encoded column of row numbers, there in every batch; no fact's name contains a dot."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """Encodes batches of one file. Made by ``Encoder.of`` from the file's columns."""

    scheme: Scheme
    readings: dict[str, Reading]
    missing: tuple[str, ...]

    @classmethod
    def of(cls, scheme: Scheme, schema: pl.Schema, layout: Layout) -> Encoder:
        """``PopulationError`` where a column is of a type that cannot hold its fact."""
        present = [name for name in scheme.facts if name in schema]
        readings = {name: reading(scheme.facts[name], schema[name], layout) for name in present}
        return cls(scheme, readings, tuple(name for name in scheme.facts if name not in schema))

    def encode(
        self, batch: pl.DataFrame, rows: pl.Series, subjects: pl.Series, problems: Problems
    ) -> pl.DataFrame:
        """The columns of the scheme for ``batch``; ``rows`` and ``subjects`` name the rows in
        ``problems``.
        """
        values = batch.select(
            rows.alias(ROW_COLUMN),  # gives the frame its height, whatever else there is
            *(found.value.alias(name) for name, found in self.readings.items()),
            *(pl.lit(None).alias(name) for name in self.missing),
        )
        columns: list[pl.Series] = [values[ROW_COLUMN]]
        for name, fact in self.scheme.facts.items():
            column = values[name]
            if fact.type.kind is Kind.CODE:
                columns.append(_code_bits(column, self.scheme.code_books[name]))
            elif fact.type.kind is Kind.INDUSTRY:
                columns += self._industry_bits(name, column)
            else:
                columns.append(
                    column if column.dtype != pl.Null else column.cast(_empty_type(fact.type.kind))
                )
        encoded = pl.DataFrame(columns)
        self._report(batch, encoded, rows, subjects, problems)
        return encoded

    def _industry_bits(self, name: str, column: pl.Series) -> list[pl.Series]:
        """The bits of each code, looked up by its place among the distinct codes of this batch."""
        codes = [code for code in column.unique().drop_nulls().to_list() if is_industry_code(code)]
        place = column.cast(pl.Enum(codes), strict=False).to_physical()
        return [
            bits.gather(place).alias(key) for key, bits in self.scheme.industry_columns(name, codes).items()
        ]

    def _report(
        self,
        batch: pl.DataFrame,
        encoded: pl.DataFrame,
        rows: pl.Series,
        subjects: pl.Series,
        problems: Problems,
    ) -> None:
        """Compare what was there with what could be used; look at single values only where they differ."""
        if not self.readings:
            return
        present = batch.select(found.present.sum().alias(name) for name, found in self.readings.items())
        for name, found in self.readings.items():
            key = (
                name
                if name in encoded.columns
                else next(k for k in encoded.columns if k.startswith(f"{name}."))
            )
            if encoded[key].len() - encoded[key].null_count() == present[name].item():
                continue
            bad = batch.select(
                present=found.present,
                raw=pl.col(name).cast(pl.String, strict=False),
                parsed=found.parsed.is_not_null(),
            ).with_columns(
                encoded[key].is_null().alias("unused"), rows.alias("row"), subjects.alias("subject")
            )
            for row in bad.filter(pl.col("present") & pl.col("unused")).iter_rows(named=True):
                reason = found.reason
                if row["parsed"] and reason is ProblemReason.TYPE:
                    reason = ProblemReason.BOUNDS
                problems.add(Problem(row["row"], str(row["subject"]), name, reason, row["raw"]))


def _code_bits(column: pl.Series, book: CodeBook) -> pl.Series:
    place = column.cast(pl.String).cast(pl.Enum(list(book.numbers)), strict=False).to_physical()
    return book.stored().gather(place).alias(column.name)


def _empty_type(kind: Kind) -> type[pl.Boolean] | type[pl.Date] | type[pl.Int64]:
    if kind is Kind.BOOLEAN:
        return pl.Boolean
    return pl.Date if kind is Kind.DATE else pl.Int64
