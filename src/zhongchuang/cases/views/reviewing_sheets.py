"""An expert at work: what was drawn for them, a blind sheet beside the case, stepping back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhongchuang.cases.flow import State
from zhongchuang.cases.forms.review import ReasonForm, SheetForm
from zhongchuang.cases.models import Case, Expert, Panel, Sheet
from zhongchuang.cases.programmes.fields import in_words
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.cases.reviewing.drawing import key_in_panel
from zhongchuang.cases.selectors import review as reads
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.panels import seat_recuse
from zhongchuang.cases.services.sheets import sheet_save
from zhongchuang.cases.views.guarding import desk_page, english, guard_of, guarded, put_errors
from zhongchuang.cases.views.labels import in_reader_language
from zhongchuang.cases.views.reviewing_public import SHOWN
from zhongchuang.core import clock
from zhongchuang.core.download import attachment_response
from zhongchuang.core.errors import InvalidInput, NotFound
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
)
from zhongchuang.files.selectors import file_bytes
from zhongchuang.parties.access import Role, holds
from zhongchuang.parties.accounts import actor_of

NOT_FOR_EXPERTS = frozenset({"payee_name", "bank_name", "bank_account"})
"""Where money would go is no matter of merit."""


@require_safe
@desk_page
def reviews(request: HttpRequest) -> HttpResponse:
    """What was drawn for the reader, by deadline."""
    actor = actor_of(request)
    if not holds(actor, Role.EXPERT):
        raise NotFound()
    sheets = reads.own_sheets(actor)
    groups: dict[str, dict[str, Any]] = {}
    for one in sheets:
        panel = one.seat.panel
        group = groups.setdefault(
            panel.number,
            {"panel": panel, "rows": [], "due": _due(panel, one.seat.expert), "late": _is_late(panel)},
        )
        group["rows"].append(one)
    context = {
        "groups": [
            group
            | {
                "table": _table(group["panel"], group["rows"]),
                "left": sum(one.submitted_at is None for one in group["rows"]),
            }
            for group in groups.values()
        ],
        "in_pool": bool(sheets) or reads.own_expert(actor) is not None,
        "nothing": EmptyState(
            _("现在没有评审任务"), _("被抽到时会发邮件通知您。请先申报与各单位的利益关系，抽取时自动回避。")
        ),
        "breadcrumbs": (Link(_("首页"), "/"), Link(_("评审任务"), "")),
    }
    return render(request, "cases/review/reviews.html", context)


def _is_late(panel: Panel) -> bool:
    return panel.due_on is not None and clock.today() > panel.due_on


def _due(panel: Panel, expert: Expert) -> SummaryList:
    return SummaryList(
        (
            SummaryRow(_("项目"), panel.round.programme.title, panel.round.name),
            SummaryRow(_("评分期限"), panel.due_on),
            SummaryRow(
                _("您在抽取名单里的标识"), key_in_panel(panel.number, expert.key)[:SHOWN], _("别人看不出是您")
            ),
        )
    )


def _table(panel: Panel, sheets: list[Sheet]) -> DataTable:
    return DataTable(
        _("评审组 %(number)s 的申请") % {"number": panel.number},
        (
            Column(_("申请")),
            Column(_("申请人")),
            Column(_("我的评分"), ColumnKind.NUMBER),
            Column(_("状态")),
        ),
        tuple(
            Row(
                (
                    Cell(
                        one.case.title,
                        reverse("cases:review_sheet", args=[panel.number, one.case.number]),
                        one.case.number,
                    ),
                    Cell(one.case.applicant_name),
                    Cell(one.total),
                    Cell(_state(one)),
                )
            )
            for one in sheets
        ),
    )


def _state(sheet: Sheet) -> Status:
    if sheet.submitted_at is not None:
        return Status(_("已提交"), Shape.CHECK, Tone.ACCENT)
    if sheet.case.state != State.REVIEWING:
        return Status(_("已不在评审中，不必再评"), Shape.PAUSE)
    return Status(_("草稿"), Shape.HALF) if sheet.scores or sheet.comment else Status(_("待评"), Shape.RING)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def sheet(request: HttpRequest, number: str, case: str) -> HttpResponse:
    """One case and the reader's own sheet of it: saved as often as wanted, handed in once."""
    actor = actor_of(request)
    row = reads.sheet_of(actor, number, case)
    programme = programme_of(row.case)
    review = programme.review
    if review is None:
        raise NotFound()
    first = {f"score_{name}": points for name, points in row.scores.items()} | {"comment": row.comment}
    posted = request.POST if request.method == "POST" else None
    form, status = SheetForm(review.criteria, english(), posted, initial=first), 200
    if request.method == "POST":
        guard, status = guarded(request), 422
        hand_in = request.POST.get("do") == "hand_in"
        if form.is_valid():
            try:
                sheet_save(
                    actor=actor,
                    sheet=row,
                    scores=form.scores,
                    comment=form.cleaned_data["comment"],
                    hand_in=hand_in,
                    **guard,
                )
            except InvalidInput as error:
                status = put_errors(form, error)
            else:
                messages.success(request, _("已提交。") if hand_in else _("已存为草稿，还没有提交。"))
                return redirect("cases:reviews") if hand_in else redirect(request.path)
    context = {
        "row": row,
        "case": row.case,
        "facts": _about(row.case, programme),
        "sections": list(_sections(row.case, programme)),
        "materials": _materials(number, row.case, programme),
        "form": form,
        "errors": errors_of(form),
        "guard": guard_of(row),
        "status": _state(row),
        "open": row.submitted_at is None and row.case.state == State.REVIEWING,
        "given": _given(row, programme),
        "panel": row.seat.panel,
        "breadcrumbs": (Link(_("评审任务"), reverse("cases:reviews")), Link(row.case.title, "")),
    }
    return render(request, "cases/review/sheet.html", context, status=status)


