"""Which invoices were taken back by a red one that somebody brought, here or elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from zhongchuang.clearance.invoices.model import Invoice
from zhongchuang.clearance.invoices.reversals import KIND, number_of, taken_back_by
from zhongchuang.clearance.models import Claim


@dataclass(frozen=True, slots=True)
class Reversal:
    """The red invoice that took one back, and since when that is known here."""

    by: str
    known_at: dt.datetime


def known_reversals(invoices: Iterable[Invoice]) -> dict[str, Reversal]:
    """By number, what took an invoice back. No statement where there are no invoices, else one."""
    keys = {taken_back_by(one).digest: one.number for one in invoices}
    if not keys:
        return {}
    rows = Claim.objects.filter(key__in=list(keys), kind=KIND, released_at=None)
    found = rows.values_list("key", "holder", "claimed_at")
    return {keys[key]: Reversal(number_of(holder), at) for key, holder, at in found}


def reversals_of(invoices: Iterable[Invoice]) -> dict[str, str]:
    """By number, the red invoice that took it back. No statement where there are no invoices, else one."""
    return {number: known.by for number, known in known_reversals(invoices).items()}
