"""The sums kept beside the awards: what is taken out and put in is gathered first, and written once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from typing import TypeAlias

from django.db import connection

from zhongchuang.clearance.disclosing.entries import Entry
from zhongchuang.clearance.models import AwardRecipient

Key: TypeAlias = tuple[str | int, ...]
Sum: TypeAlias = tuple[int, int]
"""How many, and how much in 分."""
_AT_ONCE = 1000

_TOTAL = (
    "INSERT INTO clearance_awardtotal"
    " (key, year, department, place, programme, category, source, state, count, amount)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 0, 0) ON CONFLICT (key) DO NOTHING"
)
_TOTAL_ADD = "UPDATE clearance_awardtotal SET count = count + %s, amount = amount + %s WHERE key = %s"
_CHOICE = (
    "INSERT INTO clearance_awardchoice (field, value, label, count, amount) VALUES (%s, %s, %s, 0, 0)"
    " ON CONFLICT (field, value) DO UPDATE SET label = excluded.label"
)
_CHOICE_ADD = "UPDATE clearance_awardchoice SET count = count + %s, amount = amount + %s WHERE field = %s AND value = %s"
_RECIPIENT_ADD = "UPDATE clearance_awardrecipient SET count = count + %s, amount = amount + %s WHERE id = %s"
_YEAR = (
    "INSERT INTO clearance_awardrecipientyear (recipient_id, year, count, amount) VALUES (%s, %s, 0, 0)"
    " ON CONFLICT (recipient_id, year) DO NOTHING"
)
_YEAR_ADD = (
    "UPDATE clearance_awardrecipientyear SET count = count + %s, amount = amount + %s"
    " WHERE recipient_id = %s AND year = %s"
)


class Sums:
    """What entries add to every sum they belong to and take from it. Written inside the transaction that writes the entries."""

    def __init__(self) -> None:
        self._count: Counter[Key] = Counter()
        self._amount: Counter[Key] = Counter()
        self._labels: dict[str, str] = {}

    def count(self, entry: Entry, sign: int) -> None:
        """Put an entry in (1) or take it out (-1). What does not stand is counted and adds no amount, but in the finest sums."""
        self._labels[entry.programme] = entry.programme_title
        for key in _sums_of(entry):
            self._count[key] += sign
            self._amount[key] += sign * (entry.amount if entry.stands or key[0] == "total" else 0)

    def write(self) -> None:
        """Add everything gathered to the rows, made where they are new."""
        changed: dict[str | int, dict[Key, Sum]] = {"total": {}, "choice": {}, "recipient": {}, "year": {}}
        for key, number in self._count.items():
            if number or self._amount[key]:
                changed[key[0]][key[1:]] = (number, self._amount[key])
        self._write_totals(changed["total"])
        self._write_choices(changed["choice"])
        keys = _keys([str(key[0]) for kind in ("recipient", "year") for key in changed[kind]])
        _many(_RECIPIENT_ADD, [(*told, keys[str(key)]) for (key,), told in changed["recipient"].items()])
        _many(_YEAR, [(keys[str(key)], year) for key, year in changed["year"]])
        _many(_YEAR_ADD, [(*told, keys[str(key)], year) for (key, year), told in changed["year"].items()])
        self._count.clear()
        self._amount.clear()

    def _write_totals(self, sums: Mapping[Key, Sum]) -> None:
        keyed = [(_digest(values), values, told) for values, told in sums.items()]
        _many(_TOTAL, [(key, *values) for key, values, _ in keyed])
        _many(_TOTAL_ADD, [(*told, key) for key, _, told in keyed])

    def _write_choices(self, sums: Mapping[Key, Sum]) -> None:
        said = [
            (field, value, self._labels.get(str(value), "") if field == "programme" else "")
            for field, value in sums
        ]
        _many(_CHOICE, said)
        _many(_CHOICE_ADD, [(*told, *key) for key, told in sums.items()])


def _sums_of(entry: Entry) -> Iterator[Key]:
    """Every sum the entry belongs to. To a recipient's only while it stands."""
    place, programme, category = entry.place, entry.programme, entry.category
    yield ("total", entry.year, entry.department, place, programme, category, entry.source, entry.state)
    fields: dict[str, str | int] = {
        "year": entry.year,
        "department": entry.department,
        "place": place,
        "programme": programme,
        "category": category,
        "source": entry.source,
        "state": entry.state,
    }
    for field, value in fields.items():
        if value != "":
            yield ("choice", field, str(value))
    if entry.recipient and entry.stands:
        yield ("recipient", entry.recipient)
        yield ("year", entry.recipient, entry.year)


def _keys(keys: Iterable[str]) -> dict[str, int]:
    """The rows of recipients by their keys."""
    waiting, found = iter(sorted(set(keys))), dict[str, int]()
    while some := list(islice(waiting, _AT_ONCE)):
        found |= dict(AwardRecipient.objects.filter(key__in=some).values_list("key", "pk"))
    return found


def _many(statement: str, rows: Sequence[Key]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)


def _digest(values: Key) -> str:
    return sha256("\x1f".join(map(str, values)).encode()).hexdigest()
