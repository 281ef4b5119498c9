"""Settlements: what waits to be settled and the batches; making one of the lines ticked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhongchuang.core.actors import Actor
from zhongchuang.core.clock import business_date, day_start, today
from zhongchuang.core.errors import InvalidInput, NotAllowed, Refused, ZhongchuangError
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    FormGuard,
    Money,
    Row,
    page_of,
)
from zhongchuang.core.surfaces import http_status
from zhongchuang.vouchers.access import Reach
from zhongchuang.vouchers.errors import WrongState
from zhongchuang.vouchers.selectors import settling as reads
from zhongchuang.vouchers.services.settling import settlement_make
from zhongchuang.vouchers.views import settling_showing as showing


@require_safe
@login_required
def settlements(request: HttpRequest) -> HttpResponse:
    """What providers wait for, ticked and put into a batch by finance; below it the batches, the newest first."""
    return _page(request)


def _page(
    request: HttpRequest, *, problem: str = "", ticked: Collection[str] = (), status: int = 200
) -> HttpResponse:
    actor, reach = showing.viewer(request)
    form = showing.UntilForm(request.POST if request.method == "POST" else request.GET)
    until = _until(form)
    due = reads.due_lines(actor, reach, until=until)
    context = {
        "form": form,
        "due": [
            {"line": one, "money": Money(one.fen, unit=False), "ticked": one.key in ticked} for one in due
        ],
        "sum": sum(one.fen for one in due),
        "works": bool(due) and reads.settles(reach),
        "problem": problem,
        "guard": FormGuard(new_idempotency_key()),
        "until": form.cleaned_data.get("until") if form.is_valid() else None,
        "batches": _batches(request, actor, reach),
        "breadcrumbs": showing.crumbs()[:-1],
    }
    return render(request, "vouchers/money/settlements.html", context, status=status)


def _until(form: showing.UntilForm) -> dt.datetime | None:
    """The moment after the day named, as the department counts days; None where no day is named."""
    day: dt.date | None = form.cleaned_data.get("until") if form.is_valid() else None
    if day is None or day >= today():  # nothing was redeemed later than today
        return None
    return day_start(day + dt.timedelta(days=1))


def _batches(request: HttpRequest, actor: Actor, reach: Reach) -> DataTable:
    page, shown = page_of(request, reads.visible_settlements(actor, reach))
    return DataTable(
        _("结算批次"),
        (
            Column(_("批次"), ColumnKind.CODE),
            Column(_("部门")),
            Column(_("生成"), ColumnKind.DATE),
            Column(_("笔数"), ColumnKind.NUMBER),
            Column(_("金额（元）"), ColumnKind.NUMBER),
            Column(_("状态")),
            Column(_("已回"), ColumnKind.NUMBER),
            Column(_("退票"), ColumnKind.NUMBER),
        ),
        tuple(_row(batch) for batch in shown),
        page,
        EmptyState(_("还没有结算批次"), _("机构核销以后，在上面勾选，生成批次。")),
        show_caption=True,
    )


def _row(batch: Any) -> Row:
    return Row(
        (
            Cell(batch.number, reverse("vouchers:settlement", args=[batch.pk])),
            Cell(batch.department.name),
            Cell(business_date(batch.made_at)),
            Cell(batch.count),
            Cell(Money(batch.amount, unit=False)),
            Cell(showing.settlement_status(batch.state)),
            Cell(batch.answered),
            Cell(batch.returned),
        )
    )


@require_POST
@login_required
def make(request: HttpRequest) -> HttpResponse:
    """Make a batch of the lines ticked, all or none; what every voucher rests on is looked at anew."""
    actor, reach = showing.viewer(request)
    key = showing.key_of(request)
    if not reads.settles(reach):
        raise NotAllowed()
    ticked = request.POST.getlist("line")
    until = _until(showing.UntilForm(request.POST))
    try:
        orders = reads.orders_due(actor, ticked, until=until)
        made = settlement_make(actor=actor, orders=dict(orders), key=key)
    except (Refused, InvalidInput, WrongState) as error:
        return _refused(request, error, ticked)
    messages.success(request, _("批次已生成，请另一位财政人员复核。"))
    return redirect("vouchers:settlement", pk=made.pk)


def _refused(request: HttpRequest, error: ZhongchuangError, ticked: Collection[str]) -> HttpResponse:
    told = error.told_in(request.LANGUAGE_CODE)
    return _page(request, problem=told, ticked=ticked, status=http_status(error))
