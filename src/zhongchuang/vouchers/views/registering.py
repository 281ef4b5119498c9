"""A provider's own entry: asking to be listed, its services, its bank account."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from zhongchuang.core.page import EmptyState, Link, SummaryList, SummaryRow, with_query
from zhongchuang.parties.accounts import actor_of
from zhongchuang.parties.selectors.organisations import organisations_by_key
from zhongchuang.vouchers import services
from zhongchuang.vouchers.access import ProviderAction, Reach, may_provider, reach_of
from zhongchuang.vouchers.forms import AccountChangeForm, RegisterForm, ServiceForm
from zhongchuang.vouchers.models import (
    AccountChange,
    Provider,
    ProviderService,
    ProviderStanding,
    SchemeVersion,
)
from zhongchuang.vouchers.selectors import (
    listing_departments,
    newest_schemes,
    open_account_changes,
    scheme_of,
    schemes_in_force,
)
from zhongchuang.vouchers.selectors.listed import all_services
from zhongchuang.vouchers.selectors.opened import own_provider, service_of
from zhongchuang.vouchers.selectors.striking import strike_offs_of
from zhongchuang.vouchers.services import Offered
from zhongchuang.vouchers.services.asked_once import asked_once
from zhongchuang.vouchers.views.counter import crumbs
from zhongchuang.vouchers.views.requests import guard_of, key_of, own_page, put_errors, whole
from zhongchuang.vouchers.views.showing import provider_name, provider_status, worded
from zhongchuang.vouchers.views.striking import struck_off_table


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def register(request: HttpRequest) -> HttpResponse:
    """Which organisation, for which vouchers; then the request itself."""
    actor = actor_of(request)
    asked = request.POST if request.method == "POST" else request.GET
    organisations = organisations_by_key(str(pk) for pk in sorted(reach_of(actor).managed))
    schemes = schemes_in_force()
    pk = whole(asked.get("organisation", ""))
    organisation = next((one for one in organisations if one.pk == pk), None)
    scheme = next((one for one in schemes if one.scheme == asked.get("scheme", "")), None)
    if organisation is None or scheme is None:
        return _choose(request, organisations, schemes)
    if request.method != "POST":
        return _form_page(request, organisation, scheme, _form(organisation, scheme, None), 200)
    key = key_of(request)
    form, status = _form(organisation, scheme, request.POST), 422
    if form.is_valid():
        given = form.cleaned_data
        (department,) = organisations_by_key([str(given["department"])])  # one of the form's choices
        try:
            made = services.provider_ask(
                actor=actor,
                organisation=organisation,
                department=department,
                scheme=scheme.scheme,
                services=[Offered(kind, title, "", price) for kind, title, price in form.offered()],
                **{name: given[name] for name in _SAID},
                key=key,
            )
        except (InvalidInput, Refused, Conflict) as error:
            status = put_errors(form, error)
        else:
            messages.success(request, _("申请已送出，等主管部门审核。"))
            return redirect("vouchers:counter_provider", pk=made.pk)
    return _form_page(request, organisation, scheme, form, status)


_SAID = ("introduction", "contact", "payee_name", "bank_name", "bank_account")


def _choose(
    request: HttpRequest, organisations: list[Any], schemes: tuple[SchemeVersion, ...]
) -> HttpResponse:
    choices = [
        Link(
            f"{one.name} · {worded(scheme_of(version).title.wording)}",
            with_query({}, organisation=one.pk, scheme=version.scheme),
        )
        for one in organisations
        for version in schemes
    ]
    nothing = EmptyState(
        _("还没有可以收的创新券"),
        _("创新券的细则还没有出台，出台后可以申请入库。"),
        Link(_("看看有哪些创新券"), reverse("vouchers:about")),
    )
    if not organisations:
        nothing = EmptyState(
            _("您还没有管理的单位"),
            _("入库由单位的管理人申请。先登记单位，或者请单位的管理人来办。"),
            Link(_("登记单位"), reverse("parties:organisation_register")),
        )
    context = {"choices": choices, "nothing": nothing, "breadcrumbs": crumbs(Link(_("申请入库"), ""))}
    return render(request, "vouchers/register_choose.html", context)


def _form(organisation: Any, scheme: SchemeVersion, data: Any) -> RegisterForm:
    kinds = [(one.id, worded(one.label.wording)) for one in scheme_of(scheme).services]
    before = Provider.objects.filter(organisation=organisation, scheme=scheme.scheme).first()
    initial: dict[str, Any] = {"payee_name": organisation.name}
    if before is not None:  # mended after it was returned: what was said stands, the account is typed anew
        initial = {
            "department": before.department_id,
            "introduction": before.introduction,
            "contact": before.contact,
            "payee_name": before.payee_name,
            "bank_name": before.bank_name,
        }
        for one in all_services(before):
            if one.ended_on is None:
                initial |= {f"title_{one.service}": one.title, f"price_{one.service}": one.price_text}
    return RegisterForm(listing_departments(), kinds, data, initial=initial)


def _form_page(
    request: HttpRequest, organisation: Any, scheme: SchemeVersion, form: RegisterForm, status: int
) -> HttpResponse:
    context = {
        "form": form,
        "organisation": organisation,
        "scheme": scheme,
        "title": worded(scheme_of(scheme).title.wording),
        "services": form.services(),
        "guard": guard_of(),
        "breadcrumbs": crumbs(Link(_("申请入库"), "")),
    }
    return render(request, "vouchers/register.html", context, status=status)


@require_safe
@own_page
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Our entry: where it stands, what we offer, where we are paid."""
    actor = actor_of(request)
    reach = reach_of(actor)
    found = own_provider(actor, reach, pk)
    return _entry_page(request, actor, reach, found, ServiceForm(_kinds(found)), 200)


