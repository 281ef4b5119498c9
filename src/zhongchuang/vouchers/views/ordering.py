"""下单: a kind of service, a provider that offers it, a price; then how much the voucher pays and why, before anything is placed.

Every step is an address of its own, so that going back loses nothing and no script is needed.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from zhongchuang.core.locks import StaleVersion
from zhongchuang.core.page import (
    Cell,
    Column,
    DataTable,
    EmptyState,
    Link,
    Row,
    money_told,
    with_query,
)
from zhongchuang.core.page import page_of as paged
from zhongchuang.parties.accounts import actor_of
from zhongchuang.vouchers import services
from zhongchuang.vouchers.access import Reach, is_holder, reach_of
from zhongchuang.vouchers.forms import OrderForm
from zhongchuang.vouchers.models import Provider, Voucher
from zhongchuang.vouchers.selectors import (
    Preview,
    listed_provider,
    listed_providers,
    order_preview,
    scheme_of,
)
from zhongchuang.vouchers.selectors.listed import services_by_provider
from zhongchuang.vouchers.selectors.opened import held_voucher
from zhongchuang.vouchers.terms import Scheme
from zhongchuang.vouchers.views.order_parts import sum_table
from zhongchuang.vouchers.views.requests import (
    guard_again,
    guard_of,
    guarded,
    own_page,
    put_errors,
    told,
    whole,
)
from zhongchuang.vouchers.views.showing import day, provider_name, provider_place, worded
from zhongchuang.vouchers.views.wallet import crumbs


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def order_new(request: HttpRequest, number: str) -> HttpResponse:
    """Choose, see the sum, place the order."""
    actor = actor_of(request)
    reach = reach_of(actor)
    voucher = held_voucher(actor, reach, number)
    if not is_holder(voucher, reach, writing=True):
        raise NotAllowed()
    scheme = scheme_of(voucher.scheme)
    asked = request.POST if request.method == "POST" else request.GET
    service = asked.get("service", "")
    if scheme.service(service) is None:
        return _choose_service(request, voucher, scheme)
    pk = whole(asked.get("provider", ""))
    if pk is None:
        return _choose_provider(request, voucher, scheme, service)
    provider = listed_provider(pk)
    if request.method == "POST":
        return _place(request, actor, voucher, scheme, service, provider)
    form = OrderForm(request.GET if "price" in request.GET else None)
    preview = (
        _preview(actor, reach, voucher, provider, service, form)
        if form.is_bound and form.is_valid()
        else None
    )
    return _sum_page(request, voucher, scheme, service, provider, form, preview, 200)


def _head(voucher: Voucher, scheme: Scheme, step: int) -> dict[str, object]:
    return {
        "voucher": voucher,
        "scheme": worded(scheme.title.wording),
        "step": step,
        "back": reverse("vouchers:voucher", args=[voucher.number]),
        "breadcrumbs": crumbs(
            Link(voucher.number, reverse("vouchers:voucher", args=[voucher.number])), Link(_("下单"), "")
        ),
    }


def _choose_service(request: HttpRequest, voucher: Voucher, scheme: Scheme) -> HttpResponse:
    choices = [Link(worded(one.label.wording), with_query({}, service=one.id)) for one in scheme.services]
    return render(request, "vouchers/order_service.html", {**_head(voucher, scheme, 1), "choices": choices})


def _choose_provider(request: HttpRequest, voucher: Voucher, scheme: Scheme, service: str) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:60]
    found = listed_providers(scheme=scheme.id, service=service, search=words).select_related(
        "organisation__place"
    )
    page, shown = paged(request, found)
    offered = services_by_provider(shown, service)
    rows = tuple(
        Row(
            (
                Cell(
                    provider_name(one),
                    url=with_query({}, service=service, provider=one.pk),
                    note=provider_place(one),
                ),
                Cell("；".join(each.title for each in offered.get(one.pk, ()))),
                Cell("；".join(each.price_text for each in offered.get(one.pk, ()) if each.price_text)),
            )
        )
        for one in shown
    )
    label = scheme.service(service)
    context = {
        **_head(voucher, scheme, 2),
        "service": service,
        "label": worded(label.label.wording) if label else service,
        "words": words,
        "again": with_query({}),
        "table": DataTable(
            _("提供这种服务的机构"),
            (Column(_("机构")), Column(_("服务")), Column(_("收费标准"))),
            rows,
            page,
            EmptyState(
                _("没有找到提供这种服务的机构"),
                _("换一个词再找，或者换一种服务；机构可以在平台申请入库。"),
                Link(_("看全部机构"), reverse("vouchers:providers")),
            ),
        ),
    }
    return render(request, "vouchers/order_provider.html", context)


def _preview(
    actor: Actor, reach: Reach, voucher: Voucher, provider: Provider, service: str, form: OrderForm
) -> Preview:
    given = form.cleaned_data
    return order_preview(
        actor=actor,
        voucher=voucher,
        provider=provider,
        service=service,
        price=given["price"],
        asked=given["asked"],
        reach=reach,
    )


def _sum_page(
    request: HttpRequest,
    voucher: Voucher,
    scheme: Scheme,
    service: str,
    provider: Provider,
    form: OrderForm,
    preview: Preview | None,
    status: int,
) -> HttpResponse:
    """The form, and once a price is there the sum; the button that places stands under the sum."""
    label = scheme.service(service)
    support = preview.support if preview else None
    context = {
        **_head(voucher, scheme, 3),
        "service": service,
        "label": worded(label.label.wording) if label else service,
        "provider": provider,
        "provider_name": provider_name(provider),
        "form": form,
        "offered": () if preview else services_by_provider([provider], service).get(provider.pk, ()),
        "other_provider": with_query({}, service=service),
        "support": support,
        "sum": sum_table(support) if support else None,
        "finish_by": day(preview.finish_by) if preview and preview.finish_by else "",
        "refused": told(preview.refused) if preview and preview.refused else "",
        "guard": guard_again(request, voucher) if request.method == "POST" else guard_of(voucher),
    }
    return render(request, "vouchers/order_sum.html", context, status=status)


def _place(
    request: HttpRequest, actor: Actor, voucher: Voucher, scheme: Scheme, service: str, provider: Provider
) -> HttpResponse:
    form, status = OrderForm(request.POST), 422
    guard = guarded(request)
    if form.is_valid():
        try:
            order = services.order_place(
                actor=actor, voucher=voucher, provider=provider, service=service, **form.cleaned_data, **guard
            )
        except StaleVersion:
            raise
        except (InvalidInput, Refused, Conflict) as error:
            status = put_errors(form, error)
        else:
            messages.success(
                request,
                _("已下单，%(support)s 已从券里冻结，等机构接单。") % {"support": money_told(order.support)},
            )
            return redirect("vouchers:order", number=order.number)
    return _sum_page(request, voucher, scheme, service, provider, form, None, status)
