"""Supports as tables, the way the room reads them from its rows."""

from __future__ import annotations

from collections.abc import Iterable

from zhongchuang.clearance.auditing.tables import KEYS, PARTIES, SUPPORTS, Tables, table_of
from zhongchuang.clearance.rules.facts import Support

Party = tuple[str, str, str, str, str, str]


def tables_of(supports: Iterable[Support], parties: Iterable[Party] = ()) -> Tables:
    """The tables of an audit; `parties`: value, name, code, representative, telephone, city."""
    listed = list(supports)
    return Tables(
        table_of(
            SUPPORTS,
            [
                (
                    one.ref,
                    one.amount,
                    one.on,
                    one.standing.value,
                    one.level.value if one.level else None,
                    one.place,
                    *(one.span or (None, None)),
                )
                for one in listed
            ],
        ),
        table_of(
            KEYS,
            [
                (one.ref, key.value, value)
                for one in listed
                for key, values in one.keys.items()
                for value in sorted(values)
            ],
        ),
        table_of(PARTIES, [tuple(party) for party in parties]),
    )
