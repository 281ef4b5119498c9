"""Start-up checks: each says what is wrong and how to put it right."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.checks import CheckMessage
from django.db import connection
from pytest_django import Settings

from zhongchuang.core import checks
from zhongchuang.core.audit import append_only
from zhongchuang.core.checks import ALL_CHECKS, check_append_only


def run_checks() -> list[CheckMessage]:
    return [message for check in ALL_CHECKS for message in check(app_configs=None)]


def test_the_settings_of_the_suite_pass() -> None:
    assert run_checks() == []


@pytest.mark.parametrize(
    ("name", "value", "identifier"),
    [
        ("ZHONGCHUANG_KEYS", "", "zhongchuang.E001"),
        ("ZHONGCHUANG_KEYS", "k1:short", "zhongchuang.E001"),
        ("AUDIT_PUBLICATION_DIR", None, "zhongchuang.E002"),
        ("AUDIT_PUBLICATION_DIR", Path("relative"), "zhongchuang.E002"),
        ("ZHONGCHUANG_CLOCK", "nonsense", "zhongchuang.E003"),
        ("TIME_ZONE", "UTC", "zhongchuang.E005"),
        ("ZHONGCHUANG_WIRING", "nowhere.at_all", "zhongchuang.E006"),
    ],
)
def test_a_wrong_setting_is_told_with_a_hint(
    settings: Settings, name: str, value: object, identifier: str
) -> None:
    setattr(settings, name, value)
    (message,) = run_checks()
    assert message.id == identifier
    assert message.hint
    assert message.is_serious()


def test_sqlite_must_lock_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    options: dict[str, str] = {}
    default = {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": options}
    monkeypatch.setattr(checks, "settings", SimpleNamespace(DATABASES={"default": default}))
    assert [message.id for message in checks.check_database()] == ["zhongchuang.E004"]
    options["transaction_mode"] = "IMMEDIATE"
    assert checks.check_database() == []


def test_production_runs_on_the_machines_clock(settings: Settings) -> None:
    settings.ZHONGCHUANG_CLOCK = "frozen 2026-01-01T00:00:00+08:00"
    settings.PRODUCTION = False
    assert run_checks() == []
    settings.PRODUCTION = True
    assert [message.id for message in run_checks()] == ["zhongchuang.E003"]


@pytest.mark.django_db
def test_a_table_that_lost_its_triggers_is_told_of_with_the_database() -> None:
    assert check_append_only(databases=None) == check_append_only(databases=["default"]) == []
    append_only.remove(connection)
    (message,) = check_append_only(databases=["default"])
    assert (message.id, "core_auditentry_no_" in message.msg) == ("zhongchuang.E007", True)
    append_only.install(connection)
