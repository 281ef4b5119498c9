"""An order as its three pages show it: the holder's, the provider's, the department's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from zhongchuang.clearance.invoices.model import Invoice
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.clock import business_date
from zhongchuang.core.errors import Wording
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
    money_told,
)
from zhongchuang.vouchers.access import Reach
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.models import Order, OrderPaper
from zhongchuang.vouchers.selectors import moves_open, papers_of, scheme_of
from zhongchuang.vouchers.selectors.placing import tie_of
from zhongchuang.vouchers.selectors.stories import order_steps
from zhongchuang.vouchers.terms.amounts import Limit, Room, Support
from zhongchuang.vouchers.views.order_acts import PRIMARY, offers_of
from zhongchuang.vouchers.views.showing import (
    Side,
    course_of,
    next_of,
    order_status,
    own_share_of,
    payable_of,
    provider_name,
    story_of,
    worded,
)

Context = dict[str, object]
INVOICE = "invoice"


def service_label(order: Order) -> str:
    """What the service is called in the scheme the voucher was issued under."""
    found = scheme_of(order.voucher.scheme).service(order.service)
    return worded(found.label.wording) if found else order.service


def about_of(order: Order) -> SummaryList:
    """An order in four lines, above the form of an act."""
    return SummaryList(
        (
            SummaryRow(_("订单号"), order.number),
            SummaryRow(_("内容"), order.title, provider_name(order.provider)),
            SummaryRow(_("抵扣"), Money(payable_of(order)), price_words(order)),
            SummaryRow(_("状态"), order_status(order.state)),
        )
    )


def price_words(order: Order) -> str:
    """The price, as agreed or as invoiced."""
    if order.invoiced:
        return _("发票 %(price)s") % {"price": money_told(order.invoiced)}
    return _("约定价格 %(price)s") % {"price": money_told(order.price)}


def page_parts(actor: Actor, order: Order, side: Side, reach: Reach) -> Context:
    """Everything an order's page shows, and what the reader may do there."""
    steps = order_steps(order)
    tie = tie_shown(order, side)
    offers = offers_of(order, side, moves_open(actor, order, reach, tied=tie is not None))
    papers = papers_of(order)
    return {
        "order": order,
        "provider": provider_name(order.provider),
        "status": order_status(order.state),
        "amount": order.redeemed - order.refunded if order.redeemed else payable_of(order),
        "course": course_of(order, steps),
        "next": next_of(order, side),
        "tie": worded(tie) if tie else "",
        "primary": next((one for one in offers if one.name in PRIMARY), None),
        "offers": [one for one in offers if one.name not in PRIMARY],
        "facts": facts_of(order, side),
        "sums": sums_of(order),
        "worked_out": worked_out_table(order),
        "papers": papers_table(order, papers),
        "story": story_of(steps),
    }


def tie_shown(order: Order, side: Side) -> Wording | None:
    """What makes holder and provider related parties today, told to whoever would confirm the delivery or uphold it."""
    asked = {
        Side.HOLDER: (OrderState.DELIVERED, OrderState.CONFIRMED),
        Side.OFFICE: (OrderState.DISPUTED,),
    }.get(side, ())
    return tie_of(order.voucher, order.provider, clock.today()) if order.state in asked else None


def facts_of(order: Order, side: Side) -> SummaryList:
    """What was agreed, and with whom."""
    voucher = order.voucher
    holder: Any = voucher.holder_name
    number: Any = voucher.number
    listed: Any = provider_name(order.provider)
    if side is Side.HOLDER:
        number = Link(voucher.number, reverse("vouchers:voucher", args=[voucher.number]))
        listed = Link(listed, reverse("vouchers:provider", args=[order.provider_id]))
    if side is Side.OFFICE:
        number = Link(voucher.number, reverse("vouchers:office_voucher", args=[voucher.number]))
        listed = Link(listed, reverse("vouchers:office_provider", args=[order.provider_id]))
    rows = [
        SummaryRow(_("订单号"), order.number),
        SummaryRow(_("服务"), order.title, service_label(order)),
        SummaryRow(_("持券人"), holder),
        SummaryRow(_("机构"), listed),
    ]
    if side is not Side.PROVIDER:
        rows.append(SummaryRow(_("创新券"), number))
    rows += [
        SummaryRow(_("下单日期"), order.on),
        SummaryRow(_("交付期限"), order.finish_by),
    ]
    if order.delivered_on:
        rows.append(SummaryRow(_("交付日期"), order.delivered_on, order.delivery))
    return SummaryList(tuple(rows))


