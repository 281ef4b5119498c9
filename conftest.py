"""Shared by every room's tests: the mode is test before Django reads its settings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("ZHONGCHUANG_MODE", "test")
os.environ.setdefault("ZHONGCHUANG_VAR", str(Path(__file__).with_name("build") / "test-var"))
Path(os.environ["ZHONGCHUANG_VAR"], "static").mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session", autouse=True)
def _api_is_watched() -> Iterator[None]:
    """Every answer of the API in the whole suite is held against its document (tests/openapi.py)."""
    from tests.openapi import watched  # when Django is set up
    from zhongchuang.project.api.middleware import ApiMiddleware

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ApiMiddleware, "__call__", watched(ApiMiddleware.__call__))
        yield


@pytest.fixture(autouse=True)
def _api_keeps_its_promises() -> Iterator[None]:
    """Fails the test in which the API answered otherwise than its document says."""
    from tests.openapi import BREACHES

    BREACHES.clear()
    yield
    assert BREACHES == []
