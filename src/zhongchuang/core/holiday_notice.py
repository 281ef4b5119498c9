"""Reading the State Council's holiday notice of a year (pure): which weekdays rest, which weekend days are worked.

The notices have one form since 2007: 「M月D日（周X）至D日（周X）放假调休，共N天。M月D日（周X）上班。」 Each day named with its
weekday is checked against the calendar, so that the notice of another year is not taken by mistake.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from zhongchuang.core.errors import InvalidInput, Wording

_SATURDAY = 5
_WEEKDAYS = "一二三四五六日"
_DAY = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^()]*)\))?"
_SPAN = re.compile(rf"{_DAY}(?:至{_DAY})?")
_CLAUSE = re.compile(r"[^。;\n]+")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
LONGEST_SPAN = 15
"""More days than any holiday had; a longer span is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class NoticeRead:
    """What a notice says of a year: weekdays off, weekend days worked; `left_out` are days of another year it names."""

    rest_days: tuple[dt.date, ...]
    work_days: tuple[dt.date, ...]
    left_out: tuple[dt.date, ...]


def notice_read(text: str, year: int) -> NoticeRead:
    """Read the notice of a year. Raises InvalidInput (field `text`) where nothing is found or a day cannot be."""
    plain = unicodedata.normalize("NFKC", text)
    off: set[dt.date] = set()
    worked: set[dt.date] = set()
    for clause in _CLAUSE.findall(plain):
        month, year_named = None, year
        for found in _SPAN.finditer(clause):
            first, month, year_named = _day(found.groups()[:4], month, year_named)
            last = first
            if found[7]:
                last, month, year_named = _day(found.groups()[4:], month, year_named)
            into = worked if _is_worked(clause, found.end()) else off
            into.update(_span(first, last))
    if not off:
        raise _unread(
            "没有读到放假的日子，请贴入放假安排的全文", "No days off were found; paste the whole arrangement"
        )
    left_out = {day for day in off | worked if day.year != year}
    return NoticeRead(
        tuple(sorted(day for day in off - left_out if day.weekday() < _SATURDAY)),
        tuple(sorted(day for day in worked - left_out if day.weekday() >= _SATURDAY)),
        tuple(sorted(left_out)),
    )


def _is_worked(clause: str, end: int) -> bool:
    """Whether the day whose words end here is one of work: what comes next after it says so, 上班 or 放假."""
    rest = clause[end:]
    work, off = rest.find("上班"), rest.find("放假")
    return work >= 0 and (off < 0 or work < off)


def _day(parts: tuple[str | None, ...], month: int | None, year: int) -> tuple[dt.date, int, int]:
    """A day as written; month and year go on from the day before where they are not repeated."""
    named_year, named_month, named_day, note = parts
    at_year = int(named_year) if named_year else year
    at_month = int(named_month) if named_month else month
    if at_month is None or named_day is None:
        raise _unread(f"“{named_day}日”前面没有写月份", f"No month is written before {named_day}日")
    try:
        day = dt.date(at_year, at_month, int(named_day))
    except ValueError:
        raise _unread(
            f"没有 {at_year} 年 {at_month} 月 {named_day} 日这一天",
            f"There is no day {at_year}-{at_month}-{named_day}",
        ) from None
    weekday = _WEEKDAY.search(note or "")
    if weekday and "一二三四五六日".index(weekday[1].replace("天", "日")) != day.weekday():
        raise _unread(
            f"{day.isoformat()} 是周{_WEEKDAYS[day.weekday()]}，不是周{weekday[1]}，请看年份对不对",
            f"{day.isoformat()} is not the weekday named (周{weekday[1]}); check the year",
        )
    return day, at_month, at_year


def _span(first: dt.date, last: dt.date) -> list[dt.date]:
    length = (last - first).days + 1
    if not 1 <= length <= LONGEST_SPAN:
        raise _unread(
            f"{first.isoformat()} 至 {last.isoformat()} 不像一次放假", f"{first} to {last} is no holiday"
        )
    return [first + dt.timedelta(days=offset) for offset in range(length)]


def _unread(zh: str, en: str) -> InvalidInput:
    return InvalidInput(
        "放假安排没有读懂，什么也没有录入。",
        "The arrangement could not be read; nothing was entered.",
        fields={"text": Wording(zh, en)},
        code="core.holiday_notice",
    )
