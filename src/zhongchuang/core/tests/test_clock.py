"""The injected clock."""

from __future__ import annotations

import datetime as dt
import threading

import pytest

from zhongchuang.core import clock


def test_the_business_date_is_shanghais() -> None:
    late_evening_in_utc = dt.datetime(2026, 11, 20, 16, 0, tzinfo=dt.UTC)
    with clock.use_clock(clock.FrozenClock(late_evening_in_utc)):
        assert clock.today() == dt.date(2026, 11, 21)
    assert clock.business_date(late_evening_in_utc - dt.timedelta(seconds=1)) == dt.date(2026, 11, 20)
    assert clock.day_start(dt.date(2026, 11, 21)) == late_evening_in_utc


def test_a_frozen_clock_stands_still_until_moved_and_the_one_before_comes_back() -> None:
    before = clock.now()
    with clock.use_date(dt.date(2026, 3, 1)) as frozen:
        first = clock.now()
        assert clock.now() == first == dt.datetime(2026, 3, 1, 1, 0, tzinfo=dt.UTC)
        frozen.advance(dt.timedelta(days=1, hours=2))
        assert clock.now() - first == dt.timedelta(days=1, hours=2)
        frozen.move_to(dt.date(2026, 2, 1))
        assert clock.today() == dt.date(2026, 2, 1)
    assert dt.timedelta(0) <= clock.now() - before < dt.timedelta(seconds=5)


def test_every_thread_sees_the_clock_in_use() -> None:
    seen: list[dt.date] = []
    with clock.use_date(dt.date(2020, 1, 31)):
        thread = threading.Thread(target=lambda: seen.append(clock.today()))
        thread.start()
        thread.join()
    assert seen == [dt.date(2020, 1, 31)]


def test_an_accelerated_clock_runs_by_its_factor() -> None:
    begins = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    anchor = clock.machine_now() - dt.timedelta(seconds=10)
    passed = clock.AcceleratedClock(begins, anchor, 600).now() - begins
    assert dt.timedelta(seconds=6000) <= passed < dt.timedelta(seconds=6000 + 3000)


def test_a_clock_is_read_from_a_setting() -> None:
    frozen = clock.clock_from_text("frozen 2026-11-21T09:00:00+08:00")
    assert frozen.now() == dt.datetime(2026, 11, 21, 1, tzinfo=dt.UTC)
    fast = clock.clock_from_text("accelerated 2026-11-21T09:00:00+08:00 2026-11-21T08:00:00+08:00 60")
    assert isinstance(fast, clock.AcceleratedClock)
    assert fast.factor == 60
    assert isinstance(clock.clock_from_text(""), clock.SystemClock)


@pytest.mark.parametrize(
    "text", ["backwards", "accelerated 2026-11-21T09:00:00+08:00 2026-11-21T09:00:00+08:00 0"]
)
def test_an_unknown_clock_is_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="不认识"):
        clock.clock_from_text(text)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="没有时区"):
        clock.FrozenClock(dt.datetime(2026, 1, 1))


def test_a_machine_set_back_a_little_does_not_turn_what_happened_around(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start = clock.machine_now() + dt.timedelta(hours=1)
    moments = [0, 10, -200, -200, 10, 11]
    told = iter([start + dt.timedelta(milliseconds=ms) for ms in moments])
    monkeypatch.setattr(clock, "_asked", lambda: next(told))
    seen = [clock.machine_now() for _ in moments]
    assert seen == sorted(set(seen))
    assert seen[-1] == start + dt.timedelta(milliseconds=11)


def test_a_machine_set_back_for_good_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    start = clock.machine_now()
    told = iter([start + dt.timedelta(hours=1), start + dt.timedelta(seconds=1)])
    monkeypatch.setattr(clock, "_asked", lambda: next(told))
    assert [clock.machine_now(), clock.machine_now()] == [
        start + dt.timedelta(hours=1),
        start + dt.timedelta(seconds=1),
    ]
