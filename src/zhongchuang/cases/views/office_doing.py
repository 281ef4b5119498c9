"""What the lists of the desk do: many cases at once, the list as a sheet, a list under a name."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhongchuang.cases.flow.states import State
from zhongchuang.cases.forms.office import SavedViewForm
from zhongchuang.cases.selectors import office as reads
from zhongchuang.cases.services.batching import BatchAction, Marked, cases_batch
from zhongchuang.cases.services.exporting import cases_export
from zhongchuang.cases.services.views_saved import view_delete, view_save
from zhongchuang.cases.views.office import narrowing_of
from zhongchuang.cases.views.office_common import desk_page, incomplete, key_of, reads_english, state_words
from zhongchuang.core import clock
from zhongchuang.core.download import attachment_response
from zhongchuang.core.errors import NotFound
from zhongchuang.core.page import Cell, Column, ColumnKind, DataTable, Link, Row, Shape, Status, Tone
from zhongchuang.core.upload import FileKind
from zhongchuang.parties.accounts import actor_of

MOST_MARKED = 1000
"""More boxes than any page has: not looked at further."""


@require_POST
@desk_page
def batch(request: HttpRequest) -> HttpResponse:
    """Accept, assign or write to the cases marked."""
    actor, key = actor_of(request), key_of(request)
    action = next((a for a in BatchAction if a.value == request.POST.get("action")), None)
    if action is None:
        raise incomplete()
    officer = request.POST.get("officer", "")
    done = cases_batch(
        actor=actor,
        action=action,
        marked=_marked(request),
        officer_id=int(officer) if officer.isascii() and officer.isdecimal() else None,
        message=request.POST.get("message", "") if action is BatchAction.NOTIFY else "",
        key=key,
    )
    back = request.POST.get("back", "")
    query = f"?{urlencode({'back': back})}" if _is_ours(back) else ""
    return redirect(reverse("cases:batch", args=[done.key]) + query)


def _marked(request: HttpRequest) -> list[Marked]:
    found = []
    for text in request.POST.getlist("case")[:MOST_MARKED]:
        pk, colon, version = str(text).partition(":")
        if not colon or not (pk + version).isascii() or not pk.isdecimal() or not version.isdecimal():
            raise incomplete()
        found.append(Marked(int(pk), int(version)))
    return found


@require_safe
@desk_page
def batch_done(request: HttpRequest, key: str) -> HttpResponse:
    """What became of each case of a batch."""
    row = reads.batch_of(actor_of(request), key)
    labels = {
        BatchAction.ACCEPT: _("受理所选"),
        BatchAction.ASSIGN: _("分派所选"),
        BatchAction.NOTIFY: _("通知申请人"),
    }
    failed = [one for one in row.outcomes if one[1]]
    back = request.GET.get("back", "")
    context = {
        "action": labels[BatchAction(row.action)],
        "said": row.said,
        "done": len(row.outcomes) - len(failed),
        "failed": len(failed),
        "back": back if _is_ours(back) else reverse("cases:office"),
        "table": DataTable(
            _("每件的结果"),
            (Column(_("办件"), ColumnKind.CODE), Column(_("结果"))),
            tuple(
                _outcome_row(number, en if reads_english() else zh)
                for number, zh, en in [*failed, *(one for one in row.outcomes if not one[1])]
            ),
        ),
        "breadcrumbs": (Link(_("办件"), reverse("cases:office")), Link(_("批量办理的结果"), "")),
    }
    return render(request, "cases/office/batch.html", context)


def _outcome_row(number: str, problem: str) -> Row:
    url = reverse("cases:office_case", args=[number]) if number != "—" else ""
    status = (
        Status(problem, Shape.CROSS, Tone.DANGER)
        if problem
        else Status(_("办好了"), Shape.CHECK, Tone.ACCENT)
    )
    return Row((Cell(number, url), Cell(status)))


@require_safe
@desk_page
def export(request: HttpRequest) -> HttpResponseBase:
    """The list as it is narrowed now, as a sheet."""
    desk = reads.desk_of(actor_of(request), clock.today())
    heads = (
        *(_("编号"), _("名称"), _("申请人"), _("地区"), _("项目"), _("批次"), _("状态"), _("经办")),
        *(_("期限"), _("申请金额（元）"), _("批准金额（元）")),
    )
    file = cases_export(
        desk=desk,
        by=narrowing_of(request.GET),
        heads=heads,
        states={state.value: state_words(state) for state in State},
        query=request.META.get("QUERY_STRING", ""),
    )
    name = _("办件 %(day)s.xlsx") % {"day": clock.today().isoformat()}
    return attachment_response(name, file, FileKind.XLSX.content_type)


@require_POST
@desk_page
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the list under a name."""
    form = SavedViewForm(request.POST)
    if not form.is_valid():
        raise incomplete()
    row = view_save(
        actor=actor_of(request),
        name=form.cleaned_data["name"],
        query=form.cleaned_data["query"],
        key=key_of(request),
    )
    messages.success(request, _("已存为“%(name)s”。") % {"name": row.name})
    return redirect(f"{reverse('cases:office_cases')}?{row.query}")


@require_POST
@desk_page
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one's own list."""
    key_of(request)
    try:
        view_delete(actor=actor_of(request), pk=pk)
    except NotFound:  # pressed twice: what was wanted is so
        messages.info(request, _("这个常用筛选已经不在了。"))
    else:
        messages.success(request, _("已删除。"))
    return redirect("cases:office_cases")


def _is_ours(url: str) -> bool:
    """Whether an address leads back into the desk, not anywhere else."""
    return url.startswith("/office/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
