"""What the transfers add up to, in one statement each: a single look at the tables, nothing moving in between.

An account's sums stand beside its entries. As at an earlier moment they are the sums of now less what came later: the
recent past, which is what is asked for, costs little however long the book is. `transfer_sums` takes nothing for granted
and adds up every transfer there is; `services/checking.py` holds the two against each other.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from zhongchuang.ledger.decisions import Sums

When = dt.date | dt.datetime | None
"""A moment (what was booked until then), a day (what is dated until then), or None: now."""

_ADDED_UP = """
SELECT account_id, SUM(dr) AS dr, SUM(cr) AS cr, SUM(held) AS held FROM (
    SELECT debit_id AS account_id, amount AS dr, 0 AS cr, 0 AS held FROM chosen WHERE kind NOT IN ('hold', 'void')
    UNION ALL
    SELECT credit_id, 0, amount, 0 FROM chosen WHERE kind NOT IN ('hold', 'void')
    UNION ALL
    SELECT debit_id, 0, 0, amount FROM chosen WHERE kind = 'hold'
    UNION ALL
    SELECT hold.debit_id, 0, 0, -hold.amount FROM chosen JOIN ledger_transfer hold ON hold.id = chosen.pending_id
) AS legs GROUP BY account_id
"""
_CHOSEN = "SELECT kind, debit_id, credit_id, amount, pending_id FROM ledger_transfer WHERE"
_AT = f"""
WITH chosen AS ({{chosen}})
SELECT account.id, account.code, account.kind, account.name,
       account.posted_dr - CAST(COALESCE(later.dr, 0) AS BIGINT),
       account.posted_cr - CAST(COALESCE(later.cr, 0) AS BIGINT),
       account.held_dr - CAST(COALESCE(later.held, 0) AS BIGINT)
FROM ledger_account account LEFT JOIN ({_ADDED_UP}) AS later ON later.account_id = account.id
WHERE {{wanted}} ORDER BY account.code
"""  # noqa: S608 - our own words
_KEPT_AND_ADDED_UP = f"""
WITH chosen AS (SELECT id, kind, debit_id, credit_id, amount, pending_id FROM ledger_transfer)
SELECT account.code, account.name, account.may_overdraw, account.posted_dr, account.posted_cr, account.held_dr,
       CAST(COALESCE(total.dr, 0) AS BIGINT), CAST(COALESCE(total.cr, 0) AS BIGINT),
       CAST(COALESCE(total.held, 0) AS BIGINT)
FROM ledger_account account LEFT JOIN ({_ADDED_UP}) AS total ON total.account_id = account.id
ORDER BY account.code
"""  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True)
class AccountSums:
    """An account with its sums as at some moment."""

    id: int
    code: str
    kind: str
    name: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class KeptAndAddedUp:
    """What an account says of itself, and what its transfers say."""

    code: str
    name: str
    kept: Sums
    added_up: Sums
    may_overdraw: bool


def sums_at(when: When, *, account: int | None = None) -> list[AccountSums]:
    """Every account (or the one) with its sums, by code; one that was opened later has had nothing."""
    later, moment = _later(when)
    if account is None:
        statement, parameters = _AT.format(chosen=f"{_CHOSEN} {later}", wanted="1 = 1"), moment
    else:  # each leg by its own index
        legs = [f"{_CHOSEN} {leg} = %s AND {later}" for leg in ("debit_id", "credit_id")]
        statement = _AT.format(chosen=" UNION ALL ".join(legs), wanted="account.id = %s")
        parameters = [account, *moment, account, *moment, account]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [
            AccountSums(pk, code, kind, name, Sums(dr, cr, held))
            for pk, code, kind, name, dr, cr, held in cursor.fetchall()
        ]


def transfer_sums() -> list[KeptAndAddedUp]:
    """Every account: what it says of itself, and every transfer of it added up."""
    with connection.cursor() as cursor:
        cursor.execute(_KEPT_AND_ADDED_UP)
        return [
            KeptAndAddedUp(row[0], row[1], Sums(*row[3:6]), Sums(*row[6:9]), bool(row[2]))
            for row in cursor.fetchall()
        ]


def _later(when: When) -> tuple[str, list[str | int | dt.date]]:
    """The condition for transfers after the moment or the day, and its parameter."""
    match when:
        case None:
            return "1 = 0", []
        case dt.datetime():
            return "at > %s", [str(connection.ops.adapt_datetimefield_value(when))]
        case _:
            return '"on" > %s', [when]
