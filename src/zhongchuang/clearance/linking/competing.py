"""Who else it could be (pure): two rows of one list that are two firms cannot both be the same row of the other list.

What two rows have in common is worth less where another has more in common with one of them. The odds of a pair are set
against the odds of its rivals: p = o / (1 + o + Σ rivals). A rival is a pair with the same row on one side whose other row is
another firm than this pair's; rows that stand twice in one list are no rivals of each other, so lists may repeat themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

Pair = tuple[str, str]
WORTH_A_LOOK = -7.0
"""Bits below which a pair rivals nobody."""
HIGHEST = 60.0


def odds(weight: float) -> float:
    """Of a weight in bits."""
    return float(2.0 ** max(-HIGHEST, min(HIGHEST, weight)))


def rivals_to_ask(weights: Mapping[Pair, float]) -> set[Pair]:
    """Pairs of one list of which has to be known whether they are one firm."""
    asked: set[Pair] = set()
    for side in (0, 1):
        for others in _by(weights, side).values():
            names = sorted(others)
            asked.update((one, other) for n, one in enumerate(names) for other in names[n + 1 :])
    return asked


def settled(weights: Mapping[Pair, float], one_firm: Callable[[str, str], bool]) -> dict[Pair, float]:
    """The probability of every pair beside its rivals."""
    by_left, by_right = _by(weights, 0), _by(weights, 1)
    found: dict[Pair, float] = {}
    for (left, right), weight in weights.items():
        own = odds(weight)
        against = max(
            _sum(by_left.get(left, {}), right, one_firm), _sum(by_right.get(right, {}), left, one_firm)
        )
        found[left, right] = own / (1 + own + against)
    return found


def _by(weights: Mapping[Pair, float], side: int) -> dict[str, dict[str, float]]:
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for pair, weight in weights.items():
        if weight > WORTH_A_LOOK:
            found[pair[side]][pair[1 - side]] = weight
    return found


def _sum(others: Mapping[str, float], own: str, one_firm: Callable[[str, str], bool]) -> float:
    return sum(odds(weight) for other, weight in others.items() if other != own and not one_firm(own, other))


def accepted(probabilities: Mapping[Pair, float], threshold: float) -> Iterable[tuple[Pair, float]]:
    """Those at or above the threshold, in the order of their names."""
    return sorted((pair, value) for pair, value in probabilities.items() if value >= threshold)
