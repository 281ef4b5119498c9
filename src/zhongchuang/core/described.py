"""Reads that every page makes, described once: their SQL is written once a process, only the values change.

Django writes the SQL of a query anew each time it is asked, which for a union with conditions takes longer than the database
needs to answer it. Here the query is built once with :class:`Blank` values, and what Django wrote is kept:

    _grants = Described(lambda account: RoleGrant.objects.filter(account_id=account).values_list("role", "place_id"))
    rows = _grants.rows(account.pk)

For whole numbers (in columns of 32 bits and more), dates and moments as values, and for rows that need no conversion by Django
(numbers, text).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Blank = int | dt.date | dt.datetime
_NUMBER = 1_873_141_592
"""Below 2**31: Django answers for the database where a whole number cannot stand in a column, and leaves the condition out."""
_DAY = dt.date(1901, 3, 14)
_MOMENT = dt.datetime(1901, 3, 14, 1, 59, 26, 535_897, tzinfo=dt.UTC)


class Described:
    """A query whose SQL is written when it is first asked, once for each kind of database."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **values: type[Blank]) -> None:
        self._build = build
        self._kinds = values
        self._written: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def rows(self, **values: Blank) -> list[tuple[Any, ...]]:
        """The rows for these values, as the database gives them."""
        if connection.vendor not in self._written:
            self._written[connection.vendor] = self._write()
        sql, places = self._written[connection.vendor]
        given = {name: _adapted(values[name]) for name in self._kinds}
        with connection.cursor() as cursor:
            cursor.execute(sql, [given[place] if isinstance(place, Name) else place for place in places])
            return list(cursor.fetchall())

    def _write(self) -> tuple[str, tuple[Any, ...]]:
        """The SQL, and its parameters: a name where one of the values goes. Raises ValueError for one that does not appear."""
        blanks = {name: _blank(kind, number) for number, (name, kind) in enumerate(self._kinds.items())}
        compiler = self._build(**blanks).query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        named = {_adapted(blank): Name(name) for name, blank in blanks.items()}
        places = tuple(named.get(parameter, parameter) for parameter in parameters)
        if {place for place in places if isinstance(place, Name)} != set(named.values()):
            raise ValueError(f"not every value of {list(blanks)} is asked for in: {sql}")
        return sql, places


class Name(str):
    """The place of a value among the parameters, told apart from a text that belongs to the query."""

    __slots__ = ()


def _blank(kind: type[Blank], number: int) -> Blank:
    """A value that stands nowhere else."""
    if kind is int:
        return _NUMBER + number
    if kind is dt.datetime:
        return _MOMENT + dt.timedelta(days=number)
    return _DAY + dt.timedelta(days=number)


def _adapted(value: Blank) -> Any:
    """As Django hands it to the database."""
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    return value
