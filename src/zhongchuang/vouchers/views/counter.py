"""创新券柜台: what waits for the provider, every order, one order, what he does with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Money,
    Row,
    with_query,
)
from zhongchuang.parties.accounts import actor_of
from zhongchuang.vouchers.access import may_move_order, reach_of
from zhongchuang.vouchers.flow import OrderMove, OrderState, words
from zhongchuang.vouchers.models import Order, ProviderStanding
from zhongchuang.vouchers.selectors import own_providers
from zhongchuang.vouchers.selectors.keyset import cut
from zhongchuang.vouchers.selectors.opened import counter_order
from zhongchuang.vouchers.selectors.paid_out import payments_of_order
from zhongchuang.vouchers.selectors.piles import PROVIDERS_TURN, Pile, counter_orders, piles_of
from zhongchuang.vouchers.views.acting import act_page, find_act
from zhongchuang.vouchers.views.order_acts import PROVIDER_ACTS, order_address
from zhongchuang.vouchers.views.order_parts import about_of, page_parts
from zhongchuang.vouchers.views.requests import own_page
from zhongchuang.vouchers.views.showing import (
    Side,
    next_of,
    order_status,
    payable_of,
    provider_name,
    provider_status,
    worded,
)

SHOWN = (
    OrderState.PLACED,
    OrderState.ACCEPTED,
    OrderState.DELIVERED,
    OrderState.DISPUTED,
    OrderState.CONFIRMED,
    OrderState.REDEEMED,
    OrderState.WITHHELD,
    OrderState.SETTLING,
    OrderState.SETTLED,
)
WAITING = 50


@dataclass(frozen=True, slots=True)
class Task:
    """Orders in one state, how much they are about, and whether the reader acts next."""

    label: str
    count: int
    amount: int
    url: str
    what: str
    urgent: bool


def crumbs(*links: Link) -> tuple[Link, ...]:
    """Where a page stands: under the counter."""
    return (Link(_("创新券柜台"), reverse("vouchers:counter")), *links)


@require_safe
@own_page
def counter(request: HttpRequest) -> HttpResponse:
    """What waits for us, and how much money stands where."""
    actor = actor_of(request)
    reach = reach_of(actor)
    entries = list(own_providers(actor, reach).order_by("organisation__name", "pk"))
    rows = counter_orders(actor, reach)
    piles = piles_of(rows) if entries else {}
    waiting = rows.filter(state__in=[state.value for state in PROVIDERS_TURN]) if entries else rows.none()
    context = {
        "entries": [
            {
                "entry": one,
                "name": provider_name(one),
                "status": provider_status(one.state),
                "url": reverse("vouchers:counter_provider", args=[one.pk]),
                "returned": one.state == ProviderStanding.RETURNED,
            }
            for one in entries
        ],
        "admitted": any(one.state == ProviderStanding.ADMITTED for one in entries),
        "tasks": [_task(state, piles.get(state, Pile())) for state in SHOWN],
        "waiting": orders_table(
            _("等您办的订单"),
            waiting.order_by("finish_by", "pk")[:WAITING] if entries else (),
            EmptyState(_("没有等您办的订单"), _("新订单来了会列在这里。")),
        ),
        "nothing": EmptyState(
            _("您的单位还不在名录里"),
            _("高校、院所、检测机构等可以申请入库，由主管部门审核；入库后才能接单、核销。"),
            Link(_("申请入库"), reverse("vouchers:counter_register")),
        ),
    }
    return render(request, "vouchers/counter.html", context)


def _task(state: OrderState, pile: Pile) -> Task:
    what = {
        OrderState.PLACED: _("接单或不接单"),
        OrderState.ACCEPTED: _("按期交付"),
        OrderState.DELIVERED: _("等持券人确认"),
        OrderState.DISPUTED: _("等经办核查"),
        OrderState.CONFIRMED: _("等出示核销码"),
        OrderState.REDEEMED: _("等列入批次"),
        OrderState.WITHHELD: _("等主管部门"),
        OrderState.SETTLING: _("等银行回单"),
        OrderState.SETTLED: _("已经到账"),
    }[state]
    return Task(
        worded(words.state(state)),
        pile.count,
        pile.amount,
        f"{reverse('vouchers:counter_orders')}?state={state.value}",
        what,
        state in PROVIDERS_TURN and pile.count > 0,
    )


@require_safe
@own_page
def orders(request: HttpRequest) -> HttpResponse:
    """Every order placed with us, the newest first, by state."""
    actor = actor_of(request)
    state = request.GET.get("state", "")
    page = cut(
        counter_orders(actor, reach_of(actor), state),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    kept = {"state": state} if state in frozenset(OrderState) else {}
    context = {
        "state": state,
        "states": [
            Link(worded(words.state(one)), f"?state={one.value}", current=one.value == state)
            for one in OrderState
        ],
        "table": orders_table(
            _("订单"), page.rows, EmptyState(_("没有订单"), "", Link(_("看全部订单"), request.path))
        ),
        "next_url": with_query(kept, after=page.after) if page.after else "",
        "previous_url": with_query(kept, before=page.before) if page.before else "",
        "breadcrumbs": crumbs(Link(_("全部订单"), "")),
    }
    return render(request, "vouchers/counter_orders.html", context)


def orders_table(caption: str, found: Iterable[Order], empty: EmptyState) -> DataTable:
    """Orders as the provider sees them, each with what comes next."""
    return DataTable(
        caption,
        (
            Column(_("订单")),
            Column(_("持券人")),
            Column(_("价格（元）"), ColumnKind.NUMBER),
            Column(_("券抵扣（元）"), ColumnKind.NUMBER),
            Column(_("交付期限"), ColumnKind.DATE),
            Column(_("状态")),
        ),
        tuple(
            Row(
                (
                    Cell(one.title, url=order_address(Side.PROVIDER, one), note=one.number),
                    Cell(one.voucher.holder_name),
                    Cell(Money(one.invoiced or one.price, unit=False)),
                    Cell(Money(one.redeemed - one.refunded if one.redeemed else payable_of(one), unit=False)),
                    Cell(one.finish_by),
                    Cell(order_status(one.state), note=next_of(one, Side.PROVIDER)),
                )
            )
            for one in found
        ),
        empty=empty,
    )


@require_safe
@own_page
def order(request: HttpRequest, number: str) -> HttpResponse:
    """An order as the provider sees it."""
    actor = actor_of(request)
    reach = reach_of(actor)
    found = counter_order(actor, reach, number)
    way = None
    if found.state == OrderState.ACCEPTED and may_move_order(actor, found, OrderMove.DELIVER, reach):
        way = Link(_("交付"), reverse("vouchers:deliver", args=[number]))
    elif found.state == OrderState.CONFIRMED:
        way = Link(_("去核销"), reverse("vouchers:redeem"))
    context = {
        **page_parts(actor, found, Side.PROVIDER, reach),
        "side": Side.PROVIDER.value,
        "way": way,
        "payments": [
            Link(one.reference, reverse("vouchers:counter_payment", args=[one.pk]))
            for one in payments_of_order(found)
        ],
        "breadcrumbs": crumbs(Link(found.number, "")),
    }
    return render(request, "vouchers/order.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def order_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Do one thing with an order."""
    actor = actor_of(request)
    reach = reach_of(actor)
    found = counter_order(actor, reach, number)
    back = order_address(Side.PROVIDER, found)
    return act_page(
        request,
        actor=actor,
        name=act,
        act=find_act(PROVIDER_ACTS, act, actor, found, reach),
        thing=found,
        about=about_of(found),
        back=back,
        breadcrumbs=crumbs(Link(found.number, back)),
    )
