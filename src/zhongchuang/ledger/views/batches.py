"""Batches for the bank: the list, one with its lines, the file that goes out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.core.clock import business_date
from zhongchuang.core.download import attachment_response
from zhongchuang.core.errors import NotAllowed, Refused
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import (
    Cell,
    Code,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    FormGuard,
    Link,
    Money,
    Row,
    SummaryList,
    SummaryRow,
    page_number,
    page_of,
    paginate,
)
from zhongchuang.core.upload import FileKind
from zhongchuang.ledger.access import LedgerAction, may_ledger
from zhongchuang.ledger.banking.batch_file import FileFormat
from zhongchuang.ledger.banking.template import result_template
from zhongchuang.ledger.forms import ReasonForm
from zhongchuang.ledger.gate import payment_check
from zhongchuang.ledger.models import BatchState
from zhongchuang.ledger.selectors import payments as reads
from zhongchuang.ledger.services import batches as verbs
from zhongchuang.ledger.views import showing
from zhongchuang.ledger.views.acting import Act, act_page, plain
from zhongchuang.ledger.views.orders import refused_page
from zhongchuang.ledger.views.requests import chosen, crumbs, key_of, viewer

LINES = 100
CSV_TYPE = "text/csv; charset=utf-8"


@require_safe
@login_required
def batches(request: HttpRequest) -> HttpResponse:
    """The batches, the newest first."""
    actor = viewer(request)
    found = reads.visible_batches(actor)
    page, shown = page_of(request, found)
    table = DataTable(
        _("批次"),
        (
            Column(_("批次"), ColumnKind.CODE),
            Column(_("生成"), ColumnKind.DATE),
            Column(_("笔数"), ColumnKind.NUMBER),
            Column(_("金额（元）"), ColumnKind.NUMBER),
            Column(_("状态")),
            Column(_("已回"), ColumnKind.NUMBER),
            Column(_("退票"), ColumnKind.NUMBER),
        ),
        tuple(_row(batch) for batch in shown),
        page,
        EmptyState(
            _("还没有批次"),
            _("在待送银行的支付里勾选，生成批次。"),
            Link(_("待送银行"), f"{reverse('ledger:orders')}?pile=bank"),
        ),
    )
    context = {"table": table, "breadcrumbs": crumbs(Link(_("批次"), ""))}
    return render(request, "ledger/batches.html", context)


def _row(batch: Any) -> Row:
    return Row(
        (
            Cell(batch.number, reverse("ledger:batch", args=[batch.pk])),
            Cell(business_date(batch.made_at)),
            Cell(batch.count),
            Cell(Money(batch.amount or 0, unit=False)),
            Cell(showing.batch_status(batch.state)),
            Cell(batch.answered),
            Cell(batch.returned),
        )
    )


@require_POST
@login_required
def batch_make(request: HttpRequest) -> HttpResponse:
    """Make a batch of the payments ticked, all or none; every clearance is looked at anew."""
    actor, ticked, key = viewer(request), chosen(request), key_of(request)
    try:
        reads.check_reached(actor, ticked)
        batch = verbs.batch_make(actor=actor, orders=ticked, key=key, check=payment_check())
    except Refused as error:
        return refused_page(request, "bank", error, ticked)
    messages.success(request, _("批次已生成。下载文件交给银行，再上传银行的回单。"))
    return redirect("ledger:batch", pk=batch.pk)


@require_safe
@login_required
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: its totals and digest, its lines and what became of each."""
    actor = viewer(request)
    found: Any = reads.batch_of(actor, pk)
    rows = reads.lines_in(found, actor)
    page = paginate(request.GET, found.count, page_number(request), per_page=LINES)
    people = showing.people(actor, [found.made_by])
    pays = may_ledger(actor, LedgerAction.PAY) and not found.others
    context = {
        "batch": found,
        "status": showing.batch_status(found.state),
        "facts": SummaryList(
            (
                SummaryRow(_("笔数"), found.count),
                SummaryRow(_("金额"), Money(found.amount or 0)),
                SummaryRow(_("生成"), business_date(found.made_at), people[found.made_by]),
                SummaryRow(_("第一次导出"), business_date(found.exported_at) if found.exported_at else None),
                SummaryRow(
                    _("已回"),
                    _("%(n)s／%(all)s，退票 %(returned)s")
                    % {"n": found.answered, "all": found.count, "returned": found.returned},
                ),
            )
        ),
        "digest": Code(found.file_sha256, _("明细摘要（SHA-256）"), group=8),
        "lines": _lines_table(rows[(page.page - 1) * LINES : page.page * LINES], page),
        "pays": pays,
        "may_export": pays and found.state != BatchState.CANCELLED,
        "may_cancel": pays and found.state in (BatchState.MADE, BatchState.EXPORTED) and not found.answered,
        "is_made": found.state == BatchState.MADE,
        "waits": found.state == BatchState.EXPORTED,
        "guards": [FormGuard(new_idempotency_key(), found.row_version) for _n in range(2)],
        "breadcrumbs": crumbs(Link(_("批次"), reverse("ledger:batches")), Link(found.number, "")),
    }
    return render(request, "ledger/batch.html", context)


