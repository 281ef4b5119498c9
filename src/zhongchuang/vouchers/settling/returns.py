"""A payment that had arrived and comes back: what of it each order gets, and what is the provider's own.

Between the payment and its return the provider may have given something back of itself (a refund). It has then no longer what
was sent: what returns to the books is what was sent less what was refunded. Where the bank sends the whole payment back all the
same, the difference is money the provider has paid twice; it lies in custody and is handed back to it.

    sent 100, refunded 30, returned 100  →  70 stand with the provider's account again, 30 are handed back to the provider
    sent 100, refunded 30, returned  70  →  70 stand with the provider's account again
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """An order of a line: what was sent for it, and what came back of it since by refunds, in 分."""

    order: int
    sent: int
    refunded: int = 0

    @property
    def left(self) -> int:
        """分 the provider still has of it."""
        return self.sent - self.refunded


@dataclass(frozen=True, slots=True)
class Came:
    """What a return does: 分 to stand with the provider's account again, by order, and what is the provider's own."""

    back: dict[int, int]
    surplus: int


def acceptable(parts: Collection[Sent]) -> frozenset[int]:
    """The amounts a return of the line may name: the payment as it was sent, or what is left of it."""
    sent, left = sum(one.sent for one in parts), sum(one.left for one in parts)
    return frozenset({sent, left}) if left > 0 else frozenset({sent})


def came_back(parts: Collection[Sent], told: int) -> Came:
    """What a return of `told` 分 does. Raises ValueError for an amount that is not acceptable."""
    if told not in acceptable(parts):
        raise ValueError(f"退票金额 {told} 与发出的不符 / {told} is not what was sent")
    back = {one.order: one.left for one in parts if one.left > 0}
    return Came(back, told - sum(back.values()))
