"""The day on which these tests are prepared: people belong to organisations from then on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from zhongchuang.cases.tests.factory import OPENED
from zhongchuang.core.clock import use_date


@pytest.fixture(autouse=True)
def _in_september() -> Iterator[None]:
    """A test says itself when something happens later."""
    with use_date(OPENED):
        yield
