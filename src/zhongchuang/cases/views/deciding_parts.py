"""What a case's pages show of its decision: papers, money, what is owed. For who applied, and at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Decision
from zhongchuang.cases.selectors import deciding as reads
from zhongchuang.cases.views.aftercare import duty_name, duty_status
from zhongchuang.core.clock import business_date
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    Money,
    Row,
    Shape,
    Status,
    Tone,
)
from zhongchuang.ledger.selectors.of_cases import orders_of_case

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from zhongchuang.cases.views.office_head import Opened
    from zhongchuang.core.actors import Actor
    from zhongchuang.ledger.models import PaymentOrder

Context = dict[str, object]
DECIDED = (State.APPROVED, State.REFUSED, State.REVOKED, State.ENDED, State.TO_COSIGN)
PAID = ("paid",)
PAPERS: Mapping[str, StrOrPromise] = {
    "decision": gettext_lazy("决定书"),
    "certificate": gettext_lazy("证书"),
    "task": gettext_lazy("任务书"),
    "change": gettext_lazy("变更批复"),
    "acceptance": gettext_lazy("验收结论书"),
    "leave": gettext_lazy("离岗备案通知书"),
}


def papers_context(case: Case, _actor: Actor) -> Context | None:
    """The papers issued, to keep and to check."""
    if case.state not in DECIDED:
        return None
    table = papers_table(case)
    return {"table": table} if table.rows else None


def papers_table(case: Case) -> DataTable:
    """Papers by number, with the way to the file and to the check."""
    return DataTable(
        _("文书"),
        (Column(_("文书")), Column(_("出具日期"), ColumnKind.DATE), Column(_("验证码"), ColumnKind.CODE)),
        tuple(
            Row(
                (
                    Cell(
                        _("%(kind)s %(number)s（PDF）")
                        % {"kind": PAPERS.get(letter.kind, ""), "number": letter.number},
                        url=reverse("cases:letter_file", args=[letter.code]),
                        note=_("已撤销") if letter.revoked_at else "",
                    ),
                    Cell(business_date(letter.issued_at)),
                    Cell(letter.code, url=reverse("cases:verify_code", args=[letter.code])),
                )
            )
            for letter in reads.letters_of(case)
        ),
    )


def money_context(case: Case, _actor: Actor) -> Context | None:
    """Where the money is."""
    if case.granted is None or case.state not in DECIDED:
        return None
    orders = [order for order in orders_of_case(case.number) if order.state != "cancelled"]
    return {"table": money_table(orders, linked=False)} if orders else None


def money_table(orders: list[PaymentOrder], *, linked: bool) -> DataTable:
    """Payments: what for, how much, where each stands."""
    return DataTable(
        _("资金"),
        (
            Column(_("用途")),
            Column(_("金额"), ColumnKind.NUMBER),
            Column(_("状态")),
            Column(_("日期"), ColumnKind.DATE),
        ),
        tuple(
            Row(
                (
                    Cell(
                        order.purpose,
                        url=reverse("ledger:order", args=[order.pk]) if linked else "",
                        note=order.waits_for and _("等：%(what)s") % {"what": order.waits_for},
                    ),
                    Cell(Money(order.amount)),
                    Cell(_standing(order)),
                    Cell(order.paid_on or order.due_on),
                )
            )
            for order in orders
        ),
    )


def duties_context(case: Case, _actor: Actor) -> Context | None:
    """What is owed, by its day; handed in from here. Once nothing is owed any more, what became of it."""
    if case.state not in (State.APPROVED, State.ENDED, State.REVOKED):
        return None
    rows = [row for row in reads.duties_of(case) if case.state == State.APPROVED or row.result]
    if not rows:
        return None
    for row in rows:
        row.case = case  # already there: no statement a row
    table = DataTable(
        _("后续事项"),
        (Column(_("事项")), Column(_("期限"), ColumnKind.DATE), Column(_("状态"))),
        tuple(
            Row(
                (
                    Cell(duty_name(row), url=reverse("cases:duty", args=[row.pk])),
                    Cell(row.due_on),
                    Cell(duty_status(row)),
                )
            )
            for row in rows
        ),
    )
    return {"table": table}


def decision_context(opened: Opened) -> Context:
    """At the desk: every decision with its grounds, papers, payments."""
    case = opened.case
    decisions = Decision.objects.filter(case=case).select_related("meeting").order_by("-pk")
    orders = orders_of_case(case.number)
    return {
        "decisions": list(decisions),
        "papers": papers_table(case),
        "money": money_table(orders, linked=True) if orders else None,
    }


def is_decided(opened: Opened) -> bool:
    """Whether there is a decision to show."""
    return opened.case.state in DECIDED


def _standing(order: PaymentOrder) -> Status:
    good = order.state in PAID
    return Status(
        str(order.get_state_display()),
        shape=Shape.CHECK if good else Shape.CROSS if order.state == "cancelled" else Shape.HALF,
        tone=Tone.ACCENT if good else Tone.PLAIN,
    )
