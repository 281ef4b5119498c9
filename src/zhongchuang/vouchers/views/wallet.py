"""我的创新券: the wallet, and one voucher with its orders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.elsewhere import link_elsewhere
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Money,
    Row,
    SummaryList,
    SummaryRow,
)
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.errors import NoPacks
from zhongchuang.policy.selectors.rulebook import current_rulebook
from zhongchuang.vouchers.access import is_holder, reach_of
from zhongchuang.vouchers.flow import VoucherState
from zhongchuang.vouchers.models import Order, Voucher
from zhongchuang.vouchers.selectors import scheme_of
from zhongchuang.vouchers.selectors.opened import held_voucher
from zhongchuang.vouchers.selectors.stories import voucher_steps
from zhongchuang.vouchers.selectors.wallet import orders_on, wallet_of
from zhongchuang.vouchers.views.order_acts import order_address
from zhongchuang.vouchers.views.pots import pots_of
from zhongchuang.vouchers.views.requests import own_page
from zhongchuang.vouchers.views.showing import (
    Side,
    next_of,
    order_status,
    payable_of,
    provider_name,
    voucher_status,
    voucher_story,
    what_can_be_done,
    worded,
)


def crumbs(*links: Link) -> tuple[Link, ...]:
    """Where a page stands: under the wallet."""
    return (Link(_("我的创新券"), reverse("vouchers:mine")), *links)


@require_safe
@own_page
def mine(request: HttpRequest) -> HttpResponse:
    """The wallet: every voucher with its money, and the orders that wait for me."""
    actor = actor_of(request)
    found = wallet_of(actor, reach_of(actor))
    today = clock.today()
    context = {
        "held": [_held(one, today) for one in found.vouchers],
        "waiting": orders_table(_("等您办的订单"), found.waiting) if found.waiting else None,
        "nothing": EmptyState(
            _("还没有创新券"),
            _("创新券由企业、团队申领，批准后发到这里。"),
            Link(_("看看有哪些创新券"), reverse("vouchers:about")),
        ),
    }
    return render(request, "vouchers/mine.html", context)


def _held(voucher: Voucher, today: dt.date) -> dict[str, object]:
    return {
        "voucher": voucher,
        "url": reverse("vouchers:voucher", args=[voucher.number]),
        "title": worded(scheme_of(voucher.scheme).title.wording),
        "status": voucher_status(voucher.state),
        "pots": pots_of(voucher),
        "can": what_can_be_done(voucher, today),
    }


@require_safe
@own_page
def voucher(request: HttpRequest, number: str) -> HttpResponse:
    """One voucher: where its money is, how long it may be used, what was bought with it."""
    actor = actor_of(request)
    reach = reach_of(actor)
    found = held_voucher(actor, reach, number)
    orders = orders_on(found)
    today = clock.today()
    usable = (
        found.state == VoucherState.ACTIVE
        and found.available > 0
        and found.first_day <= today <= found.last_day
    )
    context = {
        "voucher": found,
        "title": worded(scheme_of(found.scheme).title.wording),
        "status": voucher_status(found.state),
        "can": what_can_be_done(found, today),
        "pots": pots_of(found),
        "facts": facts_of(actor, found, desk=False),
        "may_order": usable and is_holder(found, reach, writing=True),
        "orders": orders_table(
            _("订单"),
            orders,
            EmptyState(_("还没有订单"), _("选好机构和服务，下单时金额从券里冻结，核销后付给机构。")),
        ),
        "story": voucher_story(voucher_steps(found)),
        "breadcrumbs": crumbs(Link(found.number, "")),
    }
    return render(request, "vouchers/voucher.html", context)


def facts_of(actor: Actor, found: Voucher, *, desk: bool) -> SummaryList:
    """What a voucher is: whose, by whom, on what grounds, from when until when. `desk`: for the department's page."""
    case = link_elsewhere("ZHONGCHUANG_CASE_OF_VOUCHER", actor, found.case, desk=desk)
    return SummaryList(
        (
            SummaryRow(_("券号"), found.number),
            SummaryRow(_("持券人"), found.holder_name),
            SummaryRow(_("面额"), Money(found.issued)),
            SummaryRow(_("有效期自"), found.first_day),
            SummaryRow(_("最后一天"), found.last_day, _("这一天还能下单；过了这一天，可用的金额收回预算。")),
            SummaryRow(_("发券部门"), found.department.name),
            SummaryRow(_("办件"), case or found.case),
            SummaryRow(_("依据"), _clause(found), _("发券凭这一条。")),
        )
    )


def _clause(found: Voucher) -> Link | str:
    slug, separator, ref = found.clause.partition("#")
    if not (separator and slug and ref):
        return found.clause
    try:
        document = current_rulebook().document(slug)
    except NoPacks:
        document = None
    name = document.number or document.title if document is not None else ""
    return Link(f"{name} {ref}".strip(), reverse("policy:clause", args=[slug, ref]))


def orders_table(caption: str, orders: Iterable[Order], empty: EmptyState | None = None) -> DataTable:
    """Orders as their holder sees them, each with what comes next."""
    return DataTable(
        caption,
        (
            Column(_("订单")),
            Column(_("机构")),
            Column(_("抵扣（元）"), ColumnKind.NUMBER),
            Column(_("交付期限"), ColumnKind.DATE),
            Column(_("状态")),
        ),
        tuple(
            Row(
                (
                    Cell(one.title, url=order_address(Side.HOLDER, one), note=one.number),
                    Cell(provider_name(one.provider)),
                    Cell(Money(one.redeemed - one.refunded if one.redeemed else payable_of(one), unit=False)),
                    Cell(one.finish_by),
                    Cell(order_status(one.state), note=next_of(one, Side.HOLDER)),
                )
            )
            for one in orders
        ),
        empty=empty or EmptyState(_("没有订单")),
    )
