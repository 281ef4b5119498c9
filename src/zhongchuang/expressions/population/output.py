"""Verdicts as columns a reader of the file understands."""

from __future__ import annotations

import polars as pl

from zhongchuang.expressions.kinds import Kind, Type


def output_type(type_: Type, *, wide: bool) -> pl.DataType:
    """The column type a rule's results are written with; ``wide`` where they may pass 64 bits."""
    if type_.kind is Kind.BOOLEAN:
        return pl.Boolean()
    if type_.kind is Kind.DATE:
        return pl.Date()
    if type_.kind is Kind.DECIMAL:
        return pl.Decimal(38, type_.scale)
    return pl.Decimal(38, 0) if wide else pl.Int64()


def output_expression(column: pl.Expr, type_: Type, *, wide: bool) -> pl.Expr:
    """The column as written: decimals get their point back, wide integers become DECIMAL."""
    target = output_type(type_, wide=wide)
    if type_.kind is Kind.DECIMAL:
        # Whole units and the rest apart, so that no step passes 38 digits.
        one = pl.lit(10**type_.scale, dtype=pl.Int128 if wide else pl.Int64)
        units = column // one
        rest: pl.Expr = (column - units * one).cast(target) / 10**type_.scale
        return units.cast(target) + rest
    return column.cast(target)
