"""Deciding: a case cleared and decided, co-signed by finance, revoked, ended; and the meetings it all rests on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.cases.access import CaseAction, may_case, may_move, reach_of
from zhongchuang.cases.deciding.voting import COMMITTEE
from zhongchuang.cases.errors import AmountNotAllowed
from zhongchuang.cases.flow import MOVES, MoveName, State
from zhongchuang.cases.forms.deciding import MEETINGS, CosignForm, DecisionForm, MeetingForm, RevokeForm
from zhongchuang.cases.models import Case
from zhongchuang.cases.selectors import deciding as reads
from zhongchuang.cases.selectors.basis import cited
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.clearing import case_check
from zhongchuang.cases.services.deciding import (
    Asked,
    amount_limit,
    case_approve,
    case_cosign,
    case_cosign_back,
    case_end,
    case_refuse,
    case_revoke,
)
from zhongchuang.cases.services.meetings import meeting_record
from zhongchuang.cases.views.guarding import guarded, put_errors
from zhongchuang.cases.views.labels import clause_link, in_reader_language, state_status
from zhongchuang.clearance.errors import NoClearance, NotClear, WarningsUnseen
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound
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
    errors_of,
    page_number,
    paginate,
)
from zhongchuang.ledger.access import LedgerAction, may_ledger
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.selectors.posts import departments_of

PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """The decision: what stands in its way, what it rests on, and the form."""
    actor = actor_of(request)
    case = reads.case_to_move(actor, number, MoveName.APPROVE)
    meetings = reads.recent_meetings(case.round.department_id)
    limit, rests = reads.most_of(case, amount_limit(case)), programme_of(case).decision.meeting != "none"
    first = {"amount": limit if limit is not None else case.proposed}
    votes = programme_of(case).decision.meeting == COMMITTEE
    if request.method != "POST":
        form = DecisionForm(meetings=meetings, rests=rests, limit=limit, votes=votes, initial=first)
        return _decide_page(request, case, form)
    form = DecisionForm(request.POST, meetings=meetings, rests=rests, limit=limit, votes=votes)
    if not form.is_valid():
        return _decide_page(request, case, form)
    given = form.cleaned_data
    approves = given["outcome"] == "approve"
    asked = Asked(
        case.pk,
        given["row_version"],
        given["grounds"],
        given["meeting"],
        given.get("amount") if approves else None,
        form.votes,
    )
    try:
        (case_approve if approves else case_refuse)(actor=actor, asked=asked, key=given["idempotency_key"])
    except (InvalidInput, AmountNotAllowed, NoClearance, NotClear, WarningsUnseen) as error:
        put_errors(form, error)
        return _decide_page(request, case, form)
    said = _("已批准 %(number)s。") if approves else _("已对 %(number)s 作出不批准决定，决定书已发出。")
    messages.success(request, said % {"number": case.number})
    return redirect("cases:office_case", number=case.number)


@require_POST
@login_required
def clear(request: HttpRequest, number: str) -> HttpResponse:
    """Run the clearance of a case."""
    actor = actor_of(request)
    case = reads.case_by_number(actor, number)
    given = guarded(request)
    checked = case_check(actor=actor, case_id=case.pk, expected_version=given["expected_version"])
    if checked.clearance is None:
        messages.error(request, checked.refusal.what.in_language(get_language()))
        return redirect("cases:office_clearance", number=case.number)
    messages.success(request, _("查重通过，查重码 %(code)s。") % {"code": checked.clearance.code})
    if checked.result.warnings or checked.allowed < checked.result.case.amount:
        return redirect("cases:office_clearance", number=case.number)
    decides = State(case.state) is State.TO_DECIDE and may_move(actor, case, MOVES[MoveName.APPROVE])
    return redirect("cases:decide" if decides else "cases:office_case", number=case.number)


@require_safe
@login_required
def cosign_list(request: HttpRequest) -> HttpResponse:
    """What waits for the finance department."""
    actor = actor_of(request)
    if not may_ledger(actor, LedgerAction.SIGN):
        raise NotFound()
    rows = reads.to_cosign(actor)
    total = rows.count()
    pages = paginate(request.GET, total, page_number(request), per_page=PER_PAGE)
    shown = rows[(pages.page - 1) * PER_PAGE : pages.page * PER_PAGE]
    table = DataTable(
        _("待会签"),
        (
            Column(_("办件")),
            Column(_("项目")),
            Column(_("申请人")),
            Column(_("金额"), ColumnKind.NUMBER),
            Column(_("期限"), ColumnKind.DATE),
        ),
        tuple(
            Row(
                (
                    Cell(case.number, url=reverse("cases:cosign", args=[case.number])),
                    Cell(case.programme.title),
                    Cell(case.applicant_name),
                    Cell(None if case.granted is None else Money(case.granted)),
                    Cell(case.due_on),
                )
            )
            for case in shown
        ),
        pagination=pages,
        empty=EmptyState(_("没有待会签的决定"), _("主管部门作出决定后，会出现在这里。")),
    )
    return render(request, "cases/deciding/cosign_list.html", {"table": table, "total": total})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def cosign(request: HttpRequest, number: str) -> HttpResponse:
    """The finance department signs a decision or sends it back."""
    actor = actor_of(request)
    case = reads.case_to_move(actor, number, MoveName.COSIGN)
    form = CosignForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asked = Asked(case.pk, given["row_version"], given["reason"])
        signs = given["signs"] == "sign"
        try:
            (case_cosign if signs else case_cosign_back)(
                actor=actor, asked=asked, key=given["idempotency_key"]
            )
        except InvalidInput as error:
            put_errors(form, error)
        else:
            said = _("%(number)s 已会签，款项进入待支付。") if signs else _("%(number)s 已退回重新决定。")
            messages.success(request, said % {"number": case.number})
            return redirect("cases:cosign_list")
    if case.state != State.TO_COSIGN:
        messages.info(request, _("这件办件不在会签环节。"))
        return redirect("cases:cosign_list")
    return _page(request, "cases/deciding/cosign.html", case, form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def revoke(request: HttpRequest, number: str) -> HttpResponse:
    """An approval is taken back."""
    actor = actor_of(request)
    case = reads.case_to_move(actor, number, MoveName.REVOKE)
    meetings = reads.recent_meetings(case.round.department_id)
    rests = programme_of(case).decision.meeting != "none"
    form = RevokeForm(request.POST if request.method == "POST" else None, meetings=meetings, rests=rests)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asked = Asked(case.pk, given["row_version"], given["grounds"], given.get("meeting"))
        try:
            case_revoke(actor=actor, asked=asked, key=given["idempotency_key"])
        except InvalidInput as error:
            put_errors(form, error)
        else:
            messages.success(request, _("%(number)s 的决定已撤销。") % {"number": case.number})
            return redirect("cases:office_case", number=case.number)
    return _page(request, "cases/deciding/revoke.html", case, form)


@require_POST
@login_required
def end(request: HttpRequest, number: str) -> HttpResponse:
    """End a case of which nothing is owed any more."""
    actor = actor_of(request)
    case = reads.case_to_move(actor, number, MoveName.END)
    given = guarded(request)
    case_end(actor=actor, case_id=case.pk, expected_version=given["expected_version"])
    messages.success(request, _("%(number)s 已办结。") % {"number": case.number})
    return redirect("cases:office_case", number=case.number)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings of the department, and the form for another one."""
    actor = actor_of(request)
    if not may_case(actor, CaseAction.WORK):
        raise NotFound()
    reach = reach_of(actor)
    choices = departments_of(reach.departments, everything=reach.everything)
    records = may_case(actor, CaseAction.ARRANGE) or may_case(actor, CaseAction.PUBLISH)
    form = MeetingForm(request.POST if request.method == "POST" else None, departments=choices)
    if request.method == "POST":
        if not records:
            raise NotAllowed()
        if form.is_valid():
            given = {n: v for n, v in form.cleaned_data.items() if n != "idempotency_key"}
            try:
                row = meeting_record(
                    actor=actor,
                    key=form.cleaned_data["idempotency_key"],
                    **{**given, "department": int(given["department"])},
                )
            except InvalidInput as error:
                put_errors(form, error)
            else:
                messages.success(request, _("会议 %(number)s 已记下。") % {"number": row.number})
                return redirect("cases:meetings")
    found = reads.meetings_of(reach.departments, everything=reach.everything)
    pages = paginate(request.GET, found.count(), page_number(request), per_page=PER_PAGE)
    table = DataTable(
        _("会议"),
        (
            Column(_("纪要编号")),
            Column(_("日期"), ColumnKind.DATE),
            Column(_("会议")),
            Column(_("部门")),
            Column(_("议定事项")),
        ),
        tuple(
            Row(
                (
                    Cell(row.number),
                    Cell(row.held_on),
                    Cell(MEETINGS.get(row.kind, row.kind)),
                    Cell(row.department.name),
                    Cell(row.summary),
                )
            )
            for row in found[(pages.page - 1) * PER_PAGE : pages.page * PER_PAGE]
        ),
        pagination=pages,
        empty=EmptyState(_("还没有会议"), _("决定要写明依据哪次会议，先把纪要编号记下来。")),
    )
    context = {
        "table": table,
        "form": form,
        "records": records,
        "guard": FormGuard(new_idempotency_key()),
        "errors": errors_of(form) if form.is_bound else None,
    }
    return render(request, "cases/deciding/meetings.html", context, status=422 if form.errors else 200)


