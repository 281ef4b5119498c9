"""Until when the one who has to act may take (pure). The law counts working days; the calendar is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from zhongchuang.cases.flow.states import State
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.core.working_days import CalendarNotPublished, WorkingCalendar, add_working_days

DILIGENCE_DAYS = 30


def days_for(state: State, programme: Programme, level: str | None = None) -> int | None:
    """How many working days a state gives; None where nobody is waited for, or something else counts (a notice)."""
    match state:
        case State.RECOMMENDING:
            return next((one.days for one in programme.chain if one.level == level), None)
        case State.OFFERED:
            return programme.proactive.days if programme.proactive else None
        case State.EMPLOYER | State.SUBMITTED | State.TO_ANNOUNCE | State.TO_COSIGN:
            return programme.accept_days
        case State.RETURNED:
            return programme.return_days
        case State.REVIEWING:
            return programme.review.days if programme.review else None
        case State.DILIGENCE:
            return DILIGENCE_DAYS
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


def day_of_level(days: Mapping[str, str], level: str | None, today: dt.date) -> dt.date | None:
    """The last day a round gives a level of the chain, where it gives one that is not over; else its working days count."""
    written = days.get(level or "")
    day = None if written is None else dt.date.fromisoformat(written)
    return day if day is not None and day >= today else None
