"""What is told of vouchers, orders and payments, and to which side: pure words in both languages.

A move that is not listed is told to nobody: a batch of orders is told by its payment, once for all of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from zhongchuang.core.errors import Wording
from zhongchuang.core.money import format_yuan
from zhongchuang.vouchers.flow.names import OrderMove, VoucherMove

CHINESE, ENGLISH = "zh-hans", "en"
LONGEST_REASON = 120
"""In a note; a mail has the whole of it."""
NOTHING = Wording("", "")


class Hearer(StrEnum):
    """Who hears of it."""

    HOLDER = "holder"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class About:
    """What the words are filled with: names and numbers as they stand, a day, 分."""

    number: str
    title: str = ""
    holder: str = ""
    provider: str = ""
    day: dt.date | None = None
    fen: int = 0

    def fill(self, wording: Wording) -> Wording:
        """The words of a template, names set in."""
        names = {"number": self.number, "title": self.title, "holder": self.holder, "provider": self.provider}
        day = self.day
        return Wording(
            wording.zh.format(
                **names,
                day=f"{day.year}年{day.month}月{day.day}日" if day else "",
                amount=format_yuan(self.fen),
            ),
            wording.en.format(
                **names,
                day=f"{day:%d %B %Y}".lstrip("0") if day else "",
                amount=format_yuan(self.fen, language=ENGLISH),
            ),
        )


@dataclass(frozen=True, slots=True)
class Telling:
    """What happened, why, and what there is to do about it."""

    what: Wording
    todo: Wording = NOTHING
    reason: str = ""

    def note(self, language: str) -> str:
        """As a note says it."""
        reason = self.reason
        if len(reason) > LONGEST_REASON:
            reason = reason[: LONGEST_REASON - 1] + "…"
        said = (self.what.in_language(language), reason, self.todo.in_language(language))
        return " ".join(part for part in said if part)


Words = tuple[Wording, Wording]
_EXAMINED = Wording("结果会再通知。", "You will be told the result.")
_SHOW_CODE = Wording("请到机构出示核销码。", "Please show the code at the provider's counter.")
_ASK_CODE = Wording(
    "请持券人出示核销码，在柜台核销。", "Ask the holder for the code and redeem it at your counter."
)
_TO_EXAMINE: Words = (
    Wording("订单 {number}“{title}”转经办核查。", "An officer examines order {number}, {title}."),
    _EXAMINED,
)
_NOT_ANSWERED: Words = (
    Wording(
        "订单 {number}“{title}”到期没有确认，转经办核查。",
        "Order {number}, {title}, was not answered in time; an officer examines it.",
    ),
    _EXAMINED,
)
_DISPUTED: Words = (
    Wording(
        "订单 {number}“{title}”有异议，转经办核查。",
        "Order {number}, {title}, is disputed; an officer examines it.",
    ),
    _EXAMINED,
)
_STOPPED: Words = (
    Wording("订单 {number}“{title}”已终止。", "Order {number}, {title}, was stopped."),
    NOTHING,
)
_REFUNDED: Words = (
    Wording(
        "订单 {number}“{title}”退回了 {amount}。", "{amount} of order {number}, {title}, were paid back."
    ),
    NOTHING,
)
_H, _P, _M = Hearer.HOLDER, Hearer.PROVIDER, OrderMove
ORDER_TELLINGS: Mapping[OrderMove, Mapping[Hearer, Words]] = {
    _M.PLACE: {
        _P: (
            Wording("{holder}下了订单 {number}“{title}”。", "{holder} placed order {number}, {title}."),
            Wording(
                "请在{day}前接单并交付；不能做的，请写明理由不接单。",
                "Accept and deliver by {day}; if you cannot, decline and say why.",
            ),
        )
    },
    _M.ACCEPT: {
        _H: (
            Wording("{provider}已接单 {number}“{title}”。", "{provider} accepted order {number}, {title}."),
            Wording("应在{day}前交付。", "It has to be delivered by {day}."),
        )
    },
    _M.DECLINE: {
        _H: (
            Wording(
                "{provider}没有接单 {number}“{title}”，冻结的金额已放开。",
                "{provider} declined order {number}, {title}; what was set aside is free.",
            ),
            NOTHING,
        )
    },
    _M.CANCEL: {
        _P: (
            Wording("{holder}取消了订单 {number}“{title}”。", "{holder} cancelled order {number}, {title}."),
            NOTHING,
        )
    },
    _M.CANCEL_TIED: {
        _P: (
            Wording(
                "订单 {number}“{title}”已取消：持券人与贵机构有关联，不能用券。",
                "Order {number}, {title}, was cancelled: the holder is a related party of yours.",
            ),
            Wording("关系有误的，请申请更正。", "If the tie is wrong, ask for a correction."),
        )
    },
    _M.DELIVER: {
        _H: (
            Wording("{provider}已交付 {number}“{title}”。", "{provider} delivered order {number}, {title}."),
            Wording(
                "请看材料，再确认、退回重做或提出异议；到期不答复不会自动付款，转经办核查。",
                "Look at the papers, then confirm, send back or dispute; without an answer nothing is paid, an officer looks.",
            ),
        )
    },
    _M.SEND_BACK: {
        _P: (
            Wording(
                "{holder}把订单 {number}“{title}”退回重做。", "{holder} sent order {number}, {title}, back."
            ),
            Wording("请在{day}前重新交付。", "Deliver it again by {day}."),
        )
    },
    _M.CONFIRM: {
        _P: (
            Wording("{holder}已确认订单 {number}“{title}”。", "{holder} confirmed order {number}, {title}."),
            _ASK_CODE,
        )
    },
    _M.DISPUTE: {_H: _DISPUTED, _P: _DISPUTED},
    _M.ESCALATE: {_H: _NOT_ANSWERED, _P: _NOT_ANSWERED},
    _M.EXAMINE: {_H: _TO_EXAMINE, _P: _TO_EXAMINE},
    _M.UPHOLD: {
        _H: (
            Wording(
                "经办认可订单 {number}“{title}”的交付。",
                "The officer upheld the delivery of order {number}, {title}.",
            ),
            _SHOW_CODE,
        ),
        _P: (
            Wording(
                "经办认可订单 {number}“{title}”的交付。",
                "The officer upheld the delivery of order {number}, {title}.",
            ),
            _ASK_CODE,
        ),
    },
    _M.REJECT: {
        side: (
            Wording(
                "经办不认可订单 {number}“{title}”的交付，订单取消。",
                "The officer rejected the delivery of order {number}, {title}; the order is cancelled.",
            ),
            NOTHING,
        )
        for side in (_H, _P)
    },
    _M.LAPSE: {
        side: (
            Wording(
                "订单 {number}“{title}”逾期没有交付，已失效。",
                "Order {number}, {title}, was not delivered in time and has lapsed.",
            ),
            NOTHING,
        )
        for side in (_H, _P)
    },
    _M.STOP: {_H: _STOPPED, _P: _STOPPED},
    _M.REDEEM: {
        _H: (
            Wording(
                "{provider}核销了订单 {number}“{title}”，从券里抵扣 {amount}。",
                "{provider} redeemed order {number}, {title}: {amount} of the voucher.",
            ),
            Wording("如有出入，请联系主管部门。", "If this is not right, turn to the department."),
        )
    },
    _M.WITHHOLD: {
        _P: (
            Wording(
                "订单 {number}“{title}”暂缓结算。", "Settlement of order {number}, {title}, is withheld."
            ),
            NOTHING,
        )
    },
    _M.RELEASE: {
        _P: (
            Wording("订单 {number}“{title}”恢复结算。", "Order {number}, {title}, will be settled."),
            NOTHING,
        )
    },
    _M.REFUND: {_H: _REFUNDED, _P: _REFUNDED},
    _M.REFUND_PAID: {_H: _REFUNDED, _P: _REFUNDED},
}
VOUCHER_TELLINGS: Mapping[VoucherMove, Words] = {
    VoucherMove.ISSUE: (
        Wording("创新券 {number} 已发给您，面额 {amount}。", "Voucher {number} was issued to you: {amount}."),
        Wording("{day}前（含当天）可以下单。", "You can order until {day}."),
    ),
    VoucherMove.SUSPEND: (
        Wording("创新券 {number} 暂停使用。", "Voucher {number} is suspended."),
        Wording(
            "不能下新单、不能核销，已经下的单照常走。",
            "Nothing is ordered or redeemed meanwhile; orders placed go on.",
        ),
    ),
    VoucherMove.RESUME: (
        Wording("创新券 {number} 恢复使用。", "Voucher {number} can be used again."),
        NOTHING,
    ),
    VoucherMove.EXPIRE: (
        Wording(
            "创新券 {number} 已到期，没有用的收回预算。",
            "Voucher {number} has expired; what was left went back.",
        ),
        Wording("已经下的单走完为止。", "Orders that were placed still go on."),
    ),
    VoucherMove.REVOKE: (
        Wording("创新券 {number} 已撤销。", "Voucher {number} was revoked."),
        NOTHING,
    ),
}
_EXPIRING: Words = (
    Wording(
        "创新券 {number} {day}到期，还有 {amount} 可用。",
        "Voucher {number} ends on {day}; {amount} are left.",
    ),
    Wording(
        "当天还可以下单，过后没有用的收回预算。", "You can order until that day; what is left then goes back."
    ),
)
_PAID: Words = (
    Wording("结算 {number} 已到账：{amount}。", "Settlement {number} has arrived: {amount}."),
    NOTHING,
)
_RETURNED: Words = (
    Wording("结算 {number} 被银行退回：{amount}。", "The bank returned settlement {number}: {amount}."),
    Wording(
        "请核对收款账户，有误的先变更；订单列入以后的批次。",
        "Check the account and have it changed if it is wrong; the orders go into a later batch.",
    ),
)


def order_telling(move: OrderMove, hearer: Hearer, about: About, reason: str) -> Telling | None:
    """What one side is told of a move of an order; None where it is not told."""
    words = ORDER_TELLINGS.get(move, {}).get(hearer)
    return _told(words, about, reason) if words else None


def voucher_telling(move: VoucherMove, about: About, reason: str) -> Telling:
    """What a holder is told of a move of the voucher."""
    return _told(VOUCHER_TELLINGS[move], about, reason)


def expiry_telling(about: About) -> Telling:
    """What a holder is told of a voucher that ends soon."""
    return _told(_EXPIRING, about, "")


def payment_telling(*, paid: bool, about: About, reason: str) -> Telling:
    """What a provider is told of a payment the bank answered."""
    return _told(_PAID if paid else _RETURNED, about, reason)


def _told(words: Words, about: About, reason: str) -> Telling:
    what, todo = words
    return Telling(about.fill(what), about.fill(todo), reason.strip())
