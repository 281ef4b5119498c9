"""Redeemed orders gathered into the lines of a batch: one payment for each provider and budget."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Redeemed:
    """An order that waits to be settled, and the 分 that are left of it."""

    order: int
    provider: int
    budget: int
    fen: int


@dataclass(frozen=True, slots=True)
class Line:
    """What one provider gets out of one budget."""

    number: int
    provider: int
    budget: int
    orders: tuple[Redeemed, ...]

    @property
    def fen(self) -> int:
        """The payment in 分: the sum of its orders, nothing else."""
        return sum(one.fen for one in self.orders)


def gathered(orders: Iterable[Redeemed]) -> tuple[Line, ...]:
    """The lines, numbered from 1, by provider and budget; each order once, in the order of their keys.

    Raises ValueError for an order that stands there twice or of which nothing is left: neither may be paid.
    """
    groups: dict[tuple[int, int], list[Redeemed]] = {}
    seen: set[int] = set()
    for one in sorted(orders, key=lambda order: (order.provider, order.budget, order.order)):
        if one.order in seen or one.fen <= 0:
            raise ValueError(f"订单 {one.order} 不能结算 / order {one.order} cannot be settled")
        seen.add(one.order)
        groups.setdefault((one.provider, one.budget), []).append(one)
    return tuple(
        Line(number, provider, budget, tuple(parts))
        for number, ((provider, budget), parts) in enumerate(groups.items(), start=1)
    )
