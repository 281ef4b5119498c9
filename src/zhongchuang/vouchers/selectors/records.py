"""Rows as the decisions see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhongchuang.core.errors import Wording
from zhongchuang.vouchers import wallet
from zhongchuang.vouchers.errors import ProviderNotAdmitted
from zhongchuang.vouchers.flow import OrderState, VoucherState
from zhongchuang.vouchers.models import ProviderStanding
from zhongchuang.vouchers.wallet import Purse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhongchuang.vouchers.models import Order, Provider, Voucher

POTS = ("available", "held", "redeemed", "expired", "revoked")


def provider_ref(provider: Provider) -> str:
    """A provider as records name it: the same way as a holder, so that one can be seen to be the other."""
    return f"organisation:{provider.organisation_id}"


def purse_of(row: Voucher) -> Purse:
    """The five pots of a voucher."""
    return Purse(issued=row.issued, **{pot: getattr(row, pot) for pot in POTS})


def record_of_voucher(row: Voucher) -> wallet.Voucher:
    """A voucher; `row` with its scheme."""
    return wallet.Voucher(
        number=row.number,
        case=row.case,
        scheme=row.scheme.code,
        holder=row.holder,
        first_day=row.first_day,
        last_day=row.last_day,
        state=VoucherState(row.state),
        purse=purse_of(row),
    )


def record_of_order(row: Order) -> wallet.Order:
    """An order; `row` with its voucher and provider."""
    return wallet.Order(
        number=row.number,
        voucher=row.voucher.number,
        provider=provider_ref(row.provider),
        service=row.service,
        on=row.on,
        finish_by=row.finish_by,
        price=row.price,
        ratio=row.ratio,
        support=row.support,
        state=OrderState(row.state),
        delivered_on=row.delivered_on,
        invoiced=row.invoiced,
        redeemed=row.redeemed,
        refunded=row.refunded,
        turn=row.turn,
    )


def record_of_provider(row: Provider, services: Iterable[str]) -> wallet.Provider:
    """An entry of the list with the kinds of service it offers. Raises ProviderNotAdmitted for one never admitted."""
    if row.admitted_on is None:
        asked = ProviderStanding(row.state)
        raise ProviderNotAdmitted(
            Wording(f"它还没有入库（{asked.label}）", f"it is not on the list yet ({asked.value})")
        )
    return wallet.Provider(
        ref=provider_ref(row),
        services=frozenset(services),
        admitted_on=row.admitted_on,
        admitted_until=row.admitted_until,
        struck_off_on=row.struck_off_on,
    )
