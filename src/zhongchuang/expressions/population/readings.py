"""From a raw column to values the rules can use, as Polars expressions: one reading per fact and
column type.

Nothing is guessed. A number must be exactly a number of the fact's scale: DECIMAL and text digits
are taken as they stand, a float counts only where it is the double nearest to such a number. Empty
text is a missing value.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from zhongchuang.expressions.errors import PopulationError
from zhongchuang.expressions.kinds import Kind, whole
from zhongchuang.expressions.layout import Layout
from zhongchuang.expressions.vocabulary import Fact

from .results import ProblemReason
from .scheme import storage

_EXACT_DOUBLE = 2**53
_WORDS = {"true": True, "false": False, "是": True, "否": False, "1": True, "0": False}
_DATE_SHAPE = r"^\d{4}-\d{2}-\d{2}$"


@dataclass(frozen=True, slots=True)
class Reading:
    """How one column is read.

    ``present``: where there is something to read. ``parsed``: the value, null where it is not of
    the type. ``value``: the same, null also where it lies outside the fact's bounds. ``reason``:
    why something present was not parsed.
    """

    fact: Fact
    present: pl.Expr
    parsed: pl.Expr
    value: pl.Expr
    reason: ProblemReason


def reading(fact: Fact, dtype: pl.DataType, layout: Layout) -> Reading:
    """The reading of ``fact`` from a column of ``dtype``; ``PopulationError`` where no such column
    could hold it.
    """
    column = pl.col(fact.name)
    if isinstance(dtype, pl.Categorical | pl.Enum):
        column, dtype = column.cast(pl.String), pl.String()
    is_text = isinstance(dtype, pl.String)
    kind = fact.type.kind
    if kind in (Kind.CODE, Kind.INDUSTRY) and is_text:
        # A code is taken as it stands: stripping a million texts would take longer than all its rules.
        reason = ProblemReason.CODE if kind is Kind.CODE else ProblemReason.INDUSTRY
        return _unbounded(fact, column != "", column, reason)
    text = column.str.strip_chars() if is_text else column
    present = text != "" if is_text else column.is_not_null()
    if isinstance(dtype, pl.Null):
        return _unbounded(fact, present, pl.lit(None, dtype=_null_type(kind)), ProblemReason.TYPE)
    if kind is Kind.BOOLEAN:
        return _unbounded(fact, present, _boolean(fact, text, dtype), ProblemReason.TYPE)
    if kind is Kind.DATE:
        return _bounded(fact, present, _date(fact, text, dtype))
    if fact.type.is_exact:
        return _exact(fact, present, text, dtype, layout)
    raise _unsuitable(fact, dtype)


def _null_type(kind: Kind) -> type[pl.String] | type[pl.Boolean] | type[pl.Date] | type[pl.Int64]:
    if kind in (Kind.CODE, Kind.INDUSTRY):
        return pl.String
    if kind is Kind.BOOLEAN:
        return pl.Boolean
    return pl.Date if kind is Kind.DATE else pl.Int64


def _unsuitable(fact: Fact, dtype: pl.DataType) -> PopulationError:
    return PopulationError(
        f"列“{fact.name}”的类型{dtype}不能存放{fact.type.zh}；请改用合适的列类型重新导出。",
        f"The column “{fact.name}” is {dtype}, which cannot hold {fact.type.en}; export it anew.",
    )


def _unbounded(fact: Fact, present: pl.Expr, parsed: pl.Expr, reason: ProblemReason) -> Reading:
    return Reading(fact, present, parsed, parsed, reason)


def _bounded(fact: Fact, present: pl.Expr, parsed: pl.Expr) -> Reading:
    value = pl.when(parsed.is_between(pl.lit(fact.low), pl.lit(fact.high))).then(parsed)
    return Reading(fact, present, parsed, value, ProblemReason.TYPE)


def _boolean(fact: Fact, column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.Boolean):
        return column
    if isinstance(dtype, pl.String):
        return column.str.to_lowercase().replace_strict(_WORDS, default=None, return_dtype=pl.Boolean)
    if dtype.is_integer():
        return pl.when(column == 1).then(True).when(column == 0).then(False)
    raise _unsuitable(fact, dtype)


def _date(fact: Fact, column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.Date):
        return column
    if isinstance(dtype, pl.String):
        return pl.when(column.str.contains(_DATE_SHAPE)).then(column.str.to_date("%Y-%m-%d", strict=False))
    if isinstance(dtype, pl.Datetime):
        day = column.cast(pl.Date)
        return pl.when(day.cast(dtype) == column).then(day)  # a time of day is not a date
    raise _unsuitable(fact, dtype)


def _exact(fact: Fact, present: pl.Expr, column: pl.Expr, dtype: pl.DataType, layout: Layout) -> Reading:
    """Amounts and numbers. ``places`` is how many digits after the point the scaled integer inside keeps."""
    is_integer = dtype.is_integer()
    is_money = fact.type.kind is Kind.MONEY
    places = layout.money_unit(fact.name, whole=is_integer).value if is_money else fact.type.scale
    if is_integer:
        wide = column if places == 0 and dtype.is_signed_integer() else column.cast(pl.Int128)
        return _in_bounds(fact, present, wide, factor=10**places)
    if isinstance(dtype, pl.Decimal):
        return _decimal(fact, present, column, dtype.scale, places)
    if dtype.is_float():
        scaled = (column * 10.0**places).round()
        nearest = (scaled / 10.0**places == column) & (scaled.abs() < _EXACT_DOUBLE)
        return _in_bounds(fact, present, pl.when(nearest).then(scaled.cast(pl.Int64, strict=False)))
    if isinstance(dtype, pl.String):
        fraction = rf"(\.\d{{1,{places}}}0*)?" if places else r"(\.0+)?"
        digits = pl.when(column.str.contains(rf"^-?\d{{1,24}}{fraction}$")).then(column)
        number = digits.cast(pl.Decimal(38, places), strict=False)
        return _decimal(fact, present, number, places, places)
    raise _unsuitable(fact, dtype)


def _decimal(fact: Fact, present: pl.Expr, column: pl.Expr, scale: int, places: int) -> Reading:
    """A DECIMAL of ``scale`` brought to ``places``; digits beyond are refused, not rounded."""
    digits = column.to_physical()
    if scale <= places:
        return _in_bounds(fact, present, digits, factor=10 ** (places - scale))
    factor = pl.lit(10 ** (scale - places), dtype=pl.Int128)
    return _in_bounds(fact, present, pl.when(digits % factor == 0).then(digits // factor))


def _in_bounds(fact: Fact, present: pl.Expr, parsed: pl.Expr, factor: int = 1) -> Reading:
    """The bounds are compared before the multiplication, which therefore cannot overflow."""
    assert fact.low is not None and fact.high is not None
    low, high = -(-whole(fact.low) // factor), whole(fact.high) // factor
    target = storage(fact)
    inside = pl.when(parsed.is_between(pl.lit(low, dtype=target), pl.lit(high, dtype=target))).then(parsed)
    value = inside.cast(target)
    if factor != 1:
        value = value * pl.lit(factor, dtype=target)
    return Reading(fact, present, parsed, value, ProblemReason.TYPE)
