"""One settlement: its lines and what became of each; signed, exported, taken back; one line with the orders it pays."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.core.clock import business_date
from zhongchuang.core.download import attachment_response
from zhongchuang.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import (
    Cell,
    Code,
    Column,
    ColumnKind,
    DataTable,
    FormGuard,
    Link,
    Money,
    Row,
    SummaryList,
    SummaryRow,
    page_number,
    paginate,
)
from zhongchuang.core.surfaces import http_status
from zhongchuang.core.upload import FileKind
from zhongchuang.ledger.banking.batch_file import FileFormat
from zhongchuang.ledger.banking.template import result_template
from zhongchuang.vouchers.access import is_treasury
from zhongchuang.vouchers.flow import OrderState, words
from zhongchuang.vouchers.models import Settlement, SettlementLine, SettlementState
from zhongchuang.vouchers.selectors import settling as reads
from zhongchuang.vouchers.services import settling as verbs
from zhongchuang.vouchers.services.moving import ref_of
from zhongchuang.vouchers.services.settling_results import surplus_hand_back
from zhongchuang.vouchers.views import settling_showing as showing

LINES = 100
CSV_TYPE = "text/csv; charset=utf-8"
NOT_ANSWERED = (SettlementState.MADE, SettlementState.SIGNED, SettlementState.EXPORTED)


@require_safe
@login_required
def settlement(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: its totals and digest, whose turn it is, its lines and what became of each."""
    return _page(request, pk)


def _page(request: HttpRequest, pk: int, *, problem: str = "", status: int = 200) -> HttpResponse:
    actor, reach = showing.viewer(request)
    found: Any = reads.settlement_of(actor, pk, reach)
    handles = is_treasury(found.department, reach)
    lines = reads.lines_in(found)
    page = paginate(request.GET, found.count, page_number(request), per_page=LINES)
    people = showing.people(actor, [found.made_by, found.signed_by])
    context = {
        "batch": found,
        "status": showing.settlement_status(found.state),
        "facts": _facts(found, people),
        "digest": Code(found.file_sha256, _("明细摘要（SHA-256）"), group=8),
        "lines": _lines_table(found, lines[(page.page - 1) * LINES : page.page * LINES], page),
        "handles": handles,
        "may_sign": handles and found.state == SettlementState.MADE and found.made_by != ref_of(actor),
        "waits_for_another": found.state == SettlementState.MADE and found.made_by == ref_of(actor),
        "may_export": handles
        and found.state in (SettlementState.SIGNED, SettlementState.EXPORTED, SettlementState.SETTLED),
        "is_signed": found.state == SettlementState.SIGNED,
        "waits": found.state == SettlementState.EXPORTED,
        "may_cancel": handles and found.state in NOT_ANSWERED and not found.answered,
        "problem": problem,
        "guards": [FormGuard(new_idempotency_key(), found.row_version) for _n in range(3)],
        "breadcrumbs": showing.crumbs(Link(found.number, "")),
    }
    return render(request, "vouchers/money/settlement.html", context, status=status)


def _facts(found: Any, people: dict[str, str]) -> SummaryList:
    signed = business_date(found.signed_at) if found.signed_at else None
    return SummaryList(
        (
            SummaryRow(_("部门"), found.department.name),
            SummaryRow(_("笔数"), found.count),
            SummaryRow(_("金额"), Money(found.amount)),
            SummaryRow(_("生成"), business_date(found.made_at), people[found.made_by]),
            SummaryRow(_("复核"), signed, people.get(found.signed_by, "")),
            SummaryRow(_("第一次导出"), business_date(found.exported_at) if found.exported_at else None),
            SummaryRow(
                _("已回"),
                _("%(n)s／%(all)s，退票 %(returned)s")
                % {"n": found.answered, "all": found.count, "returned": found.returned},
            ),
        )
    )


