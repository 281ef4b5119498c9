"""The department's desk of vouchers: what is to be done, and the lists of vouchers and orders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.core import clock
from zhongchuang.core.page import Cell, Column, ColumnKind, DataTable, EmptyState, Link, Money, Option, Row
from zhongchuang.vouchers.flow import OrderState, VoucherState, words
from zhongchuang.vouchers.models import Order, ProviderStanding, Voucher
from zhongchuang.vouchers.selectors import desk
from zhongchuang.vouchers.selectors.keyset import cut
from zhongchuang.vouchers.views.office_common import at_desk, crumbs, narrowing_of, pager, tabs
from zhongchuang.vouchers.views.order_acts import order_address
from zhongchuang.vouchers.views.requests import own_page
from zhongchuang.vouchers.views.showing import (
    Side,
    order_status,
    payable_of,
    provider_name,
    provider_place,
    provider_status,
    voucher_status,
    worded,
)


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits: how many, how much, where it is done."""

    label: str
    count: int
    amount: int | None
    url: str
    what: str
    urgent: bool = False


@require_safe
@own_page
def home(request: HttpRequest) -> HttpResponse:
    """What is to be done."""
    actor, reach = at_desk(request)
    sums = desk.sums_of(actor, reach, clock.today())
    context = {
        "tabs": tabs("home"),
        "tasks": _tasks(sums),
        "vouchers": sums.vouchers,
        "available": sums.available,
        "breadcrumbs": crumbs(),
    }
    return render(request, "vouchers/office/home.html", context)


def _tasks(sums: desk.Sums) -> list[Task]:
    orders, vouchers = reverse("vouchers:office_orders"), reverse("vouchers:office_vouchers")
    providers = reverse("vouchers:office_providers")

    def pile(label: str, state: OrderState, name: desk.Pile, what: str, *, urgent: bool = False) -> Task:
        count, amount = sums.of(state)
        return Task(label, count, amount, f"{orders}?pile={name.value}", what, urgent and count > 0)

    return [
        pile(_("待核查的订单"), OrderState.DISPUTED, desk.Pile.DISPUTED, _("认可或不认可交付"), urgent=True),
        Task(
            _("申请入库"),
            sums.requests,
            None,
            f"{providers}?state={ProviderStanding.ASKED.value}",
            _("入库或退回补正"),
            sums.requests > 0,
        ),
        Task(
            _("收款账户变更"),
            sums.account_changes,
            None,
            f"{providers}?account=asked",
            _("核对后确认，其间不结算"),
            sums.account_changes > 0,
        ),
        pile(_("暂缓结算"), OrderState.WITHHELD, desk.Pile.WITHHELD, _("恢复或退回")),
        pile(_("已确认、没有扫码"), OrderState.CONFIRMED, desk.Pile.WAITING, _("提醒双方核销")),
        Task(
            _("三十天内到期的券"),
            sums.expiring,
            sums.expiring_amount,
            f"{vouchers}?pile={desk.Pile.EXPIRING.value}",
            _("没用完的会收回预算"),
        ),
        Task(
            _("暂停使用的券"),
            sums.suspended,
            None,
            f"{vouchers}?pile={desk.Pile.SUSPENDED.value}",
            _("查清后恢复或撤销"),
        ),
    ]


