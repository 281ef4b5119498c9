"""创新券柜台: the payments to us, and one of them: which orders, how much, when it arrived or why it came back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.core.clock import business_date
from zhongchuang.core.money import format_yuan
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Link,
    Money,
    Row,
    Shape,
    Status,
    SummaryList,
    SummaryRow,
    Tone,
    with_query,
)
from zhongchuang.parties.accounts import actor_of
from zhongchuang.vouchers.access import reach_of
from zhongchuang.vouchers.models import SettledOrder, SettlementLine
from zhongchuang.vouchers.selectors.keyset import cut
from zhongchuang.vouchers.selectors.paid_out import (
    PaymentStand,
    own_payment,
    own_payments,
    stand_of,
    with_parties,
)
from zhongchuang.vouchers.selectors.settling import orders_in
from zhongchuang.vouchers.views.counter import crumbs
from zhongchuang.vouchers.views.order_acts import order_address
from zhongchuang.vouchers.views.requests import own_page
from zhongchuang.vouchers.views.showing import Side, order_status, provider_name


def stand_status(stand: PaymentStand) -> Status:
    """Where a payment stands."""
    match stand:
        case PaymentStand.CHECKED:
            return Status(_("财政正在复核"), Shape.RING)
        case PaymentStand.SENT:
            return Status(_("已交银行"), Shape.PAUSE)
        case PaymentStand.PAID:
            return Status(_("已到账"), Shape.CHECK, Tone.ACCENT)
        case PaymentStand.RETURNED:
            return Status(_("退票"), Shape.WARNING, Tone.DANGER)
        case PaymentStand.CANCELLED:
            return Status(_("批次已撤销"), Shape.CROSS)


def next_of_payment(line: SettlementLine) -> str:
    """What happens next, and what the provider has to do about it."""
    match stand_of(line):
        case PaymentStand.CHECKED:
            return _("由另一位财政人员复核后交给银行，没有要办的。")
        case PaymentStand.SENT:
            return _("已交给银行，等回单，没有要办的。")
        case PaymentStand.PAID:
            return _("已到账，办完了。")
        case PaymentStand.RETURNED:
            return _("订单回到待结算，列入以后的批次。请核对收款账户，有误的先变更。")
        case PaymentStand.CANCELLED:
            return _("订单回到待结算，列入以后的批次，没有要办的。")


@require_safe
@own_page
def payments(request: HttpRequest) -> HttpResponse:
    """The payments to our organisations, the newest first."""
    reach = reach_of(actor_of(request))
    stand = request.GET.get("stand", "")
    page = cut(
        own_payments(reach, stand),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        also=with_parties,
    )
    kept = {"stand": stand} if stand in frozenset(PaymentStand) else {}
    context = {
        "stand": kept.get("stand", ""),
        "stands": [
            Link(stand_status(one).word, f"?stand={one.value}", current=one.value == stand)
            for one in PaymentStand
        ],
        "table": _table(page.rows, filtered=bool(kept)),
        "next_url": with_query(kept, after=page.after) if page.after else "",
        "previous_url": with_query(kept, before=page.before) if page.before else "",
        "breadcrumbs": crumbs(Link(_("结算"), "")),
    }
    return render(request, "vouchers/counter_payments.html", context)


def _table(found: tuple[Any, ...], *, filtered: bool) -> DataTable:
    if filtered:
        empty = EmptyState(
            _("没有这样的结算"), "", Link(_("看全部结算"), reverse("vouchers:counter_payments"))
        )
    else:
        empty = EmptyState(_("还没有结算"), _("核销以后由财政分批结算，每一批列在这里。"))
    return DataTable(
        _("结算"),
        (
            Column(_("结算号"), ColumnKind.CODE),
            Column(_("机构")),
            Column(_("付款部门")),
            Column(_("单数"), ColumnKind.NUMBER),
            Column(_("金额（元）"), ColumnKind.NUMBER),
            Column(_("列入日期"), ColumnKind.DATE),
            Column(_("状态")),
        ),
        tuple(
            Row(
                (
                    Cell(one.reference, url=reverse("vouchers:counter_payment", args=[one.pk])),
                    Cell(provider_name(one.provider)),
                    Cell(one.settlement.department.name),
                    Cell(one.count),
                    Cell(Money(one.amount, unit=False)),
                    Cell(business_date(one.settlement.made_at)),
                    Cell(stand_status(stand_of(one)), note=why_of(one)),
                )
            )
            for one in found
        ),
        empty=empty,
    )


def why_of(line: SettlementLine) -> str:
    """The reason a payment came back or was taken back for, as it was given; when it arrived."""
    match stand_of(line):
        case PaymentStand.RETURNED:
            return line.reason
        case PaymentStand.CANCELLED:
            return line.settlement.reason
        case PaymentStand.PAID:
            return line.settled_on.isoformat() if line.settled_on else ""
        case PaymentStand.CHECKED | PaymentStand.SENT:
            return ""


@require_safe
@own_page
def payment(request: HttpRequest, pk: int) -> HttpResponse:
    """One payment: its facts, and the orders it pays."""
    found = own_payment(reach_of(actor_of(request)), pk)
    stand = stand_of(found)
    context = {
        "line": found,
        "status": stand_status(stand),
        "next": next_of_payment(found),
        "why": why_of(found) if stand in (PaymentStand.RETURNED, PaymentStand.CANCELLED) else "",
        "entry": reverse("vouchers:counter_provider", args=[found.provider_id])
        if stand is PaymentStand.RETURNED
        else "",
        "facts": _facts(found, stand),
        "orders": _orders_table(orders_in(found)),
        "breadcrumbs": crumbs(
            Link(_("结算"), reverse("vouchers:counter_payments")), Link(found.reference, "")
        ),
    }
    return render(request, "vouchers/counter_payment.html", context)


def _facts(found: SettlementLine, stand: PaymentStand) -> SummaryList:
    batch = found.settlement
    rows = [
        SummaryRow(_("机构"), provider_name(found.provider)),
        SummaryRow(_("付款部门"), batch.department.name),
        SummaryRow(_("项目预算"), found.budget.name, str(found.budget.year)),
        SummaryRow(_("收款账户"), found.payee_name, f"{found.bank_name} …{found.bank_account_tail}"),
        SummaryRow(_("列入日期"), business_date(batch.made_at)),
    ]
    if batch.exported_at:
        rows.append(SummaryRow(_("交银行"), business_date(batch.exported_at)))
    if found.bank_ref:
        rows.append(SummaryRow(_("银行流水号"), found.bank_ref))
    if stand is PaymentStand.PAID:
        rows.append(SummaryRow(_("到账日期"), found.settled_on))
    if stand is PaymentStand.RETURNED:
        rows.append(SummaryRow(_("退票日期"), found.settled_on, found.return_ref or ""))
    if found.surplus:
        rows.append(_surplus_row(found))
    return SummaryList(tuple(rows))


def _surplus_row(found: SettlementLine) -> SummaryRow:
    """The provider's own money that the bank sent back with the payment."""
    if found.surplus_ref:
        told = _("贵机构先前退过的，银行又退回一次：已经退还，流水号 %(ref)s。") % {"ref": found.surplus_ref}
    else:
        told = _("贵机构先前退过的，银行又退回一次：由付款部门退还，还没有登记。")
    return SummaryRow(_("另行退还"), Money(found.surplus), told)


def _orders_table(parts: list[SettledOrder]) -> DataTable:
    return DataTable(
        _("结算的订单"),
        (
            Column(_("订单")),
            Column(_("持券人")),
            Column(_("核销日期"), ColumnKind.DATE),
            Column(_("金额（元）"), ColumnKind.NUMBER),
            Column(_("现在")),
        ),
        tuple(
            Row(
                (
                    Cell(
                        part.order.title, url=order_address(Side.PROVIDER, part.order), note=part.order.number
                    ),
                    Cell(part.order.voucher.holder_name),
                    Cell(business_date(part.order.redeemed_at) if part.order.redeemed_at else None),
                    Cell(Money(part.amount, unit=False)),
                    Cell(order_status(part.order.state), note=_since(part)),
                )
            )
            for part in parts
        ),
        show_caption=True,
    )


def _since(part: SettledOrder) -> str:
    """What became of its money after this payment."""
    if not part.live:
        return _("钱没有付成")
    back = part.order.refunded - (part.order.redeemed - part.amount)
    return (
        _("其后退回 %(amount)s") % {"amount": format_yuan(back, language=get_language() or "")}
        if back
        else ""
    )
