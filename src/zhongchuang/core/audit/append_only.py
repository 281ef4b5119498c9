"""The database itself refuses to change or delete what the log says: triggers on SQLite and PostgreSQL
(`core/append_only.py`; docs/audit.md shows the two PostgreSQL roles)."""

from __future__ import annotations

from zhongchuang.core.append_only import AppendOnly

GUARD = AppendOnly(
    function="core_append_only",
    sentence="审计日志只能追加，不能修改或删除 / the audit log is append-only",
    tables={
        "core_auditentry": ("id = NEW.id",),
        "core_auditseal": ("number = NEW.number", "day = NEW.day", "seal_hash = NEW.seal_hash"),
        "core_auditsealmember": (
            "entry_id = NEW.entry_id",
            "seal_id = NEW.seal_id AND position = NEW.position",
        ),
        "core_auditpublication": ("seal_id = NEW.seal_id",),
    },
)
install = GUARD.install
remove = GUARD.remove
missing = GUARD.missing
