"""A makerspace registered and changed: its words, its room, who holds it, what it was recognised as before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.page import FormGuard, Link
from zhongchuang.parties.access import PartyAction, SpaceAction, may_organisation, may_space
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.errors.spaces import SpaceInputWrong
from zhongchuang.parties.forms import spaces as forms
from zhongchuang.parties.models import HolderRole, Organisation, Recognition, RecognitionLevel, Space
from zhongchuang.parties.selectors import spaces as reads
from zhongchuang.parties.services import recognition as recognitions
from zhongchuang.parties.services import spaces as verbs
from zhongchuang.parties.views.spaces.common import (
    new_guard,
    refusals_on,
    sent_guard,
    trail,
    version_of,
)

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_POST
@login_required
def register(request: HttpRequest) -> HttpResponseBase:
    """Make a space known: by a manager of the organisation that runs it, or a department for any."""
    actor = actor_of(request)
    if not may_space(actor, SpaceAction.REGISTER):
        raise NotAllowed()
    any_of = may_organisation(actor, PartyAction.EDIT)
    held = Organisation.objects.order_by("name", "pk") if any_of else reads.managed_organisations(actor)
    form = forms.RegisterForm(request.POST or None, organisations=held)
    guard = new_guard()
    if request.method == "POST":
        guard = sent_guard(request, with_row=False)
        if form.is_valid():
            with refusals_on(form):
                made = verbs.space_register(
                    actor=actor,
                    details=form.details(),
                    operator=form.cleaned_data["operator"],
                    owner=_owner(form.cleaned_data),
                    room=form.room(),
                    key=guard.idempotency_key,
                )
                messages.success(request, _("众创空间已登记。接着登记入驻的企业和团队。"))
                return redirect("parties:space_work", pk=made.pk)
    context = {
        "form": form,
        "guard": guard,
        "may_any": any_of,
        "has_organisation": any_of or held.exists(),
        "breadcrumbs": trail(Link(_("众创空间"), reverse("parties:spaces")), Link(_("登记"), "")),
    }
    return render(request, "parties/spaces/register.html", context, status=422 if form.errors else 200)


def _owner(given: dict[str, Any]) -> Organisation:
    """Who built it: the operator where nothing else was typed. Raises SpaceInputWrong."""
    if not given["owner_uscc"]:
        operator: Organisation = given["operator"]
        return operator
    return _registered(given["owner_uscc"], "owner_uscc")


def _registered(uscc: str, field: str) -> Organisation:
    found: Organisation | None = Organisation.objects.filter(uscc=uscc.strip().upper()).first()
    if found is None:
        raise SpaceInputWrong(
            field,
            "平台上没有这个代码的单位，请先登记单位。",
            "No organisation has this code; register it first.",
        )
    return found


def _edited(request: HttpRequest, pk: int) -> tuple[Actor, Space]:
    """A space the reader may change. Raises NotFound, NotAllowed."""
    actor, space = actor_of(request), reads.space_of(pk)
    if not may_space(actor, SpaceAction.EDIT, reads.works_at(actor, space)):
        raise NotAllowed()
    return actor, space


@GET_POST
@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What a space says of itself."""
    actor, space = _edited(request, pk)
    initial = {
        name: getattr(space, name)
        for name in ("name", "place", "address", "kind", "built_by", "stage", "specialised", "summary")
    }
    initial |= {
        "opened_on": space.opened_on,
        "closed_on": space.closed_on,
        "fields_named": forms.fields_written([one.name for one in space.fields.all()]),
    }
    form = forms.DetailsForm(request.POST or None, initial=initial)
    guard = new_guard(space.row_version)
    if request.method == "POST":
        guard = sent_guard(request)
        if form.is_valid():
            with refusals_on(form):
                verbs.space_edit(
                    actor=actor,
                    space=space,
                    details=form.details(),
                    expected_version=version_of(guard),
                    key=guard.idempotency_key,
                )
                messages.success(request, _("已保存。"))
                return redirect("parties:space", pk=pk)
    return _form_page(request, space, form, guard, title=_("修改资料"), button=_("保存"))


@GET_POST
@login_required
def capacity(request: HttpRequest, pk: int) -> HttpResponseBase:
    """How much room there is from a day on."""
    actor, space = _edited(request, pk)
    form = forms.CapacityForm(request.POST or None)
    guard = new_guard(space.row_version)
    if request.method == "POST":
        guard = sent_guard(request)
        if form.is_valid():
            with refusals_on(form):
                verbs.capacity_record(
                    actor=actor,
                    space=space,
                    since=form.cleaned_data["since"],
                    room=form.room(),
                    expected_version=version_of(guard),
                    key=guard.idempotency_key,
                )
                messages.success(request, _("规模已更新；以前的仍然留着，按日期计算。"))
                return redirect("parties:space", pk=pk)
    lead = _("面积或工位变了，写明从哪一天起。以前各期的数不受影响。")
    return _form_page(request, space, form, guard, title=_("更新规模"), button=_("保存"), lead=lead)


