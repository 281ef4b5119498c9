"""Start-up checks: a platform that is set up wrongly says so before it serves anybody.

Ids are stable; docs/operations/keys.md and jobs.md list them with what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import connections

from zhongchuang.core.append_only import guards
from zhongchuang.core.clock import clock_from_text
from zhongchuang.core.crypto import KeysUnusable, keyring
from zhongchuang.core.outbox.wiring import listeners


def check_keys(**_: Any) -> list[CheckMessage]:
    """E001: master keys must be readable."""
    try:
        keyring()
    except KeysUnusable as error:
        return [Error(error.what.zh + error.what.en, hint=error.next_step.zh, id="zhongchuang.E001")]
    return []


def check_publication(**_: Any) -> list[CheckMessage]:
    """E002: seals are published outside the database, so there must be a place for them."""
    directory = getattr(settings, "AUDIT_PUBLICATION_DIR", None)
    if directory and Path(directory).is_absolute():
        return []
    return [
        Error(
            "审计封存没有公布目录（AUDIT_PUBLICATION_DIR 应为绝对路径）。"
            " Audit seals have nowhere to be published.",
            hint="设置环境变量 ZHONGCHUANG_AUDIT_DIR，最好指向另一台机器可读的目录。",
            id="zhongchuang.E002",
        )
    ]


def check_clock(**_: Any) -> list[CheckMessage]:
    """E003: only a demonstration or a test may run on another clock than the machine's."""
    text = str(getattr(settings, "ZHONGCHUANG_CLOCK", "")).strip()
    if text in {"", "system"}:
        return []
    try:
        clock_from_text(text)
    except ValueError as error:
        return [Error(str(error), hint="改正或删除 ZHONGCHUANG_CLOCK。", id="zhongchuang.E003")]
    if getattr(settings, "PRODUCTION", True):
        return [
            Error(
                "正式环境不能使用冻结或加速的时钟。 Production must run on the machine's clock.",
                hint="删除 ZHONGCHUANG_CLOCK 后重新启动。",
                id="zhongchuang.E003",
            )
        ]
    return []


def check_database(**_: Any) -> list[CheckMessage]:
    """E004: SQLite writers must take their lock at the start; two that upgrade half way would deadlock."""
    default = settings.DATABASES["default"]
    mode = default.get("OPTIONS", {}).get("transaction_mode")
    if "sqlite" in default["ENGINE"] and mode not in {"IMMEDIATE", "EXCLUSIVE"}:
        return [
            Error(
                "SQLite 未设为 IMMEDIATE 事务。 SQLite transactions are not IMMEDIATE.",
                hint="在 DATABASES 的 OPTIONS 中设 transaction_mode 为 IMMEDIATE。",
                id="zhongchuang.E004",
            )
        ]
    return []


def check_time_zone(**_: Any) -> list[CheckMessage]:
    """E005: moments are aware, and days are counted in Shanghai."""
    if settings.USE_TZ and settings.TIME_ZONE == "Asia/Shanghai":
        return []
    return [
        Error(
            "USE_TZ 应为 True，TIME_ZONE 应为 Asia/Shanghai。"
            " Moments must be aware and days counted in Shanghai.",
            hint="改正设置后重新启动。",
            id="zhongchuang.E005",
        )
    ]


def check_wiring(**_: Any) -> list[CheckMessage]:
    """E006: the wiring of events must be importable and its names unique."""
    try:
        listeners()
    except (ImportError, ValueError) as error:
        return [
            Error(
                f"事件接线不可用：{error}。 The wiring of events cannot be used.",
                hint="核对 settings.ZHONGCHUANG_WIRING 所指的文件。",
                id="zhongchuang.E006",
            )
        ]
    return []


def check_append_only(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """E007: tables that are only added to are guarded. Asks the database, so it runs with `migrate`, or with
    `manage check --database default`; tables that are not there yet need no guard."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        present = set(connection.introspection.table_names())
        missing = [
            name
            for guard in guards()
            if present.issuperset(guard.tables)
            for name in guard.missing(connection)
        ]
        if missing:
            found.append(
                Error(
                    f"数据库缺少只追加表的触发器：{'、'.join(missing)}。 Triggers of append-only tables are missing.",
                    hint="查明是谁删的；核验（zhongchuang audit verify、zhongchuang ledger check），"
                    "再运行 zhongchuang audit guard 恢复。",
                    id="zhongchuang.E007",
                )
            )
    return found


ALL_CHECKS = (check_keys, check_publication, check_clock, check_database, check_time_zone, check_wiring)
