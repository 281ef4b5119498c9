"""Panels at the officer's desk: arrange, draw, recuse, close; who sits, who was left out and why, how far the sheets are."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.cases.access import ReviewAction, may_panel, reach_of
from zhongchuang.cases.forms.review import MinutesForm, PanelForm, ReasonForm
from zhongchuang.cases.models import Panel, Seat
from zhongchuang.cases.selectors import review as reads
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.cases.services.closing import panel_close
from zhongchuang.cases.services.panels import panel_arrange, panel_draw, panel_give_up, seat_recuse
from zhongchuang.cases.views.guarding import desk_page, guard_of, guarded, key_of, number_of, put_errors, told
from zhongchuang.cases.views.reviewing_public import panel_status
from zhongchuang.cases.views.reviewing_words import why_in_words
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.download import attachment_response
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Refused, ZhongchuangError
from zhongchuang.core.page import (
    Cell,
    Code,
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
from zhongchuang.files.selectors import file_by_key, file_bytes
from zhongchuang.parties.accounts import actor_of


@require_safe
@desk_page
def panels(request: HttpRequest) -> HttpResponse:
    """All panels, and the rounds with cases that none has."""
    actor = actor_of(request)
    reach = reach_of(actor)
    rows = reads.panels(actor, reach)
    pages, shown = page_of(request, rows)
    table = DataTable(
        _("评审组"),
        (
            Column(_("评审组")),
            Column(_("项目与批次")),
            Column(_("办件"), ColumnKind.NUMBER),
            Column(_("评分期限"), ColumnKind.DATE),
            Column(_("状态")),
        ),
        tuple(
            Row(
                (
                    Cell(panel.number, reverse("cases:panel", args=[panel.number])),
                    Cell(panel.round.programme.title, note=panel.round.name),
                    Cell(panel.of_cases),
                    Cell(panel.due_on),
                    Cell(_progress(panel)),
                )
            )
            for panel in shown
        ),
        pagination=pages,
        empty=EmptyState(_("还没有评审组"), _("有办件进入评审后，从上面的批次组织。")),
    )
    may_arrange = may_panel(actor, ReviewAction.ARRANGE, reach=reach)
    context = {
        "table": table,
        "rounds": reads.rounds_under_review(reach) if may_arrange else [],
        "breadcrumbs": (Link(_("首页"), "/"), Link(_("评审"), "")),
    }
    return render(request, "cases/review/panels.html", context)


def _progress(panel: Any) -> Status:
    if panel.closed_at is None and panel.drawn_at is not None and not panel.waiting:
        return Status(_("已评完，待结束"), Shape.NEAR, Tone.ACCENT)
    return panel_status(panel)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def panel_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Arrange a panel for cases of a round."""
    actor = actor_of(request)
    round = reads.round_of(actor, pk)
    if not may_panel(actor, ReviewAction.ARRANGE, Panel(round=round)):
        raise NotAllowed()
    review = version_content(round.version_id).review
    if review is None:
        raise NotFound()
    cases = reads.cases_to_review(round, free=request.method != "POST")
    first = {"seats": review.experts, "cases": [case.pk for case in cases]}
    posted = request.POST if request.method == "POST" else None
    form, status = PanelForm(cases, reads.fields_of_pool(), posted, initial=first), 200
    if request.method == "POST":
        key, status = key_of(request), 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                made = panel_arrange(
                    actor=actor,
                    round=round,
                    cases=said["cases"],
                    seats=said["seats"],
                    fields=said["fields_wanted"],
                    key=key,
                )
            except (InvalidInput, Refused) as error:
                status = put_errors(form, error)
            else:
                messages.success(request, _("种子摘要和名单已公布，可以抽取了。"))
                return redirect("cases:panel", number=made.number)
    context = {
        "round": round,
        "form": form,
        "errors": errors_of(form),
        "guard": guard_of(),
        "days": review.days,
        "has_cases": bool(cases),
        "breadcrumbs": (Link(_("评审"), reverse("cases:panels")), Link(_("组织评审"), "")),
    }
    return render(request, "cases/review/panel_new.html", context, status=status)


@require_safe
@desk_page
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """A panel with names."""
    return _page(request, number)


