"""A step on PostgreSQL: one call of a function on the server, so one transaction by itself and one trip.

A function and not one long statement: its plans are kept by the session whatever pooler stands before it, and each of its
statements sees what was committed before it began, so that what is looked at is what was locked.

The rows of both accounts are locked in the order of their ids, so that two steps over the same accounts never wait for each
other in a circle. FOR NO KEY UPDATE, because the foreign keys of others' transfers take KEY SHARE at their commit and must
not wait. Where the key is there already, or the hold is resolved, ON CONFLICT writes nothing, and then no sum moves either.
A session keeps the plans it made when the tables were small; without sequential scans they stay right.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from zhongchuang.ledger.database.dialects import Entry, Parameter

_FUNCTION = """
CREATE OR REPLACE FUNCTION ledger_write(
    new_key text, new_hash text, new_kind text, from_id bigint, to_id bigint, fen bigint, hold_id bigint,
    business_day date, moment timestamptz, new_basis text, new_memo text, new_actor text,
    must_be_open boolean, needed bigint, moved bigint, held bigint
) RETURNS bigint LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    good integer;
    written bigint;
BEGIN
    SELECT count(*) FILTER (WHERE fits) INTO good FROM (
        SELECT (closed_at IS NULL OR NOT must_be_open)
           AND (id <> from_id OR may_overdraw OR posted_cr - posted_dr - held_dr >= needed) AS fits
        FROM ledger_account WHERE id IN (from_id, to_id) ORDER BY id FOR NO KEY UPDATE
    ) AS locked;
    IF good < 2 THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(119182731994482);
    INSERT INTO ledger_transfer
        (idem_key, request_hash, kind, debit_id, credit_id, amount, pending_id, "on", at, basis, memo, actor)
    VALUES
        (new_key, new_hash, new_kind, from_id, to_id, fen, hold_id, business_day, moment, new_basis, new_memo, new_actor)
    ON CONFLICT DO NOTHING RETURNING id INTO written;
    IF written IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE ledger_account SET posted_dr = posted_dr + moved, held_dr = held_dr + held WHERE id = from_id;
    IF moved > 0 THEN
        UPDATE ledger_account SET posted_cr = posted_cr + moved WHERE id = to_id;
    END IF;
    RETURN written;
END $$
"""
_QUIET = "SELECT pg_advisory_xact_lock(119182731994482)"
"""Writers share this lock until their commit, sealing has it alone. The number spells “ledger”."""
_CALL = "SELECT ledger_write(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_LOCK = "SELECT id FROM ledger_account WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"


class Postgres:
    """Writing on PostgreSQL."""

    def install(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_FUNCTION)

    def uninstall(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION IF EXISTS ledger_write")

    def lock(self, connection: BaseDatabaseWrapper, accounts: Sequence[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [list(accounts)])

    def quiet(self, connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_QUIET)

    def write(self, connection: BaseDatabaseWrapper, entry: Entry) -> int | None:
        step = entry.step
        values: list[Parameter] = [
            *(step.key, entry.request_hash, step.kind, step.debit, step.credit, step.amount, step.hold),
            *(step.on, entry.at, step.basis, step.memo, entry.actor),
            *(step.reaches, step.needed, step.moved, step.held),
        ]
        with connection.cursor() as cursor:
            cursor.execute(_CALL, values)
            (written,) = cursor.fetchone()
        return None if written is None else int(written)


DIALECT = Postgres()
