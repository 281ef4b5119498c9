"""A population drawn from a seed, for trying out. Nobody in it exists; whoever shows it says so.

The same book, number and seed give the same subjects. A subject knows the facts its kind is asked for, some are
missing; amounts are spread over several orders of magnitude, as they are among real firms.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from zhongchuang.expressions import Fact, Kind
from zhongchuang.expressions.industry import section_divisions
from zhongchuang.policy.packs.schema import RuleBook, SubjectKind

SIZES = (1_000, 10_000, 50_000)
_MISSING_PER_CENT = 8
_NONE_PER_CENT = 25
"""Amounts of 0: somebody who has no such income or expense."""
_KINDS: Mapping[SubjectKind, int] = {
    SubjectKind.ENTERPRISE: 45,
    SubjectKind.TEAM: 22,
    SubjectKind.RESEARCHER: 8,
    SubjectKind.SPACE: 6,
    SubjectKind.FARMER: 6,
    SubjectKind.PROVIDER: 4,
    SubjectKind.MENTOR: 3,
    SubjectKind.INCUBATOR: 2,
    SubjectKind.UNIVERSITY: 2,
    SubjectKind.INSTITUTE: 1,
    SubjectKind.INVESTOR: 1,
}
"""How many of a hundred are of each kind."""
_SMALLEST_YUAN, _DECADES = 5_000, 3.0
_TOP_NUMBER = 200
_FIRST_DAY = date(2012, 1, 1)
_DAYS = 5_000
_STEPS = 10_000


def synthetic_population(book: RuleBook, rows: int, seed: int) -> pl.DataFrame:
    """So many invented subjects, with the columns an uploaded table would have."""
    number = pl.int_range(rows, dtype=pl.Int64)
    cities = [place.code for place in book.places.values() if _is_leaf(book, place.code)]
    kinds = [kind.value for kind, share in _KINDS.items() for _ in range(share)]
    frame = pl.select(
        pl.format("合成-{}", number + 1).alias("id"),
        _chosen(number, seed, cities).alias("place"),
        _chosen(number, seed + 1, kinds).alias("kind"),
    )
    columns = [_fact(book, fact, seed + 10 * order) for order, fact in enumerate(book.vocabulary.values(), 1)]
    return frame.with_row_index("number.").with_columns(columns).drop("number.")


def _is_leaf(book: RuleBook, code: str) -> bool:
    return not any(place.parent == code for place in book.places.values())


def _fact(book: RuleBook, fact: Fact, seed: int) -> pl.Expr:
    """The fact for those who are asked for it; some of them do not say."""
    number = pl.col("number.").cast(pl.Int64)
    asked_of = [kind.value for kind in book.questions[fact.name].asked_of]
    told = number.hash(seed + 1) % 100 >= _MISSING_PER_CENT
    if asked_of:
        told = told & pl.col("kind").is_in(asked_of)
    return pl.when(told).then(_value(number, seed, fact)).alias(fact.name)


def _value(number: pl.Expr, seed: int, fact: Fact) -> pl.Expr:
    drawn: pl.Expr = number.hash(seed)
    match fact.type.kind:
        case Kind.BOOLEAN:
            return drawn % 5 < 2
        case Kind.CODE:
            return _chosen(number, seed, sorted(fact.type.codes))
        case Kind.INDUSTRY:
            return _chosen(number, seed, [f"{s}{first:02d}" for s, (first, _) in section_divisions().items()])
        case Kind.DATE:
            return (pl.lit(_FIRST_DAY) + pl.duration(days=drawn % _DAYS)).cast(pl.Date)
        case Kind.MONEY:
            return _yuan(number, seed, drawn)
        case _:
            return _number(drawn, fact)


def _yuan(number: pl.Expr, seed: int, drawn: pl.Expr) -> pl.Expr:
    """As many between 5,000 and 50,000 as between 50,000 and 500,000 and so on; a quarter have none."""
    part = (drawn % _STEPS).cast(pl.Float64) / _STEPS
    amount = (10.0 ** (part * _DECADES) * _SMALLEST_YUAN).round().cast(pl.Int64)
    return pl.when(number.hash(seed + 2) % 100 >= _NONE_PER_CENT).then(amount).otherwise(0)


def _number(drawn: pl.Expr, fact: Fact) -> pl.Expr:
    """A whole number or decimal from the least on, near the numbers the law names."""
    assert isinstance(fact.low, int) and isinstance(fact.high, int)
    scale = 10**fact.type.scale
    least = max(fact.low, 0)
    raw: pl.Expr = (drawn % (min(fact.high, least + _TOP_NUMBER * scale) - least + 1)).cast(pl.Int64) + least
    if fact.type.kind is Kind.INTEGER:
        return raw
    point = pl.Decimal(18, fact.type.scale)
    value: pl.Expr = (raw.cast(point) / scale).cast(point)
    return value


def _chosen(number: pl.Expr, seed: int, values: list[str]) -> pl.Expr:
    place = number.hash(seed) % len(values)
    return place.replace_strict(list(range(len(values))), values, return_dtype=pl.String)
