"""The department's desk of vouchers: its lists, narrowed and counted, and the tasks at its head."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Q, QuerySet, Sum

from zhongchuang.core.actors import Actor
from zhongchuang.vouchers.access import Reach
from zhongchuang.vouchers.flow.states import OrderState, VoucherState
from zhongchuang.vouchers.models import AccountChange, ChangeState, Order, Provider, ProviderStanding, Voucher
from zhongchuang.vouchers.selectors import department_orders, department_providers, department_vouchers

SOON = dt.timedelta(days=30)
"""A voucher that ends within these days stands on the list of those that expire."""


class Pile(StrEnum):
    """A list of vouchers or of orders."""

    ALL = "all"
    EXPIRING = "expiring"  # vouchers with money left that end soon, by their last day
    SUSPENDED = "suspended"
    DISPUTED = "disputed"  # orders to examine
    WITHHELD = "withheld"
    WAITING = "waiting"  # confirmed, the code not shown


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a list is narrowed by."""

    pile: Pile = Pile.ALL
    state: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Sums:
    """What waits at the desk: each how many, and how many 分."""

    vouchers: int
    available: int
    expiring: int
    expiring_amount: int
    suspended: int
    orders: Mapping[OrderState, tuple[int, int]]
    requests: int
    account_changes: int

    def of(self, state: OrderState) -> tuple[int, int]:
        """Orders in a state, and what is set aside for them."""
        return self.orders.get(state, (0, 0))


def sums_of(actor: Actor, reach: Reach, today: dt.date) -> Sums:
    """The head of the desk. Four statements."""
    expiring = expiring_q(today)
    found = (
        department_vouchers(actor, reach)
        .order_by()
        .aggregate(
            n=Count("pk"),
            left=Sum("available"),
            expiring=Count("pk", filter=expiring),
            expiring_amount=Sum("available", filter=expiring),
            suspended=Count("pk", filter=Q(state=VoucherState.SUSPENDED.value)),
        )
    )
    rows = (
        department_orders(actor, reach)
        .order_by()
        .values_list("state")
        .annotate(n=Count("pk"), amount=Sum("support"))
    )
    asked = department_providers(actor, reach).filter(state=ProviderStanding.ASKED)
    changes = AccountChange.objects.filter(
        state=ChangeState.ASKED, provider__in=department_providers(actor, reach).order_by().values("pk")
    )
    return Sums(
        vouchers=found["n"],
        available=found["left"] or 0,
        expiring=found["expiring"],
        expiring_amount=found["expiring_amount"] or 0,
        suspended=found["suspended"],
        orders={OrderState(state): (n, amount) for state, n, amount in rows},
        requests=asked.count(),
        account_changes=changes.count(),
    )


def expiring_q(today: dt.date) -> Q:
    """Vouchers that end soon with money left."""
    return Q(
        state=VoucherState.ACTIVE.value, available__gt=0, last_day__gte=today, last_day__lte=today + SOON
    )


def vouchers_like(actor: Actor, reach: Reach, by: Narrowing, today: dt.date) -> QuerySet[Voucher]:
    """The vouchers of the department that a narrowing leaves."""
    rows = department_vouchers(actor, reach)
    if by.pile is Pile.EXPIRING:
        rows = rows.filter(expiring_q(today))
    if by.pile is Pile.SUSPENDED:
        rows = rows.filter(state=VoucherState.SUSPENDED.value)
    if by.state in frozenset(VoucherState):
        rows = rows.filter(state=by.state)
    if by.words:
        rows = rows.filter(
            Q(number__icontains=by.words) | Q(holder_name__icontains=by.words) | Q(case__icontains=by.words)
        )
    return rows


_PILES = {
    Pile.DISPUTED: OrderState.DISPUTED,
    Pile.WITHHELD: OrderState.WITHHELD,
    Pile.WAITING: OrderState.CONFIRMED,
}


def orders_like(actor: Actor, reach: Reach, by: Narrowing) -> QuerySet[Order]:
    """The orders on the department's vouchers that a narrowing leaves."""
    rows = department_orders(actor, reach)
    if by.pile in _PILES:
        rows = rows.filter(state=_PILES[by.pile].value)
    if by.state in frozenset(OrderState):
        rows = rows.filter(state=by.state)
    if by.words:
        rows = rows.filter(
            Q(number__icontains=by.words)
            | Q(title__icontains=by.words)
            | Q(voucher__holder_name__icontains=by.words)
            | Q(provider__organisation__name__icontains=by.words)
        )
    return rows


def providers_like(actor: Actor, reach: Reach, by: Narrowing) -> QuerySet[Provider]:
    """The entries of the department's list that a narrowing leaves."""
    rows = department_providers(actor, reach)
    if by.state in ProviderStanding.values:
        rows = rows.filter(state=by.state)
    if by.words:
        rows = rows.filter(
            Q(organisation__name__icontains=by.words) | Q(organisation__uscc__icontains=by.words)
        )
    return rows


def orders_of_provider(actor: Actor, reach: Reach, provider: Provider) -> QuerySet[Order]:
    """The orders with a provider on the department's vouchers."""
    return department_orders(actor, reach).filter(provider=provider)


def orders_of_voucher(voucher: Voucher) -> QuerySet[Order]:
    """The orders on a voucher that was opened."""
    return Order.objects.filter(voucher=voucher).select_related("provider__organisation", "voucher__scheme")


def account_changes_of(provider: Provider) -> list[AccountChange]:
    """What was asked about a provider's account, the newest first."""
    return list(AccountChange.objects.filter(provider=provider).order_by("-pk")[:20])


def with_account_change(rows: QuerySet[Provider]) -> QuerySet[Provider]:
    """Those of them whose change of account waits for an officer."""
    return rows.filter(
        pk__in=AccountChange.objects.filter(state=ChangeState.ASKED).order_by().values("provider")
    )