def _lines_table(found: Settlement, rows: Any, page: Any) -> DataTable:
    return DataTable(
        _("明细"),
        (
            Column(_("行号"), ColumnKind.NUMBER),
            Column(_("服务机构")),
            Column(_("账号")),
            Column(_("订单"), ColumnKind.NUMBER),
            Column(_("金额（元）"), ColumnKind.NUMBER),
            Column(_("结果")),
            Column(_("流水号")),
            Column(_("日期"), ColumnKind.DATE),
        ),
        tuple(
            Row(
                (
                    Cell(line.line, reverse("vouchers:settlement_line", args=[found.pk, line.line])),
                    Cell(line.provider.organisation.name, note=str(line.budget)),
                    Cell(f"…{line.bank_account_tail}"),
                    Cell(line.count),
                    Cell(Money(line.amount, unit=False)),
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
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """The second officer signs."""
    actor, _reach = showing.viewer(request)
    version, key = showing.guard_of(request)
    found = reads.settlement_handled(actor, pk)
    try:
        verbs.settlement_sign(actor=actor, settlement=found, expected_version=version, key=key)
    except Refused as error:
        return _page(request, pk, problem=error.told_in(request.LANGUAGE_CODE), status=http_status(error))
    messages.success(request, _("已复核，可以导出文件交给银行。"))
    return redirect("vouchers:settlement", pk=pk)


@require_POST
@login_required
def export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file for the bank, with whole account numbers; every download is in the log."""
    actor, _reach = showing.viewer(request)
    found = reads.settlement_handled(actor, pk)
    file_format = FileFormat.CSV if request.POST.get("format") == FileFormat.CSV else FileFormat.XLSX
    try:
        data = verbs.settlement_export(actor=actor, settlement=found, file_format=file_format)
    except Refused as error:
        return _page(request, pk, problem=error.told_in(request.LANGUAGE_CODE), status=http_status(error))
    kind = CSV_TYPE if file_format is FileFormat.CSV else FileKind.XLSX.content_type
    return attachment_response(f"{found.number}.{file_format}", data, kind)


@require_safe
@login_required
def template(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The sheet of results to fill in."""
    actor, _reach = showing.viewer(request)
    found = reads.settlement_handled(actor, pk)
    lines = [(line.line, line.reference, line.amount) for line in reads.lines_in(found)]
    data = result_template(found.number, lines, found.made_at)
    return attachment_response(f"{found.number}{_('回单')}.xlsx", data, FileKind.XLSX.content_type)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a batch back."""
    actor, _reach = showing.viewer(request)
    found: Any = reads.settlement_handled(actor, pk)
    form = showing.CancelForm(request.POST if request.method == "POST" else None)
    version, status = found.row_version, 200
    if request.method == "POST":
        version, key = showing.guard_of(request)
        status = 422
        if form.is_valid():
            try:
                verbs.settlement_cancel(
                    actor=actor,
                    settlement=found,
                    reason=form.cleaned_data["reason"],
                    expected_version=version,
                    key=key,
                )
            except (Refused, InvalidInput) as error:
                form.add_error(None, error.told_in(request.LANGUAGE_CODE))
                status = http_status(error)
            else:
                messages.success(request, _("批次已撤销，其中的订单回到待结算。"))
                return redirect("vouchers:settlement", pk=pk)
    about = SummaryList(
        (
            SummaryRow(_("批次"), found.number),
            SummaryRow(_("状态"), showing.settlement_status(found.state)),
            SummaryRow(_("笔数"), found.count),
            SummaryRow(_("金额"), Money(found.amount)),
        )
    )
    words_of = {
        "title": _("撤销结算批次"),
        "lead": _("核销的钱仍在应付机构账上，可以重新放进批次。"),
        "warning": _(
            "文件已经交给银行的，先让银行书面确认没有付款；撤销后银行若仍付了款，回单会被拒收并提示核对。"
        ),
        "button": _("撤销批次"),
        "danger": True,
    }
    back = reverse("vouchers:settlement", args=[pk])
    return _act(request, form, about, words_of, back, found.number, version, status)


def _act(
    request: HttpRequest,
    form: forms.Form,
    about: SummaryList,
    told: dict[str, Any],
    back: str,
    number: str,
    version: int,
    status: int,
) -> HttpResponse:
    context = {
        "act": told,
        "form": form,
        "about": about,
        "back": back,
        "guard": FormGuard(new_idempotency_key(), version),
        "breadcrumbs": showing.crumbs(Link(number, back), Link(told["title"], "")),
    }
    return render(request, "ledger/act.html", context, status=status)


@require_safe
@login_required
def line(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One payment: to whom, for which orders, and what the bank said of it."""
    actor, reach = showing.viewer(request)
    batch = reads.settlement_of(actor, pk, reach)
    found = reads.line_of(batch, number)
    handles = is_treasury(batch.department, reach)
    context = {
        "line": found,
        "status": showing.line_status(found.result),
        "facts": _line_facts(found),
        "orders": _orders_table(found),
        "surplus": found.surplus if found.surplus and found.surplus_ref is None else 0,
        "may_hand_back": handles,
        "breadcrumbs": showing.crumbs(
            Link(batch.number, reverse("vouchers:settlement", args=[pk])), Link(str(number), "")
        ),
    }
    return render(request, "vouchers/money/line.html", context)


def _line_facts(found: SettlementLine) -> SummaryList:
    rows = [
        SummaryRow(_("服务机构"), found.provider.organisation.name),
        SummaryRow(_("户名"), found.payee_name),
        SummaryRow(_("开户行"), f"{found.bank_name} …{found.bank_account_tail}"),
        SummaryRow(_("预算"), str(found.budget)),
        SummaryRow(_("金额"), Money(found.amount)),
        SummaryRow(_("银行流水号"), found.bank_ref or None),
        SummaryRow(_("日期"), found.settled_on),
    ]
    if found.return_ref or found.reason:
        rows.append(SummaryRow(_("退票"), found.return_ref or found.bank_ref or "", found.reason))
    if found.surplus:
        rows.append(SummaryRow(_("另行退还机构"), Money(found.surplus), found.surplus_ref or ""))
    return SummaryList(tuple(rows))


def _orders_table(found: SettlementLine) -> DataTable:
    return DataTable(
        _("结算的订单"),
        (
            Column(_("订单"), ColumnKind.CODE),
            Column(_("券"), ColumnKind.CODE),
            Column(_("核销日期"), ColumnKind.DATE),
            Column(_("金额（元）"), ColumnKind.NUMBER),
            Column(_("现在")),
        ),
        tuple(
            Row(
                (
                    Cell(part.order.number),
                    Cell(part.order.voucher.number),
                    Cell(business_date(part.order.redeemed_at) if part.order.redeemed_at else None),
                    Cell(Money(part.amount, unit=False)),
                    Cell(_said(part.order.state)),
                )
            )
            for part in reads.orders_in(found)
        ),
        show_caption=True,
    )


def _said(state: str) -> str:
    return words.state(OrderState(state)).in_language(get_language())


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hand_back(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Record that a provider's own money was handed back."""
    actor, _reach = showing.viewer(request)
    batch = reads.settlement_handled(actor, pk)
    found = reads.line_of(batch, number)
    form = showing.HandBackForm(request.POST if request.method == "POST" else None)
    back, status = reverse("vouchers:settlement_line", args=[pk, number]), 200
    if request.method == "POST":
        showing.key_of(request)
        status = 422
        if form.is_valid():
            try:
                surplus_hand_back(actor=actor, line=found, **form.cleaned_data)
            except NotAllowed:
                raise
            except (Refused, InvalidInput, Conflict) as error:
                form.add_error(None, error.told_in(request.LANGUAGE_CODE))
                status = http_status(error)
            else:
                messages.success(request, _("已登记退还。"))
                return redirect(back)
    about = SummaryList(
        (
            SummaryRow(_("服务机构"), found.provider.organisation.name),
            SummaryRow(_("另行退还"), Money(found.surplus)),
        )
    )
    told = {
        "title": _("登记退还机构"),
        "lead": _(
            "银行退回了整笔付款，而机构此前已自行退回一部分：多出的是机构自己的钱，不入账，要另行退还。"
        ),
        "button": _("登记退还"),
    }
    return _act(request, form, about, told, back, batch.number, batch.row_version, status)
