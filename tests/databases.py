"""The databases of the suite: copied from one that was migrated once, emptied only where something stands.

`make test` migrates the database of `DATABASE_URL` and names it in `ZHONGCHUANG_TEST_TEMPLATE`; every process of the suite
then begins with a copy of it. Without that variable each process migrates its own, as Django does.
"""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase

from zhongchuang.core.append_only import guards

TEMPLATE = "ZHONGCHUANG_TEST_TEMPLATE"
FIXTURES = frozenset(
    {"db", "transactional_db", "live_server", "django_db_setup", "django_db_reset_sequences"}
)
KEPT = frozenset({"django_content_type", "auth_permission"})
"""What migrating fills and no test writes to: emptied and filled again they would hold the same."""


def needs_database(item: pytest.Item) -> bool:
    """Whether a test may reach the database. Any other cannot (pytest-django refuses it), so it has the same outcome on
    every kind of database; a test whose own processes reach one says so with the mark `both_databases`.

    And one that reaches it, but asserts only what is settled without it, says so with `one_database`: what is refused before a
    row of the matter is asked for (the method, the token of the page, a field that is missing), or how an answer is drawn
    that another test asks for on both kinds."""
    if item.get_closest_marker("one_database"):
        return False
    marked = any(item.get_closest_marker(name) for name in ("django_db", "both_databases"))
    of_django = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    return marked or of_django or bool(FIXTURES & set(getattr(item, "fixturenames", ())))


def begin_with_a_copy() -> bool:
    """Make the test database a copy of the template, where there is one; whether it stands ready now.

    PostgreSQL copies when Django makes the database; a file is copied here.
    """
    connection = connections["default"]
    template, test = os.environ.get(TEMPLATE), connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        options = connection.settings_dict[
            "OPTIONS"
        ]  # no test outlives a power failure: none waits for the disk
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    if not template:
        return False
    if connection.vendor == "postgresql":
        test["TEMPLATE"] = template
        return False
    for leftover in ("-wal", "-shm"):
        Path(test["NAME"] + leftover).unlink(missing_ok=True)
    shutil.copyfile(template, test["NAME"])
    return True


def empty_after_a_test(self: TransactionTestCase) -> None:
    """In the place of `TransactionTestCase._fixture_teardown`, to the same end: Django's empties every table there is,
    filled or not, and then asks every app for its content types and permissions again."""
    for alias in self._databases_names(include_mirrors=False):  # type: ignore[attr-defined]  # Django's own, untyped
        empty(connections[alias])


def empty(connection: BaseDatabaseWrapper) -> None:
    """Delete every row but those that migrating made."""
    quote = connection.ops.quote_name
    tables = _tables(connection.alias, str(connection.settings_dict["NAME"]))
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        each = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})" for name in tables)
        cursor.execute(" UNION ALL ".join(each))
        filled = [row[0] for row in cursor.fetchall()]
        if not filled:
            return
        if connection.vendor == "postgresql":  # neither guards nor foreign keys are asked: all goes
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            for guard in guards():
                guard.remove(connection)
        for name in filled:
            cursor.execute(f"DELETE FROM {quote(name)}")
        if connection.vendor != "postgresql":
            for guard in guards():
                guard.install(connection)


@cache
def _tables(alias: str, _name: str) -> tuple[str, ...]:
    """The tables of the models; read once for each database."""
    names: Any = connections[alias].introspection.django_table_names(only_existing=True, include_views=False)
    return tuple(sorted(set(names) - KEPT))
