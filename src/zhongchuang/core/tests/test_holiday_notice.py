"""The holiday notice of a year read from its words: every packaged year said in them is read back whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pytest

from zhongchuang.core.errors import InvalidInput
from zhongchuang.core.holiday_notice import notice_read
from zhongchuang.core.working_days import CalendarNotice, packaged_notices

WEEKDAYS = "一二三四五六日"
LAST_OF_EACH_YEAR = {notice.year: notice for notice in packaged_notices()}


def said(day: dt.date, *, month: bool = True) -> str:
    return f"{f'{day.month}月' if month else ''}{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def spans(days: Iterable[dt.date]) -> list[tuple[dt.date, dt.date]]:
    """Days that follow each other, weekends between them included."""
    found: list[tuple[dt.date, dt.date]] = []
    for day in sorted(days):
        if found and all(
            (found[-1][1] + dt.timedelta(days=n)).weekday() >= 5 for n in range(1, (day - found[-1][1]).days)
        ):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def words(notice: CalendarNotice) -> str:
    """A notice in the form in which they are written."""
    lines = []
    for first, last in spans(notice.rest_days):
        until = "" if first == last else f"至{said(last, month=last.month != first.month)}"
        lines.append(f"节日：{said(first)}{until}放假调休，共{(last - first).days + 1}天。")
    if notice.work_days:
        lines.append("、".join(said(day) for day in sorted(notice.work_days)) + "上班。")
    return "\n".join(lines)


@pytest.mark.parametrize("year", sorted(LAST_OF_EACH_YEAR))
def test_every_packaged_year_is_read_back_from_its_words(year: int) -> None:
    notice = LAST_OF_EACH_YEAR[year]
    read = notice_read(words(notice), year)
    assert set(read.rest_days) == notice.rest_days and set(read.work_days) == notice.work_days
    assert read.left_out == ()


def test_holiday_and_days_worked_for_it_stand_in_one_sentence() -> None:
    read = notice_read(
        "春节：2月15日（周日）至23日（周一）放假调休，共9天，2月14日（周六）、2月28日（周六）上班。", 2026
    )
    assert read.rest_days == tuple(dt.date(2026, 2, day) for day in (16, 17, 18, 19, 20, 23))
    assert read.work_days == (dt.date(2026, 2, 14), dt.date(2026, 2, 28))


def test_half_width_brackets_and_the_word_xingqi_are_read_too() -> None:
    read = notice_read("元旦: 1月1日(星期四)至3日(星期六)放假调休,共3天;1月4日(星期日)上班", 2026)
    assert read.rest_days == (dt.date(2026, 1, 1), dt.date(2026, 1, 2))
    assert read.work_days == (dt.date(2026, 1, 4),)


def test_days_of_another_year_are_told_and_left_out() -> None:
    read = notice_read(
        "元旦：2018年12月30日至2019年1月1日放假调休，共3天。2018年12月29日（周六）上班。", 2019
    )
    assert read.rest_days == (dt.date(2019, 1, 1),) and read.work_days == ()
    assert read.left_out == tuple(dt.date(2018, 12, day) for day in (29, 30, 31))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "没有读到放假的日子"),
        ("各单位照常上班。", "没有读到放假的日子"),
        ("元旦：1月1日（周五）放假。", "请看年份对不对"),  # the first of January 2026 is a Thursday
        ("春节：2月30日放假。", "没有 2026 年 2 月 30 日这一天"),
        ("春节：15日至23日放假。", "前面没有写月份"),
        ("春节：2月15日至4月23日放假。", "不像一次放假"),
        ("春节：2月15日至2月1日放假。", "不像一次放假"),
    ],
)
def test_what_cannot_be_is_told(text: str, told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        notice_read(text, 2026)
    assert told in refused.value.fields["text"].zh
