"""Vouchers and orders: who reaches which, and what can be done with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from zhongchuang.clearance.invoices.model import Invoice
from zhongchuang.core.errors import NotFound
from zhongchuang.vouchers.access import (
    Reach,
    department_q,
    holders_q,
    may_move_order,
    may_move_voucher,
    reach_of,
)
from zhongchuang.vouchers.decisions import ASKED_AGAIN
from zhongchuang.vouchers.flow import (
    OrderMove,
    OrderState,
    VoucherMove,
    VoucherState,
    order_moves_from,
    voucher_moves_from,
)
from zhongchuang.vouchers.models import Order, OrderPaper, Voucher

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from zhongchuang.core.actors import Actor

INVOICE = "invoice"


def vouchers() -> QuerySet[Voucher]:
    """Vouchers with what a page shows of them."""
    return Voucher.objects.select_related("scheme", "department", "organisation")


def orders() -> QuerySet[Order]:
    """Orders with their voucher and provider."""
    return Order.objects.select_related("voucher__scheme", "voucher__department", "provider__organisation")


def own_vouchers(actor: Actor, reach: Reach | None = None) -> QuerySet[Voucher]:
    """The vouchers somebody holds, or acts for whoever does."""
    return vouchers().filter(holders_q(reach or reach_of(actor)))


def department_vouchers(actor: Actor, reach: Reach | None = None) -> QuerySet[Voucher]:
    """The vouchers of the departments somebody works in."""
    return vouchers().filter(department_q(reach or reach_of(actor)))


def visible_vouchers(actor: Actor, reach: Reach | None = None) -> QuerySet[Voucher]:
    """Every voucher somebody may open."""
    far = reach or reach_of(actor)
    return vouchers().filter(holders_q(far) | department_q(far))


def holder_orders(actor: Actor, reach: Reach | None = None) -> QuerySet[Order]:
    """The orders of the vouchers somebody holds."""
    return orders().filter(holders_q(reach or reach_of(actor), "voucher__"))


def provider_orders(actor: Actor, reach: Reach | None = None) -> QuerySet[Order]:
    """The orders placed with the organisations somebody belongs to."""
    return orders().filter(provider__organisation__in=(reach or reach_of(actor)).members)


def department_orders(actor: Actor, reach: Reach | None = None) -> QuerySet[Order]:
    """The orders of the departments somebody works in."""
    return orders().filter(department_q(reach or reach_of(actor), "voucher__"))


def visible_orders(actor: Actor, reach: Reach | None = None) -> QuerySet[Order]:
    """Every order somebody may open."""
    far = reach or reach_of(actor)
    with_us = Q(provider__organisation__in=far.members)
    return orders().filter(holders_q(far, "voucher__") | department_q(far, "voucher__") | with_us)


def voucher_of(actor: Actor, number: str) -> Voucher:
    """A voucher by its number. Raises NotFound."""
    found = visible_vouchers(actor).filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


def order_of(actor: Actor, number: str) -> Order:
    """An order by its number. Raises NotFound."""
    found = visible_orders(actor).filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


def moves_open(
    actor: Actor, order: Order, reach: Reach | None = None, *, tied: bool = False
) -> tuple[OrderMove, ...]:
    """What somebody may do with an order as it stands; whether it succeeds, the verb says. `tied`: holder and provider are known
    to be related parties, so that it is ended and not confirmed.
    """
    far = reach or reach_of(actor)
    shut = frozenset(ASKED_AGAIN) if tied else frozenset({OrderMove.CANCEL_TIED})
    found = (move.name for move in order_moves_from(OrderState(order.state)) if move.name not in shut)
    return tuple(name for name in found if may_move_order(actor, order, name, far))


def voucher_moves_open(actor: Actor, voucher: Voucher, reach: Reach | None = None) -> tuple[VoucherMove, ...]:
    """What somebody may do with a voucher as it stands."""
    far = reach or reach_of(actor)
    found = (move.name for move in voucher_moves_from(VoucherState(voucher.state)))
    return tuple(name for name in found if may_move_voucher(actor, voucher, name, far))


def papers_of(order: Order) -> list[OrderPaper]:
    """The papers of an order that stand, with their files."""
    rows = OrderPaper.objects.filter(order=order, removed_at=None).select_related("file")
    return list(rows.order_by("kind", "pk"))


def invoices_of(order: Order) -> list[Invoice]:
    """The invoices among them, as they were read."""
    return invoices_in(papers_of(order))


def invoices_in(papers: Iterable[OrderPaper]) -> list[Invoice]:
    """The invoices among papers."""
    return [Invoice.from_json(one.said["invoice"]) for one in papers if one.kind == INVOICE]
