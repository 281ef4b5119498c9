"""Makerspaces as entries of the search: public, by name, field, address and what they are recognised as."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import override

from zhongchuang.core.actors import Actor
from zhongchuang.core.search import PUBLIC, Entry, Standing
from zhongchuang.parties.models import Space

SPACE = "space"
_READ_AT_ONCE = 200
_RANK = 1_000
"""After every document and measure, where nothing else parts them."""


def search_audiences(_actor: Actor) -> frozenset[str]:
    """Everybody may find every space, as everybody may open it."""
    return frozenset({PUBLIC})


def space_entry(space: Space) -> Entry:
    """One space; its fields and recognitions are read anew."""
    place = space.place
    fields = [one.name for one in space.fields.all()]
    numbers = [one.number for one in space.recognitions.all()]
    with override("zh-hans"):  # the index reads the same whoever wrote it
        kind = str(space.get_kind_display())
    return Entry(
        kind=SPACE,
        key=str(space.pk),
        group=str(space.pk),
        title=space.name,
        heading=" · ".join((kind, *fields)),
        text=" ".join((space.summary, space.address)).strip(),
        keys=(place.name, place.name_en, space.public_id, *numbers),
        spoken=(space.name,),
        context=place.name,
        place=space.place_id,
        day=space.opened_on,
        year=space.opened_on.year,
        rank=_RANK,
        standing=Standing.ENDED if space.closed_on else Standing.IN_FORCE,
    )


def space_entries() -> Iterator[Entry]:
    """Every space."""
    rows = Space.objects.select_related("place").prefetch_related("fields", "recognitions").order_by("pk")
    for space in rows.iterator(_READ_AT_ONCE):
        yield space_entry(space)
