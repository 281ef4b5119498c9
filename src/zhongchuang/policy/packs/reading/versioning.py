"""`version:` of a document or a measure, and the content it counts."""

from __future__ import annotations

from zhongchuang.policy.packs.reading.nodes import Spot, Table

KEY = "version"


def read_version(table: Table) -> int:
    """A whole number from 1; 1 where nothing is said."""
    number = table.integer(KEY, 1)
    if number < 1:
        table.spot.error("version 从 1 起数。", "`version` counts from 1.")
        return 1
    return number


def without_version(spot: Spot) -> dict[str, object]:
    """The entry as plain values, its number aside: the number says which content it is, and is not part of it."""
    plain = spot.plain()
    return {key: value for key, value in plain.items() if key != KEY} if isinstance(plain, dict) else {}
