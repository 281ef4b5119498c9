"""Red invoices are remembered, in whatever case or order one was brought: taking its file out again does not undo it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from zhongchuang.clearance.errors import AlreadyClaimed
from zhongchuang.clearance.invoices.model import Invoice, Party
from zhongchuang.clearance.invoices.reversals import holder_of, takes_back
from zhongchuang.clearance.services.claims import claims_take
from zhongchuang.core.actors import Actor


def reversal_note(*, actor: Actor, invoice: Invoice, brought_by: Iterable[Party]) -> bool:
    """Remember what a red invoice takes back; whether there is anything to remember. Said twice, it is the same.

    `brought_by`: who handed it in, and with whom; a file about others' business is not believed. Raises NotAllowed.
    """
    claim = takes_back(invoice, brought_by)
    if claim is None:
        return False
    try:
        with transaction.atomic():
            claims_take(actor=actor, holder=holder_of(invoice), claims=[claim])
    except AlreadyClaimed:
        return True  # another red one took back a part of it before: known is that it was taken back
    return True
