"""核销: what the counter scans or types, the order and the amount it speaks of, then one button.

The first step changes nothing. Of two counters with one code the second gets a sentence; nothing is paid twice.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhongchuang.core.errors import Conflict, InvalidInput, NotAllowed, Refused
from zhongchuang.core.page import Link, Money, SummaryList, SummaryRow, money_told
from zhongchuang.core.rate_limit import Limit, bucket_of, count_request
from zhongchuang.core.surfaces import http_status
from zhongchuang.parties.accounts import actor_of
from zhongchuang.vouchers import services
from zhongchuang.vouchers.flow import ORDER_MOVES, OrderMove, OrderState, checked
from zhongchuang.vouchers.forms import CodeForm
from zhongchuang.vouchers.models import Order
from zhongchuang.vouchers.selectors import peek_code
from zhongchuang.vouchers.services.asked_once import asked_once
from zhongchuang.vouchers.views.counter import crumbs
from zhongchuang.vouchers.views.order_parts import price_words, service_label
from zhongchuang.vouchers.views.requests import guard_of, key_of, own_page, put_errors
from zhongchuang.vouchers.views.showing import own_share_of, payable_of, provider_name

LIMIT = Limit(300, 3600)
"""Codes an account may try in an hour: a busy counter does not come near it, and who guesses gets nowhere."""


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def redeem(request: HttpRequest) -> HttpResponse:
    """Take a code, show what it is about, redeem it."""
    if request.method != "POST":
        return _page(request, CodeForm(), None, 200)
    actor = actor_of(request)
    key = key_of(request)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, form, None, 422)
    count_request(bucket_of("vouchers.redeem", actor.user_id or ""), LIMIT)
    code = form.cleaned_data["code"]
    try:
        if "redeem" not in request.POST:
            found = peek_code(actor=actor, code=code)
            checked(ORDER_MOVES[OrderMove.REDEEM], OrderState(found.state), "")
            return _page(request, form, found, 200)
        done = asked_once(
            actor=actor,
            key=key,
            verb="vouchers.page.redeem",
            thing=None,
            given={"code": code},
            model=Order,
            run=lambda: services.order_redeem(actor=actor, code=code),
        )
    except (InvalidInput, NotAllowed, Refused, Conflict) as error:
        put_errors(form, error)
        return _page(request, form, None, http_status(error))
    messages.success(request, _("已核销 %(amount)s，等财政结算。") % {"amount": money_told(done.redeemed)})
    return redirect("vouchers:counter_order", number=done.number)


def _page(request: HttpRequest, form: CodeForm, order: Order | None, status: int) -> HttpResponse:
    context = {
        "form": form,
        "order": order,
        "amount": payable_of(order) if order else 0,
        "about": _about(order) if order else None,
        "guard": guard_of(),
        "breadcrumbs": crumbs(Link(_("核销"), "")),
    }
    return render(request, "vouchers/redeem.html", context, status=status)


def _about(order: Order) -> SummaryList:
    return SummaryList(
        (
            SummaryRow(_("持券人"), order.voucher.holder_name),
            SummaryRow(_("服务"), order.title, service_label(order)),
            SummaryRow(_("机构"), provider_name(order.provider)),
            SummaryRow(_("订单号"), order.number),
            SummaryRow(_("价格"), Money(order.invoiced or order.price), price_words(order)),
            SummaryRow(_("持券人自付"), Money(own_share_of(order)), _("由持券人直接付给您。")),
        )
    )
