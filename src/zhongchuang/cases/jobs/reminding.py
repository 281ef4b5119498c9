"""Daily: experts are reminded of sheets that are due or late, applicants of what they owe after a decision; notices whose last
day is over let their cases go on.
"""

from __future__ import annotations

import logging

from django.db import transaction
from django_tasks import task

from zhongchuang.cases.models import Panel, Seat
from zhongchuang.cases.services.duty_reminding import duties_remind
from zhongchuang.cases.services.inviting import remind
from zhongchuang.cases.services.notice_ends import due_notices, notice_end
from zhongchuang.core import clock
from zhongchuang.core.actors import SystemActor
from zhongchuang.core.calendar_years import working_calendar
from zhongchuang.core.jobs.tasks import retryable
from zhongchuang.core.working_days import CalendarNotPublished, add_working_days

logger = logging.getLogger("zhongchuang.cases")
DAYS_BEFORE = 2
"""So many working days before the last one an expert is reminded the first time; and once more when it is over."""
BY = SystemActor("cases.notice_end")


@task
def remind_experts(_due: str) -> int:
    """Remind members of panels whose sheets are not all in; returns how many letters were written."""
    today, calendar, written = clock.today(), working_calendar(), 0
    panels = Panel.objects.filter(closed_at=None, drawn_at__isnull=False)
    for panel in panels.order_by("pk"):
        assert panel.due_on is not None  # set by the draw
        if today > panel.due_on:
            occasion = "late"
        elif today >= add_working_days(panel.due_on, -DAYS_BEFORE, calendar=calendar):
            occasion = "before"
        else:
            continue
        with transaction.atomic():
            waiting = Seat.objects.filter(
                panel=panel,
                state="seated",
                sheets__submitted_at=None,
                sheets__case__state="reviewing",
            ).distinct()
            seats = list(waiting.select_related("expert"))
            told = remind(panel, seats, occasion)
            if told:
                Seat.objects.filter(pk__in=[seat.pk for seat in seats]).update(reminded_at=clock.now())
        written += told
    return written


@task
def end_notices(_due: str) -> int:
    """Let the cases of notices that are over go on; returns how many. One notice that fails does not hold up the others."""
    moved = 0
    for pk in due_notices(clock.today()):
        try:
            moved += notice_end(actor=BY, notice_id=pk)
        except CalendarNotPublished:
            # The next deadline would lie in a year nobody knows yet: the case waits, and the notice's page says so.
            logger.warning("notice %s waits for the calendar of next year", pk)
    return moved


@task
def remind_duties(_due: str) -> int:
    """How many reports, assessments and acceptances were reminded of. May run twice a day: what was told is not told again."""
    return duties_remind(actor=SystemActor("cases.duty_reminder"))


retryable(remind_experts, attempts=3)
retryable(remind_duties, attempts=3)
retryable(end_notices, attempts=8)
