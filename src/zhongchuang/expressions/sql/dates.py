"""Whole periods between two dates in SQL; the meaning is that of ``periods``.

Only parts of dates and whole days are used: adding an interval would make a timestamp, and the
dialects disagree on what lies between two dates in months.
"""

from __future__ import annotations

from zhongchuang.expressions.nodes import Operator

from .dialects import Dialect


def period(operator: Operator, start: str, end: str, dialect: Dialect) -> str:
    """``years_between``, ``months_between`` or ``days_between`` as BIGINT, NULL where either date is."""
    if operator is Operator.DAYS_BETWEEN:
        return dialect.days.format(start=start, end=end)
    forward, backward = _forward(start, end, dialect), _forward(end, start, dialect)
    months = f"(CASE WHEN {start} <= {end} THEN {forward} ELSE -{backward} END)"
    if operator is Operator.MONTHS_BETWEEN:
        return months
    return dialect.divide.format(top=months, bottom="CAST(12 AS BIGINT)")


def _forward(start: str, end: str, dialect: Dialect) -> str:
    """Whole months where ``start`` is not after ``end``."""
    next_day = dialect.next_day.format(day=end)
    earlier_day = f"{_part('DAY', end)} < {_part('DAY', start)}"
    incomplete = f"(CASE WHEN {earlier_day} AND {_part('DAY', next_day)} <> 1 THEN 1 ELSE 0 END)"
    years = f"({_part('YEAR', end)} - {_part('YEAR', start)})"
    return f"({years} * 12 + {_part('MONTH', end)} - {_part('MONTH', start)} - {incomplete})"


def _part(part: str, day: str) -> str:
    return f"CAST(EXTRACT({part} FROM {day}) AS BIGINT)"
