"""Working days (pure): the calendar of the State Council's holiday notices as data, and counting on it.

Weekends rest; a notice makes some weekdays rest and some weekend days working days. Each notice is data
with the day it became known, because notices come late in the year before and are sometimes amended (the
Spring Festival of 2020): a calculation replayed as of a day uses what was known on that day. A year without
a notice is an error, not a guess. The packaged years are 2004 to 2026 (`calendar_years.json`: the data of
the `chinesecalendar` package, compared with it by a test, and the dates of the notices it cites); an
officer adds a year with :func:`zhongchuang.core.calendar_years.calendar_year_add`.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from zhongchuang.core.errors import InvalidInput, Unavailable

ONE_DAY = dt.timedelta(days=1)
_SATURDAY = 5


class CalendarNotPublished(Unavailable):
    """The holiday notice of a year is not (or was not yet) known, so nobody can count its working days."""

    default_code = "core.calendar_not_published"

    def __init__(self, year: int, as_of: dt.date | None = None) -> None:
        when = f"（截至 {as_of.isoformat()}）" if as_of else ""
        when_en = f" as of {as_of.isoformat()}" if as_of else ""
        super().__init__(
            f"{year} 年的放假安排{when}尚未公布，无法计算跨入该年的工作日。",
            f"The holiday arrangement of {year} is not published{when_en},"
            " so its working days cannot be counted.",
            next_zh="国务院办公厅公布后，由管理员在“工作日历”中录入该年。",
            next_en="Once the State Council publishes it, an administrator enters the year in the calendar.",
        )
        self.year = year


@dataclass(frozen=True)
class CalendarNotice:
    """What one notice says of one year: weekdays that rest, weekend days that work.

    `known_on` is the day it became public, None where no source gives it (then it counts as always known).
    """

    year: int
    known_on: dt.date | None
    source: str
    rest_days: frozenset[dt.date]
    work_days: frozenset[dt.date]

    def __post_init__(self) -> None:
        astray = sorted(
            day.isoformat()
            for days, weekend in ((self.rest_days, False), (self.work_days, True))
            for day in days
            if day.year != self.year or (day.weekday() >= _SATURDAY) is not weekend
        )
        if astray:
            raise InvalidInput(
                f"{self.year} 年放假安排中这些日期不对：{'、'.join(astray)}。"
                "放假只列该年的周一至周五，上班只列该年的周六、周日。",
                f"These days of the {self.year} arrangement are wrong: {', '.join(astray)}."
                " List only weekdays of the year as days off, and only its weekend days as days worked.",
                code="core.calendar_days",
            )


class WorkingCalendar:
    """The notices taken together, as known on a day; a later notice about a year replaces an earlier one."""

    def __init__(self, notices: Iterable[CalendarNotice], *, as_of: dt.date | None = None) -> None:
        self.as_of = as_of
        self._years: dict[int, CalendarNotice] = {}
        for notice in sorted(notices, key=lambda notice: notice.known_on or dt.date.min):
            if as_of is None or notice.known_on is None or notice.known_on <= as_of:
                self._years[notice.year] = notice

    @property
    def years(self) -> tuple[int, ...]:
        """The years that can be counted in, in order."""
        return tuple(sorted(self._years))

    def notice(self, year: int) -> CalendarNotice:
        """The notice that holds for a year. Raises CalendarNotPublished."""
        found = self._years.get(year)
        if found is None:
            raise CalendarNotPublished(year, self.as_of)
        return found

    def is_working_day(self, day: dt.date) -> bool:
        """Whether offices work on that day. Raises CalendarNotPublished."""
        notice = self.notice(day.year)
        if day.weekday() >= _SATURDAY:
            return day in notice.work_days
        return day not in notice.rest_days

    def working_days(self, start: dt.date, *, backwards: bool = False) -> Iterator[dt.date]:
        """The working days from a day on, that day included; endless until a year is not published."""
        day = start
        while True:
            if self.is_working_day(day):
                yield day
            day = day - ONE_DAY if backwards else day + ONE_DAY


def notice_from_json(entry: dict[str, object]) -> CalendarNotice:
    """A notice as `calendar_years.json` writes it: days as MM-DD of its year."""
    year, known_on = int(str(entry["year"])), entry["known_on"]

    def days(name: str) -> frozenset[dt.date]:
        listed = entry[name]
        assert isinstance(listed, list)
        return frozenset(dt.date.fromisoformat(f"{year:04}-{day}") for day in listed)

    return CalendarNotice(
        year=year,
        known_on=dt.date.fromisoformat(str(known_on)) if known_on else None,
        source=str(entry["source"]),
        rest_days=days("rest"),
        work_days=days("work"),
    )


@lru_cache(maxsize=1)
def packaged_notices() -> tuple[CalendarNotice, ...]:
    """The notices that come with the platform, 2004 to 2026."""
    text = files("zhongchuang.core").joinpath("calendar_years.json").read_text(encoding="utf-8")
    return tuple(notice_from_json(entry) for entry in json.loads(text))


@lru_cache(maxsize=1)
def packaged_calendar() -> WorkingCalendar:
    """The calendar of the packaged notices, amendments applied."""
    return WorkingCalendar(packaged_notices())


def add_working_days(start: dt.date, n: int, *, calendar: WorkingCalendar | None = None) -> dt.date:
    """The n-th working day after `start`; `start` itself is not counted (民法典 第二百零一条).

    n = 0 is `start`, or the next working day if it rests (第二百零三条); a negative n counts back. Raises
    CalendarNotPublished.
    """
    counted = calendar or packaged_calendar()
    if n == 0:
        return next(counted.working_days(start))
    backwards = n < 0
    first = start - ONE_DAY if backwards else start + ONE_DAY
    days = counted.working_days(first, backwards=backwards)
    return [next(days) for _ in range(abs(n))][-1]


def last_day_of_notice(start: dt.date, n: int, *, calendar: WorkingCalendar | None = None) -> dt.date:
    """The last day of a public notice of n working days that begins on `start`, both ends counted.

    Checked against two real notices of five working days: 2019-12-31 to 2020-01-07 and 2023-11-03 to
    2023-11-09. A notice put up on a day of rest begins to count on the next working day. Raises ValueError
    for n < 1 and CalendarNotPublished.
    """
    if n < 1:
        raise ValueError(
            f"公示期至少一个工作日，而不是 {n} / a notice lasts at least one working day, not {n}"
        )
    days = (calendar or packaged_calendar()).working_days(start)
    return [next(days) for _ in range(n)][-1]


def working_days_between(first: dt.date, last: dt.date, *, calendar: WorkingCalendar | None = None) -> int:
    """How many working days lie from `first` to `last`, both included; 0 if `last` is earlier.

    Raises CalendarNotPublished.
    """
    counted = calendar or packaged_calendar()
    span = (last - first).days
    return sum(counted.is_working_day(first + dt.timedelta(days=offset)) for offset in range(span + 1))