def _decide_page(request: HttpRequest, case: Case, form: DecisionForm) -> HttpResponse:
    if case.state != State.TO_DECIDE:
        messages.info(request, _("这件办件不在决定环节。"))
        return redirect("cases:office_case", number=case.number)
    return _page(request, "cases/deciding/decide.html", case, form)


def _page(request: HttpRequest, template: str, case: Case, form: Any) -> HttpResponse:
    seen = reads.deciding_of(case)
    programme = programme_of(case)
    basis = programme.basis[0]
    rows = [
        SummaryRow(_("申请人"), case.applicant_name),
        SummaryRow(_("项目"), in_reader_language(programme.title)),
        SummaryRow(_("状态"), state_status(State(case.state))),
        SummaryRow(_("依据"), clause_link(cited(basis.document, basis.clause), basis.document)),
    ]
    if case.asked is not None:
        rows.append(SummaryRow(_("申请金额"), Money(case.asked)))
    if case.granted is not None:
        rows.append(SummaryRow(_("支持金额"), Money(case.granted)))
    if case.score is not None:
        rows.append(SummaryRow(_("评审得分"), f"{case.score}"))
    code = None if seen.clearance is None else Code(seen.clearance.code, _("查重码"), group=0)
    context = {
        "case": case,
        "form": form,
        "facts": SummaryList(tuple(rows)),
        "seen": seen,
        "clearance_code": code,
        "programme": programme,
        "guard": FormGuard(new_idempotency_key(), case.row_version),
        "clear_guard": FormGuard(new_idempotency_key(), case.row_version),
        "errors": errors_of(form) if form.is_bound else None,
        "breadcrumbs": (
            Link(_("办件"), reverse("cases:office")),
            Link(case.number, reverse("cases:office_case", args=[case.number])),
        ),
    }
    return render(request, template, context, status=422 if form.errors else 200)
