"""What the ledger asks before a payment leaves: whether its case still stands and is still clear (ZHONGCHUANG_PAYMENT_CHECK)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhongchuang.cases.errors import ObjectionOpen
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Objection, ObjectionState
from zhongchuang.cases.services.clearing import clearance_of
from zhongchuang.clearance.errors import NoClearance
from zhongchuang.core.errors import Refused

if TYPE_CHECKING:
    from zhongchuang.ledger.models import PaymentOrder


def payment_checked(order: PaymentOrder) -> None:
    """Say nothing where the payment may leave. Called inside the transaction that sends it, with the order locked.

    Raises Refused where the case is not approved any more, ObjectionOpen, NoClearance where it never was cleared or a fact
    changed since.
    """
    case = Case.objects.select_for_update().filter(number=order.case).first()
    if case is None:
        raise NoClearance(stale=False)
    if State(case.state) not in (State.APPROVED, State.ENDED):
        raise Refused(
            f"办件 {case.number} 现在不是已批准状态，款项 {order.number} 不能支付。",
            f"Case {case.number} is not approved now; payment {order.number} cannot be made.",
            next_zh="请把它从批次里去掉，或先办完这件办件。",
            next_en="Take it out of the batch, or finish the case first.",
            code="cases.payment_not_allowed",
        )
    numbers = list(
        Objection.objects.filter(case=case, state=ObjectionState.OPEN).values_list("number", flat=True)
    )
    if numbers:
        raise ObjectionOpen(numbers)
    clearance_of(case)
