"""Which supports could meet a case: fetched by the keys the rules ask for, never by looking at all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet

from zhongchuang.clearance.models import StoredSupport, SupportKey
from zhongchuang.clearance.rules.facts import Key, Level, Standing, Support


def supports_sharing(keys: Mapping[Key, Iterable[str]], *, except_ref: str = "") -> tuple[Support, ...]:
    """Every support that has one of these identifiers, as the rules look at it, in the order of references.

    Values in their canonical way of writing (those of a `Support` are). Under `RELATED` stand related parties: supports of those
    entities are meant, and supports that name one of them as related. What has ended is left out.
    """
    wanted = Q(pk__in=[])
    for key, values in keys.items():
        names = (Key.RELATED.value, Key.ENTITY.value) if key is Key.RELATED else (key.value,)
        wanted |= Q(key__in=names, value__in=list(values))
    found = SupportKey.objects.filter(wanted).values("support")
    rows = StoredSupport.objects.filter(pk__in=found).exclude(standing=Standing.ENDED)
    return tuple(
        as_support(row) for row in rows.exclude(ref=except_ref).prefetch_related("keys").order_by("ref")
    )


def support_is_kept(ref: str) -> bool:
    """Whether a support has a row."""
    return StoredSupport.objects.filter(ref=ref).exists()


def supports_kept() -> QuerySet[StoredSupport]:
    """Every support that has a row, for a condition inside another statement."""
    return StoredSupport.objects.order_by()


def as_support(row: StoredSupport) -> Support:
    """A row as the rules look at it."""
    keys: dict[Key, set[str]] = {}
    for one in row.keys.all():
        keys.setdefault(Key(one.key), set()).add(one.value)
    return Support(
        row.ref,
        row.amount,
        row.on,
        Standing(row.standing),
        Level(row.level) if row.level else None,
        row.place or None,
        {key: frozenset(values) for key, values in keys.items()},
        (row.since, row.until) if row.since is not None and row.until is not None else None,
    )
