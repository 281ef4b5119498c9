"""Orders: placed by the holder, taken or declined by the provider, cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from zhongchuang.core import clock
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.ids import new_public_id
from zhongchuang.core.locks import lock_row, refuse_stale
from zhongchuang.ledger.services.orders import text
from zhongchuang.vouchers import decisions
from zhongchuang.vouchers.access import is_holder, reach_of
from zhongchuang.vouchers.flow import ORDER_MOVES, OrderMove, OrderState, Who
from zhongchuang.vouchers.models import Order, Provider, Voucher
from zhongchuang.vouchers.selectors.placing import (
    listed,
    placed,
    same_holder_q,
    support_of,
    term_of,
    tie_of,
    used_this_year,
)
from zhongchuang.vouchers.services.moving import Held, check_may, held, lock_vouchers, make, ref_of
from zhongchuang.vouchers.token import PREFIX

if TYPE_CHECKING:
    from zhongchuang.core.actors import Actor

TITLE = 200
_MIND_TIES = frozenset({*decisions.ASKED_AGAIN, OrderMove.CANCEL_TIED})


def order_place(
    *,
    actor: Actor,
    voucher: Voucher,
    provider: Provider,
    service: str,
    title: str,
    price: int,
    asked: int | None = None,
    expected_version: int | None = None,
    key: str | None = None,
) -> Order:
    """The holder orders: what the voucher pays is worked out and set aside under the locks of all the holder's vouchers.

    `price` as agreed and `asked` (no more than this of the voucher) in 分. Raises NotAllowed, InvalidInput, StaleVersion and
    what `decisions.place` and `support_for` raise: OutsideTerm, RelatedParty, ProviderNotAdmitted, NothingToSpend, NoTerms …
    """
    return idempotent(
        actor=actor,
        key=key,
        verb="vouchers.order_place",
        request={
            "voucher": voucher.pk,
            "provider": provider.pk,
            "service": service,
            "title": title,
            "price": price,
            "asked": asked,
        },
        run=lambda: _place(actor, voucher, provider, service, title, price, asked, expected_version),
        remember=lambda done: done.pk,
        recall=lambda pk: Order.objects.get(pk=int(str(pk))),
    )


def _place(
    actor: Actor,
    voucher: Voucher,
    provider: Provider,
    service: str,
    title: str,
    price: int,
    asked: int | None,
    expected_version: int | None,
) -> Order:
    counter = lock_row(
        Provider.objects.select_related("organisation"), provider.pk
    )  # nobody strikes it off meanwhile
    row = _all_of_holder(voucher.pk)
    if not is_holder(row, reach_of(actor)):
        raise NotAllowed()
    refuse_stale(row, expected_version)
    named, on = text("title", title, TITLE), clock.today()
    used = used_this_year(row, on)
    support = support_of(row, service, price, asked, on, used)
    number = new_public_id(PREFIX)
    moved = placed(row, counter, number, service, support, on, tie_of(row, counter, on))
    order = Order(
        number=number,
        voucher=row,
        provider=counter,
        service=service,
        title=named,
        on=on,
        finish_by=moved.order.finish_by,
        price=price,
        ratio=support.ratio,
        support=support.fen,
        worked_out={
            "place": term_of(row, service, on).place,
            "used": used,
            "rooms": [[room.limit.value, room.fen] for room in support.rooms],
        },
        placed_by=ref_of(actor),
    )
    return make(
        actor=actor,
        held=Held(row, order, Who.HOLDER),
        move=OrderMove.PLACE,
        moved=moved,
        verb="order_place",
        amount=support.fen,
        told={"voucher": row.number, "provider": counter.pk, "service": service, "price": price},
    )


def _all_of_holder(pk: int) -> Voucher:
    """A voucher, locked with all others of its holder in the scheme: one year's cap stands over all of them."""
    found = Voucher.objects.select_related("scheme", "organisation__merged_into").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    same = Voucher.objects.filter(same_holder_q(found), scheme__scheme=found.scheme.scheme)
    return lock_vouchers(same.values_list("pk", flat=True))[pk]


@transaction.atomic
def order_accept(*, actor: Actor, order: Order, expected_version: int | None = None) -> Order:
    """The provider takes it, as long as it is listed. Raises NotAllowed, WrongState, ProviderNotAdmitted, StaleVersion."""
    found = held(order, expected_version)
    check_may(actor, found, OrderMove.ACCEPT)
    voucher, record = found.records
    moved = decisions.accept(voucher, record, listed(found.order.provider), today=clock.today())
    return make(actor=actor, held=found, move=OrderMove.ACCEPT, moved=moved, verb="order_accept")


@transaction.atomic
def order_decline(*, actor: Actor, order: Order, reason: str, expected_version: int | None = None) -> Order:
    """The provider does not take it. Raises NotAllowed, WrongState, ReasonMissing, StaleVersion."""
    return go(actor, order, OrderMove.DECLINE, reason, expected_version)


@transaction.atomic
def order_cancel(*, actor: Actor, order: Order, reason: str, expected_version: int | None = None) -> Order:
    """The holder no longer wants it; after the delivery only where the provider turns out to be a related party.

    Raises NotAllowed, WrongState, ReasonMissing, StaleVersion.
    """
    found = held(order, expected_version)
    late = OrderState(found.order.state) in ORDER_MOVES[OrderMove.CANCEL_TIED].sources
    move = OrderMove.CANCEL_TIED if late else OrderMove.CANCEL
    check_may(actor, found, move)
    return go_on(actor, found, move, reason)


def go(actor: Actor, order: Order, move: OrderMove, reason: str, expected_version: int | None) -> Order:
    """A move that asks nothing but its state and reason; called inside a transaction."""
    found = held(order, expected_version)
    check_may(actor, found, move)
    return go_on(actor, found, move, reason)


def go_on(actor: Actor, found: Held, move: OrderMove, reason: str) -> Order:
    """The same of an order that is held; where the move minds it, a tie between holder and provider is looked for today."""
    voucher, record = found.records
    tie = tie_of(found.voucher, found.order.provider, clock.today()) if move in _MIND_TIES else None
    moved = decisions.go(voucher, record, move, reason=reason, tie=tie)
    return make(actor=actor, held=found, move=move, moved=moved, verb=f"order_{move}", reason=reason)
