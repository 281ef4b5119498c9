"""The change feed as other software reads it: each change, and the award as the list, the files and the interface tell it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zhongchuang.clearance.disclosing.sheets import as_data, yuan
from zhongchuang.clearance.selectors.award_sheets import sheet_page
from zhongchuang.clearance.selectors.awards import ChangeRead
from zhongchuang.core.json_values import Json
from zhongchuang.parties.selectors import places


def changes_as_data(changes: Sequence[ChangeRead], *, site: str) -> list[dict[str, Any]]:
    """Changes as other software reads them, amounts in 元. `site`: what stands before a path."""
    awards = list({one.award.pk: one.award for one in changes if one.award is not None}.values())
    codes = {award.place for award in awards}
    names = dict(places().filter(code__in=codes).values_list("code", "name")) if codes else {}
    told = dict(zip((award.pk for award in awards), sheet_page(awards, names, site=site), strict=True))
    return [
        {
            "sequence": one.sequence,
            "kind": one.kind,
            "at": one.at.isoformat(),
            "number": one.number,
            "change": _content(one),
            "award": None if one.award is None else as_data(told[one.award.pk]),
        }
        for one in changes
    ]


_SUMS = ("before", "after", "amount", "paid")
"""Under which names a change tells sums of money: of what was paid, and of a correction by another department."""


def _content(change: ChangeRead) -> dict[str, object]:
    """What changed; sums of money in 元, like everything the interface tells."""
    return {name: _yuan(value) if name in _SUMS else value for name, value in change.content.items()}


def _yuan(value: Json) -> object:
    if isinstance(value, list):
        return [_yuan(one) for one in value]
    return yuan(value) if isinstance(value, int) else value
