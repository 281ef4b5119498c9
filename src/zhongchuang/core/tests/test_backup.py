"""Backup and restore: the whole round, and everything that must stop it before data is touched."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import tarfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from zhongchuang.core import clock
from zhongchuang.core.actors import SYSTEM
from zhongchuang.core.audit.models import AuditEntry, AuditSeal
from zhongchuang.core.audit.people import read_personal
from zhongchuang.core.audit.publication import Publication
from zhongchuang.core.audit.seal import seal_day
from zhongchuang.core.audit.verify import verify
from zhongchuang.core.backup import backup, restore
from zhongchuang.core.backup import run as running
from zhongchuang.core.backup.archive import ArchiveDamaged, check_archive, is_plain, read_manifest
from zhongchuang.core.backup.databases import DatabaseToolFailed, database, find_program
from zhongchuang.core.errors import Refused
from zhongchuang.core.tests.factory import write_entry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def platform(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """A platform with files, entries and a seal; yields where its backup goes."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.AUDIT_PUBLICATION_DIR = tmp_path / "audit"
    (settings.MEDIA_ROOT / "材料").mkdir(parents=True)
    (settings.MEDIA_ROOT / "材料" / "申请书.pdf").write_bytes(b"%PDF-1")
    for number in range(3):
        write_entry(number, person="person-1")
    seal_day(clock.today(), actor=SYSTEM)
    yield tmp_path / "backups" / "one.tar"


def test_what_was_backed_up_comes_back_and_what_came_later_is_gone(
    platform: Path, settings: Settings
) -> None:
    report = backup(platform)
    assert (report.newest_seal, report.path.stat().st_mode & 0o777) == (1, 0o600)
    write_entry(99)
    (settings.MEDIA_ROOT / "材料" / "申请书.pdf").write_bytes(b"changed")
    (settings.MEDIA_ROOT / "later.txt").write_text("later")
    Publication().seals_path.unlink()

    restored = restore(platform, replace_existing=True)
    assert restored.audit.ok
    assert not restored.migrations_pending
    assert restored.files == report.files
    entries = AuditEntry.objects.filter(verb="test.change")
    assert sorted(entries.values_list("target_id", flat=True)) == ["0", "1", "2"]
    first = entries.order_by("target_id")[0]
    assert read_personal(first, "person-1") == {"name": "虚构人员0", "telephone": "00000000000"}
    assert (settings.MEDIA_ROOT / "材料" / "申请书.pdf").read_bytes() == b"%PDF-1"
    assert not (settings.MEDIA_ROOT / "later.txt").exists()
    write_entry(100)
    assert verify().ok


def test_the_database_stays_append_only_after_a_restore(platform: Path) -> None:
    backup(platform)
    restore(platform, replace_existing=True)
    with pytest.raises(IntegrityError, match="只能追加"):
        AuditEntry.objects.update(verb="forged")


def test_an_existing_file_and_existing_data_are_not_overwritten_unasked(platform: Path) -> None:
    backup(platform)
    before = platform.read_bytes()
    with pytest.raises(Refused, match="已经存在"):
        backup(platform)
    assert platform.read_bytes() == before
    with pytest.raises(Refused, match="已有数据"):
        restore(platform)
    backup(platform, replace_existing=True)
    assert list(platform.parent.iterdir()) == [platform]


def test_a_backup_taken_while_others_write_is_consistent(platform: Path) -> None:
    stop = threading.Event()

    def keep_writing() -> None:
        try:
            number = 1000
            while not stop.is_set():
                write_entry(number)
                number += 1
        finally:
            connection.close()

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        backup(platform)
    finally:
        stop.set()
        writer.join()
    assert restore(platform, replace_existing=True).audit.ok


