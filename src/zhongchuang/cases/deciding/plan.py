"""A grant in parts, and what is owed after a decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from zhongchuang.cases.programmes.schema import Aftercare, Instalment, Programme
from zhongchuang.core.json_values import Json
from zhongchuang.core.working_days import WorkingCalendar, add_working_days

DECEMBER = 12
LAST_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
YEARS_AHEAD = 3
"""How far duties that come back each year are written down at once."""


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """One payment of the plan: 分, and its last day; None where something has to happen first."""

    instalment: Instalment
    amount: int
    due_on: dt.date | None


def parts_of(
    granted: int, plan: tuple[Instalment, ...], decided_on: dt.date, calendar: WorkingCalendar
) -> tuple[PlannedPart, ...]:
    """The parts, in 分, summing to what was granted: each rounded down, the last takes the rest. None is 0 分.

    Raises ValueError for an amount too small to be parted so.
    """
    amounts = [int((granted * one.share).to_integral_value(ROUND_FLOOR)) for one in plan[:-1]]
    amounts.append(granted - sum(amounts))
    if min(amounts) <= 0:
        raise ValueError("不够分期支付 / too little to be paid in parts")
    return tuple(
        PlannedPart(
            one,
            amount,
            add_working_days(decided_on, one.days, calendar=calendar) if one.after == "decision" else None,
        )
        for one, amount in zip(plan, amounts, strict=True)
    )


def months_after(start: dt.date, months: int) -> dt.date:
    """The same day so many calendar months on; the last of the month where that month is shorter."""
    number = start.month - 1 + months
    year, month = start.year + number // DECEMBER, number % DECEMBER + 1
    last = LAST_DAYS[month - 1]
    if month == 2 and not (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)):
        last = 28
    return dt.date(year, month, min(start.day, last))


@dataclass(frozen=True, slots=True)
class Owed:
    """Something owed: the programme's id of it, which time, until when."""

    item: str
    turn: int
    due_on: dt.date


def owed_after(
    programme: Programme, decided_on: dt.date, last_day: dt.date | None = None
) -> tuple[Owed, ...]:
    """What a decision makes owed: once, or each period for as long as the term runs (three years where it has none).

    Where what was granted has a last day, periods end with it and the return is owed on it.
    """
    end = months_after(decided_on, programme.term.months if programme.term else YEARS_AHEAD * DECEMBER)
    end = last_day or end
    found = []
    for one in programme.aftercare:
        if one.kind == "return" and last_day is not None:
            found.append(Owed(one.id, 1, last_day))
            continue
        turn, due = 1, months_after(decided_on, one.due_months)
        found.append(Owed(one.id, turn, due))
        while one.every_months is not None:
            turn += 1
            due = months_after(decided_on, one.due_months + (turn - 1) * one.every_months)
            if due > end:
                break
            found.append(Owed(one.id, turn, due))
    return tuple(sorted(found, key=lambda o: (o.due_on, o.item, o.turn)))


def falls_due(duty: Aftercare, decided_on: dt.date, day: dt.date) -> bool:
    """Whether the programme itself makes it owed on a day; else it is owed once more, to be mended."""
    turn, due = 1, months_after(decided_on, duty.due_months)
    while duty.every_months is not None and due < day:
        due = months_after(decided_on, duty.due_months + turn * duty.every_months)
        turn += 1
    return due == day


def in_force_until(
    programme: Programme, decided_on: dt.date, answers: Mapping[str, Json] | None = None
) -> dt.date | None:
    """The last day of what was granted: as the form says it, else so many months on; None where it does not end by itself."""
    if programme.term is None:
        return None
    said = (answers or {}).get(programme.term.until or "")
    if isinstance(said, str):
        return dt.date.fromisoformat(said)
    return months_after(decided_on, programme.term.months) - dt.timedelta(days=1)


def share_in_words(share: Decimal) -> str:
    """0.3 as 30%."""
    return f"{(share * 100).normalize():f}%"
