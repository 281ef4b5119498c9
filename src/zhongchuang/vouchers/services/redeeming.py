"""The counter: the holder shows a code, the provider redeems it, once; and what comes back of what was redeemed.

Redemption is few statements: who comes too late is told so after one look; otherwise voucher and order are locked by their keys,
the code is checked again under the lock, the hold is posted, two rows are written, step, log and event beside them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.safestring import SafeString

from zhongchuang.core import clock, crypto
from zhongchuang.core.audit import audit_write
from zhongchuang.core.described import Described
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.page.qr import qr_picture
from zhongchuang.vouchers import decisions, token
from zhongchuang.vouchers.access import Reach, is_holder, reach_of, who_moves
from zhongchuang.vouchers.errors import CodeRejected
from zhongchuang.vouchers.flow import ORDER_MOVES, OrderMove, OrderState, Who, checked
from zhongchuang.vouchers.models import Order, Voucher
from zhongchuang.vouchers.selectors.placing import tie_of
from zhongchuang.vouchers.selectors.records import provider_ref, record_of_order
from zhongchuang.vouchers.services.moving import Held, check_may, held, make

if TYPE_CHECKING:
    from zhongchuang.core.actors import Actor
    from zhongchuang.vouchers.models import Provider


@dataclass(frozen=True, slots=True)
class ShownCode:
    """What the holder holds out: the code, its groups as written, until when it is good, the picture."""

    order: Order
    code: str
    written: str
    until: dt.datetime
    picture: SafeString


@transaction.atomic
def order_show_code(*, actor: Actor, order: Order) -> ShownCode:
    """A new code for the counter, good for some minutes; the codes before are good no more.

    Raises NotAllowed, WrongState (not confirmed, redeemed already, or the voucher is suspended), RelatedParty.
    """
    found = held(order)
    if not is_holder(found.voucher, reach_of(actor)):
        raise NotAllowed()
    tie = tie_of(found.voucher, found.order.provider, clock.today())
    moved = decisions.show_code(*found.records, tie)
    found.order.turn = moved.order.turn
    found.order.save(update_fields=["turn"])  # no new version: nobody's page of the order has become old
    now = clock.now()
    code = token.make(crypto.keyring(), moved.order, now=now)
    audit_write(
        actor=actor,
        verb="vouchers.order_show_code",
        target=found.order,
        after={"number": found.order.number, "turn": found.order.turn},
    )
    return ShownCode(found.order, code, token.written(code), token.read(code).until, qr_picture(code))


def order_redeem(*, actor: Actor, code: str, provider: Provider | None = None) -> Order:
    """The counter redeems the order a code speaks of, once, however many counters have it.

    `provider`: whose counter it is; None: the order's own, where the actor belongs to it. Raises CodeRejected, CodeUsed,
    NotAllowed, WrongState (redeemed already).
    """
    said = token.read(code)
    seen = _SEEN.one(number=said.order)
    if seen is None:
        raise CodeRejected("没有这个核销码的订单。", "There is no order of this code.")
    counter = None if provider is None else provider_ref(provider)
    reach = reach_of(actor)
    # Most who come too late are told so without holding anybody up; who comes in time is asked again under the lock.
    _check(actor, seen, said, counter, reach)
    checked(ORDER_MOVES[OrderMove.REDEEM], OrderState(seen.state), "")
    with transaction.atomic():
        voucher, order = _VOUCHER.one(pk=seen.voucher_id), _ORDER.one(pk=seen.pk)
        if voucher is None or order is None:
            raise NotFound()
        order.voucher = voucher
        found = Held(voucher, order, Who.PROVIDER)
        _check(actor, order, said, counter, reach)
        moved = decisions.redeem(*found.records)
        order.redeemed_at = clock.now()
        return make(
            actor=actor,
            held=found,
            move=OrderMove.REDEEM,
            moved=moved,
            verb="order_redeem",
            amount=moved.order.redeemed,
        )


def _check(actor: Actor, order: Order, said: token.Code, counter: str | None, reach: Reach) -> None:
    """The code for this order as it stands, at this counter, by somebody of it. Raises CodeRejected, CodeUsed, NotAllowed."""
    record = record_of_order(order)
    token.check(crypto.keyring(), said, record, counter or record.provider, now=clock.now())
    if who_moves(actor, order, OrderMove.REDEEM, reach) is None:
        raise NotAllowed()


_SEEN = Described(
    lambda number: Order.objects.select_related("voucher", "provider").filter(number=number).order_by(),
    number=str,
)
_VOUCHER = Described(
    lambda pk: (
        Voucher.objects.select_related("scheme", "budget")
        .select_for_update(of=("self",))
        .filter(pk=pk)
        .order_by()
    ),
    pk=int,
)
_ORDER = Described(
    lambda pk: (
        Order.objects.select_related("provider__organisation", "hold")
        .select_for_update(of=("self",))
        .filter(pk=pk)
        .order_by()
    ),
    pk=int,
)
"""The three reads of a redemption; the voucher is locked before the order, as everywhere."""


def order_refund(
    *,
    actor: Actor,
    order: Order,
    amount: int,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Order:
    """What was redeemed comes back, in whole or in part: before the settlement by an officer, after it by the finance of the
    voucher's department. `amount` in 分.

    Raises NotAllowed, WrongState, ReasonMissing, AmountImpossible, StaleVersion.
    """

    def run() -> Order:
        found = held(order, expected_version)
        settled = found.order.state == OrderState.SETTLED.value
        move = OrderMove.REFUND_PAID if settled else OrderMove.REFUND
        check_may(actor, found, move)
        voucher, record = found.records
        moved = decisions.refund(voucher, record, amount, reason=reason)
        return make(
            actor=actor,
            held=found,
            move=move,
            moved=moved,
            verb=f"order_{move}",
            reason=reason,
            amount=amount,
        )

    return idempotent(
        actor=actor,
        key=key,
        verb="vouchers.order_refund",
        request={"order": order.pk, "amount": amount, "reason": reason.strip()},
        run=run,
        remember=lambda done: done.pk,
        recall=lambda pk: Order.objects.get(pk=int(str(pk))),
    )
