"""When something is due (pure): daily at certain times, or hourly at certain minutes, in Shanghai."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from zhongchuang.core.clock import SHANGHAI, business_date


class CatchUp(StrEnum):
    """What becomes of due times that passed while no scheduler ran."""

    LATEST = "latest"  # only the last of them: for work that catches up by itself
    EVERY = "every"  # each of them, in order: for work that is about its moment
    NONE = "none"  # none, unless it is at most an hour old: a reminder that is late is noise


class ScheduledTask(Protocol):
    """A django-tasks task of one argument: the due moment in ISO 8601."""

    def enqueue(self, *args: Any, **kwargs: Any) -> Any:
        """Put it into the queue."""
        ...


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A task and its times. `name` is for ever: how far it got is kept under it.

    Either `daily` (times of day in Shanghai) or `hourly` (minutes of the hour) is given.
    """

    name: str
    task: ScheduledTask
    daily: tuple[dt.time, ...] = ()
    hourly: tuple[int, ...] = ()
    catch_up: CatchUp = CatchUp.LATEST

    def __post_init__(self) -> None:
        if bool(self.daily) == bool(self.hourly) or any(not 0 <= minute < 60 for minute in self.hourly):
            raise ValueError(
                f"定时任务 {self.name}：daily（时刻）与 hourly（0–59 分）须给出一项"
                f" / schedule {self.name}: give either daily times or hourly minutes from 0 to 59"
            )

    def _times_on(self, day: dt.date) -> Iterator[dt.datetime]:
        times = self.daily or [dt.time(hour, minute) for hour in range(24) for minute in self.hourly]
        for time in sorted(times):
            yield dt.datetime.combine(day, time, SHANGHAI).astimezone(dt.UTC)

    def due_between(self, after: dt.datetime, until: dt.datetime) -> list[dt.datetime]:
        """The due moments later than `after` and not later than `until`, in order, as UTC."""
        first, last = business_date(after), business_date(until)
        days = (first + dt.timedelta(days=offset) for offset in range((last - first).days + 1))
        return [moment for day in days for moment in self._times_on(day) if after < moment <= until]

    def to_enqueue(self, after: dt.datetime, until: dt.datetime) -> list[dt.datetime]:
        """Of the due moments, those that the catch-up rule keeps."""
        due = self.due_between(after, until)
        match self.catch_up:
            case CatchUp.EVERY:
                return due
            case CatchUp.LATEST:
                return due[-1:]
            case CatchUp.NONE:
                return [moment for moment in due[-1:] if until - moment <= dt.timedelta(hours=1)]
