"""The last proof of the books, as the audit log keeps it: what a page says about it without proving it again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.ledger.selectors.seals import BOOK, PROVED


@dataclass(frozen=True, slots=True)
class Proof:
    """When the books were proved, over how much, and in how many places they were wrong."""

    at: dt.datetime
    accounts: int
    transfers: int
    wrong: int


def last_proof() -> Proof | None:
    """The newest; None where there was none yet. One statement."""
    rows = AuditEntry.objects.filter(verb=PROVED, target_type=BOOK.type, target_id=BOOK.id)
    entry = rows.order_by("-written_at", "-id").first()
    if entry is None or entry.after is None:
        return None
    told = entry.after
    return Proof(entry.written_at, told["accounts"], told["transfers"], told["wrong"])
