"""Numbers of cases: GS-2026-000001 by province and year, as they are handed in, without gaps.

A counter would make everybody who hands in wait until the one before has it on the disk. Numbers are laid out ahead
instead, a row each: taking one waits for nobody.
"""

from __future__ import annotations

import secrets

from django.db import connection, transaction

from zhongchuang.cases.models import CaseNumber, FreeNumber
from zhongchuang.core import clock

LETTERS = {
    "11": "BJ",
    "12": "TJ",
    "13": "HE",
    "14": "SX",
    "15": "NM",
    "21": "LN",
    "22": "JL",
    "23": "HL",
    "31": "SH",
    "32": "JS",
    "33": "ZJ",
    "34": "AH",
    "35": "FJ",
    "36": "JX",
    "37": "SD",
    "41": "HA",
    "42": "HB",
    "43": "HN",
    "44": "GD",
    "45": "GX",
    "46": "HI",
    "50": "CQ",
    "51": "SC",
    "52": "GZ",
    "53": "YN",
    "54": "XZ",
    "61": "SN",
    "62": "GS",
    "63": "QH",
    "64": "NX",
    "65": "XJ",
    "00": "CN",
}
"""The letters of the provinces (GB/T 2260), by the first two digits of the code."""
DRAFT = "CG"
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
AHEAD = 500
"""So many numbers are laid out at once. Only whoever lays them out, and whoever comes at that very moment, waits for another."""
_TABLE = FreeNumber._meta.db_table
_TAKE = (
    f"DELETE FROM {_TABLE} WHERE id = (SELECT id FROM {_TABLE} WHERE prefix = %s AND year = %s"  # noqa: S608 - names of ours
    " ORDER BY number LIMIT 1{held}) RETURNING number"
)
"""The lowest that nobody has in hand: of two at once the second goes past what the first holds, and neither waits."""


def number_take(place: str) -> str:
    """A number of a place's province in the year of today. Call inside the transaction that uses it.

    Where that fails, the number is free again and the next who asks has it: none is left out for good, none given twice.
    """
    prefix = LETTERS.get(place[:2], f"P{place[:2]}")
    year = clock.today().year
    number = _free(prefix, year) or _laid_out(prefix, year)
    return f"{prefix}-{year}-{number:06d}"


def _free(prefix: str, year: int) -> int | None:
    held = " FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE.format(held=held), [prefix, year])
        found = cursor.fetchone()
    return None if found is None else int(found[0])


@transaction.atomic
def _laid_out(prefix: str, year: int) -> int:
    """Lay more out, one at a time, and take the first; whoever waited for that finds some."""
    CaseNumber.objects.bulk_create([CaseNumber(prefix=prefix, year=year)], ignore_conflicts=True)
    counter = CaseNumber.objects.select_for_update().get(prefix=prefix, year=year)
    number = _free(prefix, year)
    if number is not None:
        return number
    first, counter.last = counter.last + 1, counter.last + AHEAD
    counter.save(update_fields=["last"])
    FreeNumber.objects.bulk_create(
        FreeNumber(prefix=prefix, year=year, number=n) for n in range(first + 1, counter.last + 1)
    )
    return first


def draft_number() -> str:
    """What a case is called until it is handed in; nobody guesses it."""
    return f"{DRAFT}-{''.join(secrets.choice(_ALPHABET) for _ in range(12))}"
