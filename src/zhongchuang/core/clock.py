"""The clock: the only module that may ask the machine what time it is.

Everything else calls :func:`now` and :func:`today`, so that a test can freeze the time, a demonstration can
let a ten-day public notice pass in a minute, and a replay can stand on the day it replays. Pure functions
go one step further and take the date as an argument.

Two kinds of time are kept apart on purpose. *Business time* (:func:`now`, :func:`today`) is what a
deadline, an audit entry or a decision is about; it may be frozen or accelerated. *Machine time*
(:func:`machine_now`, :func:`monotonic`) is for leases on things the machine itself stamps, such as the
heartbeat of a worker.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""The zone in which a business date is a date: the law counts its days in Beijing time, wherever the server
stands."""


class Clock(Protocol):
    """Anything that can say what time it is."""

    def now(self) -> dt.datetime:
        """The present moment, aware, in UTC."""
        ...


C = TypeVar("C", bound=Clock)


class SystemClock:
    """The clock of the machine."""

    def now(self) -> dt.datetime:
        return machine_now()

    def __repr__(self) -> str:
        return "SystemClock()"


class FrozenClock:
    """A clock that stands still until it is moved by hand (tests)."""

    def __init__(self, at: dt.datetime | dt.date) -> None:
        self._at = as_moment(at)
        self._lock = threading.Lock()

    def now(self) -> dt.datetime:
        return self._at

    def advance(self, by: dt.timedelta) -> dt.datetime:
        """Move the clock; returns the new moment. Going back is allowed: a test may want a late commit."""
        with self._lock:
            self._at += by
            return self._at

    def move_to(self, at: dt.datetime | dt.date) -> dt.datetime:
        """Set the clock to a moment (a date means nine o'clock in Shanghai); returns it."""
        with self._lock:
            self._at = as_moment(at)
            return self._at

    def __repr__(self) -> str:
        return f"FrozenClock({self._at.isoformat()})"


@dataclass(frozen=True)
class AcceleratedClock:
    """Business time that began at `begins` when the machine read `anchor`, and runs `factor` times as fast.

    Being a pure function of machine time, it shows the same time in the site, the worker and the scheduler.
    """

    begins: dt.datetime
    anchor: dt.datetime
    factor: int

    def now(self) -> dt.datetime:
        return self.begins + (machine_now() - self.anchor) * self.factor


def as_moment(at: dt.datetime | dt.date) -> dt.datetime:
    """An aware UTC moment; a date means nine o'clock in the morning in Shanghai, when offices open.

    Raises ValueError for a datetime without a zone: nobody can say which moment that is.
    """
    if isinstance(at, dt.datetime):
        if at.tzinfo is None:
            raise ValueError(f"{at!r} 没有时区，无法确定是哪一刻 / has no time zone; give an aware datetime")
        return at.astimezone(dt.UTC)
    return dt.datetime.combine(at, dt.time(9), SHANGHAI).astimezone(dt.UTC)


HELD_BACK = dt.timedelta(seconds=1)
"""So much a machine's clock may be set back before its time is believed again."""

_latest = dt.datetime.min.replace(tzinfo=dt.UTC)
_latest_lock = threading.Lock()


def machine_now() -> dt.datetime:
    """The machine's own time, whatever clock is in use: for leases and heartbeats, never for business.

    Within a process each is later than the one before, so that what happened first is also written as first: a machine
    that is set right by less than `HELD_BACK` is waited for, microsecond by microsecond; set back further, it is followed.
    """
    global _latest
    with _latest_lock:
        told = _asked()
        behind = _latest - told
        _latest = _latest + dt.datetime.resolution if dt.timedelta(0) <= behind < HELD_BACK else told
        return _latest


def _asked() -> dt.datetime:
    return dt.datetime.now(dt.UTC)  # noqa: TID251 - the one place that asks the machine


def monotonic() -> float:
    """Seconds of a stopwatch that never goes back: for time limits and measuring, never for business."""
    return time.monotonic()


_in_use: Clock = SystemClock()
_install_lock = threading.RLock()


def now() -> dt.datetime:
    """The present moment of the clock in use: aware, UTC."""
    return _in_use.now()


def today() -> dt.date:
    """The business date: the calendar day in Shanghai at :func:`now`."""
    return business_date(now())


def business_date(moment: dt.datetime) -> dt.date:
    """The calendar day in Shanghai on which the moment falls."""
    return moment.astimezone(SHANGHAI).date()


def day_start(day: dt.date) -> dt.datetime:
    """The moment the business day begins: midnight in Shanghai, as UTC."""
    return dt.datetime.combine(day, dt.time(), SHANGHAI).astimezone(dt.UTC)


def install_clock(clock: Clock) -> Clock:
    """Put a clock in use for the whole process; returns the one before. Called once at start-up."""
    global _in_use
    with _install_lock:
        before, _in_use = _in_use, clock
    return before


@contextmanager
def use_clock(clock: C) -> Iterator[C]:
    """Run a block under another clock, for every thread of the process; the one before comes back at the
    end."""
    before = install_clock(clock)
    try:
        yield clock
    finally:
        install_clock(before)


@contextmanager
def use_date(day: dt.date) -> Iterator[FrozenClock]:
    """Run a block at nine in the morning of a day, time standing still."""
    with use_clock(FrozenClock(day)) as clock:
        yield clock


def clock_from_text(text: str) -> Clock:
    """Read a clock from a setting.

    ``system`` is the machine's clock; ``frozen 2026-11-21T09:00:00+08:00`` stands still; ``accelerated
    2026-11-21T09:00:00+08:00 2026-11-21T08:55:00+08:00 600`` began at the first moment when the machine
    read the second and runs 600 times as fast. Raises ValueError with a sentence for anything else.
    """
    match text.split():
        case [] | ["system"]:
            return SystemClock()
        case ["frozen", at]:
            return FrozenClock(dt.datetime.fromisoformat(at))
        case ["accelerated", begins, anchor, factor] if factor.isdecimal() and int(factor) > 0:
            first, read_then = (as_moment(dt.datetime.fromisoformat(moment)) for moment in (begins, anchor))
            return AcceleratedClock(first, read_then, int(factor))
    raise ValueError(
        f"时钟“{text}”不认识，请写 system、frozen 时刻，或 accelerated 起点 机器时刻 倍数。"
        f" The clock {text!r} is unknown; write system, frozen MOMENT, or accelerated BEGINS ANCHOR FACTOR."
    )
