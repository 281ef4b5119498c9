"""The forms with which an operator keeps the register: a tenant opened, what happens to it, figures, graduation, corrections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.page import FormGuard, Link
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.forms import tenants as forms
from zhongchuang.parties.models import ResidencyEvent, Space, Tenant
from zhongchuang.parties.selectors import residency as reads
from zhongchuang.parties.services import graduation, residency
from zhongchuang.parties.services.residency import NewTenant
from zhongchuang.parties.services.tenant_records import Occurrence
from zhongchuang.parties.spaces.graduation import Standard, standards_on
from zhongchuang.parties.spaces.periods import declared_as_at
from zhongchuang.parties.spaces.residency import EventKind
from zhongchuang.parties.views.spaces.common import (
    EVENT_LABELS,
    new_guard,
    recorded,
    records,
    refusals_on,
    sent_guard,
    told,
    version_of,
)
from zhongchuang.parties.views.spaces.keeping import space_trail
from zhongchuang.parties.views.spaces.story import RECORDED, review_words, tenant_trail

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
FORMS: Mapping[EventKind, type[django_forms.Form]] = {
    EventKind.APPLIED: forms.ApplyForm,
    EventKind.ADMITTED: forms.AdmitForm,
    EventKind.REFUSED: forms.RefuseForm,
    EventKind.MILESTONE: forms.MilestoneForm,
    EventKind.MOVED: forms.MoveForm,
    EventKind.LEFT: forms.LeaveForm,
}
BUTTONS = {
    EventKind.APPLIED: gettext_lazy("记录申请"),
    EventKind.ADMITTED: gettext_lazy("准予入驻"),
    EventKind.REFUSED: gettext_lazy("不予入驻"),
    EventKind.MILESTONE: gettext_lazy("记录里程碑"),
    EventKind.MOVED: gettext_lazy("记录转移"),
    EventKind.LEFT: gettext_lazy("记录退出"),
}


def _tenant(request: HttpRequest, pk: int, tenant: int) -> tuple[Actor, Tenant]:
    """A tenant whose register the reader keeps. Raises NotFound, NotAllowed."""
    actor = actor_of(request)
    found = reads.tenant_of(actor, pk, tenant)
    if not records(actor, found.space):
        raise NotAllowed()
    return actor, found


@GET_POST
@login_required
def open_tenant(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A firm or team comes into the register."""
    actor, space = recorded(request, pk)
    form = forms.NewTenantForm(request.POST or None, initial={"on": clock.today()})
    guard = new_guard()
    if request.method == "POST":
        guard = sent_guard(request, with_row=False)
        if form.is_valid():
            given = form.cleaned_data
            with refusals_on(form):
                made = residency.tenant_open(
                    actor=actor,
                    space=space,
                    who=NewTenant(uscc=given["uscc"], name=given["name"], values=given["values"]),
                    first=Occurrence(EventKind(given["first"]), given["on"], _justified(given)),
                    key=guard.idempotency_key,
                )
                messages.success(request, _("已记入名册。"))
                return redirect("parties:tenant", pk=pk, tenant=made.pk)
    context = {
        "space": space,
        "form": form,
        "guard": guard,
        "breadcrumbs": space_trail(
            space,
            Link(_("入驻名册"), reverse("parties:tenants", args=[pk])),
            Link(_("登记入驻"), ""),
        ),
    }
    return render(request, "parties/spaces/tenant_new.html", context, status=422 if form.errors else 200)


def _justified(given: Mapping[str, Any]) -> dict[str, str]:
    reason = str(given.get("justification") or "").strip()
    return {"justification": reason} if reason else {}


@GET_POST
@login_required
def record(request: HttpRequest, pk: int, tenant: int, kind: str) -> HttpResponseBase:
    """Something happened to a tenant."""
    actor, found = _tenant(request, pk, tenant)
    if kind not in RECORDED:
        raise NotFound()
    what = EventKind(kind)
    form = FORMS[what](request.POST or None, initial={"on": clock.today()})
    guard = new_guard(found.row_version)
    if request.method == "POST":
        guard = sent_guard(request)
        if form.is_valid():
            with refusals_on(form):
                residency.residency_record(
                    actor=actor,
                    tenant=found,
                    what=Occurrence(what, form.cleaned_data["on"], _payload(what, form)),
                    values=form.cleaned_data.get("values"),
                    expected_version=version_of(guard),
                    key=guard.idempotency_key,
                )
                messages.success(request, _("已记在时间线上。"))
                return redirect("parties:tenant", pk=pk, tenant=tenant)
    return _page(request, found, form, guard, str(EVENT_LABELS[what]), str(BUTTONS[what]))


def _payload(kind: EventKind, form: Any) -> dict[str, Any]:
    given = form.cleaned_data
    match kind:
        case EventKind.ADMITTED:
            return _justified(given)
        case EventKind.MILESTONE:
            payload: dict[str, Any] = form.payload()
            return payload
        case EventKind.MOVED:
            leaves = {"leaves": True} if given["leaves"] else {}
            return {"stage": given["stage"], "where": given["where"], **leaves}
        case EventKind.REFUSED | EventKind.LEFT:
            return {"why": given["why"]}
        case _:
            return {}