def _page(
    request: HttpRequest,
    number: str,
    *,
    closing: MinutesForm | None = None,
    giving_up: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    reach = reach_of(actor)
    row = reads.panel_get(actor, number, reach)
    may_arrange = may_panel(actor, ReviewAction.ARRANGE, row, reach) and row.closed_at is None
    seats = reads.seats_of(row)
    cases = list(row.cases.order_by("number"))
    sitting = [seat for seat in seats if seat.state == "seated"]
    left = sum(seat.left for seat in sitting)
    at_work = may_arrange and row.drawn_at is not None
    draft = None
    if at_work and not left and len(sitting) == row.seats:
        draft = reads.minutes_text(row, seats, len(cases))
    context = {
        "panel": row,
        "status": panel_status(row),
        "facts": _facts(row, len(cases)),
        "seed_hash": Code(row.seed_hash, group=8),
        "cases": _cases(row, cases),
        "seats": _seats(seats) if row.drawn_at else None,
        "recusable": sitting if may_arrange else [],
        "left": left if at_work else 0,
        "empty_seats": row.seats - len(sitting) if at_work else 0,
        "recusal": guard_of(row),
        "drawing": guard_of(row) if may_arrange and row.drawn_at is None else None,
        "closing": closing or MinutesForm(initial={"minutes": draft}) if draft is not None else None,
        "closing_guard": guard_of(row),
        "giving_up": giving_up or ReasonForm(auto_id="give_up_%s") if may_arrange else None,
        "giving_up_guard": guard_of(row),
        "errors": errors_of(closing or giving_up or ReasonForm()),
        "given_up": row.result.get("given_up", "") if row.closed_at else "",
        "excluded": _excluded(row),
        "late": _late(row),
        "breadcrumbs": (Link(_("评审"), reverse("cases:panels")), Link(row.number, "")),
    }
    return render(request, "cases/review/panel.html", context, status=status)


def _late(panel: Panel) -> bool:
    return panel.due_on is not None and panel.closed_at is None and clock.today() > panel.due_on


def _facts(panel: Panel, cases: int) -> SummaryList:
    rows = [
        SummaryRow(_("项目"), panel.round.programme.title, panel.round.name),
        SummaryRow(_("办件"), cases),
        SummaryRow(_("席位"), panel.seats),
        SummaryRow(_("候选专家"), len(panel.pool["candidates"])),
        SummaryRow(_("评分期限"), panel.due_on),
    ]
    if panel.minutes_file:
        to_minutes = Link(_("下载评审纪要（PDF）"), reverse("cases:panel_minutes", args=[panel.number]))
        rows.append(SummaryRow(_("评审纪要"), to_minutes))
    return SummaryList(tuple(rows))


def _cases(panel: Panel, cases: list[Any]) -> DataTable:
    closed = panel.closed_at is not None and "given_up" not in panel.result
    columns = [Column(_("申请")), Column(_("申请人"))]
    if closed:
        columns += [
            Column(_("名次"), ColumnKind.NUMBER),
            Column(_("得分"), ColumnKind.NUMBER),
            Column(_("各份总分"), ColumnKind.NUMBER),
            Column(_("达标")),
        ]
    rows = []
    ranked = sorted(cases, key=lambda case: (_rank(panel, case), case.number))
    for case in ranked if closed else cases:
        cells = [
            Cell(case.title, url=reverse("cases:office_case", args=[case.number]), note=case.number),
            Cell(case.applicant_name),
        ]
        if closed:
            cells += _scores(panel.result.get(case.number))
        rows.append(Row(tuple(cells)))
    return DataTable(_("办件"), tuple(columns), tuple(rows))


def _rank(panel: Panel, case: Any) -> int:
    found = panel.result.get(case.number)
    return found["rank"] if found else 9999


def _scores(found: dict[str, Any] | None) -> list[Cell]:
    if found is None:
        return [Cell(None), Cell(None), Cell(None), Cell(_("中途退出评审"))]
    totals = "、".join(
        f"（{total}）" if at in found["left_out"] else str(total) for at, total in enumerate(found["totals"])
    )
    passed = Status(_("达标"), Shape.CHECK) if found["passed"] else Status(_("未达标"), Shape.CROSS)
    return [Cell(found["rank"]), Cell(found["mean"]), Cell(totals), Cell(passed)]


def _seats(seats: list[Any]) -> DataTable:
    return DataTable(
        _("评审专家"),
        (
            Column(_("专家")),
            Column(_("抽取次序"), ColumnKind.NUMBER),
            Column(_("已提交"), ColumnKind.NUMBER),
            Column(_("状态")),
        ),
        tuple(
            Row(
                (
                    Cell(
                        seat.expert.account.name,
                        note=seat.expert.organisation.name if seat.expert.organisation else "",
                    ),
                    Cell(seat.order),
                    Cell(f"{seat.done}/{seat.all}"),
                    Cell(
                        Status(_("评审"), Shape.DOT)
                        if seat.state == "seated"
                        else Status(_("已回避"), Shape.CROSS),
                        note=seat.recused_for,
                    ),
                )
            )
            for seat in seats
        ),
    )


def _excluded(panel: Panel) -> list[dict[str, Any]]:
    """Who was left out or passed over, by name, each with the paths."""
    passed = {
        panel.pool["candidates"][key]: why
        for key, why in panel.pool["passed"].items()
        if [one[1] for one in why] != ["recused"]
    }
    left = {one["expert"]: one["why"] for one in panel.pool["excluded"]} | passed
    people = reads.experts_by_pk(list(left))
    return [
        {"name": people[pk].account.name if pk in people else "", "why": why_in_words(why)}
        for pk, why in left.items()
    ]


def _seen(request: HttpRequest, number: str) -> tuple[Actor, Panel]:
    """The panel of a button. Raises NotFound where the reader may not see it, NotAllowed where they only look."""
    actor = actor_of(request)
    reach = reach_of(actor)
    row = reads.panel_get(actor, number, reach)
    if not may_panel(actor, ReviewAction.ARRANGE, row, reach):
        raise NotAllowed()
    return actor, row


@require_POST
@desk_page
def draw(request: HttpRequest, number: str) -> HttpResponse:
    """Draw."""
    actor, row = _seen(request, number)
    guard = guarded(request)
    try:
        panel_draw(actor=actor, panel=row, **guard)
    except Refused as error:
        return _refused(request, number, error)
    messages.success(request, _("已抽取，并通知了各位专家。"))
    return redirect("cases:panel", number=number)


def _refused(request: HttpRequest, number: str, error: ZhongchuangError) -> HttpResponse:
    """What a rule forbids is said on the page itself, above everything."""
    messages.error(request, told(error))
    return _page(request, number, status=409)


@require_POST
@desk_page
def recuse(request: HttpRequest, number: str) -> HttpResponse:
    """An officer recuses a member."""
    actor, row = _seen(request, number)
    guard = guarded(request)
    seat = Seat.objects.filter(panel=row, pk=number_of(request, "seat")).first()
    if seat is None:
        raise NotFound()
    try:
        seat_recuse(actor=actor, seat=seat, reason=request.POST.get("reason", ""), **guard)
    except (InvalidInput, Refused) as error:
        return _refused(request, number, error)
    messages.success(request, _("已回避，由抽取顺序中的下一位递补。"))
    return redirect("cases:panel", number=number)


@require_POST
@desk_page
def give_up(request: HttpRequest, number: str) -> HttpResponse:
    """End a panel without a result."""
    actor, row = _seen(request, number)
    guard = guarded(request)
    form = ReasonForm(request.POST, auto_id="give_up_%s")
    form.is_valid()
    try:
        panel_give_up(actor=actor, panel=row, reason=form.cleaned_data.get("reason", ""), **guard)
    except InvalidInput as error:
        return _page(request, number, giving_up=form, status=put_errors(form, error))
    except Refused as error:
        return _refused(request, number, error)
    messages.success(request, _("评审组已取消，办件可以重新组织评审。"))
    return redirect("cases:panel", number=number)


@require_POST
@desk_page
def close(request: HttpRequest, number: str) -> HttpResponse:
    """Close a panel: scores, ranking, minutes; every case one step on."""
    actor, row = _seen(request, number)
    guard = guarded(request)
    form = MinutesForm(request.POST)
    form.is_valid()
    try:
        panel_close(actor=actor, panel=row, minutes=form.cleaned_data.get("minutes", ""), **guard)
    except InvalidInput as error:
        return _page(request, number, closing=form, status=put_errors(form, error))
    except Refused as error:
        messages.error(request, told(error))
        return _page(request, number, closing=form, status=409)
    messages.success(request, _("评审已结束，办件进入下一步。"))
    return redirect("cases:panel", number=number)


@require_safe
@desk_page
def minutes(request: HttpRequest, number: str) -> HttpResponseBase:
    """The minutes on paper."""
    row = reads.panel_get(actor_of(request), number)
    file = file_by_key(row.minutes_file) if row.minutes_file else None
    if file is None:
        raise NotFound()
    return attachment_response(
        _("评审纪要-%(number)s.pdf") % {"number": number}, file_bytes(file), file.media_type
    )
