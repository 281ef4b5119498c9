"""Back and forward, and the history of a draft; giving it up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhongchuang.core.clock import SHANGHAI
from zhongchuang.core.page import Link, SummaryList, SummaryRow
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.selectors.names import colleague_names
from zhongchuang.policy.access import DeskAction, may_draft
from zhongchuang.policy.models import Draft
from zhongchuang.policy.selectors import desk as reads
from zhongchuang.policy.services.desk import draft_discard, draft_redo, draft_undo
from zhongchuang.policy.views.desk.common import desk_page, guard_of, guarded, to
from zhongchuang.policy.views.desk.frame import opened, trail, work_of


@dataclass(frozen=True, slots=True)
class Made:
    """A step as the history shows it."""

    number: int
    label: str
    who: str
    at: datetime
    ahead: bool
    current: bool


@require_safe
@desk_page
def history(request: HttpRequest, key: str) -> HttpResponse:
    """Every step, who made it and when; where the draft stands; what was decided about it."""
    desk, actor = opened(request, key), actor_of(request)
    draft, rows = desk.draft, desk.bench.history
    people = {row.made_by for row in rows} | {draft.submitted_by or "", draft.published_by or ""}
    names = colleague_names(actor, people)
    context = {
        "work": work_of(desk, None),
        "steps": [
            Made(
                row.number,
                row.label,
                names.get(row.made_by, row.made_by),
                row.made_at,
                row.ahead,
                row.number == draft.cursor,
            )
            for row in rows
        ],
        "events": _events(draft, names),
        "may_discard": may_draft(actor, DeskAction.DISCARD, draft),
        "guard": guard_of(draft),
        "breadcrumbs": trail(desk, Link(_("经过"), "")),
    }
    return render(request, "policy/desk/history.html", context)


def _events(draft: Draft, names: dict[str, str]) -> SummaryList | None:
    rows = []
    if draft.submitted_by and draft.submitted_at:
        name = names.get(draft.submitted_by, draft.submitted_by)
        rows.append(SummaryRow(_("最近提交"), name, note=_when(draft.submitted_at)))
    if draft.returned_because:
        rows.append(SummaryRow(_("退回理由"), draft.returned_because))
    if draft.published_by and draft.published_at:
        name = names.get(draft.published_by, draft.published_by)
        rows.append(SummaryRow(_("发布"), name, note=_when(draft.published_at)))
        rows.append(SummaryRow(_("成为的政策包版本"), (draft.result_id or "")[:12]))
    return SummaryList(tuple(rows)) if rows else None


def _when(moment: datetime) -> str:
    return date_format(moment.astimezone(SHANGHAI), "DATETIME_FORMAT")


@require_POST
@desk_page
def undo(request: HttpRequest, key: str) -> HttpResponse:
    """Back by one step."""
    draft_undo(actor=actor_of(request), draft=_draft(request, key), **guarded(request))
    messages.success(request, _("已撤销一步；可以重做。"))
    return _back(request, key)


@require_POST
@desk_page
def redo(request: HttpRequest, key: str) -> HttpResponse:
    """Forward again by one step."""
    draft_redo(actor=actor_of(request), draft=_draft(request, key), **guarded(request))
    messages.success(request, _("已重做一步。"))
    return _back(request, key)


@require_POST
@desk_page
def discard(request: HttpRequest, key: str) -> HttpResponse:
    """Give the draft up."""
    draft_discard(actor=actor_of(request), draft=_draft(request, key), **guarded(request))
    messages.success(request, _("草稿已放弃，留作记录。"))
    return redirect(to(""))


def _draft(request: HttpRequest, key: str) -> Draft:
    return reads.draft_get(actor_of(request), key)


STAY = {"classes", "measures", "proposals", "check", "history"}
"""Pages one stays on when going back or forward; a measure may be gone after it."""


def _back(request: HttpRequest, key: str) -> HttpResponse:
    """To the step the button was pressed on."""
    page = request.POST.get("page", "")
    return redirect(to(page if page in STAY else "work", key))
