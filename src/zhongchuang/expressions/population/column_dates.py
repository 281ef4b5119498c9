"""Whole periods between two dates as Polars expressions; the meaning is that of ``periods``."""

from __future__ import annotations

import polars as pl

from zhongchuang.expressions.nodes import Operator


def period_expression(operator: Operator, start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """``years_between``, ``months_between`` or ``days_between`` as Int64, null where either date is."""
    if operator is Operator.DAYS_BETWEEN:
        return end.cast(pl.Int32).cast(pl.Int64) - start.cast(pl.Int32).cast(pl.Int64)
    # Backwards it is the mirror image; a null date makes the comparison null and either branch null.
    months = (
        pl.when(start <= end)
        .then(_forward(start, end))
        .otherwise(_forward(end, start) * pl.lit(-1, pl.Int64))
    )
    if operator is Operator.MONTHS_BETWEEN:
        return months
    twelve = pl.lit(12, pl.Int64)
    return (
        pl.when(months >= 0).then(months // twelve).otherwise((months * -1) // twelve * pl.lit(-1, pl.Int64))
    )


def _forward(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Whole months where ``start`` is not after ``end``."""
    months = (
        (_part(end.dt.year()) - _part(start.dt.year())) * 12 + _part(end.dt.month()) - _part(start.dt.month())
    )
    next_day = (end.cast(pl.Int32) + 1).cast(pl.Date)
    incomplete = (end.dt.day() < start.dt.day()) & (next_day.dt.day() != 1)
    return months - incomplete.cast(pl.Int64)


def _part(part: pl.Expr) -> pl.Expr:
    """Polars keeps months in eight bits; sums need more."""
    return part.cast(pl.Int64)
