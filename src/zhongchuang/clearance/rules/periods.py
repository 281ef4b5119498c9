"""Periods of time (pure): which supports fall into one period with the case, and which of them bind.

A rolling period of n months is any [day, the same day n months later); a day that month lacks is its last one. What a
rolling limit leaves is the least that any such period around the case leaves, so a limit holds wherever one begins to count.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Sequence

from zhongchuang.clearance.rules.facts import Support
from zhongchuang.clearance.rules.schema import Period, Window

Weight = Callable[[Support], int]


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many calendar months later; the last of the month where there is no such day.

    Beyond the year 9999 it is the last day a calendar has.
    """
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    if year > dt.MAXYEAR:
        return dt.date.max
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def together(window: Window, case: Support, other: Support) -> bool:
    """Whether both fall into one period. The same whichever of the two is asked about."""
    match window.period:
        case Period.LIFETIME:
            return True
        case Period.CALENDAR_YEAR:
            return case.on.year == other.on.year
        case Period.ROLLING:
            first, last = sorted((case.on, other.on))
            return last < months_after(first, window.length)
        case Period.OVERLAP:
            if case.span is None or other.span is None:
                return False
            return case.span[0] <= other.span[1] and other.span[0] <= case.span[1]


def binding(window: Window, case: Support, found: Sequence[Support], weight: Weight) -> tuple[Support, ...]:
    """Those of `found` (all `together` with the case) that bind: the heaviest period around the case.

    Of equally heavy ones the earliest. Of any period but a rolling one that is all of them.
    """
    if window.period is not Period.ROLLING:
        return tuple(found)
    heaviest: tuple[Support, ...] = ()
    most = -1
    for start in sorted({case.on, *(one.on for one in found if one.on <= case.on)}):
        end = months_after(start, window.length)
        within = tuple(one for one in found if start <= one.on < end)
        total = sum(map(weight, within))
        if total > most:
            heaviest, most = within, total
    return heaviest
