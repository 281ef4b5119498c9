"""The procedures run on fixed days of 2026, on the real packs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from tests.whole import world
from zhongchuang.core.clock import FrozenClock, use_date


@pytest.fixture
def day(db: None) -> Iterator[FrozenClock]:
    """A Monday in September, on which the clock stands; packs and programmes are loaded."""
    with use_date(dt.date(2026, 9, 7)) as clock:
        world.loaded()
        yield clock
