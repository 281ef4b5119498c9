"""Calls at the desk: all of them, one, opened, ended early."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from zhongchuang.cases.access import CaseAction, may_case, reach_of
from zhongchuang.cases.forms.programme_words import CHOICES
from zhongchuang.cases.forms.programmes import ReasonForm, RoundForm
from zhongchuang.cases.models import Programme, Round
from zhongchuang.cases.programmes.errors import ProgrammeNotReady
from zhongchuang.cases.programmes.schema import Programme as Content
from zhongchuang.cases.selectors import programmes as reads
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.cases.selectors.rounds import budgets_for, is_open, round_seen, visible_rounds
from zhongchuang.cases.services.rounds import Call, ready_content, round_close, round_open
from zhongchuang.cases.views.guarding import desk_page, english, guard_of, guarded, put_errors
from zhongchuang.core import clock
from zhongchuang.core.errors import NotAllowed, NotFound, ZhongchuangError
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Money,
    Row,
    Shape,
    Status,
    SummaryList,
    SummaryRow,
    Tone,
    errors_of,
    money_told,
    page_of,
)
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.selectors import places
from zhongchuang.parties.selectors.posts import departments_of

_STATES = {
    "open": (gettext_lazy("受理中"), Shape.HALF, Tone.ACCENT),
    "coming": (gettext_lazy("未开始"), Shape.RING, Tone.PLAIN),
    "over": (gettext_lazy("已截止"), Shape.CHECK, Tone.PLAIN),
    "closed": (gettext_lazy("提前结束"), Shape.PAUSE, Tone.PLAIN),
}


def round_status(call: Round) -> Status:
    """Whether one may apply now."""
    if call.closed_at is not None:
        state = "closed"
    elif is_open(call):
        state = "open"
    else:
        state = "coming" if call.opens_on > clock.today() else "over"
    word, shape, tone = _STATES[state]
    return Status(word, shape=shape, tone=tone)


@require_safe
@desk_page
def listing(request: HttpRequest) -> HttpResponse:
    """The calls of the reader's departments, the newest first."""
    actor = actor_of(request)
    if not may_case(actor, CaseAction.WORK):
        raise NotFound()
    found = visible_rounds(actor).order_by("-opens_on", "-pk")
    page, shown = page_of(request, found)
    table = DataTable(
        _("申报批次"),
        (
            Column(_("项目和批次")),
            Column(_("状态")),
            Column(_("开始"), ColumnKind.DATE),
            Column(_("截止"), ColumnKind.DATE),
            Column(_("已提交"), ColumnKind.NUMBER),
        ),
        tuple(
            Row(
                (
                    Cell(
                        call.programme.title_en if english() else call.programme.title,
                        url=reverse("cases:round", args=[call.pk]),
                        note=f"{call.name} · {call.department.name}",
                    ),
                    Cell(round_status(call)),
                    Cell(call.opens_on),
                    Cell(call.closes_on or _("全年")),
                    Cell(getattr(call, "handed_in", 0)),
                )
            )
            for call in shown
        ),
        page,
        EmptyState(
            _("还没有开放过申报"), _("在项目页面上开放。"), Link(_("看项目"), reverse("cases:programmes"))
        ),
    )
    return render(request, "cases/programmes/rounds.html", {"table": table, "total": page.total})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """One call; whoever may arrange it ends it here before its day."""
    actor = actor_of(request)
    if not may_case(actor, CaseAction.WORK):
        raise NotFound()
    row = round_seen(actor, pk)
    form = ReasonForm()
    status = 200
    if request.method == "POST":
        if not may_case(actor, CaseAction.ARRANGE):
            raise NotAllowed()
        form = ReasonForm(request.POST)
        status = 422
        if form.is_valid():
            try:
                round_close(
                    actor=actor, round_id=row.pk, reason=form.cleaned_data["reason"], **guarded(request)
                )
            except ZhongchuangError as error:
                status = put_errors(form, error)
            else:
                messages.success(request, _("这一批已提前结束。已经提交的继续办理。"))
                return redirect("cases:round", row.pk)
    running = row.closed_at is None and (row.closes_on is None or row.closes_on >= clock.today())
    title = row.programme.title_en if english() else row.programme.title
    context = {
        "call": row,
        "title": title,
        "facts": _facts(row),
        "status": round_status(row),
        "proactive_url": reverse("cases:proactive", args=[row.pk])
        if version_content(row.version_id).proactive
        else "",
        "may_close": running and may_case(actor, CaseAction.ARRANGE),
        "form": form,
        "errors": errors_of(form) if form.is_bound else None,
        "guard": guard_of(row),
        "breadcrumbs": (Link(_("申报批次"), reverse("cases:rounds")), Link(row.name, "")),
    }
    return render(request, "cases/programmes/round.html", context, status=status)


