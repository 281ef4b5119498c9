"""Settlements: what waits to be settled, the batches, one with its lines. Bound to the departments somebody's posts reach."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Min, Q, QuerySet, Sum

from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.parties.access import Role
from zhongchuang.vouchers.access import Reach, department_q, is_treasury, reach_of
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.models import (
    LineResult,
    Order,
    SettledOrder,
    Settlement,
    SettlementLine,
)
from zhongchuang.vouchers.selectors.providers import open_account_changes
from zhongchuang.vouchers.settling.errors import NothingToSettle

if TYPE_CHECKING:
    from zhongchuang.core.actors import Actor

LONGEST_KEY = 18
"""Digits of a key that a form may name: more than any database's."""
LOOKING = (Role.FINANCE, Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.AUDITOR)


def sees_settlements(reach: Reach) -> bool:
    """Whether somebody has to do with the money of a department's vouchers at all."""
    return reach.is_system or bool(reach.levels) or reach.departments(*LOOKING) != frozenset()


def settles(reach: Reach) -> bool:
    """Whether somebody is the finance of some department."""
    return reach.is_system or bool(reach.levels) or reach.departments(Role.FINANCE) != frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What one provider has redeemed of one budget's vouchers and was not settled: a line of the next batch."""

    provider: int
    budget: int
    name: str
    department: str
    budget_name: str
    year: int
    count: int
    fen: int
    since: dt.datetime | None  # the redemption that waits longest
    account_waits: bool  # its bank account waits to be confirmed: nothing is settled meanwhile

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.provider}-{self.budget}"


def _waiting(reach: Reach, until: dt.datetime | None) -> QuerySet[Order]:
    rows = Order.objects.filter(department_q(reach, "voucher__"), state=OrderState.REDEEMED.value)
    return rows if until is None else rows.filter(redeemed_at__lt=until)


def due_lines(actor: Actor, reach: Reach | None = None, *, until: dt.datetime | None = None) -> list[Due]:
    """What waits, by provider and budget; `until`: only what was redeemed before that moment. Two statements."""
    groups = (
        _waiting(reach or reach_of(actor), until)
        .order_by("voucher__department", "provider__organisation__name", "provider", "voucher__budget")
        .values(
            "provider",
            "voucher__budget",
            "provider__organisation__name",
            "voucher__department__name",
            "voucher__budget__name",
            "voucher__budget__year",
        )
        .annotate(count=Count("pk"), fen=Sum(F("redeemed") - F("refunded")), since=Min("redeemed_at"))
    )
    found = list(groups)
    held_up = open_account_changes({row["provider"] for row in found})
    return [
        Due(
            provider=row["provider"],
            budget=row["voucher__budget"],
            name=row["provider__organisation__name"],
            department=row["voucher__department__name"],
            budget_name=row["voucher__budget__name"],
            year=row["voucher__budget__year"],
            count=row["count"],
            fen=row["fen"],
            since=row["since"],
            account_waits=row["provider"] in held_up,
        )
        for row in found
    ]


def orders_due(actor: Actor, keys: Collection[str], *, until: dt.datetime | None = None) -> dict[int, int]:
    """The orders of the lines a form ticked, each with the version it has now. Raises NothingToSettle."""
    wanted = Q(pk__in=())
    for key in keys:
        provider, _dash, budget = key.partition("-")
        if not all(
            one.isascii() and one.isdecimal() and len(one) < LONGEST_KEY for one in (provider, budget)
        ):
            raise NothingToSettle()
        wanted |= Q(provider=int(provider), voucher__budget=int(budget))
    rows = _waiting(reach_of(actor), until).filter(wanted)
    found = dict(rows.values_list("pk", "row_version"))
    if not found:
        raise NothingToSettle()
    return found


def visible_settlements(actor: Actor, reach: Reach | None = None) -> QuerySet[Settlement]:
    """The batches of the departments an actor's posts reach, the newest first, with how many lines and answers."""
    far = reach or reach_of(actor)
    rows = Settlement.objects.select_related("department").order_by("-pk")
    if not sees_settlements(far):
        return rows.none()
    return rows.filter(department_q(far)).annotate(
        count=Count("lines"),
        answered=Count("lines", filter=~Q(lines__result=LineResult.PENDING)),
        returned=Count("lines", filter=Q(lines__result=LineResult.RETURNED)),
    )


def settlement_of(actor: Actor, pk: int, reach: Reach | None = None) -> Settlement:
    """One batch. Raises NotFound."""
    found = visible_settlements(actor, reach).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def settlement_handled(actor: Actor, pk: int) -> Settlement:
    """One batch whose finance the actor is: to sign, to export, to take back. Raises NotFound, NotAllowed."""
    reach = reach_of(actor)
    found = settlement_of(actor, pk, reach)
    if not is_treasury(found.department, reach):
        raise NotAllowed()
    return found


def lines_in(settlement: Settlement) -> QuerySet[SettlementLine]:
    """The lines of a batch in their order, each with how many orders it pays."""
    rows = SettlementLine.objects.filter(settlement=settlement).order_by("line")
    return rows.select_related("settlement", "provider__organisation", "budget").annotate(
        count=Count("orders")
    )


def orders_in(line: SettlementLine) -> list[SettledOrder]:
    """What a line pays."""
    rows = SettledOrder.objects.filter(line=line).select_related("order__voucher")
    return list(rows.order_by("order"))


def line_of(settlement: Settlement, number: int) -> SettlementLine:
    """One line of a batch. Raises NotFound."""
    found = lines_in(settlement).filter(line=number).first()
    if found is None:
        raise NotFound()
    return found