def _kinds(found: Provider) -> list[tuple[str, str]]:
    versions = (one for one in newest_schemes() if one.scheme == found.scheme)
    return [
        (service.id, worded(service.label.wording)) for one in versions for service in scheme_of(one).services
    ]


def _entry_page(
    request: HttpRequest, actor: Actor, reach: Reach, found: Provider, form: ServiceForm, status: int
) -> HttpResponse:
    edits = may_provider(actor, ProviderAction.EDIT, found, reach)
    change = open_account_changes([found.pk]).get(found.pk)
    struck = strike_offs_of(found.organisation)
    labels = dict(form.kinds)
    context = {
        "provider": found,
        "name": provider_name(found),
        "status": provider_status(found.state),
        "again": found.state in (ProviderStanding.RETURNED, ProviderStanding.STRUCK_OFF),
        "again_url": reverse("vouchers:counter_register")
        + with_query({}, organisation=found.organisation_id, scheme=found.scheme),
        "facts": _facts(found, change),
        "struck": struck_off_table(struck) if struck else None,
        "services": [
            {
                "service": one,
                "kind": labels.get(one.service, one.service),
                "url": reverse("vouchers:service_end", args=[found.pk, one.pk]),
                "guard": guard_of(),
            }
            for one in all_services(found)
        ],
        "edits": edits,
        "changes_account": change is None
        and may_provider(actor, ProviderAction.CHANGE_ACCOUNT, found, reach),
        "form": form,
        "guard": guard_of(),
        "breadcrumbs": crumbs(Link(provider_name(found), "")),
    }
    return render(request, "vouchers/entry.html", context, status=status)


def _facts(found: Provider, change: AccountChange | None) -> SummaryList:
    rows = [
        SummaryRow(_("主管部门"), found.department.name),
        SummaryRow(_("入库日期"), found.admitted_on),
        SummaryRow(_("有效期至"), found.admitted_until or (_("长期") if found.admitted_on else None)),
    ]
    rows += [
        SummaryRow(_("联系方式"), found.contact),
        SummaryRow(_("收款账户"), found.payee_name, f"{found.bank_name} …{found.bank_account_tail}"),
    ]
    if change is not None:
        rows.append(
            SummaryRow(
                _("正在变更的账户"),
                change.payee_name,
                _("%(bank)s …%(tail)s，等主管部门核对；其间不结算。")
                % {"bank": change.bank_name, "tail": change.bank_account_tail},
            )
        )
    return SummaryList(tuple(rows))


@require_POST
@own_page
def service_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer one more service."""
    actor = actor_of(request)
    reach = reach_of(actor)
    found = own_provider(actor, reach, pk)
    if not may_provider(actor, ProviderAction.EDIT, found, reach):
        raise NotAllowed()
    key = key_of(request)
    form, status = ServiceForm(_kinds(found), request.POST), 422
    if form.is_valid():
        given = form.cleaned_data
        try:
            asked_once(
                actor=actor,
                key=key,
                verb="vouchers.page.service_add",
                thing=found,
                given=given,
                model=ProviderService,
                run=lambda: services.provider_service_add(
                    actor=actor, provider=found, offered=Offered(**given)
                ),
            )
        except (InvalidInput, Refused, Conflict) as error:
            status = put_errors(form, error)
        else:
            messages.success(request, _("服务已登记。"))
            return redirect("vouchers:counter_provider", pk=pk)
    return _entry_page(request, actor, reach, found, form, status)


@require_POST
@own_page
def service_end(request: HttpRequest, pk: int, service: int) -> HttpResponse:
    """Offer a service no longer."""
    actor = actor_of(request)
    reach = reach_of(actor)
    found = own_provider(actor, reach, pk)
    ended = service_of(found, service)
    if not may_provider(actor, ProviderAction.EDIT, found, reach):
        raise NotAllowed()
    services.provider_service_end(actor=actor, service=ended)
    messages.success(request, _("已停止这项服务，已经下的单照常走。"))
    return redirect("vouchers:counter_provider", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to be paid at another account: managers alone, and an officer looks before the next settlement."""
    actor = actor_of(request)
    reach = reach_of(actor)
    found = own_provider(actor, reach, pk)
    if not may_provider(actor, ProviderAction.CHANGE_ACCOUNT, found, reach):
        raise NotAllowed()
    form, status = AccountChangeForm(initial={"payee_name": found.payee_name}), 200
    if request.method == "POST":
        key = key_of(request)
        form, status = AccountChangeForm(request.POST), 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                asked_once(
                    actor=actor,
                    key=key,
                    verb="vouchers.page.account_change",
                    thing=found,
                    given=given,
                    model=AccountChange,
                    run=lambda: services.provider_account_change(actor=actor, provider=found, **given),
                )
            except (InvalidInput, Refused, Conflict) as error:
                status = put_errors(form, error)
            else:
                messages.success(request, _("变更已送出，等主管部门核对；其间不结算。"))
                return redirect("vouchers:counter_provider", pk=pk)
    back = reverse("vouchers:counter_provider", args=[pk])
    context = {
        "form": form,
        "provider": found,
        "guard": guard_of(),
        "back": back,
        "breadcrumbs": crumbs(Link(provider_name(found), back), Link(_("变更收款账户"), "")),
    }
    return render(request, "vouchers/account.html", context, status=status)
