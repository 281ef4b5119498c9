"""How often somebody may ask: counted exactly, across threads too, and forgotten when the window is over."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connections

from zhongchuang.core import clock, rate_limit
from zhongchuang.core.rate_limit import Limit, RateWindow, TooManyRequests, bucket_of, count_request

NOON = dt.datetime(2026, 11, 21, 4, 0, 10, tzinfo=dt.UTC)
LIMIT = Limit(3, 60)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    """The machine's time: whatever stands last in the list."""
    moments = [NOON]
    monkeypatch.setattr(clock, "machine_now", lambda: moments[-1])
    return moments


@pytest.mark.django_db
def test_so_many_and_no_more_and_anew_in_the_next_window(machine: list[dt.datetime]) -> None:
    left = [count_request("a", LIMIT).remaining for _ in range(3)]
    assert left == [2, 1, 0]
    with pytest.raises(TooManyRequests) as refused:
        count_request("a", LIMIT)
    assert refused.value.standing.reset == 50
    assert "50 秒" in refused.value.zh and "50 seconds" in refused.value.en
    assert count_request("b", LIMIT).remaining == 2  # somebody else
    machine.append(NOON + dt.timedelta(seconds=50))
    assert count_request("a", LIMIT).remaining == 2


@pytest.mark.django_db
def test_a_clock_that_stands_still_does_not_stop_the_windows(machine: list[dt.datetime]) -> None:
    with clock.use_date(dt.date(2026, 1, 1)):
        for _ in range(3):
            count_request("a", LIMIT)
        machine.append(NOON + dt.timedelta(minutes=1))
        assert count_request("a", LIMIT).remaining == 2


@pytest.mark.django_db
def test_nobody_reads_an_address_out_of_the_table(machine: list[dt.datetime]) -> None:
    count_request(bucket_of("address", "192.0.2.7"), LIMIT)
    row = RateWindow.objects.get()
    assert "192" not in row.bucket and len(row.bucket) == 64
    assert bucket_of("address", "192.0.2.7") != bucket_of("token", "192.0.2.7")


@pytest.mark.django_db
def test_windows_that_are_over_are_forgotten(machine: list[dt.datetime]) -> None:
    count_request("a", LIMIT)
    machine.append(NOON + dt.timedelta(hours=2))
    count_request("a", LIMIT)
    assert rate_limit.forget_windows(before=machine[-1] - rate_limit.KEPT_FOR) == 1
    assert RateWindow.objects.count() == 1


def _race() -> int:
    """How many of twenty requests at the same moment get through where eight may."""

    def one(_number: int) -> bool:
        try:
            count_request("race", Limit(8, 3600))
        except TooManyRequests:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(10) as pool:
        return sum(pool.map(one, range(20)))


@pytest.mark.django_db(transaction=True)
def test_of_requests_racing_for_the_last_places_exactly_so_many_get_them() -> None:
    assert _race() == 8


@pytest.mark.django_db(transaction=True)
def test_control_counting_in_two_steps_lets_too_many_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading first and writing afterwards is what the one statement is there to prevent."""
    together = [0]
    pause = Event()

    def read_then_write(bucket: str, limit: Limit) -> rate_limit.Standing:
        seen = together[0]
        pause.wait(0.01)
        together[0] = seen + 1
        standing = rate_limit.Standing(limit, seen + 1, 1)
        if standing.exceeded:
            raise TooManyRequests(standing)
        return standing

    monkeypatch.setitem(globals(), "count_request", read_then_write)
    assert _race() > 8
