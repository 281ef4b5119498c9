"""How vouchers and orders look: a state in a word and a shape, what comes next and whose turn it is, the way so far."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhongchuang.core.clock import SHANGHAI, business_date
from zhongchuang.core.page import (
    Cell,
    Column,
    ColumnKind,
    DataTable,
    EmptyState,
    Money,
    Row,
    Shape,
    Status,
    Step,
    Stepper,
    StepState,
    Tone,
)
from zhongchuang.vouchers.flow import (
    OrderMove,
    OrderState,
    VoucherMove,
    VoucherState,
    words,
)
from zhongchuang.vouchers.models import Order, OrderStep, Provider, ProviderStanding, Voucher, VoucherStep
from zhongchuang.vouchers.terms.amounts import share_of
from zhongchuang.vouchers.views.requests import english

if TYPE_CHECKING:
    import datetime as dt

    from zhongchuang.core.errors import Wording


class Side(StrEnum):
    """Who reads a page."""

    HOLDER = "holder"
    PROVIDER = "provider"
    OFFICE = "office"


_VOUCHERS: dict[VoucherState, tuple[Shape, Tone]] = {
    VoucherState.ACTIVE: (Shape.CHECK, Tone.ACCENT),
    VoucherState.SUSPENDED: (Shape.PAUSE, Tone.DANGER),
    VoucherState.EXPIRED: (Shape.RING, Tone.PLAIN),
    VoucherState.REVOKED: (Shape.CROSS, Tone.DANGER),
}
_ORDERS: dict[OrderState, tuple[Shape, Tone]] = {
    OrderState.PLACED: (Shape.RING, Tone.PLAIN),
    OrderState.ACCEPTED: (Shape.HALF, Tone.PLAIN),
    OrderState.DELIVERED: (Shape.HALF, Tone.ACCENT),
    OrderState.DISPUTED: (Shape.QUESTION, Tone.DANGER),
    OrderState.CONFIRMED: (Shape.DOT, Tone.ACCENT),
    OrderState.REDEEMED: (Shape.CHECK, Tone.PLAIN),
    OrderState.WITHHELD: (Shape.PAUSE, Tone.DANGER),
    OrderState.SETTLING: (Shape.PAUSE, Tone.PLAIN),
    OrderState.SETTLED: (Shape.CHECK, Tone.ACCENT),
    OrderState.DECLINED: (Shape.CROSS, Tone.PLAIN),
    OrderState.CANCELLED: (Shape.CROSS, Tone.PLAIN),
    OrderState.LAPSED: (Shape.CROSS, Tone.PLAIN),
    OrderState.STOPPED: (Shape.CROSS, Tone.PLAIN),
    OrderState.REFUNDED: (Shape.CROSS, Tone.PLAIN),
}
ENDED = frozenset(
    {
        OrderState.DECLINED,
        OrderState.CANCELLED,
        OrderState.LAPSED,
        OrderState.STOPPED,
        OrderState.REFUNDED,
    }
)
"""Orders that came to nothing."""


def worded(wording: Wording) -> str:
    """A sentence of the house in the reader's language."""
    return wording.en if english() else wording.zh


def voucher_status(state: str) -> Status:
    """Where a voucher stands."""
    found = VoucherState(state)
    return Status(worded(words.state(found)), *_VOUCHERS[found])


def order_status(state: str) -> Status:
    """Where an order stands."""
    found = OrderState(state)
    return Status(worded(words.state(found)), *_ORDERS[found])


def provider_status(state: str) -> Status:
    """Where a provider stands."""
    match ProviderStanding(state):
        case ProviderStanding.ASKED:
            return Status(_("申请入库"), Shape.RING)
        case ProviderStanding.RETURNED:
            return Status(_("退回补正"), Shape.WARNING, Tone.DANGER)
        case ProviderStanding.ADMITTED:
            return Status(_("在库"), Shape.CHECK, Tone.ACCENT)
        case ProviderStanding.STRUCK_OFF:
            return Status(_("移出名录"), Shape.CROSS, Tone.DANGER)


def day(found: dt.date | None) -> str:
    """A day as running text has it."""
    return date_format(found, "DATE_FORMAT") if found else ""


