"""An order as its holder sees it; what he can do with it; the papers of a delivery."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhongchuang.core.download import attachment_response
from zhongchuang.core.page import Link
from zhongchuang.files.selectors import file_bytes
from zhongchuang.parties.accounts import actor_of
from zhongchuang.vouchers.access import may_move_order, reach_of
from zhongchuang.vouchers.flow import OrderMove, OrderState, VoucherState
from zhongchuang.vouchers.models import Order
from zhongchuang.vouchers.selectors.opened import held_order, paper_of
from zhongchuang.vouchers.views.acting import act_page, find_act
from zhongchuang.vouchers.views.order_acts import HOLDER_ACTS, order_address
from zhongchuang.vouchers.views.order_parts import about_of, page_parts
from zhongchuang.vouchers.views.requests import own_page
from zhongchuang.vouchers.views.showing import Side
from zhongchuang.vouchers.views.wallet import crumbs


def trail(order: Order, *links: Link) -> tuple[Link, ...]:
    """Where an order's page stands: under its voucher."""
    number = order.voucher.number
    return crumbs(Link(number, reverse("vouchers:voucher", args=[number])), *links)


@require_safe
@own_page
def order(request: HttpRequest, number: str) -> HttpResponse:
    """An order: where it stands, what the holder does next, what it costs, what happened so far."""
    actor = actor_of(request)
    reach = reach_of(actor)
    found = held_order(actor, reach, number)
    parts = page_parts(actor, found, Side.HOLDER, reach)
    shows = found.state == OrderState.CONFIRMED and found.voucher.state != VoucherState.SUSPENDED
    context = {
        **parts,
        "side": Side.HOLDER.value,
        "way": Link(_("出示核销码"), reverse("vouchers:code", args=[found.number]))
        if shows and not parts["tie"] and may_move_order(actor, found, OrderMove.CONFIRM, reach)
        else None,
        "breadcrumbs": trail(found, Link(found.number, "")),
    }
    return render(request, "vouchers/order.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def order_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Do one thing with an order."""
    actor = actor_of(request)
    reach = reach_of(actor)
    found = held_order(actor, reach, number)
    back = order_address(Side.HOLDER, found)
    return act_page(
        request,
        actor=actor,
        name=act,
        act=find_act(HOLDER_ACTS, act, actor, found, reach),
        thing=found,
        about=about_of(found),
        back=back,
        breadcrumbs=trail(found, Link(found.number, back)),
    )


@require_safe
@own_page
def order_paper(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """A paper of a delivery, for the holder, the provider and the department."""
    actor = actor_of(request)
    paper = paper_of(actor, reach_of(actor), number, pk)
    return attachment_response(paper.file.name, file_bytes(paper.file), paper.file.media_type)
