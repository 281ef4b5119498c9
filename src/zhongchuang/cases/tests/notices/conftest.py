"""Every test of notices begins on one Monday."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from zhongchuang.cases.tests.notices.scene import TODAY
from zhongchuang.core.clock import FrozenClock, use_date


@pytest.fixture(autouse=True)
def monday() -> Iterator[FrozenClock]:
    """The clock of the test; it can be moved on."""
    with use_date(TODAY) as clock:
        yield clock
