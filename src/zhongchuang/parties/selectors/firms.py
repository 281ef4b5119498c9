"""Every firm as those look at it who compare names: name, code, telephone, city."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zhongchuang.parties.models import Organisation, Place

CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class KnownFirm:
    """An organisation that was not merged into another; `city` by name, empty where none stands above its place."""

    uscc: str
    name: str
    telephone: str
    city: str


def firms_known() -> Iterator[KnownFirm]:
    """All of them, in the order of their codes."""
    cities = dict(Place.objects.filter(code__endswith="00").values_list("code", "name"))
    rows = Organisation.objects.filter(merged_into=None).order_by("uscc")
    for uscc, name, telephone, place in rows.values_list("uscc", "name", "telephone", "place_id").iterator(
        CHUNK
    ):
        code = f"{place[:4]}00"
        yield KnownFirm(uscc, name, telephone, "" if code.endswith("0000") else cities.get(code, ""))
