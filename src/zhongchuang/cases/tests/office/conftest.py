"""A department at work: its officers, its second person, units of the chain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from zhongchuang.cases.tests.office.factory import Desk, a_desk
from zhongchuang.core.clock import FrozenClock, use_date

TODAY = dt.date(2026, 11, 20)  # a Friday


@pytest.fixture(autouse=True)
def today() -> Iterator[FrozenClock]:
    with use_date(TODAY) as clock:
        yield clock


@pytest.fixture
def desk(db: None) -> Desk:
    return a_desk()
