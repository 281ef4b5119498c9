"""Payments: what waits for whom, where the money of one is, and what came back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, F, Q, QuerySet, Sum

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.ledger.errors import OrderNotThere
from zhongchuang.ledger.models import (
    BatchLine,
    BatchState,
    Clawback,
    LineResult,
    OrderState,
    PaymentBatch,
    PaymentOrder,
    Transfer,
)
from zhongchuang.ledger.selectors.scope import orders_reached

LONGEST_SEARCH = 60


def visible_orders(actor: Actor) -> QuerySet[PaymentOrder]:
    """The payments an actor reaches."""
    return PaymentOrder.objects.select_related("budget").filter(orders_reached(actor))


def orders_matching(
    actor: Actor, *, state: str = "", words: str = "", route: bool | None = None, waits: bool | None = None
) -> QuerySet[PaymentOrder]:
    """The payments in a state (none: all), whose number, case or payee holds the words."""
    rows = visible_orders(actor)
    if state:
        rows = rows.filter(state=state)
    if route is not None:
        rows = rows.exclude(route=[]) if route else rows.filter(route=[])
    if waits is not None:
        rows = rows.exclude(waits_for="") if waits else rows.filter(waits_for="")
    if words := words.strip()[:LONGEST_SEARCH]:
        rows = rows.filter(
            Q(number__icontains=words) | Q(case__icontains=words) | Q(payee_name__icontains=words)
        )
    return rows.order_by("due_on", "pk") if state else rows.order_by("-pk")


def order_of(actor: Actor, pk: int) -> PaymentOrder:
    """One payment. Raises NotFound."""
    rows = visible_orders(actor).select_related("budget__department", "budget__parent", "payee", "hold")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


@dataclass(frozen=True, slots=True)
class Pile:
    """Payments in one state: how many, how much."""

    count: int = 0
    amount: int = 0


@dataclass(frozen=True, slots=True)
class Piles:
    """What lies where."""

    by_state: dict[OrderState, Pile]
    to_batch: Pile  # signed, straight to an account
    to_hand_down: Pile  # signed, by way of a place
    to_sign: Pile  # promised, and nothing stands before it
    waiting: Pile  # promised, and something has to happen first

    def of(self, state: OrderState) -> Pile:
        """The pile of a state, empty where there is none."""
        return self.by_state.get(state, Pile())


def piles_of(actor: Actor) -> Piles:
    """How many payments stand where, and how much. One statement."""
    sums = (
        visible_orders(actor)
        .order_by()
        .values_list("state")
        .annotate(
            count=Count("pk"),
            total=Sum("amount"),
            direct=Count("pk", filter=Q(route=[])),
            direct_amount=Sum("amount", filter=Q(route=[])),
            ready=Count("pk", filter=Q(waits_for="")),
            ready_amount=Sum("amount", filter=Q(waits_for="")),
        )
    )
    by_state: dict[OrderState, Pile] = {}
    direct = routed = ready = waiting = Pile()
    for state, count, amount, direct_count, direct_amount, ready_count, ready_amount in sums:
        by_state[OrderState(state)] = Pile(count, amount)
        if state == OrderState.RELEASED:
            direct = Pile(direct_count, direct_amount or 0)
            routed = Pile(count - direct_count, amount - (direct_amount or 0))
        elif state == OrderState.COMMITTED:
            ready = Pile(ready_count, ready_amount or 0)
            waiting = Pile(count - ready_count, amount - (ready_amount or 0))
    return Piles(by_state, direct, routed, ready, waiting)


def overdue(actor: Actor) -> int:
    """How many payments are past their day and not yet paid."""
    late = visible_orders(actor).filter(due_on__lt=clock.today())
    return late.exclude(state__in=(OrderState.PAID, OrderState.CANCELLED)).count()


def orders_by_number(numbers: Iterable[str]) -> dict[str, int]:
    """The keys of payments by their numbers, as statements name them."""
    return dict(PaymentOrder.objects.filter(number__in=set(numbers)).values_list("number", "pk"))


def moves_of(order: PaymentOrder) -> list[Transfer]:
    """Every movement of a payment in order, with what was demanded back. One statement."""
    demands = Clawback.objects.filter(order=order).values("number")
    rows = Transfer.objects.filter(Q(basis=order.number) | Q(basis__in=demands))
    return list(rows.select_related("debit", "credit").order_by("pk"))


def lines_of(order: PaymentOrder) -> list[BatchLine]:
    """The batches a payment stood in, the newest first."""
    return list(BatchLine.objects.filter(order=order).select_related("batch").order_by("-pk"))


def clawbacks_of(order: PaymentOrder) -> list[Clawback]:
    """What is demanded back of a payment."""
    return list(Clawback.objects.filter(order=order).order_by("pk"))


def clawback_of(actor: Actor, pk: int) -> Clawback:
    """One demand. Raises NotFound."""
    found = Clawback.objects.filter(pk=pk, order__in=visible_orders(actor)).select_related("order").first()
    if found is None:
        raise NotFound()
    return found


def open_clawbacks(actor: Actor) -> QuerySet[Clawback]:
    """Demands that are neither met nor given up, the one due first."""
    rows = Clawback.objects.filter(order__in=visible_orders(actor), waived_reason="")
    return rows.filter(recovered__lt=F("amount")).select_related("order").order_by("due_on", "pk")


def visible_batches(actor: Actor) -> QuerySet[PaymentBatch]:
    """Batches with how many lines, how much, and how many answers came, of the payments the actor reaches; the newest first.

    `others`: how many lines of it the actor does not reach; whoever handles a batch as a whole reaches them all.
    """
    mine = Q(lines__order__in=visible_orders(actor).order_by().values("pk"))
    return (
        PaymentBatch.objects.order_by("-pk")
        .annotate(
            count=Count("lines", filter=mine),
            others=Count("lines", filter=~mine),
            amount=Sum("lines__order__amount", filter=mine),
            answered=Count("lines", filter=mine & ~Q(lines__result=LineResult.PENDING)),
            returned=Count("lines", filter=mine & Q(lines__result=LineResult.RETURNED)),
        )
        .filter(count__gt=0)
    )


def batch_of(actor: Actor, pk: int) -> PaymentBatch:
    """One batch with its numbers. Raises NotFound."""
    found = visible_batches(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def whole_batch(actor: Actor, pk: int) -> PaymentBatch:
    """A batch of which the actor reaches every line: to export it, to take it back. Raises NotFound, NotAllowed."""
    found: Any = batch_of(actor, pk)
    if found.others:
        raise NotAllowed()
    return cast("PaymentBatch", found)


def waiting_batches(actor: Actor) -> int:
    """Batches with the bank of which answers are missing."""
    return visible_batches(actor).filter(state=BatchState.EXPORTED).count()


def lines_in(batch: PaymentBatch, actor: Actor) -> QuerySet[BatchLine]:
    """The lines of a batch whose payments the actor reaches, in order."""
    rows = BatchLine.objects.filter(batch=batch, order__in=visible_orders(actor).order_by().values("pk"))
    return rows.select_related("order").order_by("line")


def check_reached(actor: Actor, orders: Collection[int]) -> None:
    """Payments ticked in a list: one the actor does not reach is not there. Raises OrderNotThere."""
    if missing := len(set(orders)) - visible_orders(actor).filter(pk__in=orders).count():
        raise OrderNotThere(missing)
