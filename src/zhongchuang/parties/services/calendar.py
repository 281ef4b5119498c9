"""The State Council's arrangement of a year's holidays, entered from its words."""

from __future__ import annotations

import datetime as dt

from zhongchuang.core.actors import Actor
from zhongchuang.core.calendar_years import CalendarYear, calendar_year_add
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.holiday_notice import notice_read
from zhongchuang.core.idempotency import idempotent
from zhongchuang.parties.access import may_calendar


def calendar_enter(
    *, actor: Actor, year: int, known_on: dt.date, source: str, text: str, key: str | None = None
) -> CalendarYear:
    """Enter the arrangement of a year, or an amendment of one held, as the notice says it.

    From then on terms are counted into that year. Raises NotAllowed, InvalidInput (fields `text`, `source`, `known_on`), Refused
    where the notice of that day is held already.
    """
    if not may_calendar(actor):
        raise NotAllowed()

    def run() -> CalendarYear:
        read = notice_read(text, year)
        return calendar_year_add(
            actor=actor,
            year=year,
            known_on=known_on,
            source=source,
            rest_days=read.rest_days,
            work_days=read.work_days,
        )

    return idempotent(
        actor=actor,
        key=key,
        verb="parties.calendar_enter",
        request={"year": year, "known_on": known_on.isoformat(), "source": source, "text": text},
        run=run,
        remember=lambda row: row.pk,
        recall=lambda pk: CalendarYear.objects.get(pk=str(pk)),
    )
