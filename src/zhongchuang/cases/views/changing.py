"""Changes of what runs: asked for by its holder, decided by the department; both see what was and what is to be."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhongchuang.cases.access import CaseAction, may_case, reach_of
from zhongchuang.cases.flow import State
from zhongchuang.cases.forms.after import ChangeDecisionForm, ChangeReasonForm
from zhongchuang.cases.models import Case, CaseChange
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.cases.selectors import after as reads
from zhongchuang.cases.selectors.after_access import AfterAction, may_change
from zhongchuang.cases.selectors.applying import own_case
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.changing import change_ask, change_decide, change_of, fields_of
from zhongchuang.cases.views.guarding import desk_page, guard_of, put_errors
from zhongchuang.cases.views.labels import in_reader_language
from zhongchuang.cases.views.office_filing import Changed, changed_between
from zhongchuang.cases.views.questions import asked_of, told_beside, typed_of
from zhongchuang.core.clock import business_date
from zhongchuang.core.errors import InvalidInput, NotFound, Refused
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    ErrorSummary,
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
def changes(request: HttpRequest, number: str) -> HttpResponse:
    """The holder's page: what was asked for and what became of it, and what may be asked for."""
    actor = actor_of(request)
    reach = reach_of(actor)
    case = own_case(actor, number, reach)
    programme = _changeable(case)
    rows = reads.changes_of(case)
    running = State(case.state) is State.APPROVED
    waits = any(row.granted is None for row in rows)
    asks = running and not waits and may_change(actor, AfterAction.ASK, case, reach)
    context = {
        "case": case,
        "rows": [shown(programme, row) for row in rows],
        "choices": [
            Link(in_reader_language(one.label), reverse("cases:change_ask", args=[case.number, one.id]))
            for one in programme.changes
        ]
        if asks
        else [],
        "waits": waits,
        "running": running,
        "breadcrumbs": _to_case(case),
    }
    return render(request, "cases/after/changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def ask(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Ask for a change: the questions it is about, as they are answered now, and why."""
    actor = actor_of(request)
    reach = reach_of(actor)
    case = own_case(actor, number, reach)
    programme = _changeable(case)
    change = change_of(programme, kind)
    fields = fields_of(programme, change)
    posted = request.method == "POST"
    form = ChangeReasonForm(request.POST if posted else None)
    asked = typed_of(request, fields) if posted else asked_of(fields, case.answers)
    status = 200
    if posted and "more" not in request.POST:
        status = 422
        if form.is_valid() and asked.is_read and asked.reading is not None:
            given = form.cleaned_data
            try:
                change_ask(
                    actor=actor,
                    case_id=case.pk,
                    kind=kind,
                    answers=asked.reading.answers,
                    reason=given["reason"],
                    expected_version=given["row_version"],
                    key=given["idempotency_key"],
                )
            except InvalidInput as error:
                if "reason" in error.fields:
                    form.add_error("reason", error.fields["reason"].in_language(get_language()))
                asked = told_beside(asked, fields, request, error.fields)
            except Refused as error:
                status = put_errors(form, error)
            else:
                messages.success(request, _("变更申请已提交，等主管部门答复。"))
                return redirect("cases:changes", number=case.number)
    context = {
        "case": case,
        "title": in_reader_language(change.label),
        "items": asked.items,
        "errors": ErrorSummary((*asked.errors.errors, *(errors_of(form).errors if form.is_bound else ()))),
        "form": form,
        "guard": guard_of(case),
        "breadcrumbs": (
            *_to_case(case),
            Link(_("变更"), reverse("cases:changes", args=[case.number])),
            Link(in_reader_language(change.label), ""),
        ),
    }
    return render(request, "cases/after/change_ask.html", context, status=status)


@require_safe
@desk_page
def waiting(request: HttpRequest) -> HttpResponse:
    """What the department has to answer, the oldest first."""
    actor = actor_of(request)
    if not may_case(actor, CaseAction.WORK):
        raise NotFound()
    rows = reads.open_changes(actor, reach_of(actor))
    pages = paginate(request.GET, rows.count(), page_number(request), per_page=PER_PAGE)
    table = DataTable(
        _("待答复的变更"),
        (
            Column(_("项目")),
            Column(_("办件")),
            Column(_("申请人")),
            Column(_("变更事项")),
            Column(_("申请日期"), ColumnKind.DATE),
        ),
        tuple(
            Row(
                (
                    Cell(row.case.title, url=reverse("cases:change", args=[row.pk])),
                    Cell(row.case.number),
                    Cell(row.case.applicant_name),
                    Cell(kind_name(programme_of(row.case), row)),
                    Cell(business_date(row.asked_at)),
                )
            )
            for row in rows[(pages.page - 1) * PER_PAGE : pages.page * PER_PAGE]
        ),
        pagination=pages,
        empty=EmptyState(
            _("没有待答复的变更"), _("执行中的项目申请变更名称、预算、负责人时，会出现在这里。")
        ),
    )
    return render(request, "cases/after/changes_waiting.html", {"table": table, "total": pages.total})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """A change at the desk: what was, what is to be, why; and the department's answer."""
    actor = actor_of(request)
    reach = reach_of(actor)
    if not may_case(actor, CaseAction.WORK):
        raise NotFound()
    row = reads.change_by_key(actor, pk, reach)
    case, programme = row.case, programme_of(row.case)
    decides = may_change(actor, AfterAction.RECORD, case, reach)
    form = ChangeDecisionForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                change_decide(
                    actor=actor,
                    pk=row.pk,
                    granted=given["granted"] == "yes",
                    opinion=given["opinion"],
                    expected_version=given["row_version"],
                    key=given["idempotency_key"],
                )
            except InvalidInput as error:
                status = put_errors(form, error)
            else:
                messages.success(request, _("%(number)s 的变更已答复。") % {"number": case.number})
                return redirect("cases:changes_waiting")
    context = {
        "case": case,
        "shown": shown(programme, row),
        "facts": SummaryList(
            (
                SummaryRow(_("申请人"), case.applicant_name),
                SummaryRow(_("项目"), in_reader_language(programme.title), note=case.title),
                SummaryRow(_("变更事项"), kind_name(programme, row)),
                SummaryRow(_("申请日期"), business_date(row.asked_at)),
            )
        ),
        "form": form,
        "decides": decides and row.granted is None,
        "guard": guard_of(row),
        "errors": errors_of(form) if form.is_bound else None,
        "breadcrumbs": (
            Link(_("待答复的变更"), reverse("cases:changes_waiting")),
            Link(case.number, reverse("cases:office_case", args=[case.number])),
        ),
    }
    return render(request, "cases/after/change.html", context, status=status)


class Shown:
    """A change as pages show it: what changes, why, and what was decided on what grounds."""

    def __init__(self, programme: Programme, row: CaseChange) -> None:
        fields = [field for field in programme.fields if field.id in row.after]
        self.row = row
        self.kind = kind_name(programme, row)
        self.status = change_status(row)
        self.asked_on = business_date(row.asked_at)
        self.decided_on = None if row.decided_at is None else business_date(row.decided_at)
        self.changed: tuple[Changed, ...] = changed_between(fields, row.before, row.after)


def shown(programme: Programme, row: CaseChange) -> Shown:
    """A change as pages show it."""
    return Shown(programme, row)


def kind_name(programme: Programme, row: CaseChange) -> str:
    """What a change is called; its id where the programme no longer says."""
    found = next((one for one in programme.changes if one.id == row.kind), None)
    return row.kind if found is None else in_reader_language(found.label)


def change_status(row: CaseChange) -> Status:
    """Where a change stands, by word and shape."""
    if row.granted is None:
        return Status(_("待答复"), shape=Shape.HALF)
    if row.granted:
        return Status(_("已同意"), shape=Shape.CHECK, tone=Tone.ACCENT)
    return Status(_("未同意"), shape=Shape.CROSS, tone=Tone.DANGER)


def _changeable(case: Case) -> Programme:
    """The programme of a case that may be changed. Raises NotFound where nothing can be."""
    programme = programme_of(case)
    if not programme.changes or State(case.state) not in (State.APPROVED, State.ENDED, State.REVOKED):
        raise NotFound()
    return programme


def _to_case(case: Case) -> tuple[Link, ...]:
    return (
        Link(_("我的办件"), reverse("cases:my_cases")),
        Link(case.number, reverse("cases:my_case", args=[case.number])),
    )
