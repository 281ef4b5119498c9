"""Objections at the desk, and leads at the auditors': what is said, never by whom, but for who handles it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhongchuang.cases.access import NoticeAction, Reach, may_objection, reach_of
from zhongchuang.cases.forms.notices import AnswerForm
from zhongchuang.cases.forms.review import ReasonForm
from zhongchuang.cases.models import Objection, ObjectionState
from zhongchuang.cases.reviewing.objecting import By, Refusal, Subject
from zhongchuang.cases.selectors import notices as reads
from zhongchuang.cases.services.objection_answers import (
    lead_close,
    objection_answer,
    objection_look,
    objection_take,
)
from zhongchuang.cases.services.objection_identity import identity_for, scan_opened
from zhongchuang.cases.services.repeating import signed
from zhongchuang.cases.views.guarding import desk_page, guard_of, guarded, put_errors, told
from zhongchuang.cases.views.notice_words import BY, REFUSALS, SUBJECTS, objection_status
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.clock import SHANGHAI
from zhongchuang.core.download import attachment_response
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
    page_of,
)
from zhongchuang.files.selectors import file_by_key, file_bytes, files_of
from zhongchuang.parties.accounts import actor_of


@require_safe
@desk_page
def objections(request: HttpRequest) -> HttpResponse:
    """Every objection to notices of the reader's departments."""
    actor = actor_of(request)
    only_open = request.GET.get("state", "open") == "open"
    states = (ObjectionState.OPEN.value,) if only_open else ()
    rows = reads.staff_objections(actor, reach_of(actor), states)
    table = _table(request, rows, _("异议"), EmptyState(_("没有异议"), _("公示期间收到的异议在这里办理。")))
    context = {
        "table": table,
        "title": _("异议"),
        "lead": _("由没有经手这件办件的人核查、答复；有异议没有答复，这一件就停在公示。"),
        "only_open": only_open,
        "breadcrumbs": (Link(_("公示与异议"), reverse("cases:office_notices")), Link(_("异议"), "")),
    }
    return render(request, "cases/objection/list.html", context)


@require_safe
@desk_page
def leads(request: HttpRequest) -> HttpResponse:
    """What was no objection but can be checked: for the auditors."""
    rows = reads.leads(actor_of(request))
    nothing = EmptyState(_("没有监督线索"), _("不具名、没有联系方式或逾期、但证据可查的，转到这里。"))
    context = {
        "table": _table(request, rows, _("监督线索"), nothing),
        "title": _("监督线索"),
        "lead": _("不能作为异议受理、但证据可查的反映。"),
        "breadcrumbs": (Link(_("首页"), "/"), Link(_("监督线索"), "")),
    }
    return render(request, "cases/objection/list.html", context)


def _table(request: HttpRequest, rows: Any, caption: str, nothing: EmptyState) -> DataTable:
    pages, shown = page_of(request, rows)
    return DataTable(
        caption,
        (
            Column(_("编号")),
            Column(_("对象")),
            Column(_("事由")),
            Column(_("收到"), ColumnKind.DATE),
            Column(_("答复期限"), ColumnKind.DATE),
            Column(_("状态")),
        ),
        tuple(
            Row(
                (
                    Cell(one.number, reverse("cases:office_objection", args=[one.number]), one.notice.number),
                    Cell(one.case.applicant_name, note=one.case.number),
                    Cell(str(SUBJECTS[Subject(one.ground)])),
                    Cell(one.received_at.astimezone(SHANGHAI).date()),
                    Cell(one.due_on),
                    Cell(_status(one)),
                )
            )
            for one in shown
        ),
        pagination=pages,
        empty=nothing,
    )


def _status(one: Objection) -> Status:
    if one.lead_closed_at is not None:
        return Status(_("线索已办结"), Shape.CHECK)
    if one.state == ObjectionState.OPEN and one.due_on is not None and one.due_on < clock.today():
        return Status(_("超期未答复"), Shape.WARNING, Tone.DANGER)
    return objection_status(one)


@require_safe
@desk_page
def objection(request: HttpRequest, number: str) -> HttpResponse:
    """One objection."""
    return _page(request, number)


