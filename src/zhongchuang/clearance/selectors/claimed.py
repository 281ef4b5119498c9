"""Which of some keys others hold, without saying who: what may be told to somebody who has no business with the others."""

from __future__ import annotations

from collections.abc import Iterable

from zhongchuang.clearance.models import Claim


def claimed_by_others(holder: str, keys: Iterable[str]) -> frozenset[str]:
    """The digests among these that somebody else holds now."""
    rows = Claim.objects.filter(key__in=list(keys), released_at=None).exclude(holder=holder)
    return frozenset(rows.values_list("key", flat=True))
