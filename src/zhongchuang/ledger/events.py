"""What happened in the room, for whoever listens (project/wiring.py)."""

from __future__ import annotations

from dataclasses import dataclass

from zhongchuang.core.outbox import Event, event


@event("ledger.payment_moved")
@dataclass(frozen=True, kw_only=True)
class PaymentMoved(Event):
    """A payment stands elsewhere on its way: committed, signed, sent, handed down, paid, returned, cancelled.

    A listener that minds the order of such events reads the payment as it stands now.
    """

    order: int
    number: str
    case: str
    part: str
    state: str
    amount: int


@event("ledger.clawback_changed")
@dataclass(frozen=True, kw_only=True)
class ClawbackChanged(Event):
    """Money is demanded back, has come back, or is no longer demanded."""

    clawback: int
    number: str
    case: str
    amount: int
    recovered: int
    waived: bool
