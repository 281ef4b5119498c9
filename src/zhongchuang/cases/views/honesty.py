"""Honesty: the department proposes, another decides and lifts; whom it concerns answers, and sees until when it bars."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.cases.access import CaseAction, may_case, reach_of
from zhongchuang.cases.errors import NoHonestyTerm
from zhongchuang.cases.flow import State
from zhongchuang.cases.forms.after import HonestyDecisionForm, LiftForm, ProposeForm, StatementForm
from zhongchuang.cases.models import HonestyRecord, HonestyState
from zhongchuang.cases.selectors import after as reads
from zhongchuang.cases.selectors.after_access import AfterAction, may_honesty
from zhongchuang.cases.selectors.basis import cited
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.honesty import (
    honesty_answer,
    honesty_decide,
    honesty_lift,
    honesty_propose,
)
from zhongchuang.cases.views.guarding import desk_page, guard_of, put_errors
from zhongchuang.cases.views.labels import clause_link, in_reader_language
from zhongchuang.core import clock
from zhongchuang.core.clock import business_date
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Refused
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Row,
    Shape,
    Status,
    SummaryList,
    SummaryRow,
    Tone,
    errors_of,
    page_number,
    paginate,
)
from zhongchuang.parties.accounts import actor_of

PER_PAGE = 20


@require_safe
@desk_page
def findings(request: HttpRequest) -> HttpResponse:
    """The department's findings."""
    actor = actor_of(request)
    if not may_case(actor, CaseAction.WORK):
        raise NotFound()
    rows = reads.findings(actor, reach_of(actor))
    pages = paginate(request.GET, rows.count(), page_number(request), per_page=PER_PAGE)
    table = DataTable(
        _("诚信记录"),
        (
            Column(_("编号"), ColumnKind.CODE),
            Column(_("当事人")),
            Column(_("办件")),
            Column(_("状态")),
            Column(_("限制申报至"), ColumnKind.DATE),
        ),
        tuple(
            Row(
                (
                    Cell(row.number, url=reverse("cases:honesty", args=[row.number])),
                    Cell(row.case.applicant_name),
                    Cell(row.case.number),
                    Cell(finding_status(row)),
                    Cell(row.until or ""),
                )
            )
            for row in rows[(pages.page - 1) * PER_PAGE : pages.page * PER_PAGE]
        ),
        pagination=pages,
        empty=EmptyState(
            _("没有诚信记录"), _("在办件页上可以提出弄虚作假的认定，前提是项目的依据规定了限制申报的期限。")
        ),
    )
    return render(request, "cases/after/findings.html", {"table": table, "total": pages.total})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def propose(request: HttpRequest, number: str) -> HttpResponse:
    """Propose a finding about a case: what, on what evidence, under which words, for how long."""
    actor = actor_of(request)
    reach = reach_of(actor)
    if not may_case(actor, CaseAction.WORK):
        raise NotFound()
    case = reads.case_of(actor, number, reach)
    if case.state == State.DRAFT or not may_honesty(actor, AfterAction.VIEW, case, reach=reach):
        raise NotFound()
    if not may_honesty(actor, AfterAction.RECORD, case, reach=reach):
        raise NotAllowed()
    honesty = programme_of(case).honesty
    form = ProposeForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                record = honesty_propose(
                    actor=actor,
                    case_id=case.pk,
                    finding=given["finding"],
                    evidence=given["evidence"],
                    expected_version=given["row_version"],
                    key=given["idempotency_key"],
                )
            except NoHonestyTerm:
                raise
            except (InvalidInput, Refused) as error:
                status = put_errors(form, error)
            else:
                messages.success(request, _("已提出，并已告知当事人可以陈述申辩。"))
                return redirect("cases:honesty", number=record.number)
    context = {
        "case": case,
        "honesty": honesty,
        "remedies": in_reader_language(programme_of(case).decision.remedies),
        "form": form,
        "guard": guard_of(case),
        "errors": errors_of(form) if form.is_bound else None,
        "breadcrumbs": (
            Link(_("诚信记录"), reverse("cases:findings")),
            Link(case.number, reverse("cases:office_case", args=[case.number])),
        ),
    }
    return render(request, "cases/after/propose.html", context, status=status)


@require_safe
@desk_page
def finding(request: HttpRequest, number: str) -> HttpResponse:
    """A finding at the desk."""
    return _finding_page(request, number)


@require_POST
@desk_page
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """Record a finding or drop it."""
    form = HonestyDecisionForm(request.POST)
    if not form.is_valid():
        return _finding_page(request, number, decision=form, status=422)
    given = form.cleaned_data
    try:
        honesty_decide(
            actor=actor_of(request),
            number=number,
            records=given["records"] == "yes",
            grounds=given["grounds"],
            expected_version=given["row_version"],
            key=given["idempotency_key"],
        )
    except (InvalidInput, Refused) as error:
        return _finding_page(request, number, decision=form, status=put_errors(form, error))
    messages.success(request, _("%(number)s 已决定，并已告知当事人。") % {"number": number})
    return redirect("cases:honesty", number=number)