def sums_of(order: Order) -> SummaryList:
    """What it costs, what the voucher pays, what the holder pays; and how that was worked out on the day of the order."""
    rows = [SummaryRow(_("约定价格"), Money(order.price))]
    if order.invoiced:
        rows.append(SummaryRow(_("发票金额"), Money(order.invoiced), _invoice_words(order)))
    rows.append(SummaryRow(_("下单时冻结"), Money(order.support), _ratio_words(order)))
    if order.redeemed:
        rows.append(SummaryRow(_("已核销"), Money(order.redeemed)))
    else:
        rows.append(SummaryRow(_("核销时抵扣"), Money(payable_of(order))))
    if order.refunded:
        rows.append(SummaryRow(_("已退回"), Money(order.refunded)))
    rows.append(SummaryRow(_("持券人自付"), Money(own_share_of(order)), _("由持券人直接付给机构。")))
    return SummaryList(tuple(rows))


def worked_out_table(order: Order) -> DataTable | None:
    """The sum of the day of the order, line by line; None for an order that keeps none."""
    rooms = [Room(Limit(name), fen) for name, fen in order.worked_out.get("rooms", ())]
    if not rooms:
        return None
    return sum_table(Support(order.price, order.ratio, order.support, tuple(rooms)))


def sum_table(support: Support) -> DataTable:
    """A sum, line by line: every limit with what it leaves, the smallest marked, what the holder pays himself."""
    rows = [Row((Cell(_("约定价格")), Cell(Money(support.price, unit=False)), Cell("")))]
    for room in support.rooms:
        words = worded(room.label)
        if room.limit is Limit.RATIO:
            words = _("%(limit)s（价格 × %(ratio)s）") % {"limit": words, "ratio": ratio_words(support.ratio)}
        least = _("最小，就按它") if room in support.binding else ""
        rows.append(Row((Cell(words), Cell(Money(room.fen, unit=False)), Cell(least))))
    rows += [
        Row((Cell(_("券抵扣")), Cell(Money(support.fen, unit=False)), Cell(_("上面几项里最小的一个")))),
        Row((Cell(_("自付")), Cell(Money(support.own_share, unit=False)), Cell(_("由持券人直接付给机构")))),
    ]
    return DataTable(
        _("这一单怎样算"),
        (Column(_("项目")), Column(_("金额（元）"), ColumnKind.NUMBER), Column(_("说明"))),
        tuple(rows),
        show_caption=True,
    )


def _ratio_words(order: Order) -> str:
    return _("抵扣比例 %(ratio)s，按下单那天的规定，以后不变。") % {"ratio": ratio_words(order.ratio)}


def _invoice_words(order: Order) -> str:
    if order.invoiced < order.price:
        return _("发票比约定低，核销按发票重新算，多冻结的放开。")
    if order.invoiced > order.price:
        return _("发票比约定高，多出的由持券人自付。")
    return ""


def ratio_words(ratio: int) -> str:
    """Hundredths of a per cent as a reader knows them: 60%, 33.33%."""
    return f"{ratio / 100:.2f}".rstrip("0").rstrip(".") + "%"


def paper_kind(kind: str) -> str:
    """What a paper is called."""
    return {
        "invoice": _("发票"),
        "report": _("报告、成果"),
        "contract": _("合同"),
        "other": _("其他"),
    }[kind]


def papers_table(order: Order, papers: Iterable[OrderPaper]) -> DataTable:
    """The papers of a delivery, each to be opened; of an invoice what it says."""
    return DataTable(
        _("交付材料"),
        (Column(_("文件")), Column(_("种类")), Column(_("上传日期"), ColumnKind.DATE)),
        tuple(
            Row(
                (
                    Cell(
                        one.file.name,
                        url=reverse("vouchers:order_paper", args=[order.number, one.pk]),
                        note=said_of(one),
                    ),
                    Cell(paper_kind(one.kind)),
                    Cell(business_date(one.added_at)),
                )
            )
            for one in papers
        ),
        empty=EmptyState(_("还没有材料"), _("交付时由机构上传。")),
        show_caption=True,
    )


def said_of(paper: OrderPaper) -> str:
    """What was read of a paper: number and amount, and what an officer should look at."""
    if paper.kind == INVOICE:
        invoice = Invoice.from_json(paper.said["invoice"])
        told = [
            _("发票 %(number)s，价税合计 %(total)s")
            % {"number": invoice.number, "total": money_told(invoice.total)},
            *(worded(Wording(zh, en)) for zh, en in paper.said.get("told", ())),
        ]
        return "；".join(told)
    if "number" in paper.said:
        return _("合同编号 %(number)s") % {"number": paper.said["number"]}
    return ""