def test_a_seal_made_during_the_backup_is_left_to_the_next(
    platform: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is copied first; a line published after that must not be in the archive."""
    taken = running._media_files

    def seal_meanwhile() -> dict[str, Path]:
        with clock.use_clock(clock.FrozenClock(clock.now() + dt.timedelta(days=1))):
            seal_day(clock.today(), actor=SYSTEM)
        return taken()

    monkeypatch.setattr(running, "_media_files", seal_meanwhile)
    backup(platform)
    assert AuditSeal.objects.count() == 2
    monkeypatch.undo()
    assert restore(platform, replace_existing=True).audit.ok
    assert AuditSeal.objects.count() == 1


def rewrite(path: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> None:
    """Write the archive anew with members changed, renamed or left out."""
    with tarfile.open(path) as tar:
        members = [(info.name, tar.extractfile(info)) for info in tar]
        contents = [(name, file.read()) for name, file in members if file is not None]
    with tarfile.open(path, "w") as tar:
        for changed in filter(None, (change(*content) for content in contents)):
            info = tarfile.TarInfo(changed[0])
            info.size = len(changed[1])
            tar.addfile(info, io.BytesIO(changed[1]))


MEDIA_NAME = "media/材料/申请书.pdf"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda name, data: (name, b"%PDF-2") if name == MEDIA_NAME else (name, data), "校验和不符"),
        (lambda name, data: None if name == MEDIA_NAME else (name, data), "缺少 media"),
        (lambda name, data: ("media/../../evil", data) if name == MEDIA_NAME else (name, data), "多出了"),
        (lambda name, data: None if name == "manifest.json" else (name, data), "不是众创台的备份"),
        (lambda name, data: (name, b"{}") if name == "manifest.json" else (name, data), "不兼容的版本"),
        (lambda name, data: (name, b"[1") if name == "manifest.json" else (name, data), "无法读取"),
    ],
    ids=["altered", "missing", "escaping", "no manifest", "other format", "broken manifest"],
)
def test_a_damaged_archive_is_refused_before_anything_is_touched(
    platform: Path, change: Callable[[str, bytes], tuple[str, bytes] | None], says: str
) -> None:
    backup(platform)
    rewrite(platform, change)
    later = write_entry(99)
    with pytest.raises(ArchiveDamaged, match=says):
        restore(platform, replace_existing=True)
    assert AuditEntry.objects.filter(pk=later.pk).exists()


def test_an_archive_cut_short_is_refused(platform: Path) -> None:
    backup(platform)
    data = platform.read_bytes()
    platform.write_bytes(data[: len(data) // 2])
    with pytest.raises(ArchiveDamaged):
        check_archive(platform)


def change_manifest(path: Path, **fields: object) -> None:
    def change(name: str, data: bytes) -> tuple[str, bytes]:
        if name != "manifest.json":
            return name, data
        return name, json.dumps({**json.loads(data), **fields}).encode()

    rewrite(path, change)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"vendor": "oracle"}, "不能互相恢复"),
        ({"migrations": ["core.9999_future"]}, "较新的版本"),
        ({"key_ids": ["lost"]}, "缺少备份所用的密钥 lost"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused(platform: Path, fields: dict[str, object], says: str) -> None:
    backup(platform)
    change_manifest(platform, **fields)
    with pytest.raises(Refused, match=says):
        restore(platform, replace_existing=True)


def test_a_dump_of_a_newer_postgresql_is_refused_and_a_damaged_one_of_either_kind(platform: Path) -> None:
    backup(platform)
    if connection.vendor == "postgresql":
        change_manifest(platform, server_version="99.1")
        with pytest.raises(Refused, match="较旧的"):
            restore(platform, replace_existing=True)
    target = database()
    broken = platform.with_name("broken")
    broken.write_bytes(b"no database" * 100)
    with pytest.raises((ArchiveDamaged, DatabaseToolFailed)):
        target.check_dump(broken, target.version())


def test_an_older_backup_says_that_migrations_are_to_be_run(platform: Path) -> None:
    newest = MigrationRecorder.Migration.objects.filter(app="django_tasks_database").latest("pk")
    newest.delete()
    try:
        backup(platform)
    finally:
        newest.save(force_insert=True)
    assert restore(platform, replace_existing=True).migrations_pending
    newest.save()
    assert "django_tasks_database." + newest.name not in read_manifest(platform).migrations


def test_keys_are_never_in_the_archive(platform: Path, settings: Settings) -> None:
    backup(platform)
    _, _, encoded = settings.ZHONGCHUANG_KEYS.partition(":")
    data = platform.read_bytes()
    assert encoded.encode() not in data
    assert base64.b64decode(encoded) not in data


def test_a_missing_program_is_a_sentence() -> None:
    with pytest.raises(DatabaseToolFailed, match="没有找到 999 或更新版本的 pg_dump"):
        find_program("pg_dump", at_least=999)


@pytest.mark.parametrize("name", ["/etc/passwd", "../x", "media/../../x", "media\\x", ""])
def test_names_that_leave_their_folder_are_known(name: str) -> None:
    assert not is_plain(name)
    assert is_plain("media/材料/申请书.pdf")
