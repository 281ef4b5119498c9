"""Where a voucher and an order can stand, and in which pot of the voucher the order's money is."""

from __future__ import annotations

from enum import StrEnum


class VoucherState(StrEnum):
    """Where a voucher stands. One that is used up is active with nothing left: a refund fills it again."""

    ACTIVE = "active"
    SUSPENDED = "suspended"  # looked into: no new order, no redemption
    EXPIRED = "expired"  # past its last day; open orders still run to their end
    REVOKED = "revoked"


class OrderState(StrEnum):
    """Where an order stands; every one says who has to act next, or that nobody has to."""

    PLACED = "placed"  # the provider is asked
    ACCEPTED = "accepted"  # the provider works
    DELIVERED = "delivered"  # the holder looks at what was delivered
    DISPUTED = "disputed"  # an officer looks at it
    CONFIRMED = "confirmed"  # the holder may show the code at the counter
    REDEEMED = "redeemed"  # waits for a batch
    WITHHELD = "withheld"  # redeemed, not to be settled before an officer has looked
    SETTLING = "settling"  # in a batch
    SETTLED = "settled"
    DECLINED = "declined"  # by the provider
    CANCELLED = "cancelled"
    LAPSED = "lapsed"  # nothing delivered in time
    STOPPED = "stopped"  # the provider was struck off, or the voucher revoked
    REFUNDED = "refunded"  # all of it came back


HELD = frozenset(
    {
        OrderState.PLACED,
        OrderState.ACCEPTED,
        OrderState.DELIVERED,
        OrderState.DISPUTED,
        OrderState.CONFIRMED,
    }
)
"""The order's support is set aside of the voucher."""

REDEEMED = frozenset(
    {OrderState.REDEEMED, OrderState.WITHHELD, OrderState.SETTLING, OrderState.SETTLED, OrderState.REFUNDED}
)
"""The order's support was redeemed; what came back of it is counted off."""

UNDELIVERED = frozenset({OrderState.PLACED, OrderState.ACCEPTED})
"""Nothing was delivered yet: such an order ends when its grounds fall away."""


class Fate(StrEnum):
    """Where money goes that comes free of an order: back into the voucher, or with the voucher's end to the budget."""

    AVAILABLE = "available"
    EXPIRED = "expired"
    REVOKED = "revoked"


def fate_of(state: VoucherState) -> Fate:
    """What becomes of money that comes free while the voucher stands so."""
    match state:
        case VoucherState.EXPIRED:
            return Fate.EXPIRED
        case VoucherState.REVOKED:
            return Fate.REVOKED
        case VoucherState.ACTIVE | VoucherState.SUSPENDED:
            return Fate.AVAILABLE
