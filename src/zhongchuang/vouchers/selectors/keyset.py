"""Lists cut by key: the page after a row, or before it, found along an index however long the list is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)
PER_PAGE = 20
_SEPARATOR = "~"


@dataclass(frozen=True, slots=True)
class Key:
    """A row by which a list is cut; `term`: the day it is ordered by, where it is ordered by one."""

    pk: int
    term: dt.date | None = None

    def __str__(self) -> str:
        return f"{self.term.isoformat()}{_SEPARATOR}{self.pk}" if self.term else str(self.pk)


@dataclass(frozen=True, slots=True)
class Cut(Generic[M]):
    """A page of a list: its rows, and the keys of the pages around it, empty where there is none."""

    rows: tuple[M, ...]
    after: str = ""
    before: str = ""


def cut(
    rows: QuerySet[M],
    *,
    term: str = "",
    after: str = "",
    before: str = "",
    per_page: int = PER_PAGE,
    also: Callable[[QuerySet[M]], QuerySet[M]] | None = None,
) -> Cut[M]:
    """The page a query asks for: the newest first, or along the field `term` from the earliest on. A key that is none shows the
    first page. `also`: what is joined to the rows of the page alone.
    """
    backwards = bool(before)
    key = _read(before or after, bool(term))
    onwards = _ordered(rows, term, backwards)
    if key is not None:
        onwards = onwards.filter(_beyond(key, term, backwards))
    shown = also(onwards) if also else onwards
    found = list(shown[: per_page + 1])
    more, found = len(found) > per_page, found[:per_page]
    if backwards:
        found.reverse()
    if not found:
        return Cut(())
    first, last = _key_of(found[0], term), _key_of(found[-1], term)
    return Cut(
        tuple(found),
        after=str(last) if more or backwards else "",
        before=str(first) if key is not None and (more or not backwards) else "",
    )


def _ordered(rows: QuerySet[M], term: str, backwards: bool) -> QuerySet[M]:
    upwards = bool(term) is not backwards
    sign = "" if upwards else "-"
    return rows.order_by(*([f"{sign}{term}"] if term else []), f"{sign}pk")


def _beyond(key: Key, term: str, backwards: bool) -> Q:
    side = "gt" if bool(term) is not backwards else "lt"
    later = Q(**{f"pk__{side}": key.pk})
    if not term:
        return later
    return Q(**{f"{term}__{side}": key.term}) | (Q(**{term: key.term}) & later)


def _key_of(row: Model, term: str) -> Key:
    found: Any = row
    return Key(found.pk, getattr(found, term) if term else None)


def _read(text: str, with_term: bool) -> Key | None:
    day, _separator, number = text.rpartition(_SEPARATOR)
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        return None
    if not with_term:
        return Key(int(number)) if not day else None
    try:
        return Key(int(number), dt.date.fromisoformat(day))
    except ValueError:
        return None
