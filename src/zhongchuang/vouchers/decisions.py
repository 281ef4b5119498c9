"""What happens to a voucher and an order (pure): each move gives both as they stand afterwards and what is booked.

Each function checks the move against the table (WrongState, ReasonMissing), then its own conditions, and changes nothing itself:
the verb locks the rows, calls it, writes what it gives, and books `entries` in the same transaction.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from zhongchuang.core.errors import Wording
from zhongchuang.vouchers.errors import (
    AmountImpossible,
    EvidenceMissing,
    NotYet,
    OutsideTerm,
    ProviderNotAdmitted,
    RelatedParty,
    SchemeNotInForce,
    TooLate,
    WrongState,
)
from zhongchuang.vouchers.flow import words
from zhongchuang.vouchers.flow.moves import ORDER_MOVES, VOUCHER_MOVES, checked
from zhongchuang.vouchers.flow.names import OrderMove, VoucherMove
from zhongchuang.vouchers.flow.states import UNDELIVERED, Fate, OrderState, VoucherState, fate_of
from zhongchuang.vouchers.postings import Effect, Entry, entries
from zhongchuang.vouchers.terms.amounts import Support, share_of
from zhongchuang.vouchers.terms.schema import Days, Scheme
from zhongchuang.vouchers.wallet.purse import Purse
from zhongchuang.vouchers.wallet.records import Order, Provider, Voucher


@dataclass(frozen=True, slots=True)
class Issued:
    """A voucher after a move of its own, and what is booked."""

    voucher: Voucher
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """A voucher and one of its orders after a move, and what is booked."""

    voucher: Voucher
    order: Order
    entries: tuple[Entry, ...] = ()


def last_day_of(first: dt.date, months: int) -> dt.date:
    """The last day of a term of calendar months: from 15 January for 12 months until 14 January."""
    year, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + year, month + 1
    day = min(first.day, calendar.monthrange(year, month)[1])
    end = dt.date(year, month, day)
    # where the month is shorter (31 January, one month) its own last day ends the term, not the day before
    return end if day < first.day else end - dt.timedelta(days=1)


def issue(
    scheme: Scheme,
    *,
    number: str,
    case: str,
    holder: str,
    face: int,
    on: dt.date,
    demonstration: bool = False,
) -> Issued:
    """A voucher of an approved case. Raises SchemeNotInForce, AmountImpossible."""
    days = _days(scheme, demonstration)
    voucher = Voucher(
        number=number,
        case=case,
        scheme=scheme.code,
        holder=holder,
        first_day=on,
        last_day=last_day_of(on, days.valid_months.days),
        state=VoucherState.ACTIVE,
        purse=Purse.of(face),
    )
    return Issued(voucher, entries(Effect.ISSUE, face))


def _days(scheme: Scheme, demonstration: bool) -> Days:
    why = scheme.why_not(demonstration=demonstration)
    if why is not None or scheme.days is None:
        raise SchemeNotInForce(why or Wording("没有写明期限。", "it names no lengths of time."))
    return scheme.days


def suspend(voucher: Voucher, *, reason: str) -> Issued:
    """No order and no redemption until an officer is done looking."""
    return Issued(_voucher_to(voucher, VoucherMove.SUSPEND, reason))


def resume(voucher: Voucher, *, reason: str) -> Issued:
    """It may be used again, as long as its term runs."""
    return Issued(_voucher_to(voucher, VoucherMove.RESUME, reason))


def expire(voucher: Voucher, *, today: dt.date) -> Issued:
    """Past the last day: what is available goes back to the budget, what is held stays with its orders. Raises NotYet."""
    moved = _voucher_to(voucher, VoucherMove.EXPIRE, "")
    if today <= voucher.last_day:
        raise NotYet(voucher.last_day)
    back = voucher.purse.available
    return Issued(replace(moved, purse=voucher.purse.expire()), entries(Effect.EXPIRE, back))


def revoke(voucher: Voucher, *, reason: str) -> Issued:
    """What is available goes back to the budget. The verb then makes `after_revocation`'s move of each open order."""
    moved = _voucher_to(voucher, VoucherMove.REVOKE, reason)
    back = voucher.purse.available
    return Issued(replace(moved, purse=voucher.purse.revoke()), entries(Effect.REVOKE, back))


def _voucher_to(voucher: Voucher, name: VoucherMove, reason: str) -> Voucher:
    move = VOUCHER_MOVES[name]
    checked(move, voucher.state, reason)
    return replace(voucher, state=move.target or voucher.state)


