"""How an order moves: voucher and order are locked, decided on, written, booked, told — one way for every verb.

Locks are taken in one order by everybody: batches, providers, vouchers by key, orders by key, budgets by key, accounts by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhongchuang.clearance.rules.facts import Standing
from zhongchuang.clearance.services import claims_release
from zhongchuang.clearance.services.supports import support_stands
from zhongchuang.core import clock
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.locks import lock_row
from zhongchuang.core.outbox import emit
from zhongchuang.core.written import add, rewrite
from zhongchuang.vouchers import wallet
from zhongchuang.vouchers.access import who_moves
from zhongchuang.vouchers.events import OrderMoved
from zhongchuang.vouchers.flow import HELD, REDEEMED, OrderMove, OrderState, Who
from zhongchuang.vouchers.models import Order, OrderStep, Voucher
from zhongchuang.vouchers.selectors.records import POTS, purse_of, record_of_order, record_of_voucher
from zhongchuang.vouchers.services.booking import BOOKS, book_order

if TYPE_CHECKING:
    from zhongchuang.core.actors import Actor
    from zhongchuang.vouchers import decisions
    from zhongchuang.vouchers.wallet import Purse

_OVER = frozenset(set(OrderState) - HELD - REDEEMED) | {OrderState.REFUNDED}
"""Nothing came of the order: its invoice and contract are free for something else."""


@dataclass(slots=True)
class Held:
    """A voucher and one of its orders, both locked until the transaction ends."""

    voucher: Voucher
    order: Order
    by: Who = Who.SYSTEM  # as what somebody moves it (`check_may`)

    @property
    def records(self) -> tuple[wallet.Voucher, wallet.Order]:
        """Both as the decisions see them."""
        return record_of_voucher(self.voucher), record_of_order(self.order)


def lock_vouchers(pks: Iterable[int]) -> dict[int, Voucher]:
    """Vouchers by key, held until the transaction ends."""
    rows = Voucher.objects.select_related("scheme", "department", "budget").select_for_update(of=("self",))
    return {row.pk: row for row in rows.filter(pk__in=set(pks)).order_by("pk")}


def lock_orders(pks: Iterable[int]) -> list[Order]:
    """Orders by key, held until the transaction ends; their vouchers are held already (`lock_vouchers`)."""
    rows = Order.objects.select_related("provider__organisation", "hold").select_for_update(of=("self",))
    return list(rows.filter(pk__in=set(pks)).order_by("pk"))


def held(order: Order | int, expected_version: int | None = None) -> Held:
    """An order with its voucher, both locked in the right order. Raises NotFound, StaleVersion."""
    pk = order if isinstance(order, int) else order.pk
    voucher = Order.objects.filter(pk=pk).values_list("voucher", flat=True).first()
    if voucher is None:
        raise NotFound()
    return held_of(voucher, pk, expected_version)


def held_of(voucher_pk: int, order_pk: int, expected_version: int | None = None) -> Held:
    """The same where the key of the voucher is known."""
    voucher = lock_row(Voucher.objects.select_related("scheme", "department", "budget"), voucher_pk)
    order = lock_row(
        Order.objects.select_related("provider__organisation", "hold"),
        order_pk,
        expected_version=expected_version,
    )
    order.voucher = voucher
    return Held(voucher, order)


def held_many(orders: Iterable[int]) -> list[Held]:
    """Several orders with their vouchers, by key. Raises NotFound where one is missing."""
    wanted = set(orders)
    of = dict(Order.objects.filter(pk__in=wanted).values_list("pk", "voucher"))
    if wanted - of.keys():
        raise NotFound()
    vouchers = lock_vouchers(of.values())
    found = lock_orders(wanted)
    for order in found:
        order.voucher = vouchers[order.voucher_id]
    return [Held(order.voucher, order) for order in found]


def check_may(actor: Actor, held: Held, move: OrderMove) -> None:
    """Remembers as what the actor moves it. Raises NotAllowed."""
    by = who_moves(actor, held.order, move)
    if by is None:
        raise NotAllowed()
    held.by = by


def make(
    *,
    actor: Actor,
    held: Held,
    move: OrderMove,
    moved: decisions.Moved,
    verb: str,
    reason: str = "",
    amount: int | None = None,
    told: Mapping[str, object] | None = None,
) -> Order:
    """Write what a decision gave of a voucher and an order that are locked: rows, books, step, log, event, supports.

    Fields of the order that the decisions do not know (the delivery's words, the moment of redemption) are set on the row
    before. `verb`: as the log names it, without the room.
    """
    voucher, order = held.voucher, held.order
    is_new = order.pk is None
    before, state = purse_of(voucher), "" if is_new else order.state
    order.hold = book_order(order, f"{order.number}:{move}:{order.row_version}", moved.entries)
    apply_purse(voucher, moved.voucher.purse)
    apply_order(order, moved.order)
    order.changed_at = clock.now()
    if is_new:
        add(order)
    else:
        order.row_version += 1
        rewrite(order)
    step = OrderStep(
        order=order,
        move=move.value,
        source=state,
        target=order.state,
        amount=amount,
        actor=ref_of(actor),
        actor_name=_told(held)[:120],
        at=order.changed_at,
        reason=reason.strip(),
    )
    add(step)
    audit_write(
        actor=actor,
        verb=f"vouchers.{verb}",
        target=order,
        before={"state": state},
        after={
            "number": order.number,
            "state": order.state,
            **({"amount": amount} if amount is not None else {}),
            **({"reason": step.reason} if step.reason else {}),
            **(told or {}),
        },
    )
    emit(
        OrderMoved(
            order=order.pk,
            number=order.number,
            voucher=voucher.pk,
            provider=order.provider_id,
            move=move.value,
            state=order.state,
            amount=amount,
            step=step.pk,
        )
    )
    if OrderState(order.state) in _OVER and state != OrderState.PLACED.value:
        # what was delivered and sent back has claimed too, though no delivery stands any more
        claims_release(actor=BOOKS, holder=claimant_of(order), reason=f"订单{step.target}")
    keep_support(voucher, before)
    return order


def _told(held: Held) -> str:
    """Who made a move, as its story tells it: an organisation by its name, a person by what they are to it."""
    match held.by:
        case Who.HOLDER:
            return held.voucher.holder_name if held.voucher.organisation_id else "持券人"
        case Who.PROVIDER:
            return held.order.provider.organisation.name
        case Who.SYSTEM:
            return "系统"
        case _:
            return held.voucher.department.name


def claimant_of(order: Order) -> str:
    """Under which name an order claims its invoice and contract."""
    return f"order:{order.number}"


def apply_purse(voucher: Voucher, purse: Purse) -> None:
    """The five pots into the row, where they changed."""
    if purse == purse_of(voucher):
        return
    for pot in POTS:
        setattr(voucher, pot, getattr(purse, pot))
    voucher.row_version += 1
    rewrite(voucher)


def apply_order(order: Order, record: wallet.Order) -> None:
    """What a decision changed of an order into the row."""
    order.state = record.state.value
    order.delivered_on, order.invoiced = record.delivered_on, record.invoiced
    order.redeemed, order.refunded, order.turn = record.redeemed, record.refunded, record.turn


def keep_support(voucher: Voucher, before: Purse) -> None:
    """What clearance knows of the voucher, where that changed: how much of it counts, and how far it has come."""
    now = purse_of(voucher)
    if standing_of(now) != standing_of(before):
        standing, amount = standing_of(now)
        support_stands(actor=BOOKS, ref=support_ref(voucher), standing=standing, amount=amount)


def standing_of(purse: Purse) -> tuple[Standing, int]:
    """How a voucher counts: what is in it and what was redeemed; what went back to the budget no longer."""
    amount = purse.available + purse.held + purse.redeemed
    if amount == 0:
        return Standing.ENDED, 0
    return (Standing.PAID if purse.is_spent else Standing.HELD), amount


def support_ref(voucher: Voucher) -> str:
    """Under which reference clearance knows a voucher: that of its case, whose support it is."""
    return f"case:{voucher.case}"


def ref_of(actor: Actor) -> str:
    """Who acted, as rows of this room keep it."""
    return f"{actor.kind}:{actor.user_id or actor.name}"[:80]
