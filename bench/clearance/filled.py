"""Tables of awards written into a database, as the platform keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from zhongchuang.clearance.models import Award, StoredSupport, SupportKey
from zhongchuang.clearance.selectors.audited import NAMED

if TYPE_CHECKING:
    from zhongchuang.clearance.auditing.tables import Tables

AT_ONCE = 50_000
AT = "2026-01-01 00:00:00+00:00"


def supports_filled(given: Tables) -> list[str]:
    """Writes supports and their keys; returns the firms of the awards, one entry an award. A name is no key."""
    number: dict[str, int] = {}
    columns = ("id", "ref", "amount", "on", "standing", "level", "place", "title", "changed_at")
    for batch in given.supports.to_batches(AT_ONCE):
        rows = []
        for row in batch.to_pylist():
            number[row["ref"]] = len(number) + 1
            said = (row["amount"], row["day"], row["standing"], row["level"] or "", row["place"] or "")
            rows.append((number[row["ref"]], row["ref"], *said, row["ref"], AT))
        _inserted(StoredSupport, columns, rows)
    firms: list[str] = []
    for batch in given.keys.to_batches(AT_ONCE):
        keys = [(number[row["ref"]], row["key"], row["value"]) for row in batch.to_pylist()]
        keys = [one for one in keys if not one[2].startswith(NAMED)]
        firms += [value for _, key, value in keys if key == "entity"]
        _inserted(SupportKey, ("support_id", "key", "value"), list(dict.fromkeys(keys)))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [StoredSupport, SupportKey]):
            cursor.execute(statement)
    return firms


def awards_filled(given: Tables) -> None:
    """Writes the award of every support: whose it is by code and name, or by name alone."""
    name = {row["value"]: (row["name"], row["uscc"]) for row in given.parties.to_pylist()}
    whose = {row["ref"]: name[row["value"]] for row in given.keys.to_pylist() if row["key"] == "entity"}
    blank = ("place", "programme", "programme_title", "category", "level", "clause", "basis_text", "person")
    fixed = {
        **dict.fromkeys(blank, ""), "revoked_reason": "", "source": "imported", "state": "public", "title": "虚构支持",
        "department_name": "虚构部门", "paid": 0, "personal": False, "overridden": False, "synthetic": True,
        "published_at": AT, "created_at": AT, "row_version": 1,
    }  # fmt: skip
    columns = ("number", "ref", "recipient_name", "recipient_code", "amount", "decided_on", *fixed)
    for batch in given.supports.to_batches(AT_ONCE):
        rows = []
        for row in batch.to_pylist():
            said = (*whose[row["ref"]], row["amount"], row["day"])
            rows.append((f"GK-{row['ref'][6:]}", row["ref"], *said, *fixed.values()))
        _inserted(Award, columns, rows)


def _inserted(model: type[models.Model], columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    into = f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({', '.join(['%s'] * len(columns))})"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(into, list(rows))
