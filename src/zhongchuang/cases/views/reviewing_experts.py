"""The pool of experts at the desk, and what an expert declares of themselves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.cases.access import ReviewAction, may_expert
from zhongchuang.cases.forms.review import ExpertForm, NewExpertForm, PoolForm, TieForm
from zhongchuang.cases.models import Expert
from zhongchuang.cases.reviewing.conflicts import TieKind
from zhongchuang.cases.selectors import review as reads
from zhongchuang.cases.services.experts import expert_admit, expert_change, tie_declare, tie_end
from zhongchuang.cases.views.guarding import (
    UNREADABLE,
    desk_page,
    guard_of,
    guarded,
    key_of,
    number_of,
    put_errors,
)
from zhongchuang.cases.views.reviewing_words import TIES
from zhongchuang.core.clock import SHANGHAI
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, ZhongchuangError
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.core.page import (
    Cell,
    Code,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Facets,
    FormGuard,
    Link,
    Row,
    Shape,
    Status,
    SummaryList,
    SummaryRow,
    errors_of,
    page_of,
)
from zhongchuang.parties.accounts import actor_of


@require_safe
@desk_page
def experts(request: HttpRequest) -> HttpResponse:
    """Everybody in the pool."""
    actor = actor_of(request)
    words = request.GET.get("q", "").strip()[:60]
    rows = reads.pool(actor, words)
    pages, shown = page_of(request, rows)
    may_admit = may_expert(actor, ReviewAction.ADMIT)
    new = Link(_("专家入库"), reverse("cases:expert_new"))
    table = DataTable(
        _("评审专家"),
        (
            Column(_("专家")),
            Column(_("工作单位")),
            Column(_("领域")),
            Column(_("申报的关系"), ColumnKind.NUMBER),
            Column(_("正在评审"), ColumnKind.NUMBER),
            Column(_("状态")),
        ),
        tuple(_row(expert) for expert in shown),
        pagination=pages,
        empty=EmptyState(
            _("没有专家"), _("先把有专家角色的账户收进专家库，才能抽取。"), new if may_admit else None
        ),
    )
    context = {
        "table": table,
        "facets": Facets(reverse("cases:experts"), "experts", (), words, _("姓名、单位、领域")),
        "total": pages.total,
        "may_admit": may_admit,
        "breadcrumbs": (Link(_("评审"), reverse("cases:panels")), Link(_("专家库"), "")),
    }
    return render(request, "cases/review/experts.html", context)


def _row(expert: Expert) -> Row:
    organisation = expert.organisation.name if expert.organisation else ""
    return Row(
        (
            Cell(expert.account.name, reverse("cases:expert", args=[expert.pk]), expert.title),
            Cell(organisation),
            Cell("、".join(expert.fields)),
            Cell(expert.ties_told),  # type: ignore[attr-defined]  # counted by the selector
            Cell(expert.sitting),  # type: ignore[attr-defined]  # counted by the selector
            Cell(_active(expert)),
        )
    )


def _active(expert: Expert) -> Status:
    return Status(_("在库"), Shape.CHECK) if expert.active else Status(_("停用"), Shape.PAUSE)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def expert_new(request: HttpRequest) -> HttpResponse:
    """Admit somebody."""
    actor = actor_of(request)
    if not may_expert(actor, ReviewAction.ADMIT):
        raise NotFound() if not may_expert(actor, ReviewAction.VIEW) else NotAllowed()
    form = NewExpertForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        key = key_of(request)
        status = 422
        if form.is_valid():
            try:
                made = expert_admit(actor=actor, email=form.cleaned_data["email"], key=key, **form.given)
            except ZhongchuangError as error:
                status = _put(form, error)
            else:
                messages.success(request, _("已入库。"))
                return redirect("cases:expert", pk=made.pk)
    context = {
        "form": form,
        "errors": errors_of(form),
        "guard": guard_of(),
        "title": _("专家入库"),
        "lead": _("收进专家库的人，才能被抽取。"),
        "button": _("入库"),
        "breadcrumbs": (Link(_("专家库"), reverse("cases:experts")), Link(_("专家入库"), "")),
    }
    return render(request, "cases/review/form.html", context, status=status)


def _put(form: ExpertForm, error: ZhongchuangError) -> int:
    """The verbs speak of `fields`; the form asks for them as one line."""
    if isinstance(error, InvalidInput) and "fields" in error.fields:
        form.add_error("fields_text", error.fields["fields"].in_language(get_language()))
        return UNREADABLE
    return put_errors(form, error)


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def expert(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody in the pool: what is known, what they declared, whether they can be drawn."""
    actor = actor_of(request)
    row = reads.expert_get(actor, pk)
    may_admit = may_expert(actor, ReviewAction.ADMIT, row)
    first = {
        "title": row.title,
        "organisation": row.organisation.uscc if row.organisation else "",
        "fields_text": "、".join(row.fields),
        "active": row.active,
    }
    form, status = PoolForm(request.POST if request.method == "POST" else None, initial=first), 200
    if request.method == "POST":
        if not may_admit:
            raise NotAllowed()
        guard, status = guarded(request), 422
        if form.is_valid():
            try:
                expert_change(
                    actor=actor, expert=row, active=form.cleaned_data["active"], **form.given, **guard
                )
            except InvalidInput as error:
                status = _put(form, error)
            else:
                messages.success(request, _("已保存。"))
                return redirect("cases:expert", pk=pk)
    context = {
        "row": row,
        "facts": _facts(row),
        "ties": _ties(row),
        "form": form if may_admit else None,
        "errors": errors_of(form),
        "guard": guard_of(row),
        "status": _active(row),
        "breadcrumbs": (Link(_("专家库"), reverse("cases:experts")), Link(row.account.name, "")),
    }
    return render(request, "cases/review/expert.html", context, status=status)


