"""What the custody bank says of its account, entered beside what the ledger says should be there."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Wording
from zhongchuang.ledger.services.orders import not_later
from zhongchuang.vouchers.access import is_treasury, reach_of
from zhongchuang.vouchers.models import CustodyStatement, Voucher
from zhongchuang.vouchers.selectors.custody import expected_on
from zhongchuang.vouchers.services.moving import ref_of
from zhongchuang.vouchers.settling.errors import StatementThere

LONGEST_DOCUMENT = 120


@transaction.atomic
def custody_state(
    *, actor: Actor, department: int, on: dt.date, balance: int, document: str
) -> CustodyStatement:
    """Enter the balance at the end of a day; what the ledger had then is kept beside it. `balance` in 分.

    Raises NotFound for a department without vouchers, NotAllowed, InvalidInput, StatementThere.
    """
    day = not_later(on)
    named = document.strip()
    voucher = Voucher.objects.filter(department=department).select_related("department").first()
    if voucher is None:
        raise NotFound()
    if not is_treasury(voucher.department, reach_of(actor)):
        raise NotAllowed()
    fields: dict[str, Wording] = {}
    if not 0 < len(named) <= LONGEST_DOCUMENT:
        fields["document"] = Wording("请写对账单编号", "Give the number of the statement")
    if balance < 0:
        fields["balance"] = Wording("余额不能是负数", "A balance is not negative")
    if fields:
        raise InvalidInput("对账单没有录入。", "The statement was not entered.", fields=fields)
    try:
        with transaction.atomic():
            made = CustodyStatement.objects.create(
                department_id=department,
                on=day,
                balance=balance,
                document=named,
                expected=expected_on(department, day),
                entered_at=clock.now(),
                entered_by=ref_of(actor),
            )
    except IntegrityError:
        raise StatementThere(named) from None
    audit_write(
        actor=actor,
        verb="vouchers.custody_state",
        target=made,
        after={"on": day, "balance": balance, "expected": made.expected, "document": named},
    )
    return made
