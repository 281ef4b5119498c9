"""One voucher, one order as the department sees it, and what it can do with each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from zhongchuang.core.page import (
    Link,
    Money,
    SummaryList,
    SummaryRow,
)
from zhongchuang.vouchers import services
from zhongchuang.vouchers.access import may_move_voucher
from zhongchuang.vouchers.flow import VoucherMove
from zhongchuang.vouchers.models import Voucher
from zhongchuang.vouchers.selectors import desk, scheme_of, voucher_moves_open
from zhongchuang.vouchers.selectors.opened import (
    office_order,
    office_voucher,
)
from zhongchuang.vouchers.selectors.stories import voucher_steps
from zhongchuang.vouchers.views.acting import Act, Offer, act_page, doing, find_act
from zhongchuang.vouchers.views.office import orders_table
from zhongchuang.vouchers.views.office_common import at_desk, crumbs
from zhongchuang.vouchers.views.order_acts import OFFICE_ACTS, order_address
from zhongchuang.vouchers.views.order_parts import about_of, page_parts
from zhongchuang.vouchers.views.pots import pots_of
from zhongchuang.vouchers.views.requests import guard_of, own_page
from zhongchuang.vouchers.views.showing import (
    Side,
    voucher_status,
    voucher_story,
    worded,
)
from zhongchuang.vouchers.views.wallet import facts_of

MOST = 50
"""Orders shown on the page of a voucher or of a provider; all of them are in the list."""


def _moving(move: VoucherMove) -> Any:
    return lambda actor, voucher, reach: may_move_voucher(actor, voucher, move, reach)


VOUCHER_ACTS: Mapping[str, Act] = {
    "suspend": Act(
        may=_moving(VoucherMove.SUSPEND),
        run=doing(services.voucher_suspend, "voucher"),
        title=gettext_lazy("暂停使用"),
        button=gettext_lazy("暂停使用"),
        done=gettext_lazy("已暂停：不能下单，不能核销；别的照常。"),
        lead=gettext_lazy("查清之前不能下新单、不能核销；已经下的单照常走。"),
        danger=True,
    ),
    "resume": Act(
        may=_moving(VoucherMove.RESUME),
        run=doing(services.voucher_resume, "voucher"),
        title=gettext_lazy("恢复使用"),
        button=gettext_lazy("恢复使用"),
        done=gettext_lazy("已恢复。"),
        lead=gettext_lazy("由审核恢复；暂停的人自己不能恢复。"),
    ),
    "revoke": Act(
        may=_moving(VoucherMove.REVOKE),
        run=doing(services.voucher_revoke, "voucher"),
        title=gettext_lazy("撤销"),
        button=gettext_lazy("撤销这张券"),
        done=gettext_lazy("已撤销，可用的金额已收回预算。"),
        warning=gettext_lazy("可用的金额收回预算，没有交付的订单终止，已交付的转核查。撤销以后不能恢复。"),
        danger=True,
    ),
}
_VOUCHER_MOVES = {
    "suspend": VoucherMove.SUSPEND,
    "resume": VoucherMove.RESUME,
    "revoke": VoucherMove.REVOKE,
}


@require_safe
@own_page
def voucher(request: HttpRequest, number: str) -> HttpResponse:
    """A voucher: its money, its orders, what was done with it, what can be done."""
    actor, reach = at_desk(request)
    found = office_voucher(actor, reach, number)
    moves = set(voucher_moves_open(actor, found, reach))
    context = {
        "voucher": found,
        "title": worded(scheme_of(found.scheme).title.wording),
        "status": voucher_status(found.state),
        "pots": pots_of(found),
        "facts": facts_of(actor, found, desk=True),
        "offers": [
            Offer(
                name=name,
                act=act,
                url=reverse("vouchers:office_voucher_act", args=[number, name]),
                guard=guard_of(found),
            )
            for name, act in VOUCHER_ACTS.items()
            if _VOUCHER_MOVES[name] in moves
        ],
        "orders": orders_table(desk.orders_of_voucher(found).order_by("-pk")[:MOST]),
        "story": voucher_story(voucher_steps(found)),
        "breadcrumbs": crumbs(Link(_("券"), reverse("vouchers:office_vouchers")), Link(number, "")),
    }
    return render(request, "vouchers/office/voucher.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def voucher_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Do one thing with a voucher."""
    actor, reach = at_desk(request)
    found = office_voucher(actor, reach, number)
    back = reverse("vouchers:office_voucher", args=[number])
    return act_page(
        request,
        actor=actor,
        name=f"voucher-{act}",
        act=find_act(VOUCHER_ACTS, act, actor, found, reach),
        thing=found,
        about=_about_voucher(found),
        back=back,
        breadcrumbs=crumbs(Link(_("券"), reverse("vouchers:office_vouchers")), Link(number, back)),
    )


def _about_voucher(found: Voucher) -> SummaryList:
    return SummaryList(
        (
            SummaryRow(_("券号"), found.number),
            SummaryRow(_("持券人"), found.holder_name),
            SummaryRow(_("可用"), Money(found.available)),
            SummaryRow(_("冻结"), Money(found.held)),
            SummaryRow(_("状态"), voucher_status(found.state)),
        )
    )


@require_safe
@own_page
def order(request: HttpRequest, number: str) -> HttpResponse:
    """An order as the department sees it."""
    actor, reach = at_desk(request)
    found = office_order(actor, reach, number)
    context = {
        **page_parts(actor, found, Side.OFFICE, reach),
        "side": Side.OFFICE.value,
        "breadcrumbs": crumbs(Link(_("订单"), reverse("vouchers:office_orders")), Link(number, "")),
    }
    return render(request, "vouchers/order.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def order_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Do one thing with an order."""
    actor, reach = at_desk(request)
    found = office_order(actor, reach, number)
    back = order_address(Side.OFFICE, found)
    return act_page(
        request,
        actor=actor,
        name=act,
        act=find_act(OFFICE_ACTS, act, actor, found, reach),
        thing=found,
        about=about_of(found),
        back=back,
        breadcrumbs=crumbs(Link(_("订单"), reverse("vouchers:office_orders")), Link(number, back)),
    )