def _facts(row: Expert) -> SummaryList:
    return SummaryList(
        (
            SummaryRow(_("职称"), row.title),
            SummaryRow(_("工作单位"), row.organisation.name if row.organisation else ""),
            SummaryRow(_("领域"), "、".join(row.fields)),
            SummaryRow(_("入库"), row.admitted_at.astimezone(SHANGHAI).date()),
        )
    )


def _ties(row: Expert) -> DataTable:
    return DataTable(
        _("申报的关系"),
        (
            Column(_("单位")),
            Column(_("关系")),
            Column(_("自"), ColumnKind.DATE),
            Column(_("至"), ColumnKind.DATE),
        ),
        tuple(
            Row(
                (
                    Cell(tie.organisation.name if tie.organisation else tie.person),
                    Cell(str(TIES[TieKind(tie.kind)])),
                    Cell(tie.since),
                    Cell(tie.until),
                )
            )
            for tie in reads.ties_of(row)
        ),
        empty=EmptyState(_("没有申报"), _("与申请单位有任职、合作、导师、亲属等关系的，由专家本人申报。")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@desk_page
def ties(request: HttpRequest) -> HttpResponse:
    """An expert's own page: what they declared, and a further tie."""
    actor = actor_of(request)
    row = _own(request)
    form, status = TieForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        guard, status = guarded(request), 422
        if form.is_valid():
            said = form.cleaned_data
            try:
                tie_declare(
                    actor=actor,
                    expert=row,
                    organisation=said["organisation"],
                    kind=TieKind(said["kind"]),
                    since=said["since"],
                    until=said["until"],
                    **guard,
                )
            except InvalidInput as error:
                status = put_errors(form, error)
            else:
                messages.success(request, _("已申报。抽取时会自动回避。"))
                return redirect("cases:ties")
    own = reads.ties_of(row)
    context = {
        "row": row,
        "facts": _facts(row),
        "own_key": Code(row.key, group=8),
        "ties": [
            {
                "row": tie,
                "words": TIES[TieKind(tie.kind)],
                "guard": FormGuard(new_idempotency_key(), row.row_version) if tie.until is None else None,
            }
            for tie in own
        ],
        "form": form,
        "errors": errors_of(form),
        "guard": guard_of(row),
        "breadcrumbs": (Link(_("评审任务"), reverse("cases:reviews")), Link(_("利益关系申报"), "")),
    }
    return render(request, "cases/review/ties.html", context, status=status)


@require_POST
@desk_page
def tie_over(request: HttpRequest) -> HttpResponse:
    """A tie of one's own is over."""
    guard = guarded(request)
    tie_end(actor=actor_of(request), expert=_own(request), tie=number_of(request, "tie"), **guard)
    messages.success(request, _("已记录结束；结束后三年内仍然回避。"))
    return redirect("cases:ties")


def _own(request: HttpRequest) -> Expert:
    """Raises NotFound for who is not in the pool."""
    actor = actor_of(request)
    row = reads.own_expert(actor)
    if row is None or not may_expert(actor, ReviewAction.DECLARE, row):
        raise NotFound()
    return row
