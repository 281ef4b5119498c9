"""What the check left for people to do: what is blocked, warned of, or waits for a second officer; and refused hand-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.cases.access import CaseAction, may_case, reach_of
from zhongchuang.cases.selectors.attempts import attempts_to_see
from zhongchuang.cases.views.attempt_rows import attempt_table
from zhongchuang.cases.views.clearance_words import verdict_status
from zhongchuang.cases.views.guarding import desk_page
from zhongchuang.clearance.access import CheckAction, desk_of
from zhongchuang.clearance.selectors.checks import NEEDS, checks_waiting
from zhongchuang.core.clock import business_date
from zhongchuang.core.errors import NotFound
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Money,
    Row,
    page_number,
    paginate,
)
from zhongchuang.parties.accounts import actor_of

if TYPE_CHECKING:
    from zhongchuang.clearance.models import Check

PER_PAGE = 20


@require_safe
@desk_page
def clearances(request: HttpRequest) -> HttpResponse:
    """Checks that need somebody, the latest first; one kind of them where it is chosen."""
    actor = actor_of(request)
    desk = desk_of(actor, CheckAction.VIEW)
    if desk.everywhere is None and not desk.departments:
        raise NotFound()
    chosen = request.GET.get("needs", "")
    rows = checks_waiting(actor, chosen if chosen in NEEDS else "")
    total = rows.count()
    pages = paginate(request.GET, total, page_number(request), per_page=PER_PAGE)
    shown = rows[(pages.page - 1) * PER_PAGE : pages.page * PER_PAGE]
    labels = {
        "": _("全部"),
        "blocked": _("没有通过"),
        "warned": _("有提示要核对"),
        "overrides": _("例外待确认"),
    }
    context = {
        "table": DataTable(
            _("要处理的查重"),
            (
                Column(_("办件")),
                Column(_("结论")),
                Column(_("要做什么")),
                Column(_("核对的金额"), ColumnKind.NUMBER),
                Column(_("至多"), ColumnKind.NUMBER),
                Column(_("部门")),
                Column(_("查重日期"), ColumnKind.DATE),
            ),
            tuple(_row(one) for one in shown),
            pagination=pages,
            empty=EmptyState(_("没有要处理的"), _("查重没有通过、有提示、例外待确认的，会列在这里。")),
        ),
        "tabs": [
            (label, f"?needs={name}" if name else "?", name == chosen) for name, label in labels.items()
        ],
        "total": total,
    }
    return render(request, "cases/office/clearances.html", context)


def _row(one: Check) -> Row:
    kind, _colon, number = one.holder.partition(":")
    url = reverse("cases:office_clearance", args=[number]) if kind == "case" else ""
    return Row(
        (
            Cell(number or one.holder, url, note=one.title),
            Cell(verdict_status(one.verdict)),
            Cell(_todo(one)),
            Cell(Money(one.asked)),
            Cell(Money(one.allowed)),
            Cell(one.department.name if one.department else ""),
            Cell(business_date(one.at)),
        )
    )


def _todo(one: Check) -> str:
    if getattr(one, "override_waits", False):
        return _("例外待另一人确认")
    if one.verdict == "incomplete":
        return _("补上所缺的事实，再查重")
    if one.verdict == "blocked":
        return _("核对；属实的不批准，确需支持的办例外")
    return _("核对提示，写明结果")


@require_safe
@desk_page
def attempts(request: HttpRequest) -> HttpResponse:
    """Hand-ins refused because what they rest on is used already: both cases, for the officers of both."""
    actor = actor_of(request)
    if not may_case(actor, CaseAction.WORK):
        raise NotFound()
    reach = reach_of(actor)
    rows = attempts_to_see(actor, reach)
    total = rows.count()
    pages = paginate(request.GET, total, page_number(request), per_page=PER_PAGE)
    shown = list(rows[(pages.page - 1) * PER_PAGE : pages.page * PER_PAGE])
    context = {"table": attempt_table(shown, reach, pages), "total": total}
    return render(request, "cases/office/attempts.html", context)
