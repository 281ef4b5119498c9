"""What every test of the room needs: nothing a process remembers of versions outlives the database they stood in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from zhongchuang.cases.selectors.applying import rules_of
from zhongchuang.cases.selectors.programmes import version_content


@pytest.fixture(autouse=True)
def _forgets_versions() -> Iterator[None]:
    """A key is given out again when a test is rolled back."""
    version_content.cache_clear()
    rules_of.cache_clear()
    yield
