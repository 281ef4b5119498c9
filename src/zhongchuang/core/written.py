"""Rows that every verb writes: the SQL of a table is written once a process, only the values change.

`Model.save` asks what there is to save, and how, each time anew; for the rows of every verb (its audit entry, its event, its
move) that takes longer than the database needs to write them. `add` and `rewrite` do what `save(force_insert=True)` and
`save(force_update=True)` do, with all columns, for tables of their own whose columns take what the row says; `add_unless_held`
writes nothing where a unique key is held, `add_all` writes many rows at once:

    add(AuditEntry(...))
    rewrite(case)
    add_all([Award(...), Award(...)])
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, Field, FileField, Model
from django.db.transaction import mark_for_rollback_on_error

M = TypeVar("M", bound=Model)
_PARAMETERS = 900
"""Values in one statement: a SQLite that was built long ago takes 999."""


def add(row: M) -> M:
    """Write a new row. A key that the database gives is set on it. Raises what the database raises (IntegrityError)."""
    if not _added(row, ""):
        raise DatabaseError(f"{row._meta.label}: no row was written")
    return row


def add_all(rows: Sequence[M]) -> None:
    """Write new rows of one table, many in a statement, in their order; keys that the database gives are set on them.

    What `bulk_create` does, in half its time: a list of 200,000 awards is a million rows. Raises what the database raises.
    """
    if not rows:
        return
    if any(row.pk is not None for row in rows) and isinstance(rows[0]._meta.pk, AutoField):
        raise ValueError(f"{rows[0]._meta.label}: their keys are the database's to give")
    database = connections[DEFAULT_DB_ALIAS]
    many = max(1, _PARAMETERS // len(_insert(type(rows[0]), database.vendor, "")[1]))
    with mark_for_rollback_on_error(DEFAULT_DB_ALIAS), database.cursor() as cursor:
        for at in range(0, len(rows), many):
            some = rows[at : at + many]
            sql, fields = _insert(type(rows[0]), database.vendor, "", len(some))
            cursor.execute(sql, [value for row in some for value in _values(row, fields, database)])
            for row, (key,) in zip(some, cursor.fetchall(), strict=True):
                row.pk = key if row.pk is None else row.pk
                row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def add_unless_held(row: Model) -> bool:
    """Write a new row, or nothing where a unique key of it is held already: whether it was written.

    Where somebody is writing the same key at this moment, it waits until they have it or have given up.
    """
    return _added(row, " ON CONFLICT DO NOTHING")


def rewrite(row: Model) -> None:
    """Write all columns of a row that exists, as it stands. For rows that the transaction holds. Raises DatabaseError if gone."""
    database = connections[DEFAULT_DB_ALIAS]
    sql, fields = _update(type(row), database.vendor)
    key = row._meta.pk.get_db_prep_value(row.pk, database)
    with mark_for_rollback_on_error(DEFAULT_DB_ALIAS), database.cursor() as cursor:
        cursor.execute(sql, [*_values(row, fields, database), key])
        if cursor.rowcount != 1:
            raise DatabaseError(f"{row._meta.label} {row.pk}: there is no such row")


def _added(row: Model, otherwise: str) -> bool:
    if row.pk is not None and isinstance(row._meta.pk, AutoField):
        raise ValueError(f"{row._meta.label} {row.pk}: its key is the database's to give")
    database = connections[DEFAULT_DB_ALIAS]
    sql, fields = _insert(type(row), database.vendor, otherwise)
    with mark_for_rollback_on_error(DEFAULT_DB_ALIAS), database.cursor() as cursor:
        cursor.execute(sql, _values(row, fields, database))
        written = cursor.fetchone()
    if written is None:
        return False
    if row.pk is None:
        row.pk = written[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return True


def _values(row: Model, fields: Sequence[Any], database: BaseDatabaseWrapper) -> list[Any]:
    """As Django hands them to the database."""
    return [field.get_db_prep_save(getattr(row, field.attname), database) for field in fields]


@lru_cache(maxsize=256)
def _insert(
    model: type[Model], _vendor: str, otherwise: str, rows: int = 1
) -> tuple[str, tuple[Field[Any, Any], ...]]:
    fields = tuple(field for field in _columns(model) if not isinstance(field, AutoField))
    names = ", ".join(_quoted(field.column) for field in fields)
    blanks = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * rows)
    table, key = _quoted(model._meta.db_table), _quoted(model._meta.pk.column)
    return f"INSERT INTO {table} ({names}) VALUES {blanks}{otherwise} RETURNING {key}", fields  # noqa: S608 - names of ours


@lru_cache(maxsize=256)
def _update(model: type[Model], _vendor: str) -> tuple[str, tuple[Field[Any, Any], ...]]:
    fields = tuple(field for field in _columns(model) if not field.primary_key)
    changes = ", ".join(f"{_quoted(field.column)} = %s" for field in fields)
    table, key = _quoted(model._meta.db_table), _quoted(model._meta.pk.column)
    return f"UPDATE {table} SET {changes} WHERE {key} = %s", fields  # noqa: S608 - names of ours


def _columns(model: type[Model]) -> tuple[Field[Any, Any], ...]:
    fields = tuple(model._meta.concrete_fields)
    if model._meta.parents or any(
        isinstance(field, FileField)
        or getattr(field, "auto_now", False)
        or getattr(field, "auto_now_add", False)
        for field in fields
    ):
        raise TypeError(f"{model._meta.label} has columns that Django fills in: save it")
    return fields


def _quoted(name: str | None) -> str:
    return connections[DEFAULT_DB_ALIAS].ops.quote_name(str(name))
