"""A voucher, an order, a provider as they stand (pure): what the tables hold of them and the decisions need."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from zhongchuang.core.errors import Wording
from zhongchuang.vouchers.flow.states import HELD, REDEEMED, OrderState, VoucherState
from zhongchuang.vouchers.terms.amounts import share_of
from zhongchuang.vouchers.wallet.purse import Purse


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher:
    """A voucher, issued by an approved case."""

    number: str
    case: str
    scheme: str  # `innovation-voucher@1`: the rules it was issued under
    holder: str  # organisation:12, team:7
    first_day: dt.date
    last_day: dt.date  # the last on which an order may be placed
    state: VoucherState
    purse: Purse

    def valid_on(self, day: dt.date) -> bool:
        """Whether orders may be placed on this day, as far as the term goes."""
        return self.first_day <= day <= self.last_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order with a provider. Money is 分; `ratio` is in hundredths of a per cent, as it was on the day of the order."""

    number: str
    voucher: str
    provider: str
    service: str
    on: dt.date
    finish_by: dt.date  # the last day for the delivery; it may lie after the voucher's last day
    price: int  # as agreed
    ratio: int
    support: int  # set aside of the voucher
    state: OrderState
    delivered_on: dt.date | None = None
    invoiced: int = 0  # what the delivery cost in the end; 0 before it
    redeemed: int = 0
    refunded: int = 0
    turn: int = 0  # how often a code was made: only the latest is good

    @property
    def payable(self) -> int:
        """分 the counter redeems: what was set aside, and never more than the share of what was invoiced."""
        return min(self.support, share_of(self.invoiced or self.price, self.ratio))

    @property
    def own_share(self) -> int:
        """分 the holder pays himself."""
        return (self.invoiced or self.price) - (self.redeemed or self.payable)

    @property
    def held(self) -> int:
        """分 of the voucher that are set aside for it."""
        return self.support if self.state in HELD else 0

    @property
    def spent(self) -> int:
        """分 of the voucher that were redeemed and did not come back."""
        return self.redeemed - self.refunded if self.state in REDEEMED else 0

    @property
    def counts(self) -> int:
        """分 it takes of its year's cap: support that is promised or was given; an order that came to nothing takes none."""
        return self.held + self.spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An entry of the list of providers."""

    ref: str  # organisation:34
    services: frozenset[str]
    admitted_on: dt.date
    admitted_until: dt.date | None = None  # the last day on the list; None: no end was set
    struck_off_on: dt.date | None = None

    def why_not(self, service: str, label: Wording, day: dt.date) -> Wording | None:
        """Why no order may be placed with it; None where one may."""
        if self.struck_off_on is not None and day >= self.struck_off_on:
            struck = self.struck_off_on.isoformat()
            return Wording(f"它在 {struck} 移出了名录", f"it was struck off the list on {struck}")
        if day < self.admitted_on:
            admitted = self.admitted_on.isoformat()
            return Wording(f"它从 {admitted} 起才在名录里", f"it is on the list only from {admitted}")
        if self.admitted_until is not None and day > self.admitted_until:
            until = self.admitted_until.isoformat()
            return Wording(f"它的入库有效期到 {until} 为止", f"its time on the list ended on {until}")
        if service not in self.services:
            return Wording(f"它入库的服务里没有“{label.zh}”", f"it is not listed for “{label.en}”")
        return None
