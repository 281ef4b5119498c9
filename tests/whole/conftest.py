"""The procedures run on fixed days of 2026, on the real packs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from tests.whole import world
from zhongchuang.core.clock import FrozenClock, use_date

MONDAY = dt.date(2026, 9, 7)


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database of the file, with packs and programmes loaded once; rolled back at its end.

    It bears the name by which pytest-django sees that a test needs a database.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        with use_date(MONDAY):
            world.loaded()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def day(db: None) -> Iterator[FrozenClock]:
    """A Monday in September, on which the clock stands; what the procedure writes is undone."""
    with transaction.atomic(), use_date(MONDAY) as clock:
        yield clock
        connection.check_constraints()  # as Django's own tests do: what is undone is never asked otherwise
        transaction.set_rollback(True)
