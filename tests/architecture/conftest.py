"""The small world of the access matrix, for every file that walks the site."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.architecture.money import CHECK
from tests.architecture.settling import CHECK as SETTLEMENT_CHECK
from tests.architecture.taxes import tax_rules
from tests.architecture.world import World, build_world


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database for the whole file; it bears the name by which pytest-django sees that one is needed."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def world(db: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Built once and rolled back at the end; what a case writes is rolled back on its own (`ask`).

    It stands on one day: its terms run, its year has a calendar, whenever the suite runs.
    """
    publication = tmp_path_factory.mktemp("audit")
    with (
        override_settings(
            AUDIT_PUBLICATION_DIR=publication,
            ACCOUNT_RATE_LIMITS=False,
            ZHONGCHUANG_PAYMENT_CHECK=CHECK,
            ZHONGCHUANG_SETTLEMENT_CHECK=SETTLEMENT_CHECK,
        ),
        tax_rules(),
        transaction.atomic(),
    ):
        yield build_world()
        transaction.set_rollback(True)
