"""The database itself refuses to change or delete what the log says: triggers on SQLite and PostgreSQL.

Whoever owns the database can drop a trigger; that is what the published seals are for. The triggers stop
mistakes, stray SQL and a stolen application account that owns no tables (docs/audit.md shows the two
PostgreSQL roles).
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = {
    "core_auditentry": ("id = NEW.id",),
    "core_auditseal": ("number = NEW.number", "day = NEW.day", "seal_hash = NEW.seal_hash"),
    "core_auditsealmember": ("entry_id = NEW.entry_id", "seal_id = NEW.seal_id AND position = NEW.position"),
    "core_auditpublication": ("seal_id = NEW.seal_id",),
}
"""The tables, and what makes a row the same as one that is there (SQLite's INSERT OR REPLACE would silently
drop it)."""
_SENTENCE = "审计日志只能追加，不能修改或删除 / the audit log is append-only"


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place; safe to repeat."""
    remove(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION core_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN RAISE EXCEPTION '{_SENTENCE}' USING ERRCODE = 'restrict_violation'; END $$"
            )
        for table in TABLES:
            for statement in _create(connection.vendor, table):
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: only to undo the migration, and to empty a test database."""
    with connection.cursor() as cursor:
        for table in TABLES:
            for name in _names(connection.vendor, table):
                on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that are not in place."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    return [name for table in TABLES for name in _names(connection.vendor, table) if name not in present]


def _names(vendor: str, table: str) -> list[str]:
    kinds = (
        ("no_change", "no_truncate") if vendor == "postgresql" else ("no_update", "no_delete", "no_replace")
    )
    return [f"{table}_{kind}" for kind in kinds]


def _create(vendor: str, table: str) -> list[str]:
    names = _names(vendor, table)
    if vendor == "postgresql":
        events = ("UPDATE OR DELETE", "TRUNCATE")
        scopes = ("ROW", "STATEMENT")
        return [
            f"CREATE TRIGGER {name} BEFORE {event} ON {table}"
            f" FOR EACH {scope} EXECUTE FUNCTION core_append_only()"
            for name, event, scope in zip(names, events, scopes, strict=True)
        ]
    same = " OR ".join(f"({condition})" for condition in TABLES[table])
    clauses = (
        f"BEFORE UPDATE ON {table}",
        f"BEFORE DELETE ON {table}",
        f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})",  # noqa: S608 - our own names
    )
    return [
        f"CREATE TRIGGER {name} {clause} BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
        for name, clause in zip(names, clauses, strict=True)
    ]
