"""A leave on one page for its three sides: the researcher asks, the employer agrees and notes, the department records."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.cases.access import reach_of
from zhongchuang.cases.forms.after import LeaveAnswerForm, LeaveAskForm, LeaveNoteForm
from zhongchuang.cases.models import LeaveEntry, LeaveKind, LeaveState
from zhongchuang.cases.selectors import after as reads
from zhongchuang.cases.selectors.after_access import AfterAction
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.leave_words import kind_words
from zhongchuang.cases.services.leaving import (
    ASKED_FOR,
    leave_agree,
    leave_ask,
    leave_note,
    leave_record,
    leave_take_back,
)
from zhongchuang.cases.views.guarding import desk_page, guard_of, guarded, put_errors
from zhongchuang.cases.views.leave_showing import (
    Opened,
    ask_label,
    crumbs,
    entry_facts,
    extends_to,
    facts_of,
    leave_status,
    list_status,
    rights_of,
    told_of,
    waits_for,
)
from zhongchuang.core.errors import InvalidInput, NotFound, Refused
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Row,
    errors_of,
    page_of,
)
from zhongchuang.parties.accounts import actor_of

OPEN = (LeaveState.ASKED, LeaveState.AGREED)


def _opened(request: HttpRequest, number: str) -> Opened:
    actor = actor_of(request)
    reach = reach_of(actor)
    case = reads.leave_by_number(actor, number, reach)
    return Opened(actor, reach, case, programme_of(case), reads.entries_of(case))


@require_safe
@desk_page
def leaves(request: HttpRequest) -> HttpResponse:
    """The leaves one has to do with, those that end first on top; what waits for somebody stands beside."""
    actor = actor_of(request)
    rows = reads.leaves(actor, reach_of(actor))
    pages, shown = page_of(request, rows)
    waiting, over = reads.standing_of(shown)
    table = DataTable(
        _("离岗创业"),
        (
            Column(_("姓名")),
            Column(_("编号"), ColumnKind.CODE),
            Column(_("所在单位")),
            Column(_("最后一日"), ColumnKind.DATE),
            Column(_("状态")),
        ),
        tuple(
            Row(
                (
                    Cell(case.applicant_name, url=reverse("cases:leave", args=[case.number])),
                    Cell(case.number),
                    Cell(case.employer.name if case.employer else ""),
                    Cell(case.in_force_until),
                    Cell(list_status(case, waiting.get(case.pk), over=case.pk in over)),
                )
            )
            for case in shown
        ),
        pagination=pages,
        empty=EmptyState(_("没有离岗创业"), _("离岗创业备案之后，延长、返岗、职称晋升社保的记录都在这里。")),
    )
    return render(request, "cases/after/leaves.html", {"table": table, "total": pages.total})


@require_safe
@desk_page
def leave(request: HttpRequest, number: str) -> HttpResponse:
    """A leave: until when, what is left, what was recorded, and what the reader can do."""
    found = _opened(request, number)
    case, waiting = found.case, found.waiting
    asks = found.runs and waiting is None and found.may(AfterAction.ASK)
    context = {
        "case": case,
        "status": leave_status(case, over=found.is_over),
        "facts": facts_of(found),
        "rights": rights_of(found),
        "entries": [told_of(one) for one in found.entries],
        "asks": [
            Link(ask_label(kind), reverse("cases:leave_ask", args=[number, kind.value]))
            for kind in ASKED_FOR
            if asks and (kind is not LeaveKind.EXTENSION or extends_to(found) is not None)
        ],
        "waiting": waiting,
        "waiting_kind": kind_words(waiting.kind) if waiting is not None else "",
        "waits_for": waits_for(waiting),
        "answer_url": reverse("cases:leave_answer", args=[number, waiting.pk])
        if waiting is not None and found.answers(waiting)
        else "",
        "takes_back": waiting is not None and found.may(AfterAction.ASK),
        "take_back_guard": guard_of(waiting) if waiting is not None else None,
        "notes": found.runs and found.may(AfterAction.AGREE),
        "breadcrumbs": (Link(_("离岗创业"), reverse("cases:leaves")), Link(case.number, "")),
    }
    return render(request, "cases/after/leave.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def ask(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Ask for an extension, the return, the end."""
    found = _opened(request, number)
    wanted = next((one for one in ASKED_FOR if one.value == kind), None)
    if wanted is None or not found.may(AfterAction.ASK):
        raise NotFound()
    form = LeaveAskForm(request.POST if request.method == "POST" else None, kind=wanted)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                leave_ask(
                    actor=found.actor,
                    case_id=found.case.pk,
                    kind=wanted,
                    on=given["on"],
                    words=given["words"],
                    expected_version=given["row_version"],
                    key=given["idempotency_key"],
                )
            except (InvalidInput, Refused) as error:
                status = put_errors(form, error)
            else:
                messages.success(request, _("已提出，等单位答复。"))
                return redirect("cases:leave", number=number)
    most = extends_to(found)
    context = {
        "case": found.case,
        "title": ask_label(wanted),
        "extends": wanted is LeaveKind.EXTENSION,
        "last_day": found.case.in_force_until,
        "most": most,
        "form": form,
        "guard": guard_of(found.case),
        "errors": errors_of(form) if form.is_bound else None,
        "breadcrumbs": crumbs(found.case, ask_label(wanted)),
    }
    return render(request, "cases/after/leave_ask.html", context, status=status)