def _page(
    request: HttpRequest,
    number: str,
    *,
    answering: AnswerForm | None = None,
    looking: ReasonForm | None = None,
    closing: ReasonForm | None = None,
    identity: SummaryList | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    reach = reach_of(actor)
    row = reads.objection_get(actor, number, reach)
    is_open = row.state == ObjectionState.OPEN
    is_lead = row.state == ObjectionState.LEAD and row.lead_closed_at is None
    handles = row.handled_by == signed(actor)
    may_handle = (is_open and may_objection(actor, NoticeAction.HANDLE, row, reach)) or (
        is_lead and may_objection(actor, NoticeAction.LEAD, row, reach)
    )
    may_look = bool(row.identity) and may_objection(actor, NoticeAction.LOOK, row, reach)
    papers = may_objection(actor, NoticeAction.EVIDENCE, row, reach)
    evidence = files_of(f"objection:{row.number}") if papers else []
    context = {
        "row": row,
        "status": _status(row),
        "facts": _facts(row),
        "lines": row.statement.splitlines(),
        "remedy": row.remedy.splitlines(),
        "evidence": [
            (file.name, reverse("cases:objection_file", args=[number, file.key])) for file in evidence
        ],
        "taking": guard_of(row) if may_handle and not handles else None,
        "not_mine": is_open and not may_handle,
        "answering": (answering or AnswerForm()) if is_open and may_handle and handles else None,
        "answer_guard": guard_of(row),
        "looking": (looking or ReasonForm(auto_id="look_%s")) if may_look else None,
        "look_guard": guard_of(row),
        "scan_guard": guard_of(row),
        "identity": identity,
        "closing": (closing or ReasonForm(auto_id="close_%s"))
        if is_lead and may_handle and handles
        else None,
        "close_guard": guard_of(row),
        "answer_lines": row.answer.splitlines(),
        "lead_lines": row.lead_note.splitlines()
        if may_objection(actor, NoticeAction.LEAD, row, reach)
        else [],
        "errors": errors_of(answering or looking or closing or ReasonForm()),
        "breadcrumbs": (Link(_("异议"), reverse("cases:office_objections")), Link(row.number, "")),
    }
    return render(request, "cases/objection/objection.html", context, status=status)


def _facts(row: Objection) -> SummaryList:
    rows = [
        SummaryRow(
            _("公示"),
            Link(row.notice.title, reverse("cases:office_notice", args=[row.notice.number])),
            row.notice.number,
        ),
        SummaryRow(_("对象"), row.case.applicant_name, row.case.number),
        SummaryRow(_("事由"), str(SUBJECTS[Subject(row.ground)])),
        SummaryRow(_("提出方"), str(BY[By(row.by)])),
        SummaryRow(_("收到"), row.received_at.astimezone(SHANGHAI).date()),
    ]
    if row.due_on is not None:
        rows.append(SummaryRow(_("答复期限"), row.due_on))
    if row.reason_not_accepted:
        rows.append(SummaryRow(_("不予受理的理由"), str(REFUSALS[Refusal(row.reason_not_accepted)])))
    return SummaryList(tuple(rows))


def _seen(request: HttpRequest, number: str) -> tuple[Actor, Objection, Reach]:
    """The objection of a button. Raises NotFound where the reader may not see it."""
    actor = actor_of(request)
    reach = reach_of(actor)
    return actor, reads.objection_get(actor, number, reach), reach


@require_POST
@desk_page
def take(request: HttpRequest, number: str) -> HttpResponse:
    """Take it, to handle it."""
    actor, row, _reach = _seen(request, number)
    objection_take(actor=actor, objection=row, **guarded(request))
    messages.success(request, _("由您办理。"))
    return redirect("cases:office_objection", number=number)


@require_POST
@desk_page
def look(request: HttpRequest, number: str) -> HttpResponseBase:
    """Who objected, shown in answer to this request alone; or the scan of the signature."""
    actor, row, _reach = _seen(request, number)
    guard = guarded(request)
    form = ReasonForm(request.POST, auto_id="look_%s")
    form.is_valid()
    reason = form.cleaned_data.get("reason", "")
    try:
        looked = objection_look(actor=actor, objection=row, reason=reason, **guard)
    except InvalidInput as error:
        return _page(request, number, looking=form, status=put_errors(form, error))
    if request.POST.get("do") == "scan":
        name, data, media_type = scan_opened(actor=actor, objection=looked)
        return attachment_response(name, data, media_type)
    found = identity_for(actor=actor, objection=looked)
    rows = (
        SummaryRow(_("姓名"), found.name),
        SummaryRow(_("单位"), found.unit),
        SummaryRow(_("电话"), found.telephone),
        SummaryRow(_("签章扫描件"), _("有") if found.scan else _("无")),
    )
    return _page(request, number, identity=SummaryList(rows))


@require_POST
@desk_page
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Answer it."""
    actor, row, reach = _seen(request, number)
    if not may_objection(actor, NoticeAction.HANDLE, row, reach):
        raise NotAllowed()
    guard = guarded(request)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, number, answering=form, status=422)
    said = form.cleaned_data
    try:
        objection_answer(
            actor=actor,
            objection=row,
            upheld=said["outcome"] == "upheld",
            answer=said["answer"],
            **guard,
        )
    except InvalidInput as error:
        return _page(request, number, answering=form, status=put_errors(form, error))
    except Refused as error:
        messages.error(request, told(error))
        return _page(request, number, status=409)
    messages.success(request, _("已答复，并公布在公示页（不具名）。"))
    return redirect("cases:office_objection", number=number)


@require_POST
@desk_page
def close_lead(request: HttpRequest, number: str) -> HttpResponse:
    """Say what was done about a lead."""
    actor, row, reach = _seen(request, number)
    if not may_objection(actor, NoticeAction.LEAD, row, reach):
        raise NotAllowed()
    guard = guarded(request)
    form = ReasonForm(request.POST, auto_id="close_%s")
    form.is_valid()
    try:
        lead_close(actor=actor, objection=row, note=form.cleaned_data.get("reason", ""), **guard)
    except InvalidInput as error:
        return _page(request, number, closing=form, status=put_errors(form, error))
    messages.success(request, _("已记录处理情况。"))
    return redirect("cases:office_objection", number=number)


@require_safe
@desk_page
def evidence(request: HttpRequest, number: str, key: str) -> HttpResponseBase:
    """A paper handed in with an objection, for who may handle it; the sealed scan is none of them."""
    actor, row, reach = _seen(request, number)
    file = file_by_key(key)
    if not may_objection(actor, NoticeAction.EVIDENCE, row, reach):
        raise NotFound()
    if file is None or file.belongs_to != f"objection:{row.number}":
        raise NotFound()
    return attachment_response(file.name, file_bytes(file), file.media_type)
