"""What is asked before money leaves, for payments and for vouchers: whether its case still stands and is still clear."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
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


def payments_checked(orders: Sequence[PaymentOrder]) -> None:
    """Say nothing where all the payments may leave (ZHONGCHUANG_PAYMENT_CHECK).

    Called inside the transaction that sends them, before they are locked; their cases are, in the order of their keys. Raises
    Refused where a case is not approved any more or its payee is no more, ObjectionOpen, NoClearance where it never was cleared
    or a fact changed since.
    """
    cases = {case.number: case for case in _held({order.case for order in orders})}
    for order in orders:
        case = cases[order.case]
        if not _stands(case):
            raise Refused(
                f"办件 {case.number} 现在不是已批准状态，款项 {order.number} 不能支付。",
                f"Case {case.number} is not approved now; payment {order.number} cannot be made.",
                next_zh="请把它从批次里去掉，或先办完这件办件。",
                next_en="Take it out of the batch, or finish the case first.",
                code="cases.payment_not_allowed",
            )
        _refuse_payee_gone(case, order)
    _refuse_open_objections(cases.values())
    for case in cases.values():
        _refuse_unclear(case)


def vouchers_checked(numbers: Sequence[str]) -> None:
    """Say nothing where what was redeemed of these cases' vouchers may be paid to the providers (ZHONGCHUANG_SETTLEMENT_CHECK).

    Called before anything else is locked; the cases are, in the order of their keys. Raises Refused where a case is not approved
    any more, ObjectionOpen, NoClearance where it never was cleared or a fact changed since.
    """
    found = _held(set(numbers))
    _refuse_open_objections(found)
    for case in found:
        if not _stands(case):
            raise Refused(
                f"办件 {case.number} 现在不是已批准状态，它的创新券不能结算。",
                f"Case {case.number} is not approved now; what was redeemed of its voucher cannot be settled.",
                next_zh="请把它的订单从批次里去掉，或先办完这件办件。",
                next_en="Leave its orders out of the batch, or finish the case first.",
                code="cases.settlement_not_allowed",
            )
        _refuse_unclear(case)


def _held(numbers: Set[str]) -> list[Case]:
    """Cases by key, held until the transaction ends. Raises NoClearance where one is missing: nobody cleared it."""
    rows = Case.objects.select_for_update(of=("self",), no_key=True).filter(number__in=numbers)
    found = list(
        rows.select_related(
            "organisation__merged_into", "programme", "round__department", "employer"
        ).order_by("pk")
    )
    if missing := numbers - {case.number for case in found}:
        raise NoClearance(stale=False, cases=sorted(missing))
    return found


def _stands(case: Case) -> bool:
    return State(case.state) in (State.APPROVED, State.ENDED)


def _refuse_unclear(case: Case) -> None:
    """As `clearance_of`; says which case it is, of many that are paid at once."""
    try:
        clearance_of(case, pays=True)
    except NoClearance as refused:
        raise NoClearance(stale=refused.stale, cases=[case.number]) from refused


def _refuse_open_objections(cases: Iterable[Case]) -> None:
    waiting = Objection.objects.filter(case__in=list(cases), state=ObjectionState.OPEN).order_by("pk")
    if numbers := list(waiting.values_list("number", flat=True)):
        raise ObjectionOpen(numbers)


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
