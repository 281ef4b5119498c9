"""How two people do not undo each other's work.

Three tools, from the lightest to the heaviest:

* :func:`save_versioned` - a mutable row carries a `row_version`; saving names the version that was read, and
  a row that changed meanwhile is a Conflict. One UPDATE, no lock held while a person thinks.
* :func:`lock_row` - inside a verb that must read, decide and write as one: the row is locked
  (SELECT … FOR UPDATE) and its version checked. On SQLite the transaction itself is the lock (IMMEDIATE).
* :func:`exclusive` - one at a time for a whole procedure, across processes, whatever rows it touches.

A verb that locks several rows takes them in the order of their primary keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, ClassVar, TypeVar, cast

from django.db import connections, models, transaction

from zhongchuang.core.errors import Conflict, NotFound


class StaleVersion(Conflict):
    """Somebody else saved the row after the actor read it."""

    default_code = "core.stale_version"


class RowVersioned(models.Model):
    """A row that knows how many times it was saved; forms carry `row_version` in a hidden field."""

    row_version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects: ClassVar[models.Manager[Any]]

    class Meta:
        abstract = True


M = TypeVar("M", bound=RowVersioned)


def save_versioned(obj: RowVersioned, *, expected_version: int, fields: Iterable[str]) -> None:
    """Write the named fields of a row that exists, if it is still the version the actor saw.

    Compares and writes in one UPDATE, so that of two savers exactly one wins, on every database and
    isolation level. On success `obj.row_version` is the new version. Raises StaleVersion if the row
    changed, NotFound if it is gone.
    """
    model = type(obj)
    values = {name: getattr(obj, name) for name in fields}
    wanted = model._default_manager.filter(pk=obj.pk, row_version=expected_version)
    if wanted.update(**values, row_version=expected_version + 1) == 0:
        _refuse_stale(model, obj.pk, expected_version)
    obj.row_version = expected_version + 1


def lock_row(rows: models.QuerySet[M], pk: object, *, expected_version: int | None = None) -> M:
    """Fetch one row and hold it until the transaction ends.

    `rows` is what the actor may reach (an access function's queryset), so a row outside it is NotFound. Rows that the
    query only joins to find or to show it stay free: two cases of one round do not wait for each other. So do rows of others
    that only name this one by its key (FOR NO KEY UPDATE): Django checks such a foreign key at the commit, when its
    transaction holds all it wanted, and would wait there for whoever waits for it.
    Raises StaleVersion where `expected_version` is given and differs. Must be called inside a transaction.
    """
    wanted = rows.select_for_update(of=("self",), no_key=True).filter(pk=cast(Any, pk))
    obj = next(iter(wanted.order_by()[:1]), None)  # an order of one row costs as much as finding it
    if obj is None:
        raise NotFound()
    refuse_stale(obj, expected_version)
    return obj


def refuse_stale(obj: RowVersioned, expected_version: int | None) -> None:
    """Say nothing where a row that is held is the version the actor saw, or no version is named. Raises StaleVersion."""
    if expected_version is not None and obj.row_version != expected_version:
        _refuse_stale(type(obj), obj.pk, expected_version)


def _refuse_stale(model: type[RowVersioned], pk: object, expected_version: int) -> None:
    found = model._default_manager.filter(pk=pk).values_list("row_version", flat=True).first()
    if found is None:
        raise NotFound(
            "要保存的内容已被删除。",
            "What you are saving has been deleted.",
            next_zh="请回到列表查看。",
            next_en="Go back to the list and look.",
        )
    raise StaleVersion(
        f"您打开之后，别人已经保存过（您看到的是第 {expected_version} 版，现在是第 {found} 版），"
        "您的修改没有写入。",
        f"Somebody else saved this after you opened it (you saw version {expected_version},"
        f" it is now version {found}); your change was not written.",
        next_zh="请刷新页面，看过最新内容后再修改。",
        next_en="Reload the page, look at the newest content, and make your change again.",
    )


@contextmanager
def exclusive(name: str, *, using: str = "default", durable: bool = False) -> Iterator[None]:
    """A transaction that only one process at a time runs under this name; others wait for it to end.

    PostgreSQL: an advisory lock of the transaction, so a killed process lets go. SQLite: the write lock of
    the whole database, taken at the start even where the connection was not set to IMMEDIATE. `durable`
    insists that the block commits when it ends (RuntimeError inside another transaction).
    """
    with transaction.atomic(using=using, durable=durable):
        alone(name, using=using)
        yield


def alone(name: str, *, using: str = "default") -> None:
    """What :func:`exclusive` does, for the rest of the transaction that runs: a verb that has begun waits here for its turn."""
    _hold(name, "pg_advisory_xact_lock", using)


def alongside(name: str, *, using: str = "default") -> None:
    """Not while somebody is :func:`alone` under this name, for the rest of the transaction that runs; others who come alongside
    do not wait for each other, so that of two who take several names each in an order of its own neither waits for ever.
    """
    _hold(name, "pg_advisory_xact_lock_shared", using)


def _hold(name: str, lock: str, using: str) -> None:
    connection = connections[using]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "a turn is held until the transaction ends: begin one first"
        )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            key = int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)
            cursor.execute(f"SELECT {lock}(%s)", [key])
        else:
            cursor.execute("DELETE FROM core_idempotencykey WHERE 1 = 0")  # no row, but the write lock
