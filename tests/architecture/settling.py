"""The settlements of the access matrix: what waits, batches in every state, files of results, the custody. All invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhongchuang.core import clock
from zhongchuang.parties.models import OrganisationKind
from zhongchuang.parties.services import organisation_register
from zhongchuang.parties.tests.factory import SYSTEM
from zhongchuang.project.demonstration import synthetic_uscc
from zhongchuang.vouchers.models import Order, Settlement, SettlementLine, SettlementResults
from zhongchuang.vouchers.services.custody import custody_state
from zhongchuang.vouchers.services.redeeming import order_refund
from zhongchuang.vouchers.services.settling_check import use_check
from zhongchuang.vouchers.tests.settled import Bank, answer, fresh, lines_of
from zhongchuang.vouchers.tests.worlds import YUAN

CHECK = "tests.architecture.settling.no_objection"
"""What the matrix sets as the check before a settlement: cases are not its business."""
PRICE = 1_000 * YUAN


def no_objection(_numbers: Sequence[str]) -> None:
    """Cases that stand and are clear."""


@dataclass(frozen=True)
class Settling:
    """One of everything."""

    bank: Bank
    waiting: Order
    made: Settlement
    signed: Settlement
    exported: Settlement
    settled: Settlement
    surplus: SettlementLine
    results: SettlementResults


def build_settling() -> Settling:
    """A department whose vouchers are settled on every stretch of the way."""
    bank = Bank()
    bank.__dict__["department"] = organisation_register(
        actor=SYSTEM,
        uscc=synthetic_uscc(764),
        name="虚构结算部门",
        kind=OrganisationKind.DEPARTMENT,
        place="990000",
        synthetic=True,
    )
    with use_check(no_objection):
        settled, (order,) = bank.settled(price=PRICE)
        order_refund(actor=bank.finance, order=order, amount=100 * YUAN, reason="虚构理由")
        (line,) = lines_of(settled)
        bank.take_in([answer(line, paid=False, ref="LATE-MATRIX")])
        exported = bank.exported(bank.redeemed(price=PRICE))
        signed = bank.signed(bank.made(bank.redeemed(price=PRICE)))
        made = bank.made(bank.redeemed(price=PRICE))
        (waiting,) = bank.redeemed(price=PRICE)
    custody_state(
        actor=bank.finance,
        department=bank.department.pk,
        on=clock.today(),
        balance=1,
        document="虚构对账单",
    )
    return Settling(
        bank=bank,
        waiting=fresh(waiting),
        made=made,
        signed=signed,
        exported=exported,
        settled=Settlement.objects.get(pk=settled.pk),
        surplus=lines_of(settled)[0],
        results=bank.read([answer(one) for one in lines_of(exported)]),
    )
