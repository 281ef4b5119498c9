"""A million awards as tables, invented and the same every time: firms with names and codes, some of them twice under another
writing, invoices and contracts a few of which are used again, twenty categories, forty departments, ten years.
"""

from __future__ import annotations

import datetime as dt
import random

import pyarrow as pa

from bench.linking.world import altered, registered, world
from zhongchuang.clearance.auditing.tables import KEYS, PARTIES, SUPPORTS, Tables, table_of
from zhongchuang.clearance.linking.names import plain

A_FIRM = 10
"""Awards a firm has on the average."""
CATEGORIES = tuple(f"类别{n}" for n in range(20))
DEPARTMENTS = tuple(f"虚构部门{n}" for n in range(40))
LEVELS = ("county", "city", "city", "province", None)
FIRST = dt.date(2016, 1, 1)
USED_AGAIN = 0.001


def tables(awards: int, seed: int = 1) -> Tables:
    """So many awards of a tenth as many firms; one firm in fifty stands there again under its name alone."""
    chance = random.Random(seed)
    firms = world(chance, max(1, awards // A_FIRM), kinship=0.1)
    parties: list[tuple[object, ...]] = []
    values: list[str] = []
    for one in firms:
        code = one.uscc.lower()
        parties.append((code, registered(one), one.uscc, "", one.phone, one.city))
        values.append(code)
        if chance.random() < 0.02:
            name = altered(chance, one)
            value = f"~{plain(name)}"
            if value not in values[-50:]:
                parties.append((value, name, "", "", "", one.city))
                values.append(value)
    unique = list({str(party[0]): party for party in parties}.values())
    parts = [
        _awards(chance, begin, min(50_000, awards - begin), values) for begin in range(0, awards, 50_000)
    ]
    return Tables(
        pa.concat_tables([supports for supports, _ in parts]),
        pa.concat_tables([keys for _, keys in parts]),
        table_of(PARTIES, unique),
    )


def _awards(chance: random.Random, begin: int, count: int, values: list[str]) -> tuple[pa.Table, pa.Table]:
    supports: list[tuple[object, ...]] = []
    keys: list[tuple[object, ...]] = []
    for number in range(begin, begin + count):
        ref = f"award:{number:08}"
        day = FIRST + dt.timedelta(days=chance.randrange(3_900))
        supports.append(
            (
                ref,
                chance.randrange(1, 500) * 100_000,
                day,
                "paid",
                chance.choice(LEVELS),
                "210100",
                None,
                None,
            )
        )
        keys.append((ref, "entity", values[int(len(values) * chance.random() ** 2)]))
        keys.append((ref, "category", chance.choice(CATEGORIES)))
        keys.append((ref, "department", chance.choice(DEPARTMENTS)))
        for kind, share in (("invoice", 0.4), ("contract", 0.3)):
            if chance.random() < share:
                again = chance.random() < USED_AGAIN
                keys.append((ref, kind, f"{kind}-{chance.randrange(number + 1) if again else number}"))
        if chance.random() < 0.02:
            keys.append((ref, "related", values[chance.randrange(len(values))]))
    return table_of(SUPPORTS, supports), table_of(KEYS, keys)