def place(
    voucher: Voucher,
    scheme: Scheme,
    provider: Provider,
    *,
    number: str,
    service: str,
    support: Support,
    on: dt.date,
    tie: Wording | None,
    demonstration: bool = False,
) -> Moved:
    """An order: its support is set aside. `tie`: the chain that makes the provider a related party, as clearance found it.

    The support was worked out by `support_for` under the same locks. Raises WrongState, SchemeNotInForce, OutsideTerm,
    RelatedParty, ProviderNotAdmitted, AmountImpossible.
    """
    if voucher.state is not VoucherState.ACTIVE:
        raise _not_while(voucher, OrderMove.PLACE)
    if voucher.scheme != scheme.code:
        raise ValueError(f"券按 {voucher.scheme} 发出 / the voucher was issued under {voucher.scheme}")
    days = _days(scheme, demonstration)
    if not voucher.valid_on(on):
        raise OutsideTerm(voucher.first_day, voucher.last_day, on)
    if provider.ref == voucher.holder:
        raise RelatedParty(Wording("机构就是持券人自己", "the provider is the holder"))
    if tie is not None:
        raise RelatedParty(tie)
    known = scheme.service(service)
    label = known.label.wording if known else Wording(service, service)
    why = provider.why_not(service, label, on)
    if why is not None or known is None:
        raise ProviderNotAdmitted(why or Wording(f"没有“{label.zh}”这种服务", f"there is no “{label.en}”"))
    order = Order(
        number=number,
        voucher=voucher.number,
        provider=provider.ref,
        service=service,
        on=on,
        finish_by=finish_by(voucher.last_day, days, on),
        price=support.price,
        ratio=support.ratio,
        support=support.fen,
        state=OrderState.PLACED,
    )
    purse = voucher.purse.hold(support.fen)
    return Moved(replace(voucher, purse=purse), order, entries(Effect.HOLD, support.fen))


def finish_by(last_day: dt.date, days: Days, on: dt.date) -> dt.date:
    """The last day for a delivery: so long after the order, and never longer than the grace after the voucher's last day."""
    return min(on + dt.timedelta(days=days.deliver.days), last_day + dt.timedelta(days=days.grace.days))


PLAIN = frozenset(
    {
        OrderMove.CONFIRM,
        OrderMove.DISPUTE,
        OrderMove.ESCALATE,
        OrderMove.EXAMINE,
        OrderMove.UPHOLD,
        OrderMove.WITHHOLD,
        OrderMove.RELEASE,
    }
)
"""Moves that touch no money and ask nothing but their state and reason."""
FREEING = frozenset(m.name for m in ORDER_MOVES.values() if m.effect is Effect.FREE)
"""Moves that end an order: what was set aside comes free."""
SETTLING = frozenset(
    {OrderMove.BATCH, OrderMove.UNBATCH, OrderMove.SETTLE, OrderMove.BOUNCE, OrderMove.BOUNCE_LATE}
)
"""Moves between provider and payee: the voucher has no part in them any more."""


_CANCEL_IT = Wording(
    "请取消订单，冻结的金额回到券里；关系有误的，先申请更正再办。",
    "Cancel the order: what was set aside goes back. If the tie is wrong, ask for a correction first.",
)
_REJECT_IT = Wording(
    "请不认可交付，订单取消、冻结的金额放开；关系有误的，先更正再办。",
    "Reject the delivery: the order ends, what was set aside comes free. If the tie is wrong, have it corrected first.",
)
ASKED_AGAIN = {OrderMove.CONFIRM: _CANCEL_IT, OrderMove.UPHOLD: _REJECT_IT}
"""Moves before which the tie between holder and provider is looked for anew, and what is done instead where there is one."""


def go(
    voucher: Voucher, order: Order, name: OrderMove, *, reason: str = "", tie: Wording | None = None
) -> Moved:
    """A move of PLAIN, FREEING or SETTLING; the others have a function of their own.

    `tie`: the chain that makes the provider a related party today, for the moves of ASKED_AGAIN, which raise RelatedParty then,
    and for CANCEL_TIED, which is possible only then.
    """
    move = ORDER_MOVES[name]
    if name not in PLAIN | FREEING | SETTLING or move.target is None:
        raise ValueError(f"{name} 有自己的函数 / {name} has a function of its own")
    checked(move, order.state, reason)
    if tie is not None and name in ASKED_AGAIN:
        raise RelatedParty(tie, ASKED_AGAIN[name])
    if tie is None and name is OrderMove.CANCEL_TIED:
        raise WrongState(words.thing(order.state), words.state(order.state), words.move(OrderMove.CANCEL))
    moved = replace(order, state=move.target)
    if name in FREEING:
        fate = fate_of(voucher.state)
        purse = voucher.purse.free(order.support, fate)
        return Moved(
            replace(voucher, purse=purse), moved, _booked(Effect.FREE, order.support, order.support, fate)
        )
    booked = entries(move.effect, order.spent) if move.effect is not None else ()
    return Moved(voucher, moved, booked)


def accept(voucher: Voucher, order: Order, provider: Provider, *, today: dt.date) -> Moved:
    """The provider takes it, as long as it is on the list. Raises ProviderNotAdmitted."""
    checked(ORDER_MOVES[OrderMove.ACCEPT], order.state, "")
    why = provider.why_not(order.service, Wording(order.service, order.service), today)
    if why is not None:
        raise ProviderNotAdmitted(why)
    return Moved(voucher, replace(order, state=OrderState.ACCEPTED))


