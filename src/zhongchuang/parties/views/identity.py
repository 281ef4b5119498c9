"""Who one is: said once, shown masked, looked at whole by oneself."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhongchuang.core.errors import NotFound
from zhongchuang.core.page import FormGuard, Link, SummaryList, SummaryRow
from zhongchuang.parties import selectors, services
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.forms.organisations import LookForm
from zhongchuang.parties.forms.people import IdentityForm, TelephoneForm
from zhongchuang.parties.models import IdentityKind, Person
from zhongchuang.parties.views.requests import own_account, valid
from zhongchuang.parties.views.spaces.common import new_guard, refusals_on, sent_guard, version_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def identity(request: HttpRequest) -> HttpResponse:
    """Say who one is; said, it is shown masked."""
    account = own_account(request)
    if request.method != "POST":
        return _page(request, IdentityForm(), new_guard(account.row_version))
    guard, form = sent_guard(request), IdentityForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        with refusals_on(form):
            services.identity_register(
                actor=actor_of(request),
                account=account,
                kind=IdentityKind(given["identity_kind"]),
                number=given["number"],
                name=given["person_name"],
                telephone=given["telephone"],
                expected_version=version_of(guard),
                key=guard.idempotency_key,
            )
            messages.success(request, _("身份已登记。"))
            return redirect("parties:identity")
    return _page(request, form, guard)


def _own(request: HttpRequest) -> Person:
    person = selectors.person_of(own_account(request))
    if person is None:
        raise NotFound()
    return person


@require_POST
@never_cache
@login_required
def look(request: HttpRequest) -> HttpResponse:
    """One's own number, whole, shown by this answer alone."""
    person, given = _own(request), valid(LookForm(request.POST, own=True))
    opened = services.person_look(
        actor=actor_of(request), person=person, reason="", key=given["idempotency_key"]
    )
    return _page(request, IdentityForm(), new_guard(), opened)


@require_POST
@login_required
def telephone(request: HttpRequest) -> HttpResponse:
    """Change one's own telephone number."""
    person, given = _own(request), valid(TelephoneForm(request.POST))
    services.telephone_set(
        actor=actor_of(request),
        person=person,
        telephone=given["telephone"],
        expected_version=given["row_version"],
        key=given["idempotency_key"],
    )
    messages.success(request, _("手机号码已保存。"))
    return redirect("parties:identity")


def _page(
    request: HttpRequest, form: IdentityForm, guard: FormGuard, opened: selectors.OpenedPerson | None = None
) -> HttpResponse:
    person = selectors.person_of(own_account(request))
    shown = opened or (selectors.masked_person(person) if person else None)
    context = {
        "person": person,
        "facts": SummaryList(
            (
                SummaryRow(_("姓名"), shown.name),
                SummaryRow(_("证件"), shown.kind.label),
                SummaryRow(_("证件号码"), shown.number),
                SummaryRow(_("手机号码"), shown.telephone or _("未填")),
            )
        )
        if shown
        else None,
        "opened": opened is not None,
        "looks": selectors.looks_at(person).count() if person else 0,
        "form": form,
        "guard": guard,
        "look_guard": new_guard(),
        "telephone_form": TelephoneForm(),
        "telephone_guard": new_guard(person.row_version if person else None),
        "breadcrumbs": (Link(_("我的账户"), reverse("parties:me")), Link(_("本人身份"), "")),
    }
    return render(request, "parties/identity.html", context, status=422 if form.errors else 200)
