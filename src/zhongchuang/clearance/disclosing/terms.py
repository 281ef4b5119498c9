"""How long the name of a natural person stays public (pure).

No text of the packs sets a term, so the platform has one of its own, with the day from which it holds; a programme that has a
rule of its own says so. Whoever reviews sees the term and may set a shorter one or a longer one.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

LONGEST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class Term:
    """So many calendar months from the day of publication; in force from a day."""

    months: int
    since: dt.date


PLATFORM_TERMS = (Term(12, dt.date(2026, 1, 1)),)
"""The platform's own setting, not a rule of law; a new one is added with its day, none is changed."""


def platform_months(on: dt.date) -> int:
    """The platform's term on a day; of a day before the first setting, that one."""
    known = [term for term in PLATFORM_TERMS if term.since <= on] or list(PLATFORM_TERMS[:1])
    return max(known, key=lambda term: term.since).months


def down_on(published: dt.date, months: int) -> dt.date:
    """The first day on which the name no longer stands there. The last day of a shorter month stands for a day it has not."""
    year, month = divmod(published.year * 12 + published.month - 1 + months, 12)
    day = min(published.day, calendar.monthrange(year, month + 1)[1])
    return dt.date(year, month + 1, day)
