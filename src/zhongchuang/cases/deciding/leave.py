"""An entrepreneurial leave (pure): how far it may be extended, when whoever it concerns is reminded, what ends with it.

Every length of time is the programme's: its `term` says for how many months, how often and how long it may be extended, and so
many months before its last day people are told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from zhongchuang.cases.deciding.plan import months_after
from zhongchuang.cases.programmes.schema import Programme, Step, Term

ONE_DAY = dt.timedelta(days=1)


def is_leave(programme: Programme) -> bool:
    """Whether what the programme registers is a leave: it holds for a time, and the employer has to agree."""
    return programme.term is not None and Step.EMPLOYER in programme.steps


def longest_extension(term: Term, last_day: dt.date, used: int) -> dt.date | None:
    """The last day an extension can reach, that day included; None where none is left."""
    if used >= term.extensions or term.extension_months is None:
        return None
    return months_after(last_day + ONE_DAY, term.extension_months) - ONE_DAY


def reminder_days(term: Term, last_day: dt.date) -> tuple[dt.date, ...]:
    """The days on which people are reminded of a last day, and the day after it, in order. None where the programme reminds of
    nothing.
    """
    if not term.remind_months:
        return ()
    before = {months_after(last_day, -months) for months in term.remind_months}
    return (*sorted(before), last_day + ONE_DAY)


def reminders_now(days: Iterable[dt.date], told: Collection[dt.date], today: dt.date) -> tuple[dt.date, ...]:
    """Those that have come and were not told, in order. Where several have come at once only the last is worth telling."""
    return tuple(day for day in days if day <= today and day not in told)
