"""Tables whose rows are only added: the database itself refuses to change, delete or replace them.

A room that has such tables describes them in an :class:`AppendOnly`, installs it in the migration that makes the tables, and
makes it known when its app is ready, so that `flush` can empty a test database and the start-up check can look after it.

Whoever owns the database can drop a trigger; against that stands what is published of the audit log (docs/audit.md). The
triggers stop mistakes, stray SQL and a stolen application account that owns no tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class AppendOnly:
    """Tables under guard.

    `tables`: each with the conditions under which a new row is the same as one that is there (SQLite's INSERT OR REPLACE
    would silently drop it). `function` is the name of the trigger function on PostgreSQL, `sentence` what is told.
    """

    function: str
    sentence: str
    tables: Mapping[str, tuple[str, ...]]

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Put the triggers in place; safe to repeat."""
        self.remove(connection)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {self.function}() RETURNS trigger LANGUAGE plpgsql AS $$ "
                    f"BEGIN RAISE EXCEPTION '{self.sentence}' USING ERRCODE = 'restrict_violation'; END $$"
                )
            for table in self.tables:
                for statement in self._create(connection.vendor, table):
                    cursor.execute(statement)

    def remove(self, connection: BaseDatabaseWrapper) -> None:
        """Take the triggers away: only to undo the migration, and to empty a test database."""
        with connection.cursor() as cursor:
            for table in self.tables:
                for name in _names(connection.vendor, table):
                    on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")

    def missing(self, connection: BaseDatabaseWrapper) -> list[str]:
        """Names of the triggers that are not in place."""
        query = (
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
            if connection.vendor == "postgresql"
            else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        )
        with connection.cursor() as cursor:
            cursor.execute(query)
            present = {row[0] for row in cursor.fetchall()}
        return [
            name for table in self.tables for name in _names(connection.vendor, table) if name not in present
        ]

    def _create(self, vendor: str, table: str) -> list[str]:
        names = _names(vendor, table)
        if vendor == "postgresql":
            events = ("UPDATE OR DELETE", "TRUNCATE")
            scopes = ("ROW", "STATEMENT")
            return [
                f"CREATE TRIGGER {name} BEFORE {event} ON {table}"
                f" FOR EACH {scope} EXECUTE FUNCTION {self.function}()"
                for name, event, scope in zip(names, events, scopes, strict=True)
            ]
        same = " OR ".join(f"({condition})" for condition in self.tables[table])
        clauses = (
            f"BEFORE UPDATE ON {table}",
            f"BEFORE DELETE ON {table}",
            f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})",  # noqa: S608 - our own names
        )
        return [
            f"CREATE TRIGGER {name} {clause} BEGIN SELECT RAISE(ABORT, '{self.sentence}'); END"
            for name, clause in zip(names, clauses, strict=True)
        ]


def _names(vendor: str, table: str) -> list[str]:
    kinds = (
        ("no_change", "no_truncate") if vendor == "postgresql" else ("no_update", "no_delete", "no_replace")
    )
    return [f"{table}_{kind}" for kind in kinds]


_guards: list[AppendOnly] = []


def make_known(guard: AppendOnly) -> None:
    """Called by the room's app when it is ready; a second time changes nothing."""
    if guard not in _guards:
        _guards.append(guard)


def guards() -> tuple[AppendOnly, ...]:
    """Every room's."""
    return tuple(_guards)