@GET_POST
@login_required
def declare(request: HttpRequest, pk: int, tenant: int) -> HttpResponseBase:
    """A tenant's figures as at a day."""
    actor, found = _tenant(request, pk, tenant)
    known = declared_as_at(reads.declarations_of(reads.of_tenant(found)), clock.today()).get(found.pk)
    values = dict(known.values) if known else {}
    form = forms.DeclareForm(request.POST or None, initial={"on": clock.today()}, known=values)
    guard = new_guard(found.row_version)
    if request.method == "POST":
        guard = sent_guard(request)
        if form.is_valid():
            with refusals_on(form):
                residency.declaration_record(
                    actor=actor,
                    tenant=found,
                    on=form.cleaned_data["on"],
                    values=form.cleaned_data["values"],
                    expected_version=version_of(guard),
                    key=guard.idempotency_key,
                )
                messages.success(request, _("数据已申报。"))
                return redirect("parties:tenant", pk=pk, tenant=tenant)
    return _page(request, found, form, guard, _("申报数据"), _("申报"))


@GET_POST
@login_required
def graduate(request: HttpRequest, pk: int, tenant: int) -> HttpResponseBase:
    """A tenant held against a standard, criterion by criterion."""
    actor, found = _tenant(request, pk, tenant)
    offered = standards_on(clock.today())
    against = _standard(request, offered)
    form = forms.GraduateForm(request.POST or None, against=against, initial={"on": clock.today()})
    guard = new_guard(found.row_version)
    if request.method == "POST":
        guard = sent_guard(request)
        if form.is_valid():
            with refusals_on(form):
                review = graduation.tenant_graduate(
                    actor=actor,
                    tenant=found,
                    on=form.cleaned_data["on"],
                    against=against,
                    results=form.results(),
                    expected_version=version_of(guard),
                    key=guard.idempotency_key,
                )
                if review.passed:
                    messages.success(request, _("已毕业，核对结果留在时间线上。"))
                else:
                    messages.warning(request, _("没有达到标准，没有记毕业；这次核对的结果留着。"))
                return redirect("parties:tenant", pk=pk, tenant=tenant)
    context = {
        "space": found.space,
        "tenant": found,
        "form": form,
        "guard": guard,
        "against": against.id,
        "title": told(against.title),
        "basis": told(against.basis),
        "note": told(against.note) if against.note else "",
        "enough": against.meets.value,
        "others": [(one.id, told(one.title)) for one in offered if one is not against],
        "reviews": [review_words(one) for one in reads.reviews_of(found)],
        "breadcrumbs": tenant_trail(found.space, found, True, Link(_("核对毕业"), "")),
    }
    return render(request, "parties/spaces/graduate.html", context, status=422 if form.errors else 200)


def _standard(request: HttpRequest, offered: tuple[Standard, ...]) -> Standard:
    """The standard asked for; the first in force where none is."""
    asked = request.POST.get("standard") or request.GET.get("standard", "")
    return next((one for one in offered if one.id == asked), offered[0])


@GET_POST
@login_required
def correct(request: HttpRequest, pk: int, tenant: int, event: int) -> HttpResponseBase:
    """Something recorded was wrong."""
    actor, found = _tenant(request, pk, tenant)
    row = ResidencyEvent.objects.filter(tenant=found, pk=event).exclude(kind=EventKind.VOID.value).first()
    if row is None:
        raise NotFound()
    form = forms.CorrectForm(request.POST or None, initial={"on": row.on})
    guard = new_guard(found.row_version)
    if request.method == "POST":
        guard = sent_guard(request)
        if form.is_valid():
            given = form.cleaned_data
            instead = (
                Occurrence(EventKind(row.kind), given["on"], row.payload) if given["what"] == "day" else None
            )
            with refusals_on(form):
                residency.event_correct(
                    actor=actor,
                    tenant=found,
                    event=row,
                    to=instead,
                    reason=given["reason"],
                    expected_version=version_of(guard),
                    key=guard.idempotency_key,
                )
                messages.success(request, _("已更正。原来的记录仍在时间线上。"))
                return redirect("parties:tenant", pk=pk, tenant=tenant)
    title = _("更正“%(what)s”") % {"what": EVENT_LABELS[EventKind(row.kind)]}
    lead = _("已经关账的周期不会改变；更正会列在那个周期的旁边。")
    return _page(request, found, form, guard, title, _("更正"), lead=lead)


def _page(
    request: HttpRequest,
    found: Tenant,
    form: Any,
    guard: FormGuard,
    title: str,
    button: str,
    *,
    lead: str = "",
) -> HttpResponse:
    """A page that is one form about a tenant."""
    space: Space = found.space
    context = {
        "space": space,
        "tenant": found,
        "form": form,
        "guard": guard,
        "title": title,
        "button": button,
        "lead": lead,
        "is_facts": isinstance(form, forms.FactsForm),
        "back": reverse("parties:tenant", args=[space.pk, found.pk]),
        "breadcrumbs": tenant_trail(space, found, True, Link(title, "")),
    }
    return render(request, "parties/spaces/record.html", context, status=422 if form.errors else 200)
