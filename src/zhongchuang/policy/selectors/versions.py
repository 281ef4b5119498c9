"""What changed: publications newest first, and the versions of a single document or measure."""

from __future__ import annotations

from zhongchuang.policy.models import PublishedChange
from zhongchuang.policy.packs.schema import Text
from zhongchuang.policy.packs.versions import Change, ItemChange, ItemKind


def changes_of(publication_id: int) -> tuple[ItemChange, ...]:
    """What became of which document and measure in a publication, in the order in which it was found."""
    return tuple(map(_change, PublishedChange.objects.filter(publication_id=publication_id).order_by("pk")))


def _change(row: PublishedChange) -> ItemChange:
    return ItemChange(
        ItemKind(row.kind),
        row.slug,
        Change(row.change),
        row.number,
        row.number_before,
        Text(row.title, row.title_en),
        row.place_id,
        row.instrument,
    )
