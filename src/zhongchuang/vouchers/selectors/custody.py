"""Money in custody: what the vouchers say, what the ledger says, what the bank was told and answered, held side by side.

Vouchers' money lies in a bank's custody from the day it is issued until the bank has paid the provider; the ledger mirrors it.
What should lie there is what is left in the vouchers, what providers have redeemed and were not paid, and what the bank sent back
that is a provider's own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q, QuerySet, Sum

from zhongchuang.ledger.selectors import trial_balance
from zhongchuang.ledger.selectors.holdings import balances_beginning
from zhongchuang.vouchers.access import Reach, department_q, reach_of
from zhongchuang.vouchers.flow import OrderState
from zhongchuang.vouchers.models import (
    CustodyStatement,
    LineResult,
    Order,
    SettledOrder,
    SettlementLine,
    Voucher,
)
from zhongchuang.vouchers.postings import AccountRole
from zhongchuang.vouchers.selectors.settling import sees_settlements

if TYPE_CHECKING:
    from zhongchuang.core.actors import Actor

OWED = (OrderState.REDEEMED.value, OrderState.WITHHELD.value, OrderState.SETTLING.value)
PROVIDER, PAYEE = f"{AccountRole.PROVIDER}:", f"{AccountRole.PAYEE}:{AccountRole.PROVIDER}:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One amount as two records have it, in 分."""

    kept: int
    found: int

    @property
    def agrees(self) -> bool:
        """Whether they are the same."""
        return self.kept == self.found


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The vouchers of one budget: rows against the ledger, the bank's answers against the ledger."""

    budget: int
    department: int
    department_name: str
    name: str
    vouchers: Pair  # left in the vouchers: their rows, the ledger
    owed: Pair  # redeemed and not settled: the orders, the ledger
    paid: Pair  # what the bank paid less what came back by refunds, the ledger
    surplus: int  # what the bank sent back and is the providers' own, not handed back yet

    @property
    def agrees(self) -> bool:
        """Whether all three do."""
        return self.vouchers.agrees and self.owed.agrees and self.paid.agrees

    @property
    def expected(self) -> int:
        """分 that should lie in custody."""
        return self.vouchers.found + self.owed.found + self.surplus


def standings(actor: Actor, reach: Reach | None = None) -> list[Standing]:
    """Every budget vouchers were issued from, of the departments somebody reaches. Five statements, however many vouchers."""
    far = reach or reach_of(actor)
    if not sees_settlements(far):
        return []
    left, book = F("available") + F("held"), F("account__posted_cr") - F("account__posted_dr")
    rows = (
        Voucher.objects.filter(department_q(far))
        .order_by("department", "budget")
        .values("budget", "department", "budget__name", "budget__year", "department__name")
        .annotate(kept=Sum(left), booked=Sum(book))
    )
    spent = Sum(F("redeemed") - F("refunded"))
    orders = Order.objects.filter(department_q(far, "voucher__")).order_by()
    owed = dict(
        orders.filter(state__in=OWED)
        .values_list("voucher__budget")
        .annotate(fen=spent)
        .values_list("voucher__budget", "fen")
    )
    lines = SettlementLine.objects.filter(department_q(far, "settlement__")).order_by().values("budget")
    answered = {
        row["budget"]: row
        for row in lines.annotate(
            paid=Sum("amount", filter=Q(result=LineResult.PAID)),
            surplus=Sum("surplus", filter=Q(surplus_ref=None)),
        )
    }
    given = Sum(F("amount") - (F("order__redeemed") - F("order__refunded")))
    back = dict(
        SettledOrder.objects.filter(
            department_q(far, "line__settlement__"), live=True, line__result=LineResult.PAID
        )
        .order_by()
        .values_list("line__budget")
        .annotate(fen=given)
        .values_list("line__budget", "fen")
    )
    balances = balances_beginning(PROVIDER, PAYEE)
    providers, payees = _by_budget(balances, PROVIDER), _by_budget(balances, PAYEE)
    return [
        Standing(
            budget=row["budget"],
            department=row["department"],
            department_name=row["department__name"],
            name=f"{row['department__name']} · {row['budget__year']} {row['budget__name']}",
            vouchers=Pair(kept=row["kept"], found=row["booked"]),
            owed=Pair(kept=owed.get(row["budget"], 0), found=providers.get(row["budget"], 0)),
            paid=Pair(
                kept=_fen(answered, row["budget"], "paid") - back.get(row["budget"], 0),
                found=payees.get(row["budget"], 0),
            ),
            surplus=_fen(answered, row["budget"], "surplus"),
        )
        for row in rows
    ]


def _fen(answered: Mapping[int, Mapping[str, int | None]], budget: int, what: str) -> int:
    """A sum of the bank's answers; nothing where there is none."""
    return answered.get(budget, {}).get(what) or 0


def _by_budget(balances: Mapping[str, int], prefix: str) -> dict[int, int]:
    """Balances of accounts coded `<prefix><provider>:<budget>`, by budget."""
    found: dict[int, int] = {}
    for code, fen in balances.items():
        if code.startswith(prefix):
            budget = int(code.rpartition(":")[2])
            found[budget] = found.get(budget, 0) + fen
    return found


def expected_on(department: int, day: dt.date) -> int:
    """分 that should lie in a department's custody account at the end of a day, as the ledger has it."""
    vouchers = Voucher.objects.filter(department=department)
    numbers = {f"{AccountRole.VOUCHER}:{number}" for number in vouchers.values_list("number", flat=True)}
    budgets = set(vouchers.values_list("budget", flat=True))
    total = 0
    for line in trial_balance(day).lines:
        owed = line.code.startswith(PROVIDER) and int(line.code.rpartition(":")[2]) in budgets
        if line.code in numbers or owed:
            total += line.sums.balance
    return total + _surplus_on(department, day)


def _surplus_on(department: int, day: dt.date) -> int:
    """What had come back by then and was the providers' own, and had not been handed back."""
    rows = SettlementLine.objects.filter(
        Q(surplus_on=None) | Q(surplus_on__gt=day),
        settlement__department=department,
        surplus__gt=0,
        settled_on__lte=day,
    )
    found: int | None = rows.aggregate(fen=Sum("surplus"))["fen"]
    return found or 0


def visible_statements(actor: Actor, reach: Reach | None = None) -> QuerySet[CustodyStatement]:
    """What the custody bank said, the newest first, of the departments somebody reaches."""
    far = reach or reach_of(actor)
    rows = CustodyStatement.objects.select_related("department")
    return rows.filter(department_q(far)) if sees_settlements(far) else rows.none()
