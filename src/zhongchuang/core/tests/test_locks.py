"""Two people, one row: exactly one wins, and the control shows that without the lock both would."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import ClassVar

import pytest
from django.db import connection, models, transaction

from zhongchuang.core.errors import NotFound
from zhongchuang.core.locks import (
    RowVersioned,
    StaleVersion,
    alone,
    alongside,
    exclusive,
    lock_row,
    save_versioned,
)
from zhongchuang.core.tests.factory import race

pytestmark = pytest.mark.django_db(transaction=True)
RACERS = 6


class Shelf(RowVersioned):
    """Something with a number that must not be lost."""

    stock = models.IntegerField(default=0)

    objects: ClassVar[models.Manager[Shelf]] = models.Manager()

    class Meta:
        app_label = "core_tests"


class Board(RowVersioned):
    """One of a shelf's boards, reached through its shelf."""

    shelf = models.ForeignKey(Shelf, on_delete=models.CASCADE, related_name="+")

    objects: ClassVar[models.Manager[Board]] = models.Manager()

    class Meta:
        app_label = "core_tests"


@pytest.fixture
def board(shelf: Shelf) -> Iterator[Board]:
    """A board of the shelf."""
    with connection.schema_editor() as editor:
        editor.create_model(Board)
    try:
        yield Board.objects.create(shelf=shelf)
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Board)


@pytest.fixture(autouse=True)
def shelf(transactional_db: None) -> Iterator[Shelf]:
    """A row in a table that exists for these tests only."""
    with connection.schema_editor() as editor:
        editor.create_model(Shelf)
    try:
        yield Shelf.objects.create(stock=10)
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Shelf)


def test_saving_the_version_that_was_read_succeeds_and_moves_it_on(shelf: Shelf) -> None:
    shelf.stock = 9
    save_versioned(shelf, expected_version=1, fields=["stock"])
    assert (shelf.row_version, Shelf.objects.get().stock, Shelf.objects.get().row_version) == (2, 9, 2)


def test_saving_an_older_version_is_a_sentence_and_writes_nothing(shelf: Shelf) -> None:
    Shelf.objects.update(row_version=4, stock=3)
    shelf.stock = 9
    with pytest.raises(StaleVersion) as caught:
        save_versioned(shelf, expected_version=1, fields=["stock"])
    assert "您看到的是第 1 版，现在是第 4 版" in caught.value.zh
    assert "Reload the page" in caught.value.en
    assert Shelf.objects.get().stock == 3


def test_saving_what_is_gone_says_so(shelf: Shelf) -> None:
    Shelf.objects.all().delete()
    with pytest.raises(NotFound, match="已被删除"):
        save_versioned(shelf, expected_version=1, fields=["stock"])


def test_locking_checks_the_version_and_the_reach(shelf: Shelf) -> None:
    with transaction.atomic():
        assert lock_row(Shelf.objects.all(), shelf.pk, expected_version=1).stock == 10
        with pytest.raises(StaleVersion):
            lock_row(Shelf.objects.all(), shelf.pk, expected_version=2)
        with pytest.raises(NotFound):
            lock_row(Shelf.objects.filter(stock=0), shelf.pk)


def test_of_many_savers_exactly_one_wins(shelf: Shelf) -> None:
    everybody_read = threading.Barrier(RACERS)

    def save(stock: int) -> int:
        mine = Shelf.objects.get(pk=shelf.pk)
        everybody_read.wait(20)
        mine.stock = stock
        save_versioned(mine, expected_version=mine.row_version, fields=["stock"])
        return stock

    outcomes = race([lambda stock=stock: save(stock) for stock in range(RACERS)])  # type: ignore[misc]  # a lambda's default has no type
    winners = [outcome for outcome in outcomes if isinstance(outcome, int)]
    assert len(winners) == 1
    assert all(isinstance(outcome, StaleVersion | int) for outcome in outcomes)
    assert Shelf.objects.get().stock == winners[0]


