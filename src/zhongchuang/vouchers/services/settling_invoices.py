"""What a settlement asks of invoices: that none of them was taken back by a red one since the delivery."""

from __future__ import annotations

from collections.abc import Sequence

from zhongchuang.clearance.selectors.reversals import known_reversals
from zhongchuang.vouchers.flow import OrderMove
from zhongchuang.vouchers.models import OrderPaper, OrderStep
from zhongchuang.vouchers.selectors.vouchers import INVOICE, invoices_in
from zhongchuang.vouchers.services.moving import Held
from zhongchuang.vouchers.settling.errors import InvoiceTakenBack

LOOKED_AT = (OrderMove.UPHOLD.value, OrderMove.RELEASE.value)
"""Moves by which the department says that what was delivered in good faith is paid all the same."""


def refuse_taken_back(found: Sequence[Held]) -> None:
    """Orders held until the transaction ends, in two statements for all of them. Raises InvoiceTakenBack for the first whose
    invoice a red one took back, unless somebody of the department has looked at the order since that is known.
    """
    numbers = {one.order.pk: one.order.number for one in found}
    papers = list(OrderPaper.objects.filter(order__in=numbers, kind=INVOICE, removed_at=None).order_by("pk"))
    read = [(paper.order_id, invoice) for paper in papers for invoice in invoices_in([paper])]
    known = known_reversals(invoice for _order, invoice in read)
    for order, invoice in read:
        taken = known.get(invoice.number)
        if taken is None:
            continue
        looked = OrderStep.objects.filter(order=order, move__in=LOOKED_AT, at__gte=taken.known_at)
        if not looked.exists():
            raise InvoiceTakenBack(numbers[order], invoice.number, taken.by)
