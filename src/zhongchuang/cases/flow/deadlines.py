"""Until when the one who has to act may take (pure). The law counts working days; the calendar is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from zhongchuang.cases.flow.states import State
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.core.working_days import CalendarNotPublished, WorkingCalendar, add_working_days


def days_for(state: State, programme: Programme, level: str | None = None) -> int | None:
    """How many working days a state gives; None where nobody is waited for, or something else counts (a notice)."""
    match state:
        case State.RECOMMENDING:
            return next((one.days for one in programme.chain if one.level == level), None)
        case State.EMPLOYER | State.SUBMITTED | State.TO_ANNOUNCE | State.TO_COSIGN:
            return programme.accept_days
        case State.OFFERED:
            return programme.proactive.days if programme.proactive else None
        case State.RETURNED:
            return programme.return_days
        case State.REVIEWING:
            return programme.review.days if programme.review else None
        case State.DILIGENCE:
            return programme.diligence.days if programme.diligence else None
        case State.TO_DECIDE:
            return programme.decision.days
        case _:
            return None


def due_on(
    state: State, programme: Programme, start: dt.date, calendar: WorkingCalendar, level: str | None = None
) -> dt.date | None:
    """The last day of whoever has to act now. Raises CalendarNotPublished where the year is not known yet."""
    days = days_for(state, programme, level)
    return None if days is None else add_working_days(start, days, calendar=calendar)


def due_if_published(
    state: State, programme: Programme, start: dt.date, calendar: WorkingCalendar, level: str | None = None
) -> dt.date | None:
    """The same; none while the calendar of the year is not published. A case goes on in December, its term is set later."""
    try:
        return due_on(state, programme, start, calendar, level)
    except CalendarNotPublished:
        return None


def day_if_published(start: dt.date, days: int, calendar: WorkingCalendar) -> dt.date | None:
    """So many working days on; none while the calendar of the year it falls into is not published."""
    try:
        return add_working_days(start, days, calendar=calendar)
    except CalendarNotPublished:
        return None


def year_awaited(
    state: State, programme: Programme, start: dt.date, calendar: WorkingCalendar, level: str | None = None
) -> int | None:
    """The year whose arrangement of holidays a term waits for; None where there is a term, or nobody is waited for."""
    try:
        due_on(state, programme, start, calendar, level)
    except CalendarNotPublished as missing:
        return missing.year
    return None


TERMED = frozenset(
    {
        State.EMPLOYER,
        State.RECOMMENDING,
        State.SUBMITTED,
        State.RETURNED,
        State.REVIEWING,
        State.DILIGENCE,
        State.TO_ANNOUNCE,
        State.TO_DECIDE,
        State.TO_COSIGN,
    }
)
"""States in which somebody has a term under every programme that has them."""


def year_awaited_in_list(state: State, start: dt.date, calendar: WorkingCalendar) -> int | None:
    """The same for a list, which reads no programme: in these states only a calendar that is missing leaves a case without a
    term, and it is that of the next year.
    """
    following = start.year + 1
    return following if state in TERMED and following not in calendar.years else None


def day_of_level(days: Mapping[str, str], level: str | None, today: dt.date) -> dt.date | None:
    """The last day a round gives a level of the chain, where it gives one that is not over; else its working days count."""
    written = days.get(level or "")
    day = None if written is None else dt.date.fromisoformat(written)
    return day if day is not None and day >= today else None
