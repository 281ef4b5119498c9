"""The report of an inquiry at the desk: written when it is closed, read as a part of the case ever after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zhongchuang.cases.access import may_move
from zhongchuang.cases.flow import MOVES, MoveName, State
from zhongchuang.cases.forms.office import ConclusionForm
from zhongchuang.cases.programmes.fields import in_words
from zhongchuang.cases.programmes.schema import FieldType
from zhongchuang.cases.selectors.diligence import diligence_report
from zhongchuang.cases.services.diligence import Report, case_diligence_done
from zhongchuang.cases.views.labels import in_reader_language
from zhongchuang.cases.views.office_common import guard_of, guarded, put_errors, state_words
from zhongchuang.cases.views.questions import Asked, asked_of, typed_of
from zhongchuang.core.clock import business_date
from zhongchuang.core.errors import InvalidInput, NotAllowed
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    ErrorSummary,
    Link,
    Row,
    SummaryList,
    SummaryRow,
    errors_of,
)
from zhongchuang.parties.selectors.names import colleague_names

if TYPE_CHECKING:
    from zhongchuang.cases.models import CaseMove
    from zhongchuang.cases.programmes.schema import FormField
    from zhongchuang.cases.views.office_head import Opened

Context = dict[str, object]
NUMBERS = (FieldType.MONEY, FieldType.INTEGER, FieldType.DECIMAL, FieldType.RATE)


def close_inquiry(request: HttpRequest, found: Opened) -> HttpResponse:
    """The page of the report, and its closing. Raises NotAllowed for whoever may not close it."""
    asked = found.programme.diligence
    if asked is None or not may_move(found.actor, found.case, MOVES[MoveName.DILIGENCE_DONE], found.reach):
        raise NotAllowed()
    if request.method != "POST":
        if found.state is not State.DILIGENCE:
            return redirect("cases:office_case", number=found.case.number)
        return _page(request, found, ConclusionForm(), asked_of(asked.fields, {}), 200)
    form, typed = ConclusionForm(request.POST), typed_of(request, asked.fields)
    grows = "more" in request.POST
    if grows or not form.is_valid() or not typed.is_read or typed.reading is None:
        return _page(request, found, form, typed, 200 if grows else 422)
    report = Report(form.cleaned_data["reason"], typed.reading.answers)
    try:
        done = case_diligence_done(
            actor=found.actor, case_id=found.case.pk, report=report, **guarded(request)
        )
    except InvalidInput as error:
        return _page(request, found, form, typed, put_errors(form, error))
    words = _("%(number)s 的尽职调查已结束，现在是“%(state)s”。")
    messages.success(request, words % {"number": done.number, "state": state_words(State(done.state))})
    return redirect("cases:office_case", number=done.number)


def _page(
    request: HttpRequest, found: Opened, form: ConclusionForm, typed: Asked, status: int
) -> HttpResponse:
    mine = errors_of(form) if status != 200 else None
    both = (*typed.errors.errors, *(mine.errors if mine else ())) if status != 200 else ()
    context = {
        "case": found.case,
        "items": typed.items,
        "form": form,
        "guard": guard_of(found.case),
        "errors": ErrorSummary(both) if both else None,
        "breadcrumbs": (
            Link(_("办件"), reverse("cases:office")),
            Link(found.case.number, reverse("cases:office_case", args=[found.case.number])),
            Link(_("尽职调查"), ""),
        ),
    }
    return render(request, "cases/office/diligence.html", context, status=status)


def has_diligence(found: Opened) -> bool:
    """Whether the programme looks into its cases, and this one has come so far."""
    before = (State.SUBMITTED, State.RETURNED, State.RECOMMENDING, State.REVIEWING, State.DILIGENCE)
    return found.programme.diligence is not None and found.state not in before


def diligence_context(found: Opened) -> Context:
    """The report as it was written."""
    move = diligence_report(found.case)
    asked = found.programme.diligence
    if move is None or asked is None:
        return {"report": None, "tables": ()}
    kept = move.details.get("report")
    answers = kept if isinstance(kept, dict) else {}
    language = get_language() or "zh-hans"
    rows = [
        SummaryRow(_("结论"), move.reason),
        SummaryRow(_("调查人"), _author(found, move)),
        SummaryRow(_("日期"), business_date(move.at)),
        *(
            SummaryRow(in_reader_language(field.label), in_words(field, answers[field.id], language))
            for field in asked.fields
            if field.type is not FieldType.TABLE and field.id in answers
        ),
    ]
    tables = [
        _table(field, answers[field.id], language)
        for field in asked.fields
        if field.type is FieldType.TABLE and field.id in answers
    ]
    return {"report": SummaryList(tuple(rows)), "tables": tables}


def _author(found: Opened, move: CaseMove) -> str:
    kind, _colon, key = move.actor.rpartition(":")
    return colleague_names(found.actor, [key]).get(key, "") if kind == "person" else ""


def _table(field: FormField, answer: object, language: str) -> DataTable:
    rows = [row for row in answer if isinstance(row, dict)] if isinstance(answer, list) else []
    return DataTable(
        in_reader_language(field.label),
        tuple(
            Column(
                in_reader_language(column.label),
                ColumnKind.NUMBER if column.type in NUMBERS else ColumnKind.TEXT,
            )
            for column in field.columns
        ),
        tuple(
            Row(tuple(Cell(in_words(column, row.get(column.id), language)) for column in field.columns))
            for row in rows
        ),
    )
