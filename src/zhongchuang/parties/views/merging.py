"""What became of an organisation: verified, sent back, merged; and merging it, parting it again."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.core.clock import business_date
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.page import Cell, Column, ColumnKind, DataTable, EmptyState, FormGuard, Link, Row
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import PartyAction, may_organisation
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.errors import HolderUnknown
from zhongchuang.parties.forms.organisations import MergeForm, UndoMergeForm
from zhongchuang.parties.models import Merge, Organisation, Verification
from zhongchuang.parties.selectors.names import colleague_names
from zhongchuang.parties.views.requests import seen_organisation, valid
from zhongchuang.parties.views.showing import trail
from zhongchuang.parties.views.spaces.common import new_guard, refusals_on, sent_guard, version_of


@dataclass(frozen=True, slots=True)
class MergeShown:
    """A merge as the page shows it; `guard` where it may be undone here."""

    merge: Merge
    by: str
    guard: FormGuard | None


@require_safe
@login_required
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What officers found, and which records became one."""
    found = seen_organisation(request, pk)
    actor = actor_of(request)
    checks, merges = list(selectors.verifications_of(found)), list(selectors.merges_of(found))
    names = colleague_names(actor, [*(c.decided_by for c in checks), *(m.merged_by for m in merges)])
    undoes = may_organisation(actor, PartyAction.MERGE)
    context = {
        "organisation": found,
        "checks": _checks(checks, names),
        "merges": [
            MergeShown(
                one,
                names.get(one.merged_by, _("主管部门")),
                new_guard(one.organisation.row_version) if undoes and one.undone_at is None else None,
            )
            for one in merges
        ],
        "breadcrumbs": trail(found, Link(_("核实和合并的历史"), "")),
    }
    return render(request, "parties/organisation_history.html", context)


def _checks(checks: list[Verification], names: dict[str, str]) -> DataTable:
    return DataTable(
        _("核实"),
        (
            Column(_("日期"), ColumnKind.DATE),
            Column(_("结果")),
            Column(_("依据或要补正的")),
            Column(_("经办")),
        ),
        tuple(
            Row(
                (
                    Cell(business_date(one.decided_at)),
                    Cell(one.get_outcome_display()),
                    Cell(one.lacks or one.evidence, note=one.get_evidence_kind_display()),
                    Cell(names.get(one.decided_by, _("主管部门"))),
                )
            )
            for one in checks
        ),
        empty=EmptyState(_("还没有核实过")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that another record is the same organisation."""
    found = seen_organisation(request, pk)
    if not may_organisation(actor_of(request), PartyAction.MERGE):
        raise NotAllowed()
    if request.method != "POST":
        return _merge_page(request, found, MergeForm(), new_guard(found.row_version))
    guard, form = sent_guard(request), MergeForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            services.organisation_merge(
                actor=actor_of(request),
                organisation=found,
                into=_by_code(form.cleaned_data["uscc"]),
                reason=form.cleaned_data["reason"],
                expected_version=version_of(guard),
                key=guard.idempotency_key,
            )
            messages.success(request, _("已合并；原来的记录保留，可以撤销。"))
            return redirect("parties:organisation_history", pk=pk)
    return _merge_page(request, found, form, guard)


def _by_code(text: str) -> Organisation:
    found: Organisation | None = Organisation.objects.filter(uscc="".join(text.split()).upper()).first()
    if found is None:
        raise HolderUnknown()
    return found


def _merge_page(request: HttpRequest, found: Organisation, form: MergeForm, guard: FormGuard) -> HttpResponse:
    context = {
        "organisation": found,
        "form": form,
        "guard": guard,
        "breadcrumbs": trail(found, Link(_("合并"), "")),
    }
    return render(request, "parties/organisation_merge.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def undo(request: HttpRequest, pk: int, merge_pk: int) -> HttpResponse:
    """They were two after all."""
    found, given = seen_organisation(request, pk), valid(UndoMergeForm(request.POST))
    standing = get_object_or_404(Merge, pk=merge_pk)
    if found.pk not in {standing.organisation_id, standing.into_id}:
        raise Http404
    services.merge_undo(
        actor=actor_of(request),
        merge=standing,
        reason=given["reason"],
        expected_version=given["row_version"],
        key=given["idempotency_key"],
    )
    messages.success(request, _("合并已撤销。"))
    return redirect("parties:organisation_history", pk=pk)
