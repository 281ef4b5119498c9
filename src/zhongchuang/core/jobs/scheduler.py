"""The scheduler: enqueues every due time exactly once, however many schedulers run.

``settings.ZHONGCHUANG_SCHEDULES`` is the dotted path of the project's sequence of :class:`Schedule`; this
floor's own come first. How far a schedule got is a row; enqueueing and moving it on are one transaction.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence

from django.conf import settings
from django.db import DatabaseError, close_old_connections, transaction
from django.utils.module_loading import import_string

from zhongchuang.core import clock
from zhongchuang.core.jobs.models import ScheduleState
from zhongchuang.core.jobs.schedule import Schedule
from zhongchuang.core.jobs.stop import Stop
from zhongchuang.core.jobs.tasks import forget_spent, seal_audit

logger = logging.getLogger("zhongchuang.core.jobs")

CORE_SCHEDULES: tuple[Schedule, ...] = (
    Schedule(name="core.seal_audit", task=seal_audit, daily=(dt.time(0, 10),)),
    Schedule(name="core.forget_spent", task=forget_spent, daily=(dt.time(3, 20),)),
)


def all_schedules() -> tuple[Schedule, ...]:
    """This floor's schedules and the project's. Raises ImportError, or ValueError for a name used twice."""
    path = str(getattr(settings, "ZHONGCHUANG_SCHEDULES", ""))
    schedules = (*CORE_SCHEDULES, *(import_string(path) if path else ()))
    names = [schedule.name for schedule in schedules]
    if len(names) != len(set(names)):
        raise ValueError(f"定时任务重名：{sorted(names)} / a schedule's name is used twice")
    return schedules


def run_scheduler_once(*, schedules: Sequence[Schedule] | None = None) -> int:
    """Enqueue what is due now; returns how many tasks."""
    now = clock.now()
    return sum(_advance(schedule, now) for schedule in (all_schedules() if schedules is None else schedules))


def _advance(schedule: Schedule, now: dt.datetime) -> int:
    """Bring one schedule up to now. Met for the first time it begins now, without a past."""
    known = ScheduleState.objects.filter(name=schedule.name).first()
    if known is not None and not schedule.due_between(known.done_until, now):
        return 0  # the common case, without a lock
    with transaction.atomic():
        ScheduleState.objects.get_or_create(name=schedule.name, defaults={"done_until": now})
        state = ScheduleState.objects.select_for_update().get(name=schedule.name)
        moments = schedule.to_enqueue(state.done_until, now)
        for moment in moments:
            schedule.task.enqueue(moment.isoformat())
        if now > state.done_until:
            state.done_until = now
            state.last_enqueued_at = now if moments else state.last_enqueued_at
            state.save(update_fields=["done_until", "last_enqueued_at"])
    return len(moments)


def run_scheduler(stop: Stop, *, every_seconds: float = 5.0) -> None:
    """Keep enqueueing what is due until `stop` is set. A database that is away is waited for."""
    while not stop.is_set():
        try:
            close_old_connections()
            if count := run_scheduler_once():
                logger.info("enqueued %d scheduled tasks", count)
        except DatabaseError as error:
            logger.warning("scheduler waits for the database: %s", error)
        stop.wait(every_seconds)
