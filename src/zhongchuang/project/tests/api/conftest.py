"""The real packs, once a file, for everything that asks the API; what a test writes is undone after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker, Settings

from zhongchuang.core import clock
from zhongchuang.core.actors import SYSTEM
from zhongchuang.policy.packs.loader import default_root
from zhongchuang.policy.services import packs_load
from zhongchuang.policy.tests.factory import TODAY
from zhongchuang.project.tests.api.factory import Api, make_token

UNHURRIED = {"visitor": (10**8, 60), "token": (10**8, 60)}


@pytest.fixture(scope="module")
def db(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The database of the file, with the real packs; rolled back at its end.

    It bears the name by which pytest-django sees that a test needs a database.
    """
    publication: Path = tmp_path_factory.mktemp("audit")
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        clock.use_date(TODAY),
        override_settings(API_LIMITS=UNHURRIED, AUDIT_PUBLICATION_DIR=publication),
    ):
        packs_load(actor=SYSTEM, root=default_root())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def undone(db: None) -> Iterator[None]:
    """What the test writes is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def api(undone: None) -> Api:
    """A visitor's program."""
    return Api()


@pytest.fixture
def holder(undone: None) -> Api:
    """A program with a token that may do everything."""
    return Api(make_token())


@pytest.fixture
def few(settings: Settings) -> Settings:
    """Three requests a minute for everybody."""
    settings.API_LIMITS = {"visitor": (3, 60), "token": (3, 60)}
    return settings