@require_POST
@desk_page
def lift(request: HttpRequest, number: str) -> HttpResponse:
    """Take a finding back."""
    form = LiftForm(request.POST)
    if not form.is_valid():
        return _finding_page(request, number, lifting=form, status=422)
    given = form.cleaned_data
    try:
        honesty_lift(
            actor=actor_of(request),
            number=number,
            reason=given["reason"],
            expected_version=given["row_version"],
            key=given["idempotency_key"],
        )
    except (InvalidInput, Refused) as error:
        return _finding_page(request, number, lifting=form, status=put_errors(form, error))
    messages.success(request, _("%(number)s 已撤销，当事人可以申报。") % {"number": number})
    return redirect("cases:honesty", number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def own(request: HttpRequest, number: str) -> HttpResponse:
    """A finding as whom it concerns reads it: what, why, under which words, until when; and where to answer or object."""
    actor = actor_of(request)
    reach = reach_of(actor)
    record = reads.finding_by_number(actor, number, reach)
    if not may_honesty(actor, AfterAction.ASK, record.case, reach=reach):
        raise NotFound()
    posted = request.method == "POST"
    form = StatementForm(request.POST if posted else None, initial={"statement": record.statement})
    status = 200
    if posted:
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                honesty_answer(
                    actor=actor,
                    number=number,
                    statement=given["statement"],
                    expected_version=given["row_version"],
                    key=given["idempotency_key"],
                )
            except (InvalidInput, Refused) as error:
                status = put_errors(form, error)
            else:
                messages.success(request, _("陈述申辩已提交。决定之前可以再改。"))
                return redirect("cases:own_honesty", number=number)
    context = {
        "record": record,
        "status": finding_status(record),
        "facts": facts_of(record),
        "bars": bars_now(record),
        "answers": record.state == HonestyState.PROPOSED and clock.today() <= record.answer_by,
        "form": form,
        "guard": guard_of(record),
        "errors": errors_of(form) if form.is_bound else None,
        "breadcrumbs": (
            Link(_("我的办件"), reverse("cases:my_cases")),
            Link(record.case.number, reverse("cases:my_case", args=[record.case.number])),
        ),
    }
    return render(request, "cases/after/own_finding.html", context, status=status)


def _finding_page(
    request: HttpRequest,
    number: str,
    *,
    decision: forms.Form | None = None,
    lifting: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    reach = reach_of(actor)
    if not may_case(actor, CaseAction.WORK):
        raise NotFound()
    record = reads.finding_by_number(actor, number, reach)
    second = may_honesty(actor, AfterAction.DECIDE, record.case, record.opened_by, reach)
    lifts = may_honesty(actor, AfterAction.DECIDE, record.case, reach=reach) and bars_now(record)
    form = decision or lifting
    context = {
        "record": record,
        "case": record.case,
        "status": finding_status(record),
        "facts": facts_of(record),
        "decides": second and record.state == HonestyState.PROPOSED,
        "is_open": record.state == HonestyState.PROPOSED,
        "heard": record.stated_at is not None or clock.today() > record.answer_by,
        "lifts": lifts,
        "decision": decision or HonestyDecisionForm(auto_id="decide_%s"),
        "lifting": lifting or LiftForm(auto_id="lift_%s"),
        "decide_guard": guard_of(record),
        "lift_guard": guard_of(record),
        "errors": errors_of(form) if form is not None else None,
        "breadcrumbs": (
            Link(_("诚信记录"), reverse("cases:findings")),
            Link(record.case.number, reverse("cases:office_case", args=[record.case.number])),
        ),
    }
    return render(request, "cases/after/finding.html", context, status=status)


def bars_now(record: HonestyRecord) -> bool:
    """Whether it keeps somebody from applying today."""
    runs = record.state == HonestyState.RECORDED and record.lifted_at is None
    return runs and record.until is not None and clock.today() <= record.until


def finding_status(record: HonestyRecord) -> Status:
    """Where a finding stands, by word and shape."""
    if record.state == HonestyState.PROPOSED:
        return Status(_("听取陈述申辩"), shape=Shape.HALF)
    if record.state == HonestyState.DROPPED:
        return Status(_("不予认定"), shape=Shape.RING)
    if record.lifted_at is not None:
        return Status(_("已撤销"), shape=Shape.CROSS)
    if bars_now(record):
        return Status(_("限制申报"), shape=Shape.LOCK, tone=Tone.DANGER)
    return Status(_("已期满"), shape=Shape.CHECK)


def facts_of(record: HonestyRecord) -> SummaryList:
    """A finding in facts."""
    slug, _hash, clause = record.clause.partition("#")
    rows = [
        SummaryRow(_("当事人"), record.case.applicant_name, note=record.case.number),
        SummaryRow(_("认定的事实"), record.finding),
        SummaryRow(_("证据"), record.evidence),
        SummaryRow(_("依据"), clause_link(cited(slug, clause or None), slug), note=record.quote),
        SummaryRow(_("依据规定的期限"), _("%(n)s 个月") % {"n": record.months}),
        SummaryRow(_("提出日期"), business_date(record.opened_at)),
        SummaryRow(_("陈述申辩期限"), record.answer_by),
    ]
    if record.statement:
        rows.append(SummaryRow(_("陈述申辩"), record.statement))
    if record.decided_at is not None:
        rows.append(SummaryRow(_("决定"), business_date(record.decided_at), note=record.grounds))
    if record.since is not None and record.until is not None:
        rows.append(SummaryRow(_("限制申报自"), record.since))
        rows.append(SummaryRow(_("限制申报至（含）"), record.until))
    if record.lifted_at is not None:
        rows.append(SummaryRow(_("撤销"), business_date(record.lifted_at), note=record.lift_reason))
    return SummaryList(tuple(rows))
