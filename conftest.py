"""Shared by every room's tests: the mode is test before Django reads its settings, and the business clock starts on one day.

A year's working days are known only once its holidays are published, and calls and terms are made with dates: on a later day
the same suite would meet what is over. So the business clock of every process of the suite begins at nine in the morning of
the same day and runs on; what happens on other days is tested under a clock of its own.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from zhongchuang.core.clock import clock_from_text, install_clock, machine_now

os.environ.setdefault("ZHONGCHUANG_MODE", "test")
BEGINS = f"accelerated 2026-11-21T09:00:00+08:00 {machine_now().isoformat()} 1"
install_clock(clock_from_text(os.environ.setdefault("ZHONGCHUANG_CLOCK", BEGINS)))
os.environ.setdefault("ZHONGCHUANG_VAR", str(Path(__file__).with_name("build") / "test-var"))
Path(os.environ["ZHONGCHUANG_VAR"], "static").mkdir(parents=True, exist_ok=True)

# How fast a machine is decides nothing: a slow one, or one with other work, must not fail what is right.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    """For the second kind of database: only what can differ there."""
    told = "只跑可能用到数据库的测试：其余的换了数据库也不会有两样。"
    parser.addoption("--database-tests", action="store_true", help=told)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot reach the database, where that is asked for; begin with long files where processes share them."""
    from tests.databases import needs_database
    from tests.order import long_files_first

    if os.environ.get("PYTEST_XDIST_WORKER"):
        items[:] = long_files_first(items)
    if not config.getoption("--database-tests"):
        return
    config.hook.pytest_deselected(items=[item for item in items if not needs_database(item)])
    items[:] = [item for item in items if needs_database(item)]


def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_keepdb(
    request: pytest.FixtureRequest,
    django_db_modify_db_settings_parallel_suffix: None,  # noqa: ARG001 - by then the copy has its name
) -> bool:
    """Whether the test database stands already: kept from before (`--reuse-db`), or copied just now."""
    from tests.databases import begin_with_a_copy

    return bool(request.config.getvalue("reuse_db")) or begin_with_a_copy()


@pytest.fixture(scope="session", autouse=True)
def _emptied_quickly() -> Iterator[None]:
    """After a test that commits, only the tables that it filled are emptied (tests/databases.py)."""
    from django.test import TransactionTestCase

    from tests.databases import empty_after_a_test

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_after_a_test)
        yield


@pytest.fixture(autouse=True)
def _versions_are_read_anew() -> Iterator[None]:
    """A version never changes, so a process reads it once; but the key of one is given out again where a test is undone."""
    yield
    from zhongchuang.cases.selectors.applying import rules_of  # when Django is set up
    from zhongchuang.cases.selectors.programmes import version_content

    version_content.cache_clear()
    rules_of.cache_clear()


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
