"""A seeded population for the packs: every fact of the vocabulary, 6 % of the values missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from zhongchuang.expressions import Fact, Kind
from zhongchuang.expressions.industry import section_divisions
from zhongchuang.policy.packs.schema import RuleBook, SubjectKind

MISSING_PER_CENT = 6
_TOP_MONEY_YUAN = 2_000_000
_TOP_NUMBER = 2_000
_FIRST_DAY = date(2005, 1, 1)
_DAYS = 8_000


def write_population(book: RuleBook, path: Path, rows: int, seed: int) -> None:
    """Write `rows` subjects to a Parquet file; the same seed gives the same file.

    Money is in 元, DECIMAL(18,2).
    """
    number = pl.int_range(rows, dtype=pl.Int64)
    columns = [
        number.alias("id"),
        _chosen(number, seed, list(book.places)).alias("place"),
        _chosen(number, seed + 1, [kind.value for kind in SubjectKind]).alias("kind"),
    ]
    for order, fact in enumerate(book.vocabulary.values()):
        drawn = seed + 10 * (order + 1)
        present = number.hash(drawn + 1) % 100 >= MISSING_PER_CENT
        columns.append(pl.when(present).then(_value(number, drawn, fact)).alias(fact.name))
    pl.select(columns).write_parquet(path)


def _chosen(number: pl.Expr, seed: int, values: list[str]) -> pl.Expr:
    return (number.hash(seed) % len(values)).replace_strict(
        list(range(len(values))), values, return_dtype=pl.String
    )


def _value(number: pl.Expr, seed: int, fact: Fact) -> pl.Expr:
    drawn: pl.Expr = number.hash(seed)
    match fact.type.kind:
        case Kind.BOOLEAN:
            return drawn % 2 == 0
        case Kind.CODE:
            return _chosen(number, seed, sorted(fact.type.codes))
        case Kind.INDUSTRY:
            codes = [f"{section}{first:02d}" for section, (first, _) in section_divisions().items()]
            return _chosen(number, seed, [*codes, *section_divisions()])
        case Kind.DATE:
            return (pl.lit(_FIRST_DAY) + pl.duration(days=drawn % _DAYS)).cast(pl.Date)
        case Kind.MONEY:
            fen = (drawn % (_TOP_MONEY_YUAN * 100)).cast(pl.Int64) * (number.hash(seed + 2) % 4 != 0)
            return (fen.cast(pl.Decimal(18, 2)) / 100).cast(pl.Decimal(18, 2))
        case _:
            return _number(drawn, fact)


def _number(drawn: pl.Expr, fact: Fact) -> pl.Expr:
    """A whole number or decimal between the bounds, near the numbers the law names."""
    assert isinstance(fact.low, int) and isinstance(fact.high, int)
    top = min(fact.high, max(fact.low, 0) + _TOP_NUMBER * 10**fact.type.scale)
    raw: pl.Expr = (drawn % (top - fact.low + 1)).cast(pl.Int64) + fact.low
    if fact.type.kind is Kind.INTEGER:
        return raw
    point = pl.Decimal(18, fact.type.scale)
    value: pl.Expr = raw.cast(point) / 10**fact.type.scale
    return value.cast(point)