def deliver(voucher: Voucher, order: Order, *, on: dt.date, invoiced: int, evidence: Sequence[str]) -> Moved:
    """The provider delivers, with evidence and the price as invoiced; a higher price than agreed raises no support.

    Raises EvidenceMissing, AmountImpossible where the invoice leaves nothing to redeem, TooLate past the last day.
    """
    checked(ORDER_MOVES[OrderMove.DELIVER], order.state, "")
    if not any(one.strip() for one in evidence):
        raise EvidenceMissing()
    if on > order.finish_by:
        raise TooLate(order.finish_by, on)
    if invoiced <= 0 or share_of(invoiced, order.ratio) == 0:
        raise AmountImpossible(0)
    return Moved(voucher, replace(order, state=OrderState.DELIVERED, invoiced=invoiced, delivered_on=on))


def send_back(voucher: Voucher, order: Order, *, today: dt.date, reason: str) -> Moved:
    """The holder wants it done over. Raises TooLate once no time is left for that: then he may dispute it.

    Otherwise a delivery in time could be sent back on the last day and lapse.
    """
    checked(ORDER_MOVES[OrderMove.SEND_BACK], order.state, reason)
    if today >= order.finish_by:
        raise TooLate(order.finish_by, today)
    undone = replace(order, state=OrderState.ACCEPTED, delivered_on=None, invoiced=0)
    return Moved(voucher, undone)


def show_code(voucher: Voucher, order: Order, tie: Wording | None = None) -> Moved:
    """The holder makes a code for the counter: a new turn, so that the codes before are good no more. Raises RelatedParty for a
    `tie` found since the confirmation: redemption follows within minutes and does not ask again.
    """
    _redeemable(voucher, order)
    if tie is not None:
        raise RelatedParty(tie, _CANCEL_IT)
    return Moved(voucher, replace(order, turn=order.turn + 1))


def redeem(voucher: Voucher, order: Order) -> Moved:
    """The counter redeems, once; what of the support the invoice does not need comes free.

    A voucher that expired or was revoked in between does not harm who delivered in good faith; one that is suspended waits.
    """
    _redeemable(voucher, order)
    paid, fate = order.payable, fate_of(voucher.state)
    purse = voucher.purse.redeem(order.support, paid, fate)
    moved = replace(order, state=OrderState.REDEEMED, redeemed=paid)
    return Moved(
        replace(voucher, purse=purse), moved, _booked(Effect.REDEEM, paid, order.support - paid, fate)
    )


def _redeemable(voucher: Voucher, order: Order) -> None:
    checked(ORDER_MOVES[OrderMove.REDEEM], order.state, "")
    if voucher.state is VoucherState.SUSPENDED:
        raise _not_while(voucher, OrderMove.REDEEM)


def refund(voucher: Voucher, order: Order, amount: int, *, reason: str) -> Moved:
    """What was redeemed comes back, in whole or in part: into the voucher while it lives, to the budget afterwards."""
    settled = order.state is OrderState.SETTLED
    move = ORDER_MOVES[OrderMove.REFUND_PAID if settled else OrderMove.REFUND]
    checked(move, order.state, reason)
    if not 0 < amount <= order.spent:
        raise AmountImpossible(amount, most=order.spent)
    fate = fate_of(voucher.state)
    state = OrderState.REFUNDED if amount == order.spent else order.state
    moved = replace(order, state=state, refunded=order.refunded + amount)
    effect = Effect.REFUND_PAID if settled else Effect.REFUND
    purse = voucher.purse.refund(amount, fate)
    return Moved(replace(voucher, purse=purse), moved, _booked(effect, amount, amount, fate))


def _booked(effect: Effect, whole: int, freed: int, fate: Fate) -> tuple[Entry, ...]:
    return entries(
        effect,
        whole,
        expired=freed if fate is Fate.EXPIRED else 0,
        revoked=freed if fate is Fate.REVOKED else 0,
    )


def _not_while(voucher: Voucher, move: OrderMove) -> WrongState:
    return WrongState(words.thing(voucher.state), words.state(voucher.state), words.move(move))


def due_move(order: Order, days: Days, today: dt.date) -> OrderMove | None:
    """What the passing of time does to an order; None where it does nothing. Lengths are those of the voucher's scheme.

    A confirmed order never lapses: who has delivered is not punished for a code not shown; an officer sees it in his list.
    """
    if order.state in UNDELIVERED and today > order.finish_by:
        return OrderMove.LAPSE
    if order.state is OrderState.DELIVERED and order.delivered_on is not None:
        answer_by = order.delivered_on + dt.timedelta(days=days.confirm.days)
        return OrderMove.ESCALATE if today > answer_by else None
    return None


def after_revocation(order: Order) -> OrderMove | None:
    """What a revoked voucher does to an order: nothing delivered, it stops; delivered, an officer looks."""
    if order.state in UNDELIVERED:
        return OrderMove.STOP
    return OrderMove.EXAMINE if order.state in (OrderState.DELIVERED, OrderState.CONFIRMED) else None


def after_strike_off(order: Order) -> OrderMove | None:
    """The same for a provider that is struck off; what it redeemed is not settled before an officer has looked.

    An order in a batch stays in it: the file may be with the bank. If it bounces or is taken out, it is withheld then.
    """
    return OrderMove.WITHHOLD if order.state is OrderState.REDEEMED else after_revocation(order)
