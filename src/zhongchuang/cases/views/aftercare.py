"""What is owed after a decision: handed in by who owes it, checked by the department."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhongchuang.cases.access import CaseAction, may_case
from zhongchuang.cases.deciding.plan import falls_due
from zhongchuang.cases.flow import State
from zhongchuang.cases.forms.deciding import CheckForm, Guarded
from zhongchuang.cases.models import Aftercare
from zhongchuang.cases.programmes.fields import in_words
from zhongchuang.cases.programmes.schema import FormField
from zhongchuang.cases.selectors import deciding as reads
from zhongchuang.cases.selectors.after import known_for
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.aftercare import aftercare_check, aftercare_submit, duty_of
from zhongchuang.cases.views.guarding import put_errors
from zhongchuang.cases.views.labels import in_reader_language
from zhongchuang.cases.views.questions import asked_of, typed_of
from zhongchuang.core import clock
from zhongchuang.core.clock import business_date
from zhongchuang.core.errors import InvalidInput, NotFound
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    FormGuard,
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
from zhongchuang.parties.access import Role, holds
from zhongchuang.parties.accounts import actor_of

RESULTS = {"passed": gettext_lazy("通过"), "failed": gettext_lazy("不通过"), "waived": gettext_lazy("免予")}


@require_safe
@login_required
def duties(request: HttpRequest) -> HttpResponse:
    """What the department still has to check, by day."""
    actor = actor_of(request)
    if not may_case(actor, CaseAction.WORK):
        raise NotFound()
    rows = reads.duties_to_check(actor)
    pages, shown = page_of(request, rows)
    table = DataTable(
        _("后续事项"),
        (
            Column(_("事项")),
            Column(_("办件")),
            Column(_("申请人")),
            Column(_("期限"), ColumnKind.DATE),
            Column(_("状态")),
        ),
        tuple(
            Row(
                (
                    Cell(duty_name(one), url=reverse("cases:duty_check", args=[one.pk])),
                    Cell(one.case.number),
                    Cell(one.case.applicant_name),
                    Cell(one.due_on),
                    Cell(duty_status(one)),
                )
            )
            for one in shown
        ),
        pagination=pages,
        empty=EmptyState(_("没有待核验的事项"), _("批准之后要交的报告和考核会出现在这里。")),
    )
    return render(request, "cases/deciding/duties.html", {"table": table, "total": pages.total})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What was handed in, and the department's finding."""
    actor = actor_of(request)
    row = reads.duty_row(actor, pk)
    if not may_case(actor, CaseAction.WORK):
        raise NotFound()
    form = CheckForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            aftercare_check(
                actor=actor,
                pk=row.pk,
                result=given["result"],
                opinion=given["opinion"],
                again_on=given["again_on"],
                expected_version=given["row_version"],
                key=given["idempotency_key"],
            )
        except InvalidInput as error:
            put_errors(form, error)
        else:
            messages.success(request, _("结论已记下。"))
            if given["result"] == "failed" and duty_of(row).revokes:
                messages.warning(request, _("这一项不通过可以撤销原决定：已告诉审核人员，由其在办件页办理。"))
                return redirect("cases:office_case", number=row.case.number)
            return redirect("cases:duties")
    context = {
        "name": duty_name(row),
        "facts": _facts(row),
        "answers": _answers(row),
        "form": form,
        "revokes": duty_of(row).revokes,
        "accepts": duty_of(row).kind == "acceptance",
        "checks": not row.result and holds(actor, Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR),
        "guard": FormGuard(new_idempotency_key(), row.row_version),
        "errors": errors_of(form) if form.is_bound else None,
        "breadcrumbs": (
            Link(_("后续事项"), reverse("cases:duties")),
            Link(row.case.number, reverse("cases:office_case", args=[row.case.number])),
        ),
    }
    return render(request, "cases/deciding/duty_check.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """The report or self-assessment, filled in by who owes it."""
    actor = actor_of(request)
    row = reads.duty_row(actor, pk)
    if not reads.owes(row.case, actor):
        raise NotFound()
    fields = questions_of(row)
    posted = request.method == "POST"
    form = Guarded(request.POST if posted else None)
    known = row.answers or known_for(row.case, fields, actor)
    asked = typed_of(request, fields) if posted else asked_of(fields, known)
    grows = posted and "more" in request.POST
    if posted and not grows and form.is_valid() and asked.is_read and asked.reading is not None:
        given = form.cleaned_data
        aftercare_submit(
            actor=actor,
            pk=row.pk,
            answers=asked.reading.answers,
            expected_version=given["row_version"],
            key=given["idempotency_key"],
        )
        messages.success(request, _("已提交，等待主管部门核验。"))
        return redirect("cases:duty", pk=row.pk)
    context = {
        "name": duty_name(row),
        "facts": _facts(row),
        "answers": _answers(row),
        "items": asked.items,
        "prefilled": bool(known) and not row.answers,
        "open": not row.result and row.case.state == State.APPROVED,
        "guard": FormGuard(new_idempotency_key(), row.row_version),
        "errors": asked.errors,
        "remedies": _remedies(row),
        "breadcrumbs": (Link(row.case.number, reverse("cases:my_case", args=[row.case.number])),),
    }
    return render(request, "cases/deciding/duty.html", context, status=422 if posted and not grows else 200)


def questions_of(row: Aftercare) -> tuple[FormField, ...]:
    """What a duty asks."""
    return tuple(field for section in duty_of(row).sections for field in section.fields)


def _remedies(row: Aftercare) -> str:
    """Where to turn with a finding that may take the standing away, or that was not passed."""
    return in_reader_language(programme_of(row.case).decision.remedies) if row.result == "failed" else ""


def duty_status(row: Aftercare) -> Status:
    """Where a duty stands, by word and shape."""
    if row.result:
        good = row.result != "failed"
        return Status(
            str(RESULTS[row.result]),
            shape=Shape.CHECK if good else Shape.CROSS,
            tone=Tone.ACCENT if good else Tone.DANGER,
        )
    if row.submitted_at is not None:
        return Status(_("已提交，待核验"), shape=Shape.HALF)
    if row.due_on < clock.today():
        return Status(_("已超期"), shape=Shape.WARNING, tone=Tone.DANGER)
    return Status(_("未到期"), shape=Shape.RING)


def duty_name(row: Aftercare) -> str:
    """What is owed, with its turn."""
    told = {one.id: one.label for one in programme_of(row.case).aftercare}
    label = in_reader_language(told[row.item]) if row.item in told else row.item
    if row.turn == 1:
        return label
    decided_on = row.case.decided_on
    if decided_on is not None and not falls_due(duty_of(row), decided_on, row.due_on):
        return _("%(name)s（整改后再交）") % {"name": label}
    return _("%(name)s（第 %(turn)s 次）") % {"name": label, "turn": row.turn}


def _facts(row: Aftercare) -> SummaryList:
    rows = [
        SummaryRow(_("办件"), row.case.number),
        SummaryRow(_("申请人"), row.case.applicant_name),
        SummaryRow(_("期限"), row.due_on),
        SummaryRow(_("状态"), duty_status(row)),
    ]
    if row.submitted_at is not None:
        rows.append(SummaryRow(_("提交日期"), business_date(row.submitted_at)))
    if row.opinion:
        rows.append(SummaryRow(_("意见"), row.opinion))
    return SummaryList(tuple(rows))


def _answers(row: Aftercare) -> SummaryList | None:
    if not row.answers:
        return None
    language = get_language() or "zh-hans"
    return SummaryList(
        tuple(
            SummaryRow(in_reader_language(f.label), in_words(f, row.answers[f.id], language))
            for s in duty_of(row).sections
            for f in s.fields
            if f.id in row.answers
        )
    )
