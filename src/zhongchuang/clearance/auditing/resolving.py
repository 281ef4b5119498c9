"""Which parties are one (pure): names that are linked, whatever code they stand under."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
from stdnum.cn import uscc

from zhongchuang.clearance.auditing.tables import Tables
from zhongchuang.clearance.linking.firms import Firm, firms_repeated

SURE = 0.9
"""From here on two parties are one for the rules, unless both have a code and the codes differ."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Two parties whose names are linked. `one`: they count as one; otherwise both have codes of their own: somebody looks."""

    left: str
    right: str
    probability: float
    one: bool


def alike(tables: Tables) -> list[Alike]:
    """Parties linked by name, representative, telephone and city; their codes only say what follows from it."""
    rows = tables.parties.to_pylist()
    codes = {row["value"]: row["uscc"] or "" for row in rows}
    firms = [
        Firm(
            id=row["value"],
            name=row["name"] or "",
            representative=row["representative"] or "",
            phone=row["phone"] or "",
            city=row["city"] or "",
        )
        for row in rows
        if row["name"]
    ]
    found = []
    for link in firms_repeated(firms):
        both = all(uscc.is_valid(codes[side]) for side in (link.left, link.right))
        one = link.probability >= SURE and not both
        found.append(Alike(link.left, link.right, link.probability, one))
    return found


def roots(pairs: Iterable[Alike]) -> dict[str, str]:
    """Of every party that is one with another: the one that stands for all of them, the first in order."""
    above: dict[str, str] = {}

    def top(value: str) -> str:
        while above.get(value, value) != value:
            above[value] = above.get(above[value], above[value])
            value = above[value]
        return value

    for pair in pairs:
        if pair.one:
            first, second = sorted((top(pair.left), top(pair.right)))
            above[second] = first
    return {value: top(value) for value in {*above, *above.values()}}


def roots_table(pairs: Iterable[Alike]) -> pa.Table:
    """The same as a table `value`, `root`."""
    found = sorted(roots(pairs).items())
    return pa.table(
        {
            "value": pa.array([value for value, _ in found], pa.string()),
            "root": pa.array([root for _, root in found], pa.string()),
        }
    )
