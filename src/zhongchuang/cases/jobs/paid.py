"""Listener of the room: the support of a case is paid when its money is."""

from __future__ import annotations

from zhongchuang.cases.services.supports_kept import case_paid
from zhongchuang.core.actors import SystemActor
from zhongchuang.ledger.events import PaymentMoved

KEEPER = SystemActor("cases.supports")


def keep_paid(happened: PaymentMoved) -> None:
    """Listener: a payment moved. The payments of its case are read as they stand now."""
    case_paid(actor=KEEPER, number=happened.case)
