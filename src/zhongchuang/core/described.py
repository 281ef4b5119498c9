"""Reads that every page makes, described once: their SQL is written once a process, only the values change.

Django writes the SQL of a query anew each time it is asked, which for a union with conditions, or for a row with all it refers
to, takes longer than the database needs to answer it. Here the query is built once with :class:`Blank` values, and what Django
wrote is kept:

    _grants = Described(lambda account: RoleGrant.objects.filter(account_id=account).values_list("role", "place_id"), account=int)
    rows = _grants.rows(account=account.pk)

`rows` gives what the database gives, for columns that need no conversion by Django (numbers, text); `objects` gives objects of
the model, with what `select_related` brings along. For whole numbers (in columns of 32 bits and more), texts, dates and moments
as values.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)
Blank = int | str | dt.date | dt.datetime
_NUMBER = 1_873_141_592
"""Below 2**31: Django answers for the database where a whole number cannot stand in a column, and leaves the condition out."""
_DAY = dt.date(1901, 3, 14)
_populators: Callable[..., list[Any]] = get_related_populators  # the stubs know that of a later Django
_MOMENT = dt.datetime(1901, 3, 14, 1, 59, 26, 535_897, tzinfo=dt.UTC)


class Described(Generic[M]):
    """A query whose SQL is written when it is first asked, once for each kind of database."""

    def __init__(self, build: Callable[..., QuerySet[M, Any]], **values: type[Blank]) -> None:
        self._build = build
        self._kinds = values
        self._written: dict[str, _Written] = {}

    def rows(self, **values: Blank) -> list[tuple[Any, ...]]:
        """The rows for these values, as the database gives them."""
        database = _database()
        return self._asked(self._here(database), values, database)

    def objects(self, **values: Blank) -> list[M]:
        """The objects for these values, as the query itself gives them."""
        database = _database()
        written = self._here(database)
        return list(written.drawn.objects(self._asked(written, values, database), database))

    def one(self, **values: Blank) -> M | None:
        """The first object for these values, None where there is none."""
        return next(iter(self.objects(**values)), None)

    def _asked(
        self, written: _Written, values: dict[str, Blank], database: BaseDatabaseWrapper
    ) -> list[tuple[Any, ...]]:
        given = {name: _adapted(values[name], database) for name in self._kinds}
        with database.cursor() as cursor:
            cursor.execute(
                written.sql, [given[place] if type(place) is Name else place for place in written.places]
            )
            return list(cursor.fetchall())

    def _here(self, database: BaseDatabaseWrapper) -> _Written:
        """The query for the kind of database at hand."""
        written = self._written.get(database.vendor)
        if written is None:
            written = self._written[database.vendor] = self._write(database)
        return written

    def _write(self, database: BaseDatabaseWrapper) -> _Written:
        """The SQL, and its parameters: a name where one of the values goes. Raises ValueError for one that does not appear."""
        blanks = {name: _blank(kind, number) for number, (name, kind) in enumerate(self._kinds.items())}
        compiler = self._build(**blanks).query.get_compiler(connection=database)
        sql, parameters = compiler.as_sql()
        named = {_adapted(blank, database): Name(name) for name, blank in blanks.items()}
        places = tuple(named.get(parameter, parameter) for parameter in parameters)
        if {place for place in places if isinstance(place, Name)} != set(named.values()):
            raise ValueError(f"not every value of {list(blanks)} is asked for in: {sql}")
        return _Written(sql, places, _Drawn(compiler, database))


class Name(str):
    """The place of a value among the parameters, told apart from a text that belongs to the query."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _Written:
    """What Django wrote."""

    sql: str
    places: tuple[Any, ...]
    drawn: _Drawn


class _Drawn:
    """How rows become objects, as Django's own `ModelIterable` makes them. Holds on to nothing of the connection."""

    def __init__(self, compiler: Any, database: BaseDatabaseWrapper) -> None:
        self._model: type[Model] | None = None
        if (
            not compiler.query.default_cols or compiler.annotation_col_map
        ):  # plain values, or more than the model has
            return
        select: Sequence[Any] = [column for column, *_ in compiler.select]
        fields = compiler.klass_info["select_fields"]
        self._model = compiler.klass_info["model"]
        self._own = slice(fields[0], fields[-1] + 1)
        self._names = [column.target.attname for column in select[self._own]]
        self._related = _populators(compiler.klass_info, compiler.select, database.alias)
        self._of_field = [(at, one, one.get_db_converters(database)) for at, one in enumerate(select)]
        self._of_field = [found for found in self._of_field if found[2]]
        self._of_backend = [(at, one) for at, one in enumerate(select) if database.ops.get_db_converters(one)]

    def objects(self, rows: Sequence[tuple[Any, ...]], database: BaseDatabaseWrapper) -> Iterator[Any]:
        """An object for every row."""
        if self._model is None:
            raise TypeError("a query of plain values, or with annotations, gives rows, no objects")
        converters = [(at, one, database.ops.get_db_converters(one)) for at, one in self._of_backend]
        converters += self._of_field
        for row in rows:
            values = list(row)
            for at, column, convert in converters:
                for step in convert:
                    values[at] = step(values[at], column, database)
            found = self._model.from_db(database.alias, self._names, values[self._own])
            for populator in self._related:
                populator.populate(values, found)
            yield found


def _blank(kind: type[Blank], number: int) -> Blank:
    """A value that stands nowhere else."""
    if kind is int:
        return _NUMBER + number
    if kind is str:
        return f"blank {_NUMBER + number}"
    if kind is dt.datetime:
        return _MOMENT + dt.timedelta(days=number)
    return _DAY + dt.timedelta(days=number)


def _adapted(value: Blank, database: BaseDatabaseWrapper) -> Any:
    """As Django hands it to the database."""
    if isinstance(value, dt.datetime):
        return database.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return database.ops.adapt_datefield_value(value)
    return value


def _database() -> BaseDatabaseWrapper:
    """This thread's connection; looking it up costs more than the use of it, so it is done once a read."""
    return connections[DEFAULT_DB_ALIAS]
