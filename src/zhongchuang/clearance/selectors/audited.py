"""Everything an audit looks at, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

import pyarrow as pa
from django.db.models import Exists, OuterRef

from zhongchuang.clearance.auditing.tables import KEYS, PARTIES, SUPPORTS, Tables, table_of
from zhongchuang.clearance.decisions import canonical
from zhongchuang.clearance.linking.names import plain
from zhongchuang.clearance.models import Award, StoredSupport, SupportKey
from zhongchuang.clearance.rules.facts import Key
from zhongchuang.parties.selectors.firms import firms_known

CHUNK = 20_000
NAMED = "~"
"""Begins what stands for a party of which nothing but a name is known."""


def tables_now() -> Tables:
    """Everything there is, as an audit looks at it. In one transaction it is one moment."""
    supports = _table(
        SUPPORTS,
        (
            (ref, amount, on, standing, level or None, place or None, since, until)
            for ref, amount, on, standing, level, place, since, until in StoredSupport.objects.order_by("ref")
            .values_list("ref", "amount", "on", "standing", "level", "place", "since", "until")
            .iterator(CHUNK)
        ),
    )
    named = dict(_named_only())
    keys = _table(
        KEYS,
        (
            row
            for part in (
                SupportKey.objects.order_by("support_id", "key", "value")
                .values_list("support__ref", "key", "value")
                .iterator(CHUNK),
                ((ref, Key.ENTITY.value, f"{NAMED}{plain(name)}") for ref, name in sorted(named.items())),
            )
            for row in part
        ),
    )
    return Tables(supports, keys, table_of(PARTIES, sorted(_parties(named.values()))))


def _named_only() -> Iterator[tuple[str, str]]:
    """Awards of firms of which nobody gave a code: by their name alone."""
    coded = SupportKey.objects.filter(support__ref=OuterRef("ref"), key=Key.ENTITY.value)
    rows = Award.objects.filter(~Exists(coded), personal=False).exclude(recipient_name="").order_by("ref")
    yield from rows.values_list("ref", "recipient_name").iterator(CHUNK)


def _parties(named: Iterable[str]) -> Iterator[tuple[object, ...]]:
    """Who has support: registered here, told by another department with a code, or by name alone."""
    seen: set[str] = set()
    values = SupportKey.objects.filter(key=Key.ENTITY.value)
    wanted = set(values.order_by().values_list("value", flat=True).distinct().iterator(CHUNK))
    for firm in firms_known():
        value = canonical(firm.uscc)
        if value in wanted and value not in seen:
            seen.add(value)
            yield value, firm.name, firm.uscc, "", firm.telephone, firm.city
    told = Award.objects.filter(personal=False).exclude(recipient_code="").order_by("recipient_code", "pk")
    for code, name in told.values_list("recipient_code", "recipient_name").iterator(CHUNK):
        value = canonical(code)
        if value in wanted and value not in seen:
            seen.add(value)
            yield value, name, code, "", "", ""
    for name in named:
        value = f"{NAMED}{plain(name)}"
        if value not in seen:
            seen.add(value)
            yield value, name, "", "", "", ""


def _table(schema: pa.Schema, rows: Iterator[tuple[object, ...]]) -> pa.Table:
    """By chunks: a million rows are never a million tuples."""
    parts = []
    while chunk := list(islice(rows, CHUNK)):
        parts.append(table_of(schema, chunk))
    return pa.concat_tables(parts) if parts else schema.empty_table()
