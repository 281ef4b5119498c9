"""The five pots of a voucher. What was issued is always in one of them; every step moves 分 from one to another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from zhongchuang.vouchers.errors import AmountImpossible
from zhongchuang.vouchers.flow.states import Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """issued = available + held + redeemed + expired + revoked, none of them negative; all in 分.

    Raises ValueError when made otherwise: a purse that does not add up is a defect of the program, not of what was asked.
    """

    issued: int
    available: int = 0
    held: int = 0
    redeemed: int = 0
    expired: int = 0
    revoked: int = 0

    def __post_init__(self) -> None:
        if min(self.pots) < 0 or self.issued != sum(self.pots):
            raise ValueError(f"券的五个数之和不是面额 / the pots do not add up to what was issued: {self!r}")

    @property
    def pots(self) -> tuple[int, int, int, int, int]:
        """Available, held, redeemed, expired, revoked."""
        return self.available, self.held, self.redeemed, self.expired, self.revoked

    @property
    def is_spent(self) -> bool:
        """Whether nothing is left that could still be redeemed."""
        return self.available == 0 and self.held == 0

    @classmethod
    def of(cls, face: int) -> Self:
        """A voucher as issued. Raises AmountImpossible."""
        return cls(issued=_positive(face), available=face)

    def hold(self, amount: int) -> Purse:
        """Set aside for an order. Raises AmountImpossible beyond what is available."""
        _within(amount, self.available)
        return replace(self, available=self.available - amount, held=self.held + amount)

    def free(self, amount: int, fate: Fate) -> Purse:
        """An order ends without redemption. Raises AmountImpossible beyond what is held."""
        _within(amount, self.held)
        return self._moved(held=-amount, fate=fate, freed=amount)

    def redeem(self, held: int, paid: int, fate: Fate) -> Purse:
        """An order's support is redeemed: what is paid of what was held; the rest comes free."""
        _within(held, self.held)
        _within(paid, held)
        return self._moved(held=-held, redeemed=paid, fate=fate, freed=held - paid)

    def refund(self, amount: int, fate: Fate) -> Purse:
        """What was redeemed comes back. Raises AmountImpossible beyond what was redeemed."""
        _within(amount, self.redeemed)
        return self._moved(redeemed=-amount, fate=fate, freed=amount)

    def expire(self) -> Purse:
        """What is available goes back to the budget; what is held stays with its orders."""
        return replace(self, available=0, expired=self.expired + self.available)

    def revoke(self) -> Purse:
        """The same, of a voucher that is revoked."""
        return replace(self, available=0, revoked=self.revoked + self.available)

    def _moved(self, *, held: int = 0, redeemed: int = 0, fate: Fate, freed: int) -> Purse:
        return replace(
            self,
            held=self.held + held,
            redeemed=self.redeemed + redeemed,
            available=self.available + (freed if fate is Fate.AVAILABLE else 0),
            expired=self.expired + (freed if fate is Fate.EXPIRED else 0),
            revoked=self.revoked + (freed if fate is Fate.REVOKED else 0),
        )


def _positive(amount: int) -> int:
    if amount <= 0:
        raise AmountImpossible(amount)
    return amount


def _within(amount: int, most: int) -> None:
    if not 0 < amount <= most:
        raise AmountImpossible(amount, most=most)
