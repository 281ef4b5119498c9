"""A sheet against what is known: which tenants are new, which figures change, what cannot be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from zhongchuang.parties.spaces.residency import STAY_WORDS, Stay
from zhongchuang.parties.spaces.sheet import BY_KEY, FACTS, Problem, SheetRow, Value, written


class Difference(StrEnum):
    """What a row would do."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class KnownTenant:
    """A tenant as the register has it on the day of the sheet."""

    name: str
    stay: Stay
    since: dt.date | None
    admitted_on: dt.date | None
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Compared:
    """A row of a sheet beside what is known. `changes`: column, before, after, as cells are written."""

    row: SheetRow
    difference: Difference
    changes: tuple[tuple[str, str, str], ...] = ()
    renamed: str = ""
    """The name the platform has for the firm, where the sheet writes another; the platform's stays."""


def who(row: SheetRow) -> str:
    """Under what a tenant is known: the code of a firm, the name of a team."""
    return row.uscc or row.name


def compared(row: SheetRow, known: KnownTenant | None) -> Compared:
    """What a row would do. A column that the sheet leaves out or empty keeps the value that is known."""
    renamed = known.name if known and row.uscc and known.name and known.name != row.name else ""
    if known is None or known.stay is not Stay.RESIDENT:
        return Compared(row, Difference.NEW, _changes(row.values, {}), renamed)
    changes = _changes(row.values, known.values)
    return Compared(row, Difference.CHANGED if changes else Difference.SAME, changes, renamed)


def merged(row: SheetRow, known: KnownTenant | None) -> dict[str, Value]:
    """The figures after the import: what the sheet says, and what it leaves open as it was."""
    before = dict(known.values) if known and known.stay is Stay.RESIDENT else {}
    return {**before, **{key: value for key, value in row.values.items() if value is not None}}


def problems_of(
    rows: Iterable[SheetRow], known: Mapping[str, KnownTenant], letters: Mapping[str, str]
) -> list[Problem]:
    """Rows that contradict the register: another day of admission, a stay that has ended."""
    found: list[Problem] = []
    for row in rows:
        tenant = known.get(who(row))
        if tenant is None or not row.admitted_on:
            continue
        cell = f"{letters['admitted_on']}{row.line}"
        told = tenant.admitted_on.isoformat() if tenant.admitted_on else ""
        if tenant.stay is Stay.RESIDENT and told != row.admitted_on:
            found.append(
                Problem(
                    cell,
                    f"名册里的入驻日期是 {told}；有误请在时间线上更正",
                    f"the register says {told}; correct it on the time line if that is wrong",
                    row.admitted_on,
                )
            )
        elif tenant.stay not in (Stay.RESIDENT, Stay.APPLIED, Stay.NONE, Stay.REFUSED) and (
            tenant.since and row.admitted_on < tenant.since.isoformat()
        ):
            stay, day = STAY_WORDS[tenant.stay], tenant.since.isoformat()
            found.append(
                Problem(
                    cell,
                    f"{stay.zh}（{day}），不再是在孵",
                    f"{stay.en} on {day}; no resident",
                    row.admitted_on,
                )
            )
    return found


def _changes(values: Mapping[str, Value], known: Mapping[str, Value]) -> tuple[tuple[str, str, str], ...]:
    found = []
    for column in FACTS:
        value = values.get(column.key)
        if value is not None and value != known.get(column.key):
            before = written(BY_KEY[column.key], known.get(column.key))
            found.append((column.key, before, written(column, value)))
    return tuple(found)
