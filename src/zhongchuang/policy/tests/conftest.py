"""What the tests with a database start from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from zhongchuang.core import clock
from zhongchuang.policy.tests.factory import TODAY, put_in_force, real_book


@pytest.fixture
def today() -> Iterator[None]:
    """The day the tests are written for."""
    with clock.use_date(TODAY):
        yield


@pytest.fixture
def packs(db: None, today: None) -> None:
    """The packs of the repository, in force."""
    put_in_force(real_book())
