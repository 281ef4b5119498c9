"""What the sheets of a panel come to (pure): the total of a sheet, the trimmed mean, the ranking. Exact, half up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TypeVar

from zhongchuang.cases.programmes.schema import Criterion

HUNDREDTH = Decimal("0.01")
_EXACT = Context(prec=50, rounding=ROUND_HALF_UP)
K = TypeVar("K")


def sheet_total(scores: Mapping[str, int], criteria: Sequence[Criterion]) -> int | None:
    """The sum of a sheet; None while a criterion is not scored. Raises ValueError outside of a criterion's points."""
    known = {criterion.id: criterion for criterion in criteria}
    for name, points in scores.items():
        if name not in known or not 0 <= points <= known[name].points:
            raise ValueError(f"评分项 {name} 不能是 {points} / criterion {name} cannot have {points} points")
    return sum(scores.values()) if scores.keys() == known.keys() else None


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of the sheets that count, and which were left out (positions in what was given)."""

    value: Decimal
    counted: tuple[int, ...]
    left_out: tuple[int, ...]


def trimmed_mean(totals: Sequence[int], trim: int) -> Mean:
    """The mean without the `trim` highest and lowest, to two places, half up. Raises ValueError where none is left.

    Of equal totals the later handed in is left out; the value is the same whichever it is.
    """
    if trim < 0 or len(totals) <= 2 * trim:
        raise ValueError(
            f"{len(totals)} 份评分去掉 {trim} 个最高和最低后没有了 / {len(totals)} sheets, trimmed by {trim}"
        )
    order = sorted(range(len(totals)), key=lambda position: (totals[position], position))
    kept = sorted(order[trim : len(order) - trim])
    value = _EXACT.divide(Decimal(sum(totals[position] for position in kept)), Decimal(len(kept)))
    left_out = tuple(sorted(set(order) - set(kept)))
    return Mean(value.quantize(HUNDREDTH, rounding=ROUND_HALF_UP), tuple(kept), left_out)


def ranking(scores: Mapping[K, Decimal]) -> dict[K, int]:
    """Who is first, second …: equal scores share a rank, and the next one counts those before it (1, 2, 2, 4)."""
    ordered = sorted(scores.values(), reverse=True)
    return {name: ordered.index(score) + 1 for name, score in scores.items()}
