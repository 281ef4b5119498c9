"""Officers look into organisations: the queue, one of them, and what was found."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhongchuang.core.clock import business_date
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.page import (
    Cell,
    Code,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    FormGuard,
    Link,
    Row,
    page_of,
)
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import PartyAction, may_organisation
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.forms.organisations import CloseForm, ReturnForm, VerifyForm
from zhongchuang.parties.models import EvidenceKind, Organisation, OrganisationState
from zhongchuang.parties.views.requests import seen_organisation
from zhongchuang.parties.views.showing import facts_of, place_name, relation_table, trail
from zhongchuang.parties.views.spaces.common import new_guard, refusals_on, sent_guard, version_of


def _check_may(request: HttpRequest) -> None:
    if not may_organisation(actor_of(request), PartyAction.VERIFY):
        raise NotAllowed()


@require_safe
@login_required
def waiting(request: HttpRequest) -> HttpResponse:
    """Organisations that wait, the longest wait first."""
    _check_may(request)
    found = selectors.waiting_organisations()
    page, shown = page_of(request, found)
    context = {
        "table": DataTable(
            _("等待核实的单位"),
            (
                Column(_("名称")),
                Column(_("统一社会信用代码"), ColumnKind.CODE),
                Column(_("类型")),
                Column(_("所在地")),
                Column(_("送核日期"), ColumnKind.DATE),
            ),
            tuple(_row(one) for one in shown),
            page,
            EmptyState(_("没有等待核实的单位")),
        ),
        "count": page.total,
        "breadcrumbs": (
            Link(_("首页"), "/"),
            Link(_("单位"), reverse("parties:organisations")),
            Link(_("等待核实"), ""),
        ),
    }
    return render(request, "parties/organisations_waiting.html", context)


def _row(one: Organisation) -> Row:
    return Row(
        (
            Cell(one.name, reverse("parties:organisation_check", args=[one.pk])),
            Cell(one.uscc),
            Cell(one.get_kind_display()),
            Cell(place_name(one.place)),
            Cell(business_date(one.submitted_at) if one.submitted_at else _("未送核")),
        )
    )


@require_safe
@login_required
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation, to be verified, sent back, or closed."""
    found = seen_organisation(request, pk)
    _check_may(request)
    return _check_page(request, found)


def _check_page(
    request: HttpRequest, found: Organisation, sent: forms.Form | None = None, guard: FormGuard | None = None
) -> HttpResponse:
    own = selectors.standing_in(actor_of(request), found) is not None

    def drawn(kind: type[forms.Form]) -> tuple[forms.Form, FormGuard]:
        if isinstance(sent, kind) and guard is not None:
            return sent, guard
        return kind(), new_guard(found.row_version)

    context = {
        "organisation": found,
        "uscc": Code(found.uscc, _("统一社会信用代码")),
        "place": place_name(found.place),
        "facts": facts_of(found, selectors.verifications_of(found).first()),
        "relations": relation_table(
            found, selectors.known_relations(found), _("单位还没有填写法定代表人和股东")
        ),
        "own": own,
        "may_verify": not own and found.state == OrganisationState.UNVERIFIED,
        "may_return": not own and found.state in {OrganisationState.UNVERIFIED, OrganisationState.VERIFIED},
        "may_close": not own and found.state not in services.OVER,
        "verify": drawn(VerifyForm),
        "send_back": drawn(ReturnForm),
        "close": drawn(CloseForm),
        "sent": sent,
        "breadcrumbs": trail(found, Link(_("核实"), "")),
    }
    status = 422 if sent is not None and sent.errors else 200
    return render(request, "parties/organisation_check.html", context, status=status)


def _decide(
    request: HttpRequest,
    pk: int,
    form: forms.Form,
    act: Callable[[Organisation, FormGuard], Organisation],
    done: str,
) -> HttpResponse:
    found = seen_organisation(request, pk)
    _check_may(request)
    guard = sent_guard(request)
    if form.is_valid():
        with refusals_on(form):
            act(found, guard)
            messages.success(request, done % {"name": found.name})
            return redirect("parties:organisations_waiting")
    return _check_page(request, found, form, guard)


@require_POST
@login_required
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """The organisation is what it says."""
    form = VerifyForm(request.POST)
    return _decide(
        request,
        pk,
        form,
        lambda found, guard: services.organisation_verify(
            actor=actor_of(request),
            organisation=found,
            evidence_kind=EvidenceKind(form.cleaned_data["evidence_kind"]),
            evidence=form.cleaned_data["evidence"],
            expected_version=version_of(guard),
            key=guard.idempotency_key,
        ),
        _("“%(name)s”已核实，管理人会收到通知。"),
    )


@require_POST
@login_required
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Something is missing or wrong."""
    form = ReturnForm(request.POST)
    return _decide(
        request,
        pk,
        form,
        lambda found, guard: services.organisation_return(
            actor=actor_of(request),
            organisation=found,
            lacks=form.cleaned_data["lacks"],
            expected_version=version_of(guard),
            key=guard.idempotency_key,
        ),
        _("“%(name)s”已退回补正，管理人会收到通知。"),
    )


@require_POST
@login_required
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """The organisation was struck off its register."""
    form = CloseForm(request.POST)
    return _decide(
        request,
        pk,
        form,
        lambda found, guard: services.organisation_close(
            actor=actor_of(request),
            organisation=found,
            closed_on=form.cleaned_data["closed_on"],
            expected_version=version_of(guard),
            key=guard.idempotency_key,
        ),
        _("“%(name)s”已记为注销，此后只能查看。"),
    )
