"""An organisation registered by who runs it, and described."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.page import FormGuard, Link
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import PartyAction, may_organisation
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.forms.organisations import DescribeForm, RegisterForm
from zhongchuang.parties.models import Organisation, OrganisationState
from zhongchuang.parties.views.requests import own_account, seen_organisation
from zhongchuang.parties.views.showing import trail
from zhongchuang.parties.views.spaces.common import new_guard, refusals_on, sent_guard, version_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def register(request: HttpRequest) -> HttpResponse:
    """Register the organisation one runs; one manages it from then on."""
    if request.method != "POST":
        return _register_page(request, RegisterForm(), new_guard())
    guard, form = sent_guard(request, with_row=False), RegisterForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            made = services.organisation_register_own(
                actor=actor_of(request),
                account=own_account(request),
                uscc=form.cleaned_data["uscc"],
                description=form.description(),
                key=guard.idempotency_key,
            )
            messages.success(request, _("单位已登记，等待主管部门核实；现在可以填写法定代表人和股东。"))
            return redirect("parties:organisation", pk=made.pk)
    return _register_page(request, form, guard)


def _register_page(request: HttpRequest, form: RegisterForm, guard: FormGuard) -> HttpResponse:
    context = {
        "form": form,
        "guard": guard,
        "breadcrumbs": (
            Link(_("首页"), "/"),
            Link(_("单位"), reverse("parties:organisations")),
            Link(_("登记单位"), ""),
        ),
    }
    return render(request, "parties/organisation_register.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the organisation is; saved, it waits to be verified where that is needed."""
    found = seen_organisation(request, pk)
    if not may_organisation(
        actor_of(request), PartyAction.DESCRIBE, selectors.standing_in(actor_of(request), found)
    ):
        raise NotAllowed()
    if request.method != "POST":
        form = DescribeForm(initial=DescribeForm.of(found))
        return _edit_page(request, found, form, new_guard(found.row_version))
    guard, form = sent_guard(request), DescribeForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            saved = services.organisation_describe(
                actor=actor_of(request),
                organisation=found,
                description=form.description(),
                expected_version=version_of(guard),
                key=guard.idempotency_key,
            )
            waits = saved.state == OrganisationState.UNVERIFIED
            messages.success(request, _("已保存，等待主管部门核实。") if waits else _("已保存。"))
            return redirect("parties:organisation", pk=pk)
    return _edit_page(request, found, form, guard)


def _edit_page(
    request: HttpRequest, found: Organisation, form: DescribeForm, guard: FormGuard
) -> HttpResponse:
    context = {
        "organisation": found,
        "form": form,
        "guard": guard,
        "breadcrumbs": trail(found, Link(_("修改资料"), "")),
    }
    return render(request, "parties/organisation_edit.html", context, status=422 if form.errors else 200)
