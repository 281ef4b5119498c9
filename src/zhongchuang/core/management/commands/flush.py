"""`flush`, kept from emptying an audit log or a ledger; the test harness may still empty a test database with it."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import flush
from django.db import connections, transaction

from zhongchuang.core.append_only import guards


def is_test_database(name: str) -> bool:
    """Whether the database is one that a test run made: Django names them `test_…`, or keeps them in
    memory."""
    return name.startswith("file:memorydb_") or PurePath(name).name.startswith("test")


class Command(flush.Command):
    """Django's flush, for test databases only."""

    help = "清空测试数据库；正式数据库拒绝执行，因为审计日志和账本只能追加。"

    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        if not is_test_database(str(connection.settings_dict["NAME"])):
            raise CommandError(
                "不能清空：审计日志只能追加。要从头开始，请备份后换一个新的数据库。"
                " Not flushed: the audit log is append-only. To start afresh, back up and use a new database."
            )
        with transaction.atomic(using=options["database"]):
            for guard in guards():
                guard.remove(connection)
            super().handle(**options)
            for guard in guards():
                guard.install(connection)
