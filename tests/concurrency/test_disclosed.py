"""The change feed while several write: a reader who has seen a number has seen every number before it.

The control draws numbers as a database's own sequence does, at once and without a lock: there the reader skips one.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from tests.concurrency.processes import TIME_LIMIT, signal, together, values
from zhongchuang.clearance.models import Award, DisclosedChange
from zhongchuang.clearance.selectors.awards import changes_after
from zhongchuang.clearance.services.changes import Change, ChangeKind, changes_write
from zhongchuang.clearance.services.disclosing import disclosure_review
from zhongchuang.clearance.tests.awards import PUBLIC, award, public_award
from zhongchuang.parties.tests.factory import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 1.5
"""Seconds for which the first writer keeps its transaction open when the second one does not get through."""
WRITERS, EACH = 3, 4


def read_on(read: Callable[[int], list[int]], wanted: int, begin: int = 0) -> list[int]:
    """What a reader sees who always asks for what comes after the last number, until they have read up to the wanted one."""
    seen, last, until = list[int](), begin, time.monotonic() + TIME_LIMIT
    while last < wanted and time.monotonic() < until:
        found = read(last)
        seen += found
        last = found[-1] if found else last
        time.sleep(0.005)
    return seen


def numbers_after(last: int) -> list[int]:
    return [one.sequence for one in changes_after(last)]


class TestSlowWriter:
    """One writer has its number and has not ended when another writes."""

    def test_the_reader_sees_both_in_order(self) -> None:
        row = public_award()  # number 1
        has_number, second_is_done = signal(), signal()

        def act(number: int) -> list[int]:
            if number == 0:
                with transaction.atomic():
                    changes_write([Change(row, ChangeKind.PAID, {"by": "first"})])
                    has_number.set()
                    second_is_done.wait(PATIENCE)
                return []
            has_number.wait(TIME_LIMIT)
            if number == 1:
                with transaction.atomic():
                    changes_write([Change(row, ChangeKind.PAID, {"by": "second"})])
                second_is_done.set()
                return []
            return read_on(numbers_after, wanted=3, begin=1)

        assert values(together(act, 3))[2] == [2, 3]
        said = [one.content["by"] for one in changes_after(1)]
        assert said == ["first", "second"]

    def test_control_without_the_lock_the_reader_skips_the_first(self) -> None:
        drawn = multiprocessing.get_context("fork").Value("i", 0)
        has_number, second_is_done, second_is_read = signal(), signal(), signal()

        def draw() -> int:
            with drawn.get_lock():
                drawn.value += 1
                return int(drawn.value)

        def act(number: int) -> list[int]:
            if number == 0:
                mine = draw()
                has_number.set()
                second_is_read.wait(TIME_LIMIT)
                write_naive(mine)
                return []
            has_number.wait(TIME_LIMIT)
            if number == 1:
                write_naive(draw())
                second_is_done.set()
                return []
            second_is_done.wait(TIME_LIMIT)
            seen = read_on(naive_after, wanted=2)
            second_is_read.set()
            return seen

        with naive_feed():
            seen = values(together(act, 3))[2]
            assert seen == [2]
            assert naive_after(2) == [] and naive_after(0) == [
                1,
                2,
            ]  # it is there, and is never asked for again


class TestMany:
    def test_reviewing_at_once_every_change_has_its_own_number_and_is_read(self) -> None:
        rows = [award() for _ in range(WRITERS * EACH)]

        def act(number: int) -> list[int]:
            if number == WRITERS:
                return read_on(numbers_after, wanted=WRITERS * EACH)
            for row in rows[number * EACH : (number + 1) * EACH]:
                disclosure_review(actor=SYSTEM, number=row.number, verdict=PUBLIC)
            return []

        seen = values(together(act, WRITERS + 1))[WRITERS]
        assert seen == list(range(1, WRITERS * EACH + 1))
        assert DisclosedChange.objects.count() == WRITERS * EACH
        assert not Award.objects.exclude(state="public").exists()


@contextmanager
def naive_feed() -> Iterator[None]:
    """A feed in a table of its own, gone afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_feed (sequence INT NOT NULL)")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE naive_feed")


def write_naive(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO naive_feed VALUES (%s)", [number])


def naive_after(last: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequence FROM naive_feed WHERE sequence > %s ORDER BY sequence", [last])
        return [number for (number,) in cursor.fetchall()]
