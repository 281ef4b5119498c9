"""Whole months and years between two dates, and rounding half away from zero.

《民法典》第二百零二条: a period counted in months or years ends on the day of the last month that corresponds
to the first day, or, where there is none, on the last day of that month. So one month lies between
31 January and 28 February.
"""

from __future__ import annotations

import datetime as dt


def is_month_end(day: dt.date) -> bool:
    """Whether ``day`` is the last of its month."""
    if day.day < 28:
        return False
    return day == dt.date.max or (day + dt.timedelta(days=1)).day == 1


def months_between(start: dt.date, end: dt.date) -> int:
    """Whole months from ``start`` to ``end``; negative, and the mirror image, when ``end`` is earlier."""
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if end.day >= start.day or is_month_end(end) else months - 1


def years_between(start: dt.date, end: dt.date) -> int:
    """Whole years from ``start`` to ``end``: whole months by twelve, cut towards zero."""
    months = months_between(start, end)
    return months // 12 if months >= 0 else -(-months // 12)


def days_between(start: dt.date, end: dt.date) -> int:
    """Days from ``start`` to ``end``; 0 on the same day."""
    return (end - start).days


def divide_half_away(number: int, divisor: int) -> int:
    """``number / divisor`` rounded to the nearest integer, halves away from zero (四舍五入). Divisor not
    0.
    """
    quotient, rest = divmod(abs(number), abs(divisor))
    if rest * 2 >= abs(divisor):
        quotient += 1
    return quotient if (number < 0) == (divisor < 0) else -quotient
