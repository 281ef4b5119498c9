"""出示核销码: the code on the screen of its holder, large, with the minutes it is still good for; no script, and it prints.

It stays in the session of whoever made it, so that a page drawn again shows the same one; another browser makes its own, which
ends this one.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhongchuang.core import clock
from zhongchuang.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from zhongchuang.core.page import Link
from zhongchuang.core.page.qr import qr_picture
from zhongchuang.parties.accounts import actor_of
from zhongchuang.vouchers import services
from zhongchuang.vouchers.access import is_holder, reach_of
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.models import Order
from zhongchuang.vouchers.selectors.opened import held_order
from zhongchuang.vouchers.token import written
from zhongchuang.vouchers.views.order_acts import order_address
from zhongchuang.vouchers.views.orders import trail
from zhongchuang.vouchers.views.requests import guard_of, key_of, own_page, told
from zhongchuang.vouchers.views.showing import Side, next_of, order_status, payable_of, provider_name

KEPT = "vouchers.code."
"""How the session names a code, followed by the number of the order."""


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def code(request: HttpRequest, number: str) -> HttpResponse:
    """Show the code that was made last in this browser, or make a new one."""
    actor = actor_of(request)
    reach = reach_of(actor)
    found = held_order(actor, reach, number)
    if not is_holder(found.voucher, reach, writing=True):
        raise NotAllowed()
    if request.method != "POST":
        return _page(request, found, "", 200)
    key = key_of(request)
    made = request.session.get(KEPT + number)
    if made is None or made["key"] != key:  # the button twice is one code
        try:
            shown = services.order_show_code(actor=actor, order=found)
        except (InvalidInput, Refused, Conflict) as error:
            return _page(request, found, told(error), 409)
        request.session[KEPT + number] = {
            "code": shown.code,
            "until": shown.until.isoformat(),
            "turn": shown.order.turn,
            "key": key,
        }
    messages.success(request, _("新的核销码已经出好，先前的全部作废。"))
    return redirect("vouchers:code", number=number)


def _page(request: HttpRequest, order: Order, problem: str, status: int) -> HttpResponse:
    kept = request.session.get(KEPT + order.number)
    good = _good(kept, order)
    minutes = _minutes(kept) if kept and good else 0
    context = {
        "order": order,
        "provider": provider_name(order.provider),
        "amount": order.redeemed or payable_of(order),
        "status": order_status(order.state),
        "next": next_of(order, Side.HOLDER),
        "confirmed": order.state == OrderState.CONFIRMED,
        "picture": qr_picture(kept["code"]) if kept and good else "",
        "groups": written(kept["code"]).split() if kept and good else (),
        "minutes": minutes,
        "until": dt.datetime.fromisoformat(kept["until"]) if kept and good else None,
        "was_made": bool(kept) and not good,
        "problem": problem,
        "guard": guard_of(),
        "back": order_address(Side.HOLDER, order),
        "breadcrumbs": trail(
            order, Link(order.number, reverse("vouchers:order", args=[order.number])), Link(_("核销码"), "")
        ),
    }
    return render(request, "vouchers/code.html", context, status=status)


def _good(kept: Any, order: Order) -> bool:
    """Whether a kept code is still the latest of an order that can be redeemed, and in time."""
    return (
        kept is not None
        and order.state == OrderState.CONFIRMED
        and kept["turn"] == order.turn
        and clock.now() < dt.datetime.fromisoformat(kept["until"])
    )


def _minutes(kept: Any) -> int:
    """Whole minutes left; in the last one, one."""
    left = dt.datetime.fromisoformat(kept["until"]) - clock.now()
    return max(1, int(left.total_seconds()) // 60)
