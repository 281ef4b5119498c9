"""The controls: a pool, a till and an import as one would write them without thinking of others, or of the power going.

The pool: look whether there is enough, then write what is left. The table has no constraint; the program has no lock.
The till: look whether a voucher was redeemed, then write that it was.
The import: one row after the other, each written for good.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

BETWEEN = 0.0005
"""Seconds between looking and writing: as long as a program takes to think."""


@contextmanager
def naive_pool(amount: int) -> Iterator[None]:
    """A pool in a table of its own, gone afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_pool (left_over BIGINT NOT NULL)")
        cursor.execute("INSERT INTO naive_pool VALUES (%s)", [amount])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE naive_pool")


def take_one() -> bool:
    """Take one 分 if there is one; whether it was given."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT left_over FROM naive_pool")
        (left,) = cursor.fetchone()
        if left < 1:
            return False
        time.sleep(BETWEEN)
        cursor.execute("UPDATE naive_pool SET left_over = %s", [left - 1])
    return True


@contextmanager
def naive_till(vouchers: int) -> Iterator[None]:
    """A till with so many vouchers in a table of its own, gone afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_till (voucher INT NOT NULL, redeemed BOOLEAN NOT NULL)")
        cursor.executemany(
            "INSERT INTO naive_till VALUES (%s, %s)", [(number, False) for number in range(vouchers)]
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE naive_till")


def redeem_naively(voucher: int) -> bool:
    """Redeem a voucher that nobody has redeemed yet; whether it was paid."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT redeemed FROM naive_till WHERE voucher = %s", [voucher])
        (redeemed,) = cursor.fetchone()
        if redeemed:
            return False
        time.sleep(BETWEEN)
        cursor.execute("UPDATE naive_till SET redeemed = %s WHERE voucher = %s", [True, voucher])
    return True


@contextmanager
def naive_register() -> Iterator[None]:
    """A register in a table of its own, gone afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_register (line INT NOT NULL)")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE naive_register")


def write_lines(count: int) -> None:
    """Take in so many lines."""
    with connection.cursor() as cursor:
        for line in range(count):
            cursor.execute("INSERT INTO naive_register VALUES (%s)", [line])


def lines_written() -> int:
    """How many lines there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM naive_register")
        (count,) = cursor.fetchone()
    return int(count)