def payable_of(order: Order) -> int:
    """分 the counter redeems: what was set aside, and never more than the share of the invoice."""
    return min(order.support, share_of(order.invoiced or order.price, order.ratio))


def own_share_of(order: Order) -> int:
    """分 the holder pays the provider himself."""
    return (order.invoiced or order.price) - (order.redeemed or payable_of(order))


def next_of(order: Order, side: Side) -> str:
    """What happens next and who has to do it, in a sentence for the reader."""
    return _NEXT[OrderState(order.state)](order, side)


def _placed(order: Order, side: Side) -> str:
    if side is Side.PROVIDER:
        return _("请在 %(day)s 前接单并交付；不能做的，请写明理由不接单。") % {"day": day(order.finish_by)}
    return _("等机构接单。交付之前可以取消，冻结的金额回到券里。")


def _accepted(order: Order, side: Side) -> str:
    if side is Side.PROVIDER:
        return _("请在 %(day)s 前交付，交付要附证明材料和发票；逾期订单失效。") % {
            "day": day(order.finish_by)
        }
    return _("机构正在服务，应在 %(day)s 前交付；逾期订单失效，金额放开。") % {"day": day(order.finish_by)}


def _delivered(_order: Order, side: Side) -> str:
    if side is Side.HOLDER:
        return _("机构已交付。请看材料：符合约定就确认；要改的退回重做；有争议的提出异议，由经办核查。")
    return _("等持券人确认。到期不答复不会自动付款，转经办核查。")


def _disputed(_order: Order, side: Side) -> str:
    if side is Side.OFFICE:
        return _("请核查材料：认可交付的转待核销，不认可的取消订单、放开金额。")
    return _("经办正在核查，结果会写在下面的经过里。")


def _confirmed(_order: Order, side: Side) -> str:
    if side is Side.HOLDER:
        return _("请到机构出示核销码，由机构扫码核销。")
    if side is Side.PROVIDER:
        return _("请持券人出示核销码，在“核销”页扫码或键入。")
    return _("等持券人出示核销码；不因没有扫码而失效。")


def _redeemed(_order: Order, _side: Side) -> str:
    return _("已核销，等财政列入结算批次。")


def _withheld(_order: Order, side: Side) -> str:
    if side is Side.OFFICE:
        return _("暂缓结算，审核看过才能恢复；要追的办理退回。")
    return _("暂缓结算，主管部门看过之后恢复或退回。")


def _settling(_order: Order, _side: Side) -> str:
    return _("已列入结算批次，等银行回单。")


def _settled(_order: Order, _side: Side) -> str:
    return _("已结算，办完了。")


def _ended(order: Order, _side: Side) -> str:
    if order.state == OrderState.REFUNDED:
        return _("已核销的全部退回，没有要办的。")
    return _("订单已结束，冻结的金额已经放开，没有要办的。")


_NEXT = {
    OrderState.PLACED: _placed,
    OrderState.ACCEPTED: _accepted,
    OrderState.DELIVERED: _delivered,
    OrderState.DISPUTED: _disputed,
    OrderState.CONFIRMED: _confirmed,
    OrderState.REDEEMED: _redeemed,
    OrderState.WITHHELD: _withheld,
    OrderState.SETTLING: _settling,
    OrderState.SETTLED: _settled,
    **dict.fromkeys(ENDED, _ended),
}
_COURSE = (
    gettext_lazy("下单"),
    gettext_lazy("服务"),
    gettext_lazy("确认"),
    gettext_lazy("核销"),
    gettext_lazy("结算"),
)
_AT = {
    OrderState.PLACED: 0,
    OrderState.ACCEPTED: 1,
    OrderState.DELIVERED: 2,
    OrderState.DISPUTED: 2,
    OrderState.CONFIRMED: 3,
    OrderState.REDEEMED: 4,
    OrderState.WITHHELD: 4,
    OrderState.SETTLING: 4,
    OrderState.SETTLED: 5,
}
_LAST = {
    OrderMove.ACCEPT: 0,
    OrderMove.DELIVER: 1,
    OrderMove.CONFIRM: 2,
    OrderMove.UPHOLD: 2,
    OrderMove.REDEEM: 3,
    OrderMove.SETTLE: 4,
}
"""The move that ends each stretch: its day stands beside the step."""