def _about(case: Case, programme: Programme) -> SummaryList:
    return SummaryList(
        (
            SummaryRow(_("申请人"), case.applicant_name, case.place.name),
            SummaryRow(_("项目"), in_reader_language(programme.title)),
            SummaryRow(_("办件编号"), case.number),
        )
    )


def _sections(case: Case, programme: Programme) -> Iterator[dict[str, Any]]:
    language = "en" if english() else "zh-hans"
    for section in programme.sections:
        rows = tuple(
            SummaryRow(in_reader_language(field.label), in_words(field, case.answers.get(field.id), language))
            for field in section.fields
            if field.id not in NOT_FOR_EXPERTS and case.answers.get(field.id) not in (None, "", [])
        )
        if rows:
            yield {"title": in_reader_language(section.title), "rows": SummaryList(rows)}


def _materials(panel: str, case: Case, programme: Programme) -> list[dict[str, Any]]:
    labels = {paper.id: in_reader_language(paper.label) for paper in programme.materials}
    return [
        {
            "label": labels.get(one.material, one.material),
            "name": one.file.name,
            "url": reverse("cases:review_file", args=[panel, case.number, one.file.key]),
        }
        for one in reads.materials_of(case)
    ]


def _given(sheet: Sheet, programme: Programme) -> SummaryList | None:
    if sheet.submitted_at is None or programme.review is None:
        return None
    rows = [
        SummaryRow(in_reader_language(one.label), f"{sheet.scores.get(one.id, 0)} / {one.points}")
        for one in programme.review.criteria
    ]
    return SummaryList((*rows, SummaryRow(_("总分"), sheet.total or 0), SummaryRow(_("评语"), sheet.comment)))


@require_safe
@desk_page
def material(request: HttpRequest, number: str, case: str, key: str) -> HttpResponseBase:
    """A file of a case that was drawn for the reader; of no other."""
    row = reads.sheet_of(actor_of(request), number, case)
    found = reads.material_of(row.case, key).file
    return attachment_response(found.name, file_bytes(found), found.media_type)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def recuse(request: HttpRequest, number: str) -> HttpResponse:
    """Step back from a panel, and say why."""
    actor = actor_of(request)
    seat = reads.seat_of(actor, number, given_up_too=request.method == "POST")
    form, status = ReasonForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        guard, status = guarded(request), 422
        if form.is_valid():
            try:
                seat_recuse(actor=actor, seat=seat, reason=form.cleaned_data["reason"], **guard)
            except InvalidInput as error:
                status = put_errors(form, error)
            else:
                messages.success(request, _("已回避，由抽取顺序中的下一位递补。"))
                return redirect("cases:reviews")
    context = {
        "form": form,
        "errors": errors_of(form),
        "guard": guard_of(seat.panel),
        "title": _("申请回避"),
        "lead": _("与其中任何一个申请人有利益关系，就不能评这一组。回避后不能再进入，已打的分不计。"),
        "button": _("回避"),
        "breadcrumbs": (Link(_("评审任务"), reverse("cases:reviews")), Link(_("申请回避"), "")),
    }
    return render(request, "cases/review/form.html", context, status=status)
