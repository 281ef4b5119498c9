"""The public money of the access matrix: a budget, payments in every state, batches, files of results, a demand. All invented."""

from __future__ import annotations

from dataclasses import dataclass

from zhongchuang.core import clock
from zhongchuang.ledger.models import Budget, Clawback, PaymentBatch, PaymentOrder, ResultImport
from zhongchuang.ledger.services.clawbacks import clawback_demand
from zhongchuang.ledger.services.routes import payments_hand_down
from zhongchuang.ledger.tests.factory import FINANCE, REVIEWER
from zhongchuang.ledger.tests.payments import (
    YUAN,
    answer,
    lines_of,
    make_batch,
    make_order,
    make_programme,
    make_signed,
    make_year,
    no_objection,
    read,
    take_in,
)
from zhongchuang.parties.models import OrganisationKind
from zhongchuang.parties.services import organisation_register
from zhongchuang.parties.tests.factory import SYSTEM
from zhongchuang.project.demonstration import synthetic_uscc

CHECK = "tests.architecture.money.no_objection"
"""What the matrix sets as the check before a payment leaves: cases are not its business."""
__all__ = ["CHECK", "Money", "build_money", "no_objection"]


@dataclass(frozen=True)
class Money:
    """One of everything."""

    year: Budget
    programme: Budget
    promised: PaymentOrder
    signed: PaymentOrder
    to_place: PaymentOrder
    on_the_way: PaymentOrder
    with_last: PaymentOrder
    returned: PaymentOrder
    paid: PaymentOrder
    made: PaymentBatch
    exported: PaymentBatch
    waiting: ResultImport
    demand: Clawback


def build_money() -> Money:
    """A year of a department with payments on every stretch of the way."""
    department = organisation_register(
        actor=SYSTEM,
        uscc=synthetic_uscc(777),
        name="虚构主管部门",
        kind=OrganisationKind.DEPARTMENT,
        place="990000",
        synthetic=True,
    )
    programme = make_programme(parent=make_year(department=department))
    down = [make_signed(programme, route=route) for route in (["990100"], ["990000", "990100"])]
    payments_hand_down(
        actor=FINANCE,
        orders={order.pk: None for order in down},
        document="虚构〔2026〕7号",
        on=clock.today(),
        key=None,
        check=no_objection,
    )
    exported = make_batch([make_signed(programme) for _ in range(3)])
    first, second, third = lines_of(exported)
    take_in([answer(first), answer(second, paid=False)])
    paid = _fresh(first.order)
    demand = clawback_demand(
        actor=REVIEWER, order=paid, amount=YUAN, reason="虚构", due_on=clock.today().replace(year=2099)
    )
    return Money(
        year=Budget.objects.get(parts=programme),
        programme=programme,
        promised=make_order(programme),
        signed=make_signed(programme),
        to_place=make_signed(programme, route=["990100"]),
        on_the_way=_fresh(down[1]),
        with_last=_fresh(down[0]),
        returned=_fresh(second.order),
        paid=_fresh(paid),
        made=make_batch([make_signed(programme)], exported=False),
        exported=PaymentBatch.objects.get(pk=exported.pk),
        waiting=read([answer(third)]),
        demand=demand,
    )


def _fresh(order: PaymentOrder) -> PaymentOrder:
    return PaymentOrder.objects.get(pk=order.pk)