def course_of(order: Order, steps: Iterable[OrderStep]) -> Stepper:
    """The way of an order: ordered, done, confirmed, redeemed, settled; where it ended, what did not come is left out."""
    state = OrderState(order.state)
    days = {_LAST[move]: day(business_date(one.at)) for one in steps if (move := _move(one.move)) in _LAST}
    reached = _AT.get(state, min((*days, -1), default=-1) if not days else max(days) + 1)
    return Stepper(
        _("订单走到哪里"),
        tuple(
            Step(
                label,
                StepState.DONE
                if at < reached
                else StepState.SKIPPED
                if state in ENDED
                else StepState.CURRENT
                if at == reached
                else StepState.NEXT,
                days.get(at, "") if at < reached else "",
            )
            for at, label in enumerate(_COURSE)
        ),
    )


def _move(name: str) -> OrderMove | None:
    return OrderMove(name) if name in frozenset(OrderMove) else None


def story_of(steps: Iterable[OrderStep]) -> DataTable:
    """What was done with an order, the newest first, by which side: rows name organisations, nobody in person."""
    rows = sorted(steps, key=lambda one: one.pk, reverse=True)
    return DataTable(
        _("经过"),
        (
            Column(_("时间"), ColumnKind.DATE),
            Column(_("做了什么")),
            Column(_("谁")),
            Column(_("金额（元）"), ColumnKind.NUMBER),
            Column(_("理由")),
        ),
        tuple(
            Row(
                (
                    Cell(date_format(one.at.astimezone(SHANGHAI), "DATETIME_FORMAT")),
                    Cell(move_words(one.move)),
                    Cell(by_words(one.actor_name)),
                    Cell(None if one.amount is None else Money(one.amount, unit=False)),
                    Cell(one.reason),
                )
            )
            for one in rows
        ),
        empty=EmptyState(_("还没有经过")),
        show_caption=True,
    )


def voucher_story(steps: Iterable[VoucherStep]) -> DataTable:
    """What was done with a voucher, the newest first."""
    rows = sorted(steps, key=lambda one: one.pk, reverse=True)
    return DataTable(
        _("券的经过"),
        (Column(_("时间"), ColumnKind.DATE), Column(_("做了什么")), Column(_("谁")), Column(_("理由"))),
        tuple(
            Row(
                (
                    Cell(date_format(one.at.astimezone(SHANGHAI), "DATETIME_FORMAT")),
                    Cell(move_words(one.move)),
                    Cell(by_words(one.actor_name)),
                    Cell(one.reason),
                )
            )
            for one in rows
        ),
        empty=EmptyState(_("还没有经过")),
        show_caption=True,
    )


def move_words(name: str) -> str:
    """What a move is called."""
    found = _move(name) or (VoucherMove(name) if name in frozenset(VoucherMove) else None)
    return worded(words.move(found)) if found else name


def by_words(name: str) -> str:
    """Who acted, as a step keeps it: an organisation by its name; the platform and a holder in person in the reader's words."""
    return {"系统": _("平台"), "持券人": _("持券人")}.get(name, name)


def provider_name(provider: Provider) -> str:
    """What a provider is called: its organisation's name."""
    return str(provider.organisation.name)


def provider_place(provider: Provider) -> str:
    """Where a provider is, in the reader's language."""
    place = provider.organisation.place
    return str(place.name_en if english() else place.name)


def what_can_be_done(voucher: Voucher, today: dt.date) -> str:
    """What a holder can do with a voucher now, in a sentence."""
    match VoucherState(voucher.state):
        case VoucherState.SUSPENDED:
            return _("主管部门正在核查，暂时不能下单、不能核销；已经下的单照常走。")
        case VoucherState.REVOKED:
            return _("已撤销，没有要办的。")
        case VoucherState.EXPIRED:
            return _("已到期，不能再下单；已经下的单走完为止。")
        case VoucherState.ACTIVE if today < voucher.first_day:
            return _("%(day)s 起可以下单。") % {"day": day(voucher.first_day)}
        case VoucherState.ACTIVE if voucher.available == 0:
            return _("没有可用的金额了；退回的钱会再进来。")
        case VoucherState.ACTIVE:
            return _("%(day)s 前可以下单（含当天）。") % {"day": day(voucher.last_day)}
