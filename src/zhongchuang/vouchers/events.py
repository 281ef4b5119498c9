"""What happened in the room, for whoever listens (project/wiring.py)."""

from __future__ import annotations

from dataclasses import dataclass

from zhongchuang.core.outbox import Event, event


@event("vouchers.voucher_issued")
@dataclass(frozen=True, kw_only=True)
class VoucherIssued(Event):
    """A voucher stands in the place of an approved case's money. `amount` in 分; `step` as in VoucherMoved."""

    voucher: int
    number: str
    case: str
    amount: int
    step: int | None = None


@event("vouchers.voucher_moved")
@dataclass(frozen=True, kw_only=True)
class VoucherMoved(Event):
    """A voucher was suspended, resumed, expired or revoked. `step`: the row that tells of it; events before it was kept have
    none.
    """

    voucher: int
    number: str
    move: str
    state: str
    step: int | None = None


@event("vouchers.order_moved")
@dataclass(frozen=True, kw_only=True)
class OrderMoved(Event):
    """An order stands elsewhere. A listener that minds the order of such events reads it as it stands now.

    `amount`: the 分 the move was about, where it was about money. `step`: the row that tells of it; events before it was kept
    have none.
    """

    order: int
    number: str
    voucher: int
    provider: int
    move: str
    state: str
    amount: int | None = None
    step: int | None = None


@event("vouchers.provider_moved")
@dataclass(frozen=True, kw_only=True)
class ProviderMoved(Event):
    """A provider asked to be listed, or was admitted, returned or struck off; or its account changed."""

    provider: int
    state: str
    what: str


@event("vouchers.payment_answered")
@dataclass(frozen=True, kw_only=True)
class PaymentAnswered(Event):
    """The bank said of a payment to a provider that it arrived, or that it came back. `line`: the line of its batch."""

    line: int
    provider: int
    result: str
