"""Who may act in one's place, and for whom one may act."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhongchuang.core import clock
from zhongchuang.core.page import FormGuard, Link, Shape, Status, SummaryList, SummaryRow, Tone
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import DelegationScope
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.forms import GuardedForm
from zhongchuang.parties.forms.people import DelegationForm
from zhongchuang.parties.models import Delegation, Organisation
from zhongchuang.parties.views.requests import own_account, valid
from zhongchuang.parties.views.spaces.common import new_guard, refusals_on, sent_guard


@dataclass(frozen=True, slots=True)
class Shown:
    """A delegation as the page shows it; each form has a guard of its own."""

    delegation: Delegation
    title: str
    facts: SummaryList
    may_accept: bool
    may_end: bool
    accept_guard: FormGuard
    end_guard: FormGuard


def _managed(request: HttpRequest) -> dict[str, Organisation]:
    account = own_account(request)
    return {str(one.pk): one for one in selectors.managed_organisations(account)}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delegations(request: HttpRequest) -> HttpResponse:
    """Delegations given and held, and the form for a new one."""
    managed = _managed(request)
    names = {pk: one.name for pk, one in managed.items()}
    if request.method != "POST":
        form = DelegationForm(organisations=names, initial={"valid_from": clock.today()})
        return _page(request, form, new_guard())
    guard, form = sent_guard(request, with_row=False), DelegationForm(request.POST, organisations=names)
    if form.is_valid():
        given = form.cleaned_data
        with refusals_on(form):
            services.delegation_offer(
                actor=actor_of(request),
                account=own_account(request),
                email=given["email"],
                organisation=managed.get(given["organisation"]),
                scopes=[DelegationScope(value) for value in given["scopes"]],
                valid_from=given["valid_from"],
                valid_until=given["valid_until"],
                link=request.build_absolute_uri(reverse("parties:delegations")),
                language=get_language() or "zh-hans",
                key=guard.idempotency_key,
            )
            messages.success(request, _("委托已发给 %(email)s，对方接受后生效。") % {"email": given["email"]})
            return redirect("parties:delegations")
    return _page(request, form, guard)


def _page(request: HttpRequest, form: DelegationForm, guard: FormGuard) -> HttpResponse:
    account = own_account(request)
    context = {
        "given": [
            _shown(one, (one.receiver.name if one.receiver else one.email), False)
            for one in selectors.delegations_given(account)
        ],
        "received": [
            _shown(one, one.giver.name, one.receiver_id is None)
            for one in selectors.delegations_received(account)
        ],
        "form": form,
        "guard": guard,
        "breadcrumbs": (Link(_("我的账户"), reverse("parties:me")), Link(_("委托"), "")),
    }
    return render(request, "parties/delegations.html", context, status=422 if form.errors else 200)


def _shown(one: Delegation, title: str, may_accept: bool) -> Shown:
    over = one.ended_at is not None or one.valid_until < clock.today()
    return Shown(
        one,
        title,
        SummaryList(
            (
                SummaryRow(_("状态"), _status(one)),
                SummaryRow(_("代谁办"), one.organisation.name if one.organisation else _("委托人本人")),
                SummaryRow(
                    _("可以"), _("；").join(str(DelegationScope(value).label) for value in one.scopes)
                ),
                SummaryRow(_("自"), one.valid_from),
                SummaryRow(_("至"), one.valid_until),
            )
        ),
        may_accept and not over,
        not over and (one.receiver_id is not None or not may_accept),
        new_guard(one.row_version),
        new_guard(one.row_version),
    )


def _status(one: Delegation) -> Status:
    if one.ended_at is not None:
        return Status(_("已终止"), Shape.CROSS)
    if one.valid_until < clock.today():
        return Status(_("已到期"), Shape.PAUSE)
    if one.receiver_id is None:
        return Status(_("等待接受"), Shape.QUESTION, Tone.ACCENT)
    if one.valid_from > clock.today():
        return Status(_("尚未开始"), Shape.PAUSE)
    return Status(_("有效"), Shape.CHECK)


@require_POST
@login_required
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a delegation on."""
    delegation, given = selectors.own_delegation(actor_of(request), pk), valid(GuardedForm(request.POST))
    services.delegation_accept(
        actor=actor_of(request),
        account=own_account(request),
        delegation=delegation,
        expected_version=given["row_version"],
        key=given["idempotency_key"],
    )
    messages.success(request, _("已接受委托。"))
    return redirect("parties:delegations")


@require_POST
@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a delegation."""
    delegation, given = selectors.own_delegation(actor_of(request), pk), valid(GuardedForm(request.POST))
    services.delegation_end(
        actor=actor_of(request),
        delegation=delegation,
        expected_version=given["row_version"],
        key=given["idempotency_key"],
    )
    messages.success(request, _("委托已终止。"))
    return redirect("parties:delegations")
