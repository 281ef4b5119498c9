"""The calendar that officers keep: years added to, or amended over, the packaged ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import models, transaction

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.described import Described
from zhongchuang.core.errors import InvalidInput, Refused, Wording
from zhongchuang.core.working_days import CalendarNotice, WorkingCalendar, packaged_notices


class CalendarYear(models.Model):
    """A holiday notice entered by an officer. Never changed: an amendment is a further row, known later."""

    year = models.PositiveSmallIntegerField("年份")
    known_on = models.DateField("公布日期")
    source = models.CharField("依据文件", max_length=300)
    rest_days = models.JSONField("放假的周一至周五")
    work_days = models.JSONField("上班的周六、周日")
    added_at = models.DateTimeField("录入时间", default=clock.now)

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"
        ordering = ["-year", "-known_on"]
        constraints = [models.UniqueConstraint(fields=["year", "known_on"], name="core_calendar_once")]

    def __str__(self) -> str:
        return f"{self.year} 年（{self.known_on} 公布）"

    def notice(self) -> CalendarNotice:
        """The row as the pure calendar takes it."""
        return CalendarNotice(
            year=self.year,
            known_on=self.known_on,
            source=self.source,
            rest_days=frozenset(map(dt.date.fromisoformat, self.rest_days)),
            work_days=frozenset(map(dt.date.fromisoformat, self.work_days)),
        )


_YEARS: Described[CalendarYear] = Described(CalendarYear.objects.all)


def working_calendar(*, as_of: dt.date | None = None) -> WorkingCalendar:
    """The packaged years and the officers' together, as known on a day (None: everything known now)."""
    added = [row.notice() for row in _YEARS.objects()]
    return WorkingCalendar([*packaged_notices(), *added], as_of=as_of)


@transaction.atomic
def calendar_year_add(
    *,
    actor: Actor,
    year: int,
    known_on: dt.date,
    source: str,
    rest_days: Iterable[dt.date],
    work_days: Iterable[dt.date],
) -> CalendarYear:
    """Enter the holiday notice of a year, or an amendment to one already held.

    Who may do so is asked by the room that calls. Raises InvalidInput for days outside the year, weekends
    among the days off, a missing source or a future date of publication; Refused where that notice is
    already held.
    """
    if not source.strip():
        raise InvalidInput(
            "请写明放假安排的依据文件。",
            "Name the document that sets the arrangement.",
            fields={"source": Wording("必填，写发文字号或网址", "Required: its number or address")},
        )
    if known_on > clock.today():
        raise InvalidInput(
            "公布日期不能晚于今天。",
            "The date of publication cannot lie in the future.",
            fields={"known_on": Wording("不能晚于今天", "Cannot be later than today")},
        )
    notice = CalendarNotice(year, known_on, source.strip(), frozenset(rest_days), frozenset(work_days))
    held = [*packaged_notices(), *(row.notice() for row in CalendarYear.objects.filter(year=year))]
    if any(other.year == year and other.known_on == known_on for other in held):
        raise Refused(
            f"{year} 年在 {known_on} 公布的放假安排已经录入。",
            f"The arrangement of {year} published on {known_on} is already held.",
            next_zh="如有调整，请按调整通知的公布日期另行录入。",
            next_en="Enter an amendment under the date on which it was published.",
            code="core.calendar_held",
        )
    row = CalendarYear.objects.create(
        year=year,
        known_on=known_on,
        source=notice.source,
        rest_days=sorted(day.isoformat() for day in notice.rest_days),
        work_days=sorted(day.isoformat() for day in notice.work_days),
    )
    audit_write(
        actor=actor,
        verb="core.calendar_year_add",
        target=row,
        after={
            "year": year,
            "known_on": known_on,
            "source": row.source,
            "rest_days": row.rest_days,
            "work_days": row.work_days,
        },
    )
    return row
