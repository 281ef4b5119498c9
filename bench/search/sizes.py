"""Bringing a database to rest before it is measured, and how large it has become."""

from __future__ import annotations

from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

MB = 1024 * 1024


def settle(connection: BaseDatabaseWrapper) -> None:
    """What a night's maintenance does."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("ANALYZE")


def megabytes(connection: BaseDatabaseWrapper) -> dict[str, float]:
    """The texts as bytes of UTF-8, the whole database, and the grams' part of it."""
    with connection.cursor() as cursor:

        def number(sql: str) -> float:
            cursor.execute(sql)
            row = cursor.fetchone()
            assert row is not None
            return float(row[0])

        if connection.vendor == "postgresql":
            return {
                "texts_mb": number("SELECT sum(octet_length(text)) FROM core_searchtext") / MB,
                "database_mb": number("SELECT pg_database_size(current_database())") / MB,
                "grams_mb": number(
                    "SELECT pg_relation_size('core_searchtext_grams')"
                    " + (SELECT sum(pg_column_size(grams)) FROM core_searchtext)"
                )
                / MB,
            }
        return {
            "texts_mb": number("SELECT sum(length(CAST(text AS blob))) FROM core_searchtext") / MB,
            "database_mb": Path(str(connection.settings_dict["NAME"])).stat().st_size / MB,
            "grams_mb": number("SELECT sum(length(block)) FROM core_searchgrams_data") / MB,
        }
