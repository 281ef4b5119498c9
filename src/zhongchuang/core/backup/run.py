"""`backup` and `restore`."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version as installed_version
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from zhongchuang.core import clock, crypto
from zhongchuang.core.audit import append_only
from zhongchuang.core.audit.findings import Report
from zhongchuang.core.audit.publication import Publication
from zhongchuang.core.audit.verify import verify
from zhongchuang.core.backup.archive import (
    FORMAT,
    Manifest,
    check_archive,
    describe,
    read_manifest,
    write_archive,
)
from zhongchuang.core.backup.databases import Database, database
from zhongchuang.core.errors import Refused

MEDIA, AUDIT = "media", "audit"


@dataclass(frozen=True)
class BackupReport:
    """What was written: where, how many files, how many bytes in all, up to which seal."""

    path: Path
    files: int
    size: int
    newest_seal: int


@dataclass(frozen=True)
class RestoreReport:
    """What was restored: from when, how many files, what the audit log says, whether migrations are still
    to run."""

    made_at: str
    files: int
    audit: Report
    migrations_pending: bool


def backup(path: Path, *, replace_existing: bool = False) -> BackupReport:
    """Write everything into one archive while the platform goes on working, and read it back to be sure.

    Raises Refused where the file exists and `replace_existing` is not set, DatabaseToolFailed,
    ArchiveDamaged.
    """
    if path.exists() and not replace_existing:
        raise Refused(
            f"{path} 已经存在，没有覆盖。",
            f"{path} already exists and was not overwritten.",
            next_zh="请换一个文件名，或加 --replace。",
            next_en="Choose another name, or add --replace.",
            code="core.backup_exists",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    source = database()
    with _workspace(path.parent) as space:
        dump = space / source.member
        newest = source.dump(dump)
        files = {source.member: dump, **_media_files(), **_public_files(space, newest)}
        manifest = _manifest(source, newest, files)
        unfinished = space / "archive.tar"
        write_archive(unfinished, manifest, files)
        check_archive(unfinished)
        unfinished.replace(path)
    return BackupReport(path, len(manifest.members), path.stat().st_size, newest)


def _manifest(source: Database, newest: int, files: Mapping[str, Path]) -> Manifest:
    executor = MigrationExecutor(connection)
    return Manifest(
        format=FORMAT,
        made_at=clock.now().isoformat(),
        release=installed_version("zhongchuang"),
        vendor=connection.vendor,
        server_version=source.version(),
        migrations=tuple(sorted(".".join(key) for key in executor.loader.applied_migrations)),
        key_ids=tuple(crypto.keyring().keys),
        newest_seal=newest,
        members=describe(files),
    )


def _media_files() -> dict[str, Path]:
    """Uploaded files. They are only ever added, so those of a snapshot taken before are all there."""
    return _below(Path(settings.MEDIA_ROOT), MEDIA)


def _public_files(space: Path, newest: int) -> dict[str, Path]:
    """The public files up to the newest seal in the dump: a seal made meanwhile belongs to the next
    backup."""
    public = Publication()
    copy = Publication(space / AUDIT)
    copy.directory.mkdir()
    for folder in ("", "leaves"):
        (copy.directory / folder).mkdir(exist_ok=True)
    if public.seals_path.is_file():
        lines = public.seals_path.read_bytes().splitlines(keepends=True)
        later = {line.record.line() for line in public.read_seals().seals if line.record.number > newest}
        kept = [line for line in lines if line.decode(errors="replace").rstrip("\n") not in later]
        copy.seals_path.write_bytes(b"".join(kept))
    for path in sorted((public.directory / "leaves").glob("*.txt")):
        if not path.stem.isdecimal() or int(path.stem) <= newest:
            shutil.copyfile(path, copy.directory / "leaves" / path.name)
    return _below(copy.directory, AUDIT)


def _below(folder: Path, name: str) -> dict[str, Path]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {f"{name}/{path.relative_to(folder).as_posix()}": path for path in files if path.name != ".lock"}


def restore(path: Path, *, replace_existing: bool = False) -> RestoreReport:
    """Replace everything by what an archive holds. Stop the platform first.

    The archive is unpacked and compared with its manifest, and everything that could stand in the way is
    looked at, before anything is touched; the database is loaded in one step. Raises ArchiveDamaged,
    Refused (data is there and `replace_existing` is not set; another kind of database; a newer release;
    keys that are not given), DatabaseToolFailed.
    """
    target = database()
    _refuse_unfit(read_manifest(path))
    if not replace_existing:
        _refuse_to_overwrite()
    with _workspace(Path(settings.MEDIA_ROOT).parent) as space:
        manifest = check_archive(path, into=space)
        dump = space / target.member
        target.check_dump(dump, manifest.server_version)
        target.load(dump)
        _swap(space / MEDIA, Path(settings.MEDIA_ROOT))
        _swap(space / AUDIT, Path(settings.AUDIT_PUBLICATION_DIR))
    executor = MigrationExecutor(connection)
    pending = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    append_only.install(connection)
    return RestoreReport(manifest.made_at, len(manifest.members), verify(), pending)


def _refuse_unfit(manifest: Manifest) -> None:
    if manifest.vendor != connection.vendor:
        raise Refused(
            f"备份来自 {manifest.vendor}，当前数据库是 {connection.vendor}，不能互相恢复。",
            f"The backup comes from {manifest.vendor}; the database in use is {connection.vendor}.",
            next_zh="请把 DATABASE_URL 指向同类数据库。",
            next_en="Point DATABASE_URL to a database of the same kind.",
            code="core.other_database",
        )
    known = {".".join(key) for key in MigrationExecutor(connection).loader.disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        raise Refused(
            f"备份由较新的版本（{manifest.release}）写成，当前程序不认识其中的 {unknown[0]}。",
            f"The backup was written by a newer release ({manifest.release}); {unknown[0]} is unknown here.",
            next_zh="请先升级程序再恢复。",
            next_en="Upgrade first, then restore.",
            code="core.newer_release",
        )
    if absent := sorted(set(manifest.key_ids) - set(crypto.keyring().keys)):
        raise Refused(
            f"ZHONGCHUANG_KEYS 中缺少备份所用的密钥 {'、'.join(absent)}，恢复后个人信息将无法读取。",
            f"ZHONGCHUANG_KEYS lacks {', '.join(absent)} of the backup; personal data would be unreadable.",
            next_zh="请把它们补在列表末尾后再恢复。",
            next_en="Add them at the end of the list, then restore.",
            code="core.keys_missing",
        )


def _refuse_to_overwrite() -> None:
    """Anything that a restore would replace counts as data, also an empty database with tables in it."""
    places = {
        "数据库 / database": bool(connection.introspection.table_names()),
        str(settings.MEDIA_ROOT): any(Path(settings.MEDIA_ROOT).glob("*")),
        str(settings.AUDIT_PUBLICATION_DIR): Publication().seals_path.is_file(),
    }
    if taken := [place for place, has_data in places.items() if has_data]:
        raise Refused(
            f"这里已有数据（{'；'.join(taken)}），没有覆盖。",
            f"There is data here already ({'; '.join(taken)}); nothing was overwritten.",
            next_zh="确定要用备份取代时，先停下服务、另做一份备份，再加 --replace。",
            next_en="To replace it, stop the platform, make another backup, and add --replace.",
            code="core.data_present",
        )


def _swap(new: Path, place: Path) -> None:
    """Put a folder in another's place; the old one goes only once the new one stands."""
    new.mkdir(exist_ok=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    old = place.with_name(f"{place.name}.replaced")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.replace(old)
    shutil.move(new, place)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _workspace(beside: Path) -> Iterator[Path]:
    """A private folder on the same disk, gone afterwards."""
    beside.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=beside) as name:
        yield Path(name)