def test_control_without_the_version_everybody_believes_to_have_won(shelf: Shelf) -> None:
    everybody_read = threading.Barrier(RACERS)

    def save(stock: int) -> int:
        mine = Shelf.objects.get(pk=shelf.pk)
        everybody_read.wait(20)
        mine.stock = stock
        mine.save(update_fields=["stock"])
        return stock

    outcomes = race([lambda stock=stock: save(stock) for stock in range(RACERS)])  # type: ignore[misc]  # a lambda's default has no type
    assert sorted(outcomes, key=str) == list(range(RACERS))


def test_takers_who_lock_the_row_never_take_more_than_there_is(shelf: Shelf) -> None:
    def take() -> bool:
        with transaction.atomic():
            mine = lock_row(Shelf.objects.all(), shelf.pk)
            if mine.stock < 4:
                return False
            mine.stock -= 4
            mine.save(update_fields=["stock"])
            return True

    outcomes = race([take] * RACERS)
    assert outcomes.count(True) == 2
    assert Shelf.objects.get().stock == 2


def test_control_takers_who_do_not_lock_take_the_same_thing_twice(shelf: Shelf) -> None:
    everybody_read = threading.Barrier(RACERS)

    def take() -> bool:
        mine = Shelf.objects.get(pk=shelf.pk)
        everybody_read.wait(20)
        if mine.stock < 4:
            return False
        mine.stock -= 4
        mine.save(update_fields=["stock"])
        return True

    outcomes = race([take] * RACERS)
    assert outcomes.count(True) == RACERS
    assert Shelf.objects.get().stock == 6


@pytest.mark.parametrize("joined", [False, True], ids=["lock_row", "control: all that is joined"])
def test_what_a_query_only_joins_stays_free(shelf: Shelf, board: Board, *, joined: bool) -> None:
    """Two cases of one round do not wait for each other. SQLite has one lock for everything, so there they do."""
    held, written = threading.Event(), threading.Event()
    rows = Board.objects.filter(shelf__stock=10).select_related("shelf")

    def hold() -> bool:
        with transaction.atomic():
            if joined:
                rows.select_for_update().get(pk=board.pk)
            else:
                lock_row(rows, board.pk)
            held.set()
            return written.wait(1)

    def write() -> int:
        held.wait(20)
        done = Shelf.objects.filter(pk=shelf.pk).update(stock=9)
        written.set()
        return done

    outcomes = race([hold, write])
    free = connection.features.has_select_for_update_of and not joined
    assert outcomes == [free, 1]


@pytest.mark.parametrize("mode", ["IMMEDIATE", "DEFERRED"])
def test_an_exclusive_procedure_runs_one_at_a_time(shelf: Shelf, mode: str) -> None:
    """Also where SQLite was not told to lock at the start of a transaction."""
    inside: list[int] = []
    most: list[int] = []

    def procedure() -> None:
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            connection.transaction_mode = mode  # type: ignore[attr-defined]  # SQLite's wrapper only
        with exclusive("test.procedure"):
            inside.append(1)
            most.append(len(inside))
            threading.Event().wait(0.02)
            inside.pop()

    outcomes = race([procedure] * RACERS)
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert (len(most), max(most)) == (RACERS, 1)


def test_those_alongside_each_other_wait_for_who_is_alone_only() -> None:
    """Two come alongside at one moment; whoever is alone comes after both. SQLite has one lock for everything."""
    together = threading.Barrier(2)
    ended: list[str] = []

    def come() -> None:
        with transaction.atomic():
            alongside("test.turn")
            if connection.vendor == "postgresql":
                together.wait(20)
                both.set()
                threading.Event().wait(0.1)
            ended.append("alongside")
        both.set()

    def alone_after() -> None:
        both.wait(20)
        with exclusive("test.turn"):
            ended.append("alone")

    both = threading.Event()
    outcomes = race([come, come, alone_after])
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert sorted(ended) == ["alone", "alongside", "alongside"]
    if connection.vendor == "postgresql":
        assert ended[-1] == "alone"


def test_a_turn_that_nothing_would_hold_is_not_taken() -> None:
    with pytest.raises(transaction.TransactionManagementError, match="begin one"):
        alone("core.tests.nobody")
    with pytest.raises(transaction.TransactionManagementError, match="begin one"):
        alongside("core.tests.nobody")
    with transaction.atomic():
        alone("core.tests.somebody")
        alongside("core.tests.somebody")
