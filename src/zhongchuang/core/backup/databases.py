"""Dumping and loading a database: SQLite with its online backup, PostgreSQL with its own programs."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol

from django.db import connection, transaction

from zhongchuang.core.audit.models import AuditSeal
from zhongchuang.core.backup.archive import ArchiveDamaged
from zhongchuang.core.errors import Refused, Unavailable


class DatabaseToolFailed(Unavailable):
    """pg_dump, pg_restore or psql is missing, too old, or ended with an error."""

    default_code = "core.database_tool"


class Database(Protocol):
    """What backup and restore need of a database."""

    member: str
    """Name of the dump in the archive."""

    def version(self) -> str:
        """The server's version."""
        ...

    def dump(self, target: Path) -> int:
        """Write a consistent dump while others go on working; returns the number of the newest seal in it."""
        ...

    def check_dump(self, dump: Path, made_by: str) -> None:
        """Refuse a dump that this server cannot load, before anything is touched."""
        ...

    def load(self, dump: Path) -> None:
        """Replace the whole content by that of a dump, in one step."""
        ...


def database() -> Database:
    """The database in use."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()


def newest_seal() -> int:
    """Number of the newest seal, 0 without one."""
    return AuditSeal.objects.order_by("-number").values_list("number", flat=True).first() or 0


class SQLite:
    """SQLite: one snapshot is copied while writers go on in the WAL (https://sqlite.org/backup.html)."""

    member = "database.sqlite3"

    def version(self) -> str:
        """The library's version."""
        return sqlite3.sqlite_version

    def dump(self, target: Path) -> int:
        """Copy the database, and read the newest seal from the copy."""
        connection.ensure_connection()
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
            row = copy.execute("SELECT max(number) FROM core_auditseal").fetchone()
            return int(row[0] or 0)

    def check_dump(self, dump: Path, made_by: str) -> None:
        """Every page must be sound."""
        del made_by  # SQLite's file format is the same in all versions
        try:
            with closing(sqlite3.connect(f"file:{dump}?mode=ro", uri=True)) as copy:
                result = copy.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            result = str(error)
        if result != "ok":
            raise ArchiveDamaged(f"数据库文件损坏（{result}）", f"its database file is damaged ({result})")

    def load(self, dump: Path) -> None:
        """Copy the pages into the database in use; a reader sees the old content or the new, nothing in
        between."""
        connection.ensure_connection()
        with closing(sqlite3.connect(f"file:{dump}?mode=ro", uri=True)) as copy:
            copy.backup(connection.connection)
        connection.close()


class PostgreSQL:
    """PostgreSQL: pg_dump's custom format, loaded in one transaction."""

    member = "database.dump"

    def version(self) -> str:
        """The server's version, such as 15.18."""
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            return str(cursor.fetchone()[0]).split()[0]

    def dump(self, target: Path) -> int:
        """Dump one snapshot, and read the newest seal from the same."""
        program = find_program("pg_dump", at_least=_major(self.version()))
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = str(cursor.fetchone()[0])
            newest = newest_seal()
            options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
            run([program, *options, f"--file={target}", *self._where()])
        return newest

    def check_dump(self, dump: Path, made_by: str) -> None:
        """The dump must be whole, and from a server no newer than this one."""
        if _major(made_by) > _major(self.version()):
            raise Refused(
                f"备份来自 PostgreSQL {made_by}，当前服务器是较旧的 {self.version()}，不能恢复。",
                f"The backup comes from PostgreSQL {made_by}; this server is older ({self.version()}).",
                next_zh="请在同版本或更新的服务器上恢复。",
                next_en="Restore on a server of the same version or a newer one.",
                code="core.server_too_old",
            )
        run([find_program("pg_restore", at_least=_major(made_by)), "--list", str(dump)])

    def load(self, dump: Path) -> None:
        """Drop everything and load the dump in one transaction: it succeeds whole or changes nothing."""
        script = dump.with_suffix(".sql")
        major = _major(self.version())
        unpack = find_program("pg_restore", at_least=major)
        run([unpack, "--no-owner", "--no-privileges", f"--file={script}", str(dump)])
        load = find_program("psql", at_least=major)
        options = ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--single-transaction"]
        empty = "--command=DROP SCHEMA public CASCADE; CREATE SCHEMA public"
        connection.close()
        run([load, *options, empty, f"--file={script}", *self._where()])
        script.unlink()

    def _where(self) -> list[str]:
        """Where the database is; the password goes by the environment, where other users cannot read it."""
        settings = connection.settings_dict
        options = {"host": settings["HOST"], "port": settings["PORT"], "username": settings["USER"]}
        return [
            *(f"--{name}={value}" for name, value in options.items() if value),
            f"--dbname={settings['NAME']}",
        ]


def _major(version: str) -> int:
    return int(version.partition(".")[0])


def find_program(name: str, *, at_least: int) -> str:
    """The path of a PostgreSQL program of at least a major version: on the PATH, else where Debian puts
    it."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = [shutil.which(name), *map(str, debian)]
    for program in filter(None, found):
        told = re.search(r"(\d+)", run([program, "--version"]))
        if told and int(told[1]) >= at_least:
            return program
    raise DatabaseToolFailed(
        f"没有找到 {at_least} 或更新版本的 {name}。",
        f"No {name} of version {at_least} or newer was found.",
        next_zh=f"请安装 postgresql-client-{at_least} 后重试。",
        next_en=f"Install postgresql-client-{at_least} and try again.",
    )


def run(command: Sequence[str]) -> str:
    """Run a program with the database's password in its environment; returns what it says. Raises
    DatabaseToolFailed."""
    settings = connection.settings_dict
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    if settings.get("PASSWORD"):
        environment["PGPASSWORD"] = settings["PASSWORD"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        name, told = Path(command[0]).name, done.stderr.strip()[-500:]
        raise DatabaseToolFailed(
            f"{name} 没有成功：{told}。",
            f"{name} failed: {told}.",
            next_zh="请按提示处理后重试。",
            next_en="Fix it and try again.",
        )
    return done.stdout
