"""Budgets with their figures. The statement of one is that of its account (`entries.py`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from zhongchuang.core.actors import Actor
from zhongchuang.core.clock import business_date
from zhongchuang.core.errors import NotFound
from zhongchuang.ledger.models import Budget, Transfer, TransferKind
from zhongchuang.ledger.selectors.scope import budgets_reached

GRANTING = (TransferKind.APPROPRIATE, TransferKind.ALLOCATE)
TAKING = (TransferKind.REDUCE, TransferKind.LAPSE)


def visible_budgets(actor: Actor) -> QuerySet[Budget]:
    """The budgets an actor reaches; a department's before its programmes'."""
    rows = Budget.objects.select_related("account", "department", "place", "parent")
    rows = rows.filter(budgets_reached(actor))
    return rows.order_by("-year", "department__name", "programme", "pk")


def budget_of(actor: Actor, pk: int) -> Budget:
    """One budget. Raises NotFound."""
    found = visible_budgets(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def budget_for(department: int, year: int, programme: str) -> Budget | None:
    """The budget a decision draws on, if there is one that has not lapsed."""
    rows = Budget.objects.select_related("account", "parent").filter(lapsed_at=None)
    return rows.filter(department_id=department, year=year, programme=programme).first()


def years_of(actor: Actor) -> list[int]:
    """The years there are budgets of, the newest first."""
    return list(visible_budgets(actor).order_by("-year").values_list("year", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Figures:
    """A budget in numbers, 分. `total` = `paid` + `held` + `available` (+ what a department gave to programmes)."""

    total: int
    paid: int
    held: int
    available: int
    given: int = 0  # by a department to its programmes

    def part(self, fen: int) -> int:
        """How much of the total, in per mille, for a bar."""
        return 0 if self.total <= 0 else min(1000, max(0, fen * 1000 // self.total))


def figures_of(budgets: Sequence[Budget]) -> dict[int, Figures]:
    """The figures of budgets, with what their accounts hold now. Two statements, however many there are."""
    granted = _granted({budget.account_id for budget in budgets})
    found: dict[int, Figures] = {}
    for budget in budgets:
        account, own = budget.account, granted.get(budget.account_id, _Granted())
        total = own.received - own.returned
        spent = total - own.given - account.balance
        found[budget.pk] = Figures(total, spent, account.held_dr, account.available, own.given)
    return found


@dataclass(slots=True)
class _Granted:
    received: int = 0  # from above
    returned: int = 0  # to above
    given: int = 0  # to those below, less what they gave back


def _granted(accounts: Iterable[int]) -> dict[int, _Granted]:
    """What accounts got from above and what they gave below; payments are not looked at."""
    ids = set(accounts)
    found = {pk: _Granted() for pk in ids}
    moves = Transfer.objects.filter(kind__in=(*GRANTING, *TAKING))
    into = moves.filter(credit__in=ids).values_list("credit", "kind").annotate(sum=Sum("amount"))
    for account, kind, amount in into:
        if kind in GRANTING:
            found[account].received += amount
        else:
            found[account].given -= amount  # a programme gave back
    out = moves.filter(debit__in=ids).values_list("debit", "kind").annotate(sum=Sum("amount"))
    for account, kind, amount in out:
        if kind in GRANTING:
            found[account].given += amount
        else:
            found[account].returned += amount
    return found


def first_day(budget: Budget) -> dt.date:
    """From when a budget's statement is shown unless another day is asked for: its year's first day, or an earlier one."""
    return min(dt.date(budget.year, 1, 1), business_date(budget.account.opened_at))
