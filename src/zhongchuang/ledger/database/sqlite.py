"""A step on SQLite: the transaction is IMMEDIATE, so whoever is in here is the only writer of the whole database.

The first UPDATE carries every condition; where it changes no row, nothing has happened yet and nothing will.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from zhongchuang.ledger.database.dialects import Entry, Parameter

_TAKE = """
UPDATE ledger_account SET posted_dr = posted_dr + %(moved)s, held_dr = held_dr + %(held)s
WHERE id = %(debit)s AND (closed_at IS NULL OR NOT %(reaches)s)
  AND (may_overdraw OR posted_cr - posted_dr - held_dr >= %(needed)s)
  AND EXISTS (SELECT 1 FROM ledger_account WHERE id = %(credit)s AND (closed_at IS NULL OR NOT %(reaches)s))
  AND NOT EXISTS (SELECT 1 FROM ledger_transfer WHERE idem_key = %(key)s)
  AND (%(hold)s IS NULL OR NOT EXISTS (SELECT 1 FROM ledger_transfer WHERE pending_id = %(hold)s))
"""
_GIVE = "UPDATE ledger_account SET posted_cr = posted_cr + %s WHERE id = %s"
_INSERT = """
INSERT INTO ledger_transfer
    (idem_key, request_hash, kind, debit_id, credit_id, amount, pending_id, "on", at, basis, memo, actor)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
"""


class Sqlite:
    """Writing on SQLite."""

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Statements are all it needs."""

    def uninstall(self, connection: BaseDatabaseWrapper) -> None:
        """Nothing was put in place."""

    def lock(self, connection: BaseDatabaseWrapper, accounts: Sequence[int]) -> None:
        """The transaction holds the whole database already."""

    def quiet(self, connection: BaseDatabaseWrapper) -> None:
        """Nobody else writes while this transaction is open."""

    def write(self, connection: BaseDatabaseWrapper, entry: Entry) -> int | None:
        step = entry.step
        conditions: dict[str, Parameter] = {
            "moved": step.moved,
            "held": step.held,
            "debit": step.debit,
            "credit": step.credit,
            "reaches": step.reaches,
            "needed": step.needed,
            "key": step.key,
            "hold": step.hold,
        }
        row: list[Parameter] = [
            *(step.key, entry.request_hash, step.kind, step.debit, step.credit, step.amount, step.hold),
            *(
                step.on,
                connection.ops.adapt_datetimefield_value(entry.at),
                step.basis,
                step.memo,
                entry.actor,
            ),
        ]
        # Nothing raises in here that leaves the sums half moved: no savepoint is needed inside a caller's transaction.
        with transaction.atomic(savepoint=False), connection.cursor() as cursor:
            cursor.execute(_TAKE, conditions)
            if cursor.rowcount == 0:
                return None
            if step.moved:
                cursor.execute(_GIVE, [step.moved, step.credit])
            cursor.execute(_INSERT, row)
            return int(cursor.fetchone()[0])


DIALECT = Sqlite()
