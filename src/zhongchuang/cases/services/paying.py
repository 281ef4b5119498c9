"""What the ledger asks before a payment leaves: whether its case still stands and is still clear (ZHONGCHUANG_PAYMENT_CHECK)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zhongchuang.cases.errors import ObjectionOpen
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Objection, ObjectionState
from zhongchuang.cases.services.clearing import clearance_of
from zhongchuang.clearance.errors import NoClearance
from zhongchuang.core.errors import Refused

CLOSED = "closed"
"""The state of an organisation that is no more."""

if TYPE_CHECKING:
    from zhongchuang.ledger.models import PaymentOrder


def payment_checked(order: PaymentOrder) -> None:
    """Say nothing where the payment may leave. Called inside the transaction that sends it, with the order locked.

    Raises Refused where the case is not approved any more or the payee is no more, ObjectionOpen, NoClearance where it never was
    cleared or a fact changed since.
    """
    rows = Case.objects.select_for_update(of=("self",)).select_related(
        "organisation__merged_into", "programme", "round__department", "employer"
    )
    case = rows.filter(number=order.case).first()
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
    _refuse_payee_gone(case, order)
    numbers = list(
        Objection.objects.filter(case=case, state=ObjectionState.OPEN).values_list("number", flat=True)
    )
    if numbers:
        raise ObjectionOpen(numbers)
    clearance_of(case, pays=True)


def vouchers_checked(numbers: Sequence[str]) -> None:
    """Say nothing where what was redeemed of these cases' vouchers may be paid to the providers (ZHONGCHUANG_SETTLEMENT_CHECK).

    Called before anything else is locked; the cases are, in the order of their keys. Raises Refused where a case is not approved
    any more, ObjectionOpen, NoClearance where it never was cleared or a fact changed since.
    """
    rows = Case.objects.select_for_update(of=("self",)).filter(number__in=numbers).order_by("pk")
    found = list(
        rows.select_related("organisation__merged_into", "programme", "round__department", "employer")
    )
    if len(found) != len(set(numbers)):
        raise NoClearance(stale=False)
    waiting = Objection.objects.filter(case__in=found, state=ObjectionState.OPEN).order_by("pk")
    if objections := list(waiting.values_list("number", flat=True)):
        raise ObjectionOpen(objections)
    for case in found:
        if State(case.state) not in (State.APPROVED, State.ENDED):
            raise Refused(
                f"办件 {case.number} 现在不是已批准状态，它的创新券不能结算。",
                f"Case {case.number} is not approved now; what was redeemed of its voucher cannot be settled.",
                next_zh="请把它的订单从批次里去掉，或先办完这件办件。",
                next_en="Leave its orders out of the batch, or finish the case first.",
                code="cases.settlement_not_allowed",
            )
        clearance_of(case, pays=True)


def _refuse_payee_gone(case: Case, order: PaymentOrder) -> None:
    payee = case.organisation
    if payee is not None and payee.merged_into is not None:
        payee = payee.merged_into
    if payee is not None and payee.state == CLOSED:
        raise Refused(
            f"“{payee.name}”已注销，款项 {order.number} 不能支付。",
            f"{payee.name} was deregistered; payment {order.number} cannot be made.",
            next_zh="请核实由谁承继；没有承继的，撤销决定、取消这笔款。",
            next_en="Find out who succeeds it; where nobody does, revoke the decision and cancel the payment.",
            code="cases.payee_gone",
        )
