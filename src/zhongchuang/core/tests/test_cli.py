"""The commands of this floor."""

from __future__ import annotations

import json
import os
import signal
import threading
from functools import partial
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from django.db import connection
from pytest_django import Settings

from zhongchuang.core import cli, clock
from zhongchuang.core.audit import append_only
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.jobs.scheduler import run_scheduler
from zhongchuang.core.outbox.models import Delivery, OutboxEvent
from zhongchuang.core.tests.factory import execute, write_entry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def places(settings: Settings, tmp_path: Path) -> None:
    settings.AUDIT_PUBLICATION_DIR = tmp_path / "audit"
    settings.MEDIA_ROOT = tmp_path / "media"


def run(command: click.Command, *arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def test_seal_verify_prove_and_check(tmp_path: Path) -> None:
    entry = write_entry()
    sealed = run(cli.audit_seal)
    assert sealed.exit_code == 0
    assert "第 1 号封存" in sealed.output
    verified = run(cli.audit_verify)
    assert (verified.exit_code, "全部相符" in verified.output) == (0, True)
    kept = verified.output.strip().rpartition("：")[2]
    assert run(cli.audit_verify, "--known", kept).exit_code == 0
    assert run(cli.audit_verify, "--known", "00").exit_code == 1
    proof = tmp_path / "proof.json"
    proof.write_text(run(cli.audit_prove, str(entry.pk)).output)
    checked = run(cli.audit_check_proof, str(proof))
    assert (checked.exit_code, "相符" in checked.output) == (0, True)
    proof.write_text(proof.read_text().replace('\\"amount\\":2', '\\"amount\\":9'))
    assert run(cli.audit_check_proof, str(proof)).exit_code == 1


def test_verify_names_what_differs_and_ends_with_1() -> None:
    write_entry()
    run(cli.audit_seal)
    append_only.remove(connection)
    execute("UPDATE core_auditentry SET target_id = '99' WHERE verb = 'test.change'")
    told = run(cli.audit_verify)
    assert told.exit_code == 1
    assert "第 1 号封存，第 0 叶" in told.output
    assert "core_auditentry_no_" in told.output
    as_json = json.loads(run(cli.audit_verify, "--json").output)
    assert (as_json["ok"], as_json["findings"][0]["kind"]) == (False, "entry_changed")
    append_only.install(connection)


def test_triggers_that_were_removed_are_put_back_and_the_log_says_so() -> None:
    assert "都在" in run(cli.audit_guard).output
    assert not AuditEntry.objects.filter(verb="core.guards_restore").exists()
    append_only.remove(connection)
    told = run(cli.audit_guard).output
    assert ("core_auditentry_no_" in told, append_only.missing(connection)) == (True, [])
    assert AuditEntry.objects.filter(verb="core.guards_restore").count() == 1


def test_backup_and_restore(tmp_path: Path) -> None:
    write_entry()
    path = str(tmp_path / "backup.tar")
    made = run(cli.backup, path)
    assert (made.exit_code, "校验无误" in made.output) == (0, True)
    restored = run(cli.restore, path, "--replace")
    assert (restored.exit_code, "审计日志核验无误" in restored.output) == (0, True)


def test_the_worker_works_until_idle_and_both_stop_on_a_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    monkeypatch.setattr(cli, "run_scheduler", partial(run_scheduler, every_seconds=120))
    try:
        assert run(cli.worker, "--until-idle").exit_code == 0
        timer = threading.Timer(0.5, os.kill, [os.getpid(), signal.SIGTERM])
        began = clock.monotonic()
        timer.start()
        assert run(cli.scheduler).exit_code == 0
        assert clock.monotonic() - began < 60, "it waited for its next turn instead"
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def test_dead_letters_are_listed_and_put_back() -> None:
    event = OutboxEvent.objects.create(name="test.happened", version=1, payload={})
    dead = Delivery.objects.create(
        event=event, listener="test.listener", state="dead", last_error="a\nthe reason"
    )
    listed = run(cli.events_dead).output
    assert f"{dead.pk}  test.happened  test.listener  the reason" in listed
    assert "共 1 条已放弃" in listed
    assert "已放回 1 条" in run(cli.events_retry, str(dead.pk)).output
    assert "共 0 条已放弃，1 条未送达" in run(cli.events_dead).output


def commands() -> list[Any]:
    return [value for value in vars(cli).values() if isinstance(value, click.Command)]


@pytest.mark.parametrize("command", commands(), ids=lambda command: str(command.name))
def test_every_command_explains_itself_in_chinese(command: click.Command) -> None:
    assert command.help
    assert any("\u4e00" <= character <= "\u9fff" for character in command.help)
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help