def _lines_table(rows: Any, page: Any) -> DataTable:
    return DataTable(
        _("明细"),
        (
            Column(_("行号"), ColumnKind.NUMBER),
            Column(_("支付单"), ColumnKind.CODE),
            Column(_("收款人")),
            Column(_("账号")),
            Column(_("金额（元）"), ColumnKind.NUMBER),
            Column(_("结果")),
            Column(_("流水号")),
            Column(_("日期"), ColumnKind.DATE),
        ),
        tuple(
            Row(
                (
                    Cell(line.line),
                    Cell(line.order.number, reverse("ledger:order", args=[line.order_id])),
                    Cell(line.payee_name),
                    Cell(f"…{line.bank_account_tail}"),
                    Cell(Money(line.order.amount, unit=False)),
                    Cell(showing.line_status(line.result), note=line.reason),
                    Cell(" ".join(ref for ref in (line.bank_ref, line.return_ref) if ref)),
                    Cell(line.settled_on),
                )
            )
            for line in rows
        ),
        page if page.pages > 1 else None,
        show_caption=True,
    )


@require_POST
@login_required
def batch_export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file for the bank, with whole account numbers; every download is in the log."""
    actor = viewer(request)
    found = reads.whole_batch(actor, pk)
    file_format = FileFormat.CSV if request.POST.get("format") == FileFormat.CSV else FileFormat.XLSX
    data = verbs.batch_export(actor=actor, batch=found, file_format=file_format)
    kind = CSV_TYPE if file_format is FileFormat.CSV else FileKind.XLSX.content_type
    return attachment_response(f"{found.number}.{file_format}", data, kind)


@require_safe
@login_required
def batch_template(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The sheet of results to fill in."""
    actor = viewer(request)
    if not may_ledger(actor, LedgerAction.PAY):
        raise NotAllowed()
    found = reads.whole_batch(actor, pk)
    lines = [(line.line, line.order.number, line.order.amount) for line in reads.lines_in(found, actor)]
    data = result_template(found.number, lines, found.made_at)
    return attachment_response(f"{found.number}{_('回单')}.xlsx", data, FileKind.XLSX.content_type)


CANCEL = Act(
    action=LedgerAction.PAY,
    title=gettext_lazy("撤销批次"),
    button=gettext_lazy("撤销批次"),
    done=gettext_lazy("批次已撤销，其中的支付回到待送银行。"),
    form=plain(ReasonForm),
    run=lambda actor, batch, given, version, key: verbs.batch_cancel(
        actor=actor, batch=batch, reason=given["reason"], expected_version=version, key=key
    ),
    lead=gettext_lazy("款项仍然冻结，可以重新放进批次。"),
    warning=gettext_lazy(
        "文件已经交给银行的，先让银行书面确认没有付款；撤销后银行若仍付了款，回单会被拒收并提示核对。"
    ),
    danger=True,
)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def batch_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a batch back."""
    actor = viewer(request)
    if not may_ledger(actor, CANCEL.action):
        raise NotAllowed()
    found: Any = reads.whole_batch(actor, pk)
    back = reverse("ledger:batch", args=[pk])
    about = SummaryList(
        (
            SummaryRow(_("批次"), found.number),
            SummaryRow(_("状态"), showing.batch_status(found.state)),
            SummaryRow(_("笔数"), found.count),
            SummaryRow(_("金额"), Money(found.amount or 0)),
        )
    )
    return act_page(
        request,
        actor=actor,
        act=CANCEL,
        thing=found,
        about=about,
        back=back,
        breadcrumbs=crumbs(Link(_("批次"), reverse("ledger:batches")), Link(found.number, back)),
    )
