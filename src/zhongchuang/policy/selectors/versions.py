"""What changed: publications newest first, and the versions of a single document or measure."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from zhongchuang.core.errors import NotFound
from zhongchuang.policy.errors import NoPacks
from zhongchuang.policy.models import PackVersion, PublishedChange
from zhongchuang.policy.packs.schema import Text
from zhongchuang.policy.packs.versions import Change, ItemChange, ItemKind


def pack_versions() -> QuerySet[PackVersion]:
    """Every pack version kept, newest first, without their files."""
    return PackVersion.objects.defer("content").order_by("-loaded_at", "version")


def files_at(version: str | None) -> Mapping[str, str]:
    """The files of a version, named by its first characters; of the one in force where None. Raises NoPacks, NotFound."""
    found = PackVersion.objects.filter(
        **({"is_current": True} if version is None else {"version__startswith": version})
    )
    contents = list(found.values_list("content", flat=True)[:2])
    if len(contents) == 1:
        files: Mapping[str, str] = contents[0]["files"]
        return files
    if version is None:
        raise NoPacks()
    raise NotFound(
        f"没有版本 {version}，或者有几个版本都这样开头。",
        f"There is no version {version}, or several begin so.",
        next_zh="用 zhongchuang packs versions 查看。",
        next_en="`zhongchuang packs versions` lists them.",
    )


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