@require_safe
@own_page
def vouchers(request: HttpRequest) -> HttpResponse:
    """Every voucher of the department, narrowed; those that end soon by their last day."""
    actor, reach = at_desk(request)
    by = narrowing_of(request.GET)
    page = cut(
        desk.vouchers_like(actor, reach, by, clock.today()),
        term="last_day" if by.pile is desk.Pile.EXPIRING else "",
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    context = {
        "tabs": tabs("vouchers"),
        "title": _("券"),
        "by": by,
        "search_label": _("券号、持券人或办件编号"),
        "states": [
            (Option(one.value, worded(words.state(one))), one.value == by.state) for one in VoucherState
        ],
        "piles": _piles(by, (desk.Pile.ALL, desk.Pile.EXPIRING, desk.Pile.SUSPENDED)),
        "table": vouchers_table(page.rows),
        **pager(request.GET, page),
        "breadcrumbs": crumbs(Link(_("券"), "")),
    }
    return render(request, "vouchers/office/list.html", context)


def vouchers_table(rows: Iterable[Voucher]) -> DataTable:
    """Vouchers as the desk sees them."""
    return DataTable(
        _("券"),
        (
            Column(_("券号"), ColumnKind.CODE),
            Column(_("持券人")),
            Column(_("面额（元）"), ColumnKind.NUMBER),
            Column(_("可用（元）"), ColumnKind.NUMBER),
            Column(_("冻结（元）"), ColumnKind.NUMBER),
            Column(_("已核销（元）"), ColumnKind.NUMBER),
            Column(_("最后一天"), ColumnKind.DATE),
            Column(_("状态")),
        ),
        tuple(
            Row(
                (
                    Cell(one.number, url=reverse("vouchers:office_voucher", args=[one.number])),
                    Cell(one.holder_name, note=one.case),
                    Cell(Money(one.issued, unit=False)),
                    Cell(Money(one.available, unit=False)),
                    Cell(Money(one.held, unit=False)),
                    Cell(Money(one.redeemed, unit=False)),
                    Cell(one.last_day),
                    Cell(voucher_status(one.state)),
                )
            )
            for one in rows
        ),
        empty=EmptyState(
            _("没有符合条件的券"),
            _("放宽条件再看。"),
            Link(_("清除条件"), reverse("vouchers:office_vouchers")),
        ),
    )


@require_safe
@own_page
def orders(request: HttpRequest) -> HttpResponse:
    """Every order on the department's vouchers, narrowed."""
    actor, reach = at_desk(request)
    by = narrowing_of(request.GET)
    page = cut(
        desk.orders_like(actor, reach, by),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    context = {
        "tabs": tabs("orders"),
        "title": _("订单"),
        "by": by,
        "search_label": _("订单号、内容、持券人或机构"),
        "states": [
            (Option(one.value, worded(words.state(one))), one.value == by.state) for one in OrderState
        ],
        "piles": _piles(by, (desk.Pile.ALL, desk.Pile.DISPUTED, desk.Pile.WITHHELD, desk.Pile.WAITING)),
        "table": orders_table(page.rows),
        **pager(request.GET, page),
        "breadcrumbs": crumbs(Link(_("订单"), "")),
    }
    return render(request, "vouchers/office/list.html", context)


def orders_table(rows: Iterable[Order]) -> DataTable:
    """Orders as the desk sees them."""
    return DataTable(
        _("订单"),
        (
            Column(_("订单")),
            Column(_("持券人")),
            Column(_("机构")),
            Column(_("价格（元）"), ColumnKind.NUMBER),
            Column(_("抵扣（元）"), ColumnKind.NUMBER),
            Column(_("交付期限"), ColumnKind.DATE),
            Column(_("状态")),
        ),
        tuple(
            Row(
                (
                    Cell(one.title, url=order_address(Side.OFFICE, one), note=one.number),
                    Cell(one.voucher.holder_name),
                    Cell(provider_name(one.provider)),
                    Cell(Money(one.invoiced or one.price, unit=False)),
                    Cell(Money(one.redeemed - one.refunded if one.redeemed else payable_of(one), unit=False)),
                    Cell(one.finish_by),
                    Cell(order_status(one.state)),
                )
            )
            for one in rows
        ),
        empty=EmptyState(
            _("没有符合条件的订单"),
            _("放宽条件再看。"),
            Link(_("清除条件"), reverse("vouchers:office_orders")),
        ),
    )


@require_safe
@own_page
def providers(request: HttpRequest) -> HttpResponse:
    """Every entry of the department's list of providers, narrowed."""
    actor, reach = at_desk(request)
    by = narrowing_of(request.GET)
    rows = desk.providers_like(actor, reach, by)
    changes = request.GET.get("account") == "asked"
    if changes:
        rows = desk.with_account_change(rows)
    page = cut(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    here = reverse("vouchers:office_providers")
    context = {
        "tabs": tabs("providers"),
        "title": _("服务机构"),
        "by": by,
        "search_label": _("单位名称或统一社会信用代码"),
        "states": [
            (Option(value, str(provider_status(value).word)), value == by.state)
            for value in ProviderStanding.values
        ],
        "piles": [
            Link(_("全部"), here, current=not changes),
            Link(_("收款账户待确认"), f"{here}?account=asked", current=changes),
        ],
        "account": "asked" if changes else "",
        "table": DataTable(
            _("服务机构"),
            (
                Column(_("机构")),
                Column(_("地区")),
                Column(_("申请日期"), ColumnKind.DATE),
                Column(_("有效期至"), ColumnKind.DATE),
                Column(_("状态")),
            ),
            tuple(
                Row(
                    (
                        Cell(
                            provider_name(one),
                            url=reverse("vouchers:office_provider", args=[one.pk]),
                            note=one.organisation.uscc,
                        ),
                        Cell(provider_place(one)),
                        Cell(clock.business_date(one.asked_at)),
                        Cell(one.admitted_until),
                        Cell(provider_status(one.state)),
                    )
                )
                for one in page.rows
            ),
            empty=EmptyState(_("没有符合条件的机构"), _("放宽条件再看。"), Link(_("清除条件"), here)),
        ),
        **pager(request.GET, page),
        "breadcrumbs": crumbs(Link(_("服务机构"), "")),
    }
    return render(request, "vouchers/office/list.html", context)


def _piles(by: desk.Narrowing, piles: Iterable[desk.Pile]) -> list[Link]:
    labels = {
        desk.Pile.ALL: _("全部"),
        desk.Pile.EXPIRING: _("三十天内到期"),
        desk.Pile.SUSPENDED: _("暂停使用"),
        desk.Pile.DISPUTED: _("待核查"),
        desk.Pile.WITHHELD: _("暂缓结算"),
        desk.Pile.WAITING: _("已确认、没有扫码"),
    }
    return [Link(labels[one], f"?pile={one.value}", current=one is by.pile) for one in piles]