@require_POST
@desk_page
def take_back(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take back what one asked for."""
    found = _opened(request, number)
    reads.entry_by_key(found.case, pk)
    leave_take_back(actor=found.actor, pk=pk, **guarded(request))
    messages.success(request, _("申请已撤回。"))
    return redirect("cases:leave", number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def answer(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The employer agrees or not; then the department records or not."""
    found = _opened(request, number)
    entry = reads.entry_by_key(found.case, pk)
    agrees, records = found.may(AfterAction.AGREE), found.may(AfterAction.RECORD)
    if not (agrees or records) or entry.kind not in ASKED_FOR:
        raise NotFound()
    department = records and not agrees
    form = LeaveAnswerForm(request.POST if request.method == "POST" else None, department=department)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _answer(found, entry, form.cleaned_data, department=department)
            except (InvalidInput, Refused) as error:
                status = put_errors(form, error)
            else:
                messages.success(request, _("已答复，并已告知下一位。"))
                if department and entry.kind != LeaveKind.EXTENSION:
                    messages.info(request, _("后续事项都核验以后，在办件页办结。"))
                return redirect("cases:leave", number=number)
    elif not found.answers(entry):
        messages.info(request, _("这一项现在不等您办理。"))
        return redirect("cases:leave", number=number)
    context = {
        "case": found.case,
        "facts": entry_facts(found.case, entry),
        "department": department,
        "form": form,
        "guard": guard_of(entry),
        "errors": errors_of(form) if form.is_bound else None,
        "breadcrumbs": crumbs(found.case, kind_words(entry.kind)),
    }
    return render(request, "cases/after/leave_answer.html", context, status=status)


def _answer(found: Opened, entry: LeaveEntry, given: dict[str, object], *, department: bool) -> None:
    said = given["agrees"] == "yes"
    words, version, key = str(given["words"]), given["row_version"], str(given["idempotency_key"])
    assert isinstance(version, int)  # the form's own field
    if department:
        leave_record(
            actor=found.actor, pk=entry.pk, records=said, words=words, expected_version=version, key=key
        )
    else:
        leave_agree(
            actor=found.actor, pk=entry.pk, agrees=said, words=words, expected_version=version, key=key
        )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def note(request: HttpRequest, number: str) -> HttpResponse:
    """The employer writes down a title, a promotion, insurance paid."""
    found = _opened(request, number)
    if not found.may(AfterAction.AGREE):
        raise NotFound()
    form = LeaveNoteForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                leave_note(
                    actor=found.actor,
                    case_id=found.case.pk,
                    kind=LeaveKind(given["kind"]),
                    on=given["on"],
                    until=given["until"],
                    words=given["words"],
                    expected_version=given["row_version"],
                    key=given["idempotency_key"],
                )
            except (InvalidInput, Refused) as error:
                status = put_errors(form, error)
            else:
                messages.success(request, _("已记下，本人和主管部门都看得到。"))
                return redirect("cases:leave", number=number)
    context = {
        "case": found.case,
        "form": form,
        "guard": guard_of(found.case),
        "errors": errors_of(form) if form.is_bound else None,
        "breadcrumbs": crumbs(found.case, _("记一笔待遇")),
    }
    return render(request, "cases/after/leave_note.html", context, status=status)
