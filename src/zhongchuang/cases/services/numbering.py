"""Numbers of cases: GS-2026-000001 by province and year, in the order of handing in, without gaps."""

from __future__ import annotations

import secrets

from django.db import connection

from zhongchuang.cases.models import CaseNumber
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
_TAKE = (
    f"INSERT INTO {CaseNumber._meta.db_table} (prefix, year, last) VALUES (%s, %s, 1)"  # noqa: S608 - a name of ours
    f" ON CONFLICT (prefix, year) DO UPDATE SET last = {CaseNumber._meta.db_table}.last + 1 RETURNING last"
)
"""Counts and locks in one statement: a second transaction waits for the first to end, and takes its number if that failed."""


def number_take(place: str) -> str:
    """The next number of a place's province in the year of today. Call inside the transaction that uses it, and late."""
    prefix = LETTERS.get(place[:2], f"P{place[:2]}")
    year = clock.today().year
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [prefix, year])
        (last,) = cursor.fetchone()
    return f"{prefix}-{year}-{last:06d}"


def draft_number() -> str:
    """What a case is called until it is handed in; nobody guesses it."""
    return f"{DRAFT}-{''.join(secrets.choice(_ALPHABET) for _ in range(12))}"