def _facts(row: Round) -> SummaryList:
    pack, _slash, slug = row.programme.code.partition("/")
    title = row.programme.title_en if english() else row.programme.title
    rows = [
        SummaryRow(
            pgettext("programme", "项目"),
            Link(title, reverse("cases:programme", args=[pack, slug])),
            note=_("第 %(n)d 版") % {"n": row.version.number},
        ),
        SummaryRow(_("受理部门"), row.department.name),
        SummaryRow(_("年度"), str(row.year)),
        SummaryRow(_("开始"), row.opens_on),
        SummaryRow(_("截止"), row.closes_on or _("全年")),
    ]
    if row.budget is not None:
        rows.append(SummaryRow(_("预算"), str(row.budget)))
        rows.append(SummaryRow(_("预算余额"), Money(row.budget.account.available)))
    rows.append(SummaryRow(_("支持名额"), str(row.quota) if row.quota else _("不限")))
    for level, day in row.place_deadlines.items():
        words = CHOICES["Level.level"].get(level, level)
        rows.append(SummaryRow(_("%(level)s推荐截止日期") % {"level": words}, dt.date.fromisoformat(day)))
    if row.place_quotas:
        names = dict(places().filter(pk__in=list(row.place_quotas)).values_list("pk", "name"))
        told = _("；").join(f"{names.get(code, code)} {n}" for code, n in row.place_quotas.items())
        rows.append(SummaryRow(_("推荐名额"), told))
    rows.append(SummaryRow(_("已提交"), str(getattr(row, "handed_in", 0))))
    if row.closed_at is not None:
        rows.append(SummaryRow(_("提前结束"), clock.business_date(row.closed_at), note=row.close_reason))
    return SummaryList(tuple(rows))


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def new(request: HttpRequest, pack: str, slug: str) -> HttpResponse:
    """Open a call of a programme. Where nobody may apply for it yet the page says what is missing."""
    actor = actor_of(request)
    if not may_case(actor, CaseAction.WORK):
        raise NotFound()
    if not may_case(actor, CaseAction.ARRANGE):
        raise NotAllowed()
    programme = reads.programme_at(f"{pack}/{slug}")
    try:
        said = ready_content(programme)
    except ProgrammeNotReady as error:
        sentences = [problem.en if english() else problem.zh for problem in error.problems]
        if request.method != "POST":
            return _page(request, programme, None, shut=sentences)
        for sentence in sentences:
            messages.error(request, sentence)
        return redirect("cases:programme", pack, slug)
    reach = reach_of(actor)
    departments = departments_of(reach.departments, everything=reach.everything)
    budgets = budgets_for(actor, programme.code, [key for key, _name in departments])
    offered = [
        (
            str(b.pk),
            _("%(name)s（余 %(left)s）") % {"name": b.name, "left": money_told(b.available, wan=True)},
        )
        for b in budgets
    ]
    options: dict[str, Any] = {
        "said": said,
        "departments": departments,
        "budgets": offered,
        "pays": said.money is not None,
    }
    if request.method != "POST":
        return _page(request, programme, RoundForm(initial=_first(said, departments), **options))
    form = RoundForm(request.POST, **options)
    if not form.is_valid():
        return _page(request, programme, form, status=422)
    try:
        made = round_open(
            actor=actor,
            programme_id=programme.pk,
            call=_call(form.cleaned_data, said),
            key=form.cleaned_data["idempotency_key"],
        )
    except ZhongchuangError as error:
        if isinstance(error, NotAllowed | NotFound):
            raise
        return _page(request, programme, form, status=put_errors(form, error))
    messages.success(request, _("申报已开放。到期自动截止，也可以提前结束。"))
    return redirect("cases:round", made.pk)


def _first(said: Content, departments: list[tuple[int, str]]) -> dict[str, Any]:
    today = clock.today()
    name = _("%(year)d年受理") if said.windows == "all_year" else _("%(year)d年第一批")
    first: dict[str, Any] = {"year": today.year, "opens_on": today, "name": name % {"year": today.year}}
    if len(departments) == 1:
        first["department"] = str(departments[0][0])
    return first


def _call(given: dict[str, Any], said: Content) -> Call:
    deadlines = {level.level: given[f"{level.level}_deadline"] for level in said.chain}
    return Call(
        name=given["name"],
        year=given["year"],
        opens_on=given["opens_on"],
        closes_on=given["closes_on"],
        department=int(given["department"]),
        budget=int(given["budget"]) if given.get("budget") else None,
        quota=given["quota"],
        place_quotas=given.get("place_quotas") or {},
        place_deadlines={level: day for level, day in deadlines.items() if day is not None},
    )


def _page(
    request: HttpRequest,
    programme: Programme,
    form: RoundForm | None,
    *,
    shut: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    title = programme.title_en if english() else programme.title
    pack, _slash, slug = programme.code.partition("/")
    context = {
        "form": form,
        "fields": [bound for bound in form if not bound.is_hidden] if form else [],
        "errors": errors_of(form) if form is not None and form.is_bound else None,
        "shut": shut or [],
        "title": title,
        "guard": guard_of(),
        "breadcrumbs": (
            Link(pgettext("programme", "项目"), reverse("cases:programmes")),
            Link(title, reverse("cases:programme", args=[pack, slug])),
            Link(_("开放申报"), ""),
        ),
    }
    return render(request, "cases/programmes/round_new.html", context, status=status)
