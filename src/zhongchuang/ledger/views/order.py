"""One payment: how much, to whom, where the money is, the words that allow it, what came back."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.core import clock
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    FormGuard,
    Link,
    Money,
    Row,
    Shape,
    Status,
    SummaryList,
    SummaryRow,
    Tone,
)
from zhongchuang.ledger.access import LedgerAction, may_ledger
from zhongchuang.ledger.models import Account, AccountKind, OrderState, PaymentOrder, Transfer
from zhongchuang.ledger.selectors import payments as reads
from zhongchuang.ledger.services.orders import ref_of
from zhongchuang.ledger.views import showing
from zhongchuang.ledger.views.order_acts import links_of
from zhongchuang.ledger.views.requests import crumbs, viewer


@require_safe
@login_required
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """One payment: how much, to whom, where the money is now, and the words that allow it."""
    actor = viewer(request)
    found = reads.order_of(actor, pk)
    moves, lines, demands = reads.moves_of(found), reads.lines_of(found), reads.clawbacks_of(found)
    names = showing.place_names(found.route)
    people = showing.people(actor, [found.committed_by, found.released_by, *(move.actor for move in moves)])
    context = {
        "order": found,
        "status": showing.order_status(found.state),
        "where": showing.where_now(found, names),
        "course": showing.course_of(found, moves, lines, names),
        "facts": _facts(found, people, names),
        "quote": showing.clause_quote(found.clause),
        "moves": _moves_table(found, moves, people),
        "lines": _lines_table(lines),
        "demands": demands,
        "demands_table": _demands_table(demands),
        "acts": links_of(actor, found),
        "signs": found.state == OrderState.COMMITTED
        and not found.waits_for
        and may_ledger(actor, LedgerAction.SIGN)
        and found.committed_by != ref_of(actor),
        "guard": FormGuard(new_idempotency_key()),
        "value": f"{found.pk}@{found.row_version}",
        "breadcrumbs": crumbs(Link(_("支付"), reverse("ledger:orders")), Link(found.number, "")),
    }
    return render(request, "ledger/order.html", context)


def _facts(order: PaymentOrder, people: dict[str, str], names: dict[str, str]) -> SummaryList:
    case = showing.case_address(order.case)
    rows = [
        SummaryRow(_("收款人"), order.payee_name),
        SummaryRow(
            _("开户行和账号"),
            f"{order.bank_name}  …{order.bank_account_tail}",
            _("账号加密保存，只显示后四位"),
        ),
        SummaryRow(_("用途"), order.purpose),
        SummaryRow(_("办件"), Link(order.case, case) if case else order.case),
        SummaryRow(_("预算"), Link(str(order.budget), reverse("ledger:budget", args=[order.budget_id]))),
        SummaryRow(_("查重码"), order.clearance),
        SummaryRow(_("提出"), people.get(order.committed_by, "")),
        SummaryRow(_("财政会签"), people.get(order.released_by, "") if order.released_by else _("还没有")),
        SummaryRow(_("应付日期"), order.due_on),
        SummaryRow(_("到账日期"), order.paid_on),
    ]
    if order.route:
        rows.insert(4, SummaryRow(_("经过"), " → ".join(names[code] for code in order.route)))
    return SummaryList(tuple(rows))


def _moves_table(order: PaymentOrder, moves: list[Transfer], people: dict[str, str]) -> DataTable:
    def name(account: Account) -> str:
        return order.payee_name if account.kind == AccountKind.PAYEE else account.name

    return DataTable(
        _("账本记录"),
        (
            Column(_("日期"), ColumnKind.DATE),
            Column(_("性质")),
            Column(_("从")),
            Column(_("到")),
            Column(_("金额（元）"), ColumnKind.NUMBER),
            Column(_("文号、流水号")),
            Column(_("经手")),
        ),
        tuple(
            Row(
                (
                    Cell(move.on),
                    Cell(showing.kind_label(move.kind)),
                    Cell(name(move.debit)),
                    Cell(name(move.credit)),
                    Cell(Money(move.amount, unit=False)),
                    Cell(move.memo),
                    Cell(people[move.actor]),
                )
            )
            for move in moves
        ),
        show_caption=True,
    )


def _lines_table(lines: list[Any]) -> DataTable | None:
    if not lines:
        return None
    return DataTable(
        _("送银行的批次"),
        (
            Column(_("批次"), ColumnKind.CODE),
            Column(_("行号"), ColumnKind.NUMBER),
            Column(_("结果")),
            Column(_("流水号")),
        ),
        tuple(
            Row(
                (
                    Cell(line.batch.number, reverse("ledger:batch", args=[line.batch_id])),
                    Cell(line.line),
                    Cell(showing.line_status(line.result), note=line.reason),
                    Cell(" ".join(ref for ref in (line.bank_ref, line.return_ref) if ref)),
                )
            )
            for line in lines
        ),
        show_caption=True,
    )


def _demands_table(demands: list[Any]) -> DataTable | None:
    if not demands:
        return None
    return DataTable(
        _("追回"),
        (
            Column(_("编号"), ColumnKind.CODE),
            Column(_("应追回（元）"), ColumnKind.NUMBER),
            Column(_("已追回（元）"), ColumnKind.NUMBER),
            Column(_("期限"), ColumnKind.DATE),
            Column(_("状态")),
        ),
        tuple(
            Row(
                (
                    Cell(one.number, reverse("ledger:clawback", args=[one.pk]), one.reason),
                    Cell(Money(one.amount, unit=False)),
                    Cell(Money(one.recovered, unit=False)),
                    Cell(one.due_on),
                    Cell(demand_status(one)),
                )
            )
            for one in demands
        ),
        show_caption=True,
    )


def demand_status(demand: Any) -> Status:
    """How far a demand is."""
    if demand.waived_reason:
        return Status(_("不再追回"), Shape.CROSS)
    if demand.recovered >= demand.amount:
        return Status(_("已追回"), Shape.CHECK, Tone.ACCENT)
    if demand.due_on < clock.today():
        return Status(_("逾期"), Shape.WARNING, Tone.DANGER)
    return Status(_("追回中"), Shape.HALF)
