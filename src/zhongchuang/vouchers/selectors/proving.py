"""The proof over everything: each voucher's five pots against its orders and against the transfers of the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction

from zhongchuang.ledger.selectors.kinds import KindSums, sums_by_kind
from zhongchuang.vouchers.models import Order, Voucher
from zhongchuang.vouchers.postings import AccountRole, TransferKind
from zhongchuang.vouchers.selectors.records import purse_of, record_of_order, record_of_voucher
from zhongchuang.vouchers.wallet import Disagreement, Pot, Purse, disagreements, whole_of
from zhongchuang.vouchers.wallet.agreeing import Booked

_K = TransferKind


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found over all vouchers: their sum, and every difference."""

    vouchers: int
    whole: Purse
    found: tuple[Disagreement, ...]

    @property
    def ok(self) -> bool:
        """Whether every 分 is where vouchers, orders and books say."""
        return not self.found


def vouchers_proof() -> Proof:
    """Go through all of it. What differs is looked at once more with its voucher held: somebody may just have been at it."""
    rows = list(Voucher.objects.select_related("scheme").order_by("pk"))
    suspects = {one.voucher for one in _found(rows, None)}
    found: list[Disagreement] = []
    for number in sorted(suspects):
        with transaction.atomic():
            held = list(
                Voucher.objects.select_related("scheme").select_for_update(of=("self",)).filter(number=number)
            )
            found += _found(held, held)
    return Proof(len(rows), whole_of(purse_of(row) for row in rows), tuple(found))


def _found(rows: Sequence[Voucher], only: Sequence[Voucher] | None) -> list[Disagreement]:
    orders = Order.objects.select_related("voucher", "provider")
    accounts = None
    if only is not None:
        orders, accounts = orders.filter(voucher__in=only), [row.account_id for row in only]
    sums = sums_by_kind(AccountRole.VOUCHER.value, accounts)
    booked = {row.number: booked_of(sums.get(row.account_id, KindSums())) for row in rows}
    records = map(record_of_order, orders.iterator(chunk_size=2000))
    return list(disagreements(map(record_of_voucher, rows), records, booked))


def booked_of(sums: KindSums) -> Booked:
    """What the ledger has of a voucher, by its account's transfers alone."""
    back = sums.into.get(_K.UNREDEEM, 0) + sums.into.get(_K.REFUND, 0)
    return Booked(
        available=sums.balance - sums.held,
        held=sums.held,
        redeemed=sums.out.get(_K.POST, 0) - back,
        returned=sums.out.get(_K.EXPIRE, 0) + sums.out.get(_K.REVOKE, 0),
    )


def faults() -> Iterator[str]:
    """Where vouchers and books differ, for `zhongchuang ledger check` (settings.ZHONGCHUANG_BOOK_CHECKS)."""
    for one in vouchers_proof().found:
        yield f"{AccountRole.VOUCHER}:{one.voucher} {Pot(one.pot).value}"
