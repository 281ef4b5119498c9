"""Versions of single documents and measures: each content kept once under its number, for ever."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Max

from zhongchuang.core import clock
from zhongchuang.policy.errors import ItemVersionTaken
from zhongchuang.policy.models import Document, ItemVersion, Measure, PackVersion
from zhongchuang.policy.packs.schema import DocumentState, Text
from zhongchuang.policy.packs.versions import Change, Item, ItemChange, ItemKind, Known

_OVER = (DocumentState.REPEALED.value, DocumentState.LAPSED.value)


def known_items() -> Iterator[Known]:
    """The documents and measures in force so far, as their rows remember them."""
    for row in Document.objects.filter(withdrawn=False).order_by("pk").iterator():
        yield Known(
            ItemKind.DOCUMENT,
            row.slug,
            row.version,
            row.content_sha256,
            Text(row.title, row.title),
            row.place_id,
            None,
            row.expires,
            row.state in _OVER,
        )
    measures = Measure.objects.filter(withdrawn=False).order_by("pk").select_related("document")
    for measure in measures.only(
        "slug",
        "version",
        "content_sha256",
        "title",
        "title_en",
        "place",
        "instrument",
        "end",
        "document__state",
    ):
        yield Known(
            ItemKind.MEASURE,
            measure.slug,
            measure.version,
            measure.content_sha256,
            Text(measure.title, measure.title_en),
            measure.place_id,
            measure.instrument,
            measure.end,
            measure.document.state in _OVER,
        )


def items_keep(items: Sequence[Item], changes: Sequence[ItemChange], kept: PackVersion) -> None:
    """Keep the content of what changed under its number. Raises ItemVersionTaken, naming every such item."""
    changed = {(c.kind, c.slug) for c in changes if c.change is not Change.WITHDRAWN}
    wanted = [item for item in items if item.key in changed]
    taken = _taken(wanted)
    clashes = [item for item in wanted if taken.get((*item.key, item.number), item.sha256) != item.sha256]
    if clashes:
        raise ItemVersionTaken([(item.slug, item.number, _free(item)) for item in clashes])
    now = clock.now()
    ItemVersion.objects.bulk_create(
        ItemVersion(
            kind=item.kind,
            slug=item.slug,
            number=item.number,
            sha256=item.sha256,
            content=item.content,
            pack_version=kept,
            since=now,
        )
        for item in wanted
        if (*item.key, item.number) not in taken
    )


def _taken(items: Sequence[Item]) -> dict[tuple[str, str, int], str]:
    """The hash of every number that is kept for one of these."""
    rows = ItemVersion.objects.filter(slug__in=[item.slug for item in items])
    return {
        (kind, slug, number): sha256
        for kind, slug, number, sha256 in rows.values_list("kind", "slug", "number", "sha256")
    }


def _free(item: Item) -> int:
    rows = ItemVersion.objects.filter(kind=item.kind, slug=item.slug)
    highest: int = rows.aggregate(highest=Max("number"))["highest"] or 0
    return highest + 1
