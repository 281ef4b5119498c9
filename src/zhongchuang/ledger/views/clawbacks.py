"""What is demanded back: the list, one demand, what came of it."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Money,
    Row,
    SummaryList,
    SummaryRow,
    page_of,
)
from zhongchuang.ledger.access import LedgerAction
from zhongchuang.ledger.forms import ReasonForm, ReturnForm
from zhongchuang.ledger.models import Clawback
from zhongchuang.ledger.selectors import payments as reads
from zhongchuang.ledger.services import clawbacks as verbs
from zhongchuang.ledger.views.acting import Act, act_page, doing, find_act, links_to, plain
from zhongchuang.ledger.views.order import demand_status
from zhongchuang.ledger.views.requests import crumbs, viewer


@require_safe
@login_required
def clawbacks(request: HttpRequest) -> HttpResponse:
    """Demands that stand, the one due first."""
    actor = viewer(request)
    found = reads.open_clawbacks(actor)
    page, shown = page_of(request, found)
    table = DataTable(
        _("追回"),
        (
            Column(_("编号"), ColumnKind.CODE),
            Column(_("收款人")),
            Column(_("应追回（元）"), ColumnKind.NUMBER),
            Column(_("已追回（元）"), ColumnKind.NUMBER),
            Column(_("期限"), ColumnKind.DATE),
            Column(_("状态")),
        ),
        tuple(
            Row(
                (
                    Cell(one.number, reverse("ledger:clawback", args=[one.pk])),
                    Cell(one.order.payee_name, note=one.order.case),
                    Cell(Money(one.amount, unit=False)),
                    Cell(Money(one.recovered, unit=False)),
                    Cell(one.due_on),
                    Cell(demand_status(one)),
                )
            )
            for one in shown
        ),
        page,
        EmptyState(_("没有在追回的款项"), _("责令退回从已到账的支付单上登记。")),
    )
    return render(
        request, "ledger/clawbacks.html", {"table": table, "breadcrumbs": crumbs(Link(_("追回"), ""))}
    )


def _about(found: Clawback) -> SummaryList:
    return SummaryList(
        (
            SummaryRow(_("支付单"), Link(found.order.number, reverse("ledger:order", args=[found.order_id]))),
            SummaryRow(_("收款人"), found.order.payee_name),
            SummaryRow(_("应追回"), Money(found.amount)),
            SummaryRow(_("已追回"), Money(found.recovered)),
            SummaryRow(_("理由"), found.reason),
            SummaryRow(_("责令日期"), found.demanded_on),
            SummaryRow(_("期限"), found.due_on),
            SummaryRow(_("状态"), demand_status(found), found.waived_reason),
        )
    )


@require_safe
@login_required
def clawback(request: HttpRequest, pk: int) -> HttpResponse:
    """One demand."""
    actor = viewer(request)
    found = reads.clawback_of(actor, pk)
    is_open = not found.waived_reason and found.recovered < found.amount
    context = {
        "clawback": found,
        "facts": _about(found),
        "acts": links_to(ACTS, ACTS if is_open else (), actor, "ledger:clawback_act", pk),
        "breadcrumbs": crumbs(Link(_("追回"), reverse("ledger:clawbacks")), Link(found.number, "")),
    }
    return render(request, "ledger/clawback.html", context)


ACTS: Mapping[str, Act] = {
    "recovered": Act(
        action=LedgerAction.PAY,
        title=gettext_lazy("登记到账"),
        button=gettext_lazy("登记追回到账"),
        done=gettext_lazy("已登记，款项回到项目预算。"),
        form=plain(ReturnForm, on=clock.today),
        run=doing(verbs.clawback_recovered, "clawback"),
        lead=gettext_lazy("按到账凭证登记，可以分几次。"),
    ),
    "waive": Act(
        action=LedgerAction.CLAW_BACK,
        title=gettext_lazy("不再追回"),
        button=gettext_lazy("不再追回"),
        done=gettext_lazy("已登记不再追回。"),
        form=plain(ReasonForm),
        run=doing(verbs.clawback_waived, "clawback"),
        lead=gettext_lazy("写明理由和依据；已追回的不退。"),
        danger=True,
    ),
}


def _crumbs(found: Clawback) -> tuple[Link, ...]:
    here = reverse("ledger:clawback", args=[found.pk])
    return crumbs(Link(_("追回"), reverse("ledger:clawbacks")), Link(found.number, here))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def clawback_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Do one thing with a demand."""
    actor: Actor = viewer(request)
    found = reads.clawback_of(actor, pk)
    return act_page(
        request,
        actor=actor,
        act=find_act(ACTS, act, actor),
        thing=found,
        about=_about(found),
        back=reverse("ledger:clawback", args=[pk]),
        breadcrumbs=_crumbs(found),
    )
