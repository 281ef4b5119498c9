"""A step on PostgreSQL: one statement, so one transaction by itself and one trip to the server.

The rows of both accounts are locked in the order of their ids before anything is looked at, so that two steps over the same
accounts never wait for each other in a circle. What is looked at is what was locked. The transfer goes in only if the gate
is open; where its key is there already, or its hold is resolved, nothing goes in. The sums move only if the transfer went
in. FOR NO KEY UPDATE, because the foreign keys of others' transfers take KEY SHARE at their commit and must not wait.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from zhongchuang.ledger.decisions import Step
from zhongchuang.ledger.services.statements import Parameter, Written

_LOCK = "SELECT id FROM ledger_account WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
_WRITE = """
WITH locked AS MATERIALIZED (
    SELECT (closed_at IS NULL OR NOT %(reaches)s)
       AND (id <> %(debit)s OR may_overdraw OR posted_cr - posted_dr - held_dr >= %(needed)s) AS good
    FROM ledger_account WHERE id IN (%(debit)s, %(credit)s) ORDER BY id FOR NO KEY UPDATE
), written AS (
    INSERT INTO ledger_transfer
        (idem_key, request_hash, kind, debit_id, credit_id, amount, pending_id, "on", at, basis, memo, actor)
    SELECT %(key)s, %(hash)s, %(kind)s, %(debit)s, %(credit)s, %(amount)s, %(hold)s,
           %(on)s, %(at)s, %(basis)s, %(memo)s, %(actor)s
    FROM (SELECT count(*) FILTER (WHERE good) AS accounts FROM locked) AS gate WHERE accounts = 2
    ON CONFLICT DO NOTHING
    RETURNING id
), moved AS (
    UPDATE ledger_account SET
        posted_dr = posted_dr + CASE id WHEN %(debit)s THEN %(moved)s ELSE 0 END,
        posted_cr = posted_cr + CASE id WHEN %(credit)s THEN %(moved)s ELSE 0 END,
        held_dr = held_dr + CASE id WHEN %(debit)s THEN %(held)s ELSE 0 END
    WHERE id = ANY(%(touched)s) AND EXISTS (SELECT 1 FROM written)
)
SELECT id FROM written
"""


class Postgres:
    """Writing on PostgreSQL."""

    def lock(self, connection: BaseDatabaseWrapper, accounts: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [list(accounts)])

    def write(self, connection: BaseDatabaseWrapper, step: Step, written: Written) -> int | None:
        values: dict[str, Parameter] = {
            "key": step.key,
            "hash": step.request_hash,
            "kind": step.kind,
            "debit": step.debit,
            "credit": step.credit,
            "amount": step.amount,
            "hold": step.hold,
            "on": step.on,
            "at": written.at,
            "basis": step.basis,
            "memo": step.memo,
            "actor": written.actor,
            "reaches": step.reaches,
            "needed": step.needed,
            "moved": step.moved,
            "held": step.held,
            "touched": [step.debit, step.credit] if step.moved else [step.debit],
        }
        with connection.cursor() as cursor:
            cursor.execute(_WRITE, values)
            row = cursor.fetchone()
        return None if row is None else int(row[0])


DIALECT = Postgres()