@GET_POST
@login_required
def holder(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Another organisation owns or runs it; the department's doing."""
    actor, space = actor_of(request), reads.space_of(pk)
    if not may_organisation(actor, PartyAction.EDIT):
        raise NotAllowed()
    form = forms.HolderForm(request.POST or None)
    guard = new_guard(space.row_version)
    if request.method == "POST":
        guard = sent_guard(request)
        if form.is_valid():
            given = form.cleaned_data
            with refusals_on(form):
                verbs.holder_change(
                    actor=actor,
                    space=space,
                    role=HolderRole(given["role"]),
                    organisation=_registered(given["uscc"], "uscc"),
                    since=given["since"],
                    expected_version=version_of(guard),
                    key=guard.idempotency_key,
                )
                messages.success(request, _("已更换。原来的单位从那一天起不再能办理本空间的事。"))
                return redirect("parties:space", pk=pk)
    return _form_page(request, space, form, guard, title=_("更换举办或运营单位"), button=_("更换"))


@GET_POST
@login_required
def recognise(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A recognition that no case of the platform led to is written down; those that stand may be revoked."""
    actor, space = actor_of(request), reads.space_of(pk)
    if not may_space(actor, SpaceAction.RECOGNISE):
        raise NotAllowed()
    form = forms.RecognitionForm(request.POST or None)
    guard = new_guard()
    if request.method == "POST":
        guard = sent_guard(request, with_row=False)
        if form.is_valid():
            given = form.cleaned_data
            with refusals_on(form):
                recognitions.recognition_grant(
                    actor=actor,
                    space=space,
                    level=RecognitionLevel(given["level"]),
                    number=given["number"],
                    since=given["since"],
                    until=given["until"],
                    basis=given["basis"],
                    key=guard.idempotency_key,
                )
                messages.success(request, _("认定已记录。"))
                return redirect("parties:space", pk=pk)
    return _recognise_page(request, space, form, guard)


@require_POST
@login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A recognition ends before its time, with a reason."""
    actor, space, guard = actor_of(request), reads.space_of(pk), sent_guard(request)
    if not may_space(actor, SpaceAction.RECOGNISE):
        raise NotAllowed()
    form = forms.RevocationForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        row = get_object_or_404(Recognition, space=space, pk=given["recognition"])
        with refusals_on(form):
            recognitions.recognition_revoke(
                actor=actor,
                recognition=row,
                on=given["on"],
                reason=given["reason"],
                expected_version=version_of(guard),
                key=guard.idempotency_key,
            )
            messages.success(request, _("认定已撤销。"))
            return redirect("parties:space", pk=pk)
    return _recognise_page(request, space, forms.RecognitionForm(), new_guard(), revoking=form)


def _recognise_page(
    request: HttpRequest,
    space: Space,
    form: forms.RecognitionForm,
    guard: FormGuard,
    *,
    revoking: forms.RevocationForm | None = None,
) -> HttpResponse:
    standing = [one for one in reads.recognitions_of(space) if one.revoked_on is None]
    sent = revoking.data.get("recognition") if revoking is not None else None
    context = {
        "space": space,
        "form": form,
        "guard": guard,
        "standing": [
            (
                one,
                revoking
                if revoking is not None and sent == str(one.pk)
                else forms.RevocationForm(initial={"recognition": one.pk}, auto_id=f"id_{one.pk}_%s"),
                new_guard(one.row_version),
            )
            for one in standing
        ],
        "breadcrumbs": trail(
            Link(_("众创空间"), reverse("parties:spaces")),
            Link(space.name, reverse("parties:space", args=[space.pk])),
            Link(_("认定"), ""),
        ),
    }
    failed = bool(form.errors or (revoking and revoking.errors))
    return render(request, "parties/spaces/recognise.html", context, status=422 if failed else 200)


def _form_page(
    request: HttpRequest,
    space: Space,
    form: Any,
    guard: FormGuard,
    *,
    title: str,
    button: str,
    lead: str = "",
) -> HttpResponse:
    """A page that is one form about a space."""
    context = {
        "space": space,
        "form": form,
        "guard": guard,
        "title": title,
        "button": button,
        "lead": lead,
        "back": reverse("parties:space", args=[space.pk]),
        "breadcrumbs": trail(
            Link(_("众创空间"), reverse("parties:spaces")),
            Link(space.name, reverse("parties:space", args=[space.pk])),
            Link(title, ""),
        ),
    }
    return render(request, "parties/spaces/form.html", context, status=422 if form.errors else 200)
