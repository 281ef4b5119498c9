"""The proof (pure): what a voucher says of itself, what its orders say, what the ledger says. All three must be the same.

`issued = available + held + redeemed + expired + revoked` over any number of vouchers, at any moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from zhongchuang.core.errors import Wording
from zhongchuang.core.money import plain_yuan
from zhongchuang.vouchers.wallet.purse import Purse
from zhongchuang.vouchers.wallet.records import Order, Voucher


class Pot(StrEnum):
    """What is compared."""

    AVAILABLE = "available"
    HELD = "held"
    REDEEMED = "redeemed"
    RETURNED = "returned"  # expired and revoked: what the budget has back


_WORDS = {
    Pot.AVAILABLE: Wording("可用", "available"),
    Pot.HELD: Wording("冻结", "held"),
    Pot.REDEEMED: Wording("已核销", "redeemed"),
    Pot.RETURNED: Wording("已收回", "returned to the budget"),
}


@dataclass(frozen=True, slots=True)
class Booked:
    """What the ledger has of a voucher, in 分: its own account, and the transfers between it and the others."""

    available: int
    held: int
    redeemed: int  # posted to providers, less what came back
    returned: int  # booked back to the budget


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A voucher of which two records differ."""

    voucher: str
    pot: Pot
    by: str  # orders, ledger
    kept: int
    found: int

    @property
    def wording(self) -> Wording:
        """What differs, in both languages."""
        pot = _WORDS[self.pot]
        by = {
            "orders": Wording("订单合计", "its orders give"),
            "ledger": Wording("账本上是", "the ledger has"),
        }
        kept, found = plain_yuan(self.kept), plain_yuan(self.found)
        return Wording(
            f"券 {self.voucher} 的{pot.zh}记为 {kept}，{by[self.by].zh} {found}",
            f"voucher {self.voucher} keeps {kept} {pot.en}, {by[self.by].en} {found}",
        )


def disagreements(
    vouchers: Iterable[Voucher], orders: Iterable[Order], booked: Mapping[str, Booked]
) -> Iterator[Disagreement]:
    """Every difference. That each voucher adds up is kept by `Purse` itself, and by the table's constraint."""
    held: dict[str, int] = {}
    spent: dict[str, int] = {}
    for order in orders:
        held[order.voucher] = held.get(order.voucher, 0) + order.held
        spent[order.voucher] = spent.get(order.voucher, 0) + order.spent
    for one in vouchers:
        purse, book = one.purse, booked.get(one.number, Booked(0, 0, 0, 0))
        compared = (
            (Pot.HELD, "orders", purse.held, held.pop(one.number, 0)),
            (Pot.REDEEMED, "orders", purse.redeemed, spent.pop(one.number, 0)),
            (Pot.AVAILABLE, "ledger", purse.available, book.available),
            (Pot.HELD, "ledger", purse.held, book.held),
            (Pot.REDEEMED, "ledger", purse.redeemed, book.redeemed),
            (Pot.RETURNED, "ledger", purse.expired + purse.revoked, book.returned),
        )
        yield from (Disagreement(one.number, *found) for found in compared if found[2] != found[3])
    for orphan in sorted(held.keys() | spent.keys()):  # orders of a voucher that is not there
        for pot, sums in ((Pot.HELD, held), (Pot.REDEEMED, spent)):
            if sums.get(orphan):
                yield Disagreement(orphan, pot, "orders", 0, sums[orphan])


def whole_of(purses: Iterable[Purse]) -> Purse:
    """All of them as one; it adds up where each does. Raises ValueError where one does not."""
    rows = [(one.issued, *one.pots) for one in purses]
    issued, available, held, redeemed, expired, revoked = (
        (sum(column) for column in zip(*rows, strict=True)) if rows else (0,) * 6
    )
    return Purse(
        issued=issued, available=available, held=held, redeemed=redeemed, expired=expired, revoked=revoked
    )
