"""Rounds as the desk sees them: calls with how many came in, budgets to choose from, the days of the levels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from zhongchuang.cases.access import reach_of
from zhongchuang.cases.flow.states import NOT_HANDED_IN
from zhongchuang.cases.models import Round
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.calendar_years import working_calendar
from zhongchuang.core.errors import NotFound
from zhongchuang.core.working_days import CalendarNotPublished, add_working_days
from zhongchuang.ledger.selectors.budgets import visible_budgets

if TYPE_CHECKING:
    from zhongchuang.cases.programmes.schema import Programme


@dataclass(frozen=True, slots=True)
class BudgetChoice:
    """A budget a call may draw on."""

    pk: int
    name: str
    year: int
    available: int  # 分
    programme: str  # whose; empty where it is the department's as a whole


def budgets_for(actor: Actor, code: str, departments: Collection[int]) -> list[BudgetChoice]:
    """Budgets of these departments that are for the programme, or for the department as a whole, and have not lapsed."""
    rows = visible_budgets(actor).filter(
        Q(programme=code) | Q(programme=""), department_id__in=list(departments), lapsed_at=None
    )
    return [BudgetChoice(b.pk, str(b), b.year, b.account.available, b.programme) for b in rows]


def default_deadlines(said: Programme, closes_on: dt.date | None) -> dict[str, dt.date]:
    """The last day of each level of the chain: so many working days after the call, or after the level below.

    Where the calendar of a year is not published yet the level has no day of its own: each case then has its working days.
    """
    found: dict[str, dt.date] = {}
    if closes_on is None:
        return found
    day, calendar = closes_on, working_calendar()
    for level in said.chain:
        try:
            day = add_working_days(day, level.days, calendar=calendar)
        except CalendarNotPublished:
            break
        found[level.level] = day
    return found


def visible_rounds(actor: Actor) -> QuerySet[Round]:
    """The calls of the actor's departments, with how many cases were handed in."""
    reach = reach_of(actor)
    rows: QuerySet[Round] = Round.objects.select_related("programme", "version", "department", "budget")
    if not reach.everything:
        rows = rows.filter(department_id__in=reach.departments)
    return rows.annotate(
        handed_in=Count("cases", filter=~Q(cases__state__in=[s.value for s in NOT_HANDED_IN]))
    )


def round_seen(actor: Actor, pk: int) -> Round:
    """One of them. Raises NotFound."""
    found = visible_rounds(actor).select_related("budget__account", "programme__place").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def is_open(call: Round, on: dt.date | None = None) -> bool:
    """Whether one may hand in on that day."""
    day = on or clock.today()
    return (
        call.closed_at is None and call.opens_on <= day and (call.closes_on is None or day <= call.closes_on)
    )
