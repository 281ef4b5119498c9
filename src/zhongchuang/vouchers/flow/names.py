"""The moves by name."""

from __future__ import annotations

from enum import StrEnum


class VoucherMove(StrEnum):
    """What can happen to a voucher as a whole."""

    ISSUE = "issue"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXPIRE = "expire"
    REVOKE = "revoke"


class OrderMove(StrEnum):
    """What can happen to an order."""

    PLACE = "place"
    ACCEPT = "accept"
    DECLINE = "decline"
    CANCEL = "cancel"
    CANCEL_TIED = "cancel_tied"
    DELIVER = "deliver"
    SEND_BACK = "send_back"
    CONFIRM = "confirm"
    DISPUTE = "dispute"
    ESCALATE = "escalate"
    EXAMINE = "examine"
    UPHOLD = "uphold"
    REJECT = "reject"
    LAPSE = "lapse"
    STOP = "stop"
    REDEEM = "redeem"
    WITHHOLD = "withhold"
    RELEASE = "release"
    BATCH = "batch"
    UNBATCH = "unbatch"
    SETTLE = "settle"
    BOUNCE = "bounce"
    BOUNCE_LATE = "bounce_late"
    REFUND = "refund"
    REFUND_PAID = "refund_paid"
