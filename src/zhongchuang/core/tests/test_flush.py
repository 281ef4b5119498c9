"""`flush` empties test databases only."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from zhongchuang.core.append_only import guards
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.management.commands.flush import is_test_database
from zhongchuang.core.tests.factory import write_entry


@pytest.mark.django_db(transaction=True)
def test_a_test_database_is_emptied_and_stays_append_only() -> None:
    write_entry()
    call_command("flush", interactive=False, verbosity=0)
    assert AuditEntry.objects.count() == 0
    assert [name for guard in guards() for name in guard.missing(connection)] == []


@pytest.mark.django_db
def test_any_other_database_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    write_entry()
    monkeypatch.setitem(connection.settings_dict, "NAME", "zhongchuang")
    with pytest.raises(CommandError, match="只能追加"):
        call_command("flush", interactive=False, verbosity=0)
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("test_zhongchuang", True),
        ("/x/var/test_suite.sqlite3", True),
        ("file:memorydb_default?mode=memory&cache=shared", True),
        ("zhongchuang", False),
        ("/x/test/zhongchuang.sqlite3", False),
    ],
)
def test_test_databases_are_known_by_their_names(name: str, expected: bool) -> None:
    assert is_test_database(name) is expected
