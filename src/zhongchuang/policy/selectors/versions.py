"""What changed: publications newest first, and the versions of a single document or measure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotFound
from zhongchuang.policy.access import visible_documents
from zhongchuang.policy.errors import NoPacks
from zhongchuang.policy.models import Document, ItemVersion, PackVersion, Publication, PublishedChange
from zhongchuang.policy.packs.schema import Text
from zhongchuang.policy.packs.versions import Change, ItemChange, ItemKind
from zhongchuang.policy.selectors.browsing import Choice, Choices, visible_measures


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


@dataclass(frozen=True, slots=True)
class WantedChanges:
    """What the list of publications is narrowed by; an empty field lets all through."""

    place: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    change: tuple[str, ...] = ()


FACETS = ("place", "kind", "change")


def publications(wanted: WantedChanges) -> QuerySet[Publication]:
    """The publications with a change that is wanted, newest first; all of them where nothing is asked for."""
    found = Publication.objects.order_by("-at", "-pk")
    if wanted == WantedChanges():
        return found
    return found.filter(Exists(PublishedChange.objects.filter(_wanted(wanted), publication=OuterRef("pk"))))


def changes_in(
    shown: Iterable[Publication], wanted: WantedChanges
) -> Mapping[int, tuple[PublishedChange, ...]]:
    """The wanted changes of these publications, each with its place; documents before measures. One statement."""
    by_publication: dict[int, list[PublishedChange]] = {publication.pk: [] for publication in shown}
    rows = PublishedChange.objects.filter(_wanted(wanted), publication__in=list(by_publication))
    for row in rows.select_related("place").order_by("place", "kind", "pk"):
        by_publication[row.publication_id].append(row)
    return {key: tuple(found) for key, found in by_publication.items()}


def change_choices(wanted: WantedChanges) -> Choices:
    """For each facet how many changes each value would leave under the other facets. Three statements."""
    found: dict[str, tuple[Choice, ...]] = {}
    for facet in FACETS:
        fields = ("place", "place__name", "place__name_en") if facet == "place" else (facet,)
        others = WantedChanges(**{name: () if name == facet else getattr(wanted, name) for name in FACETS})
        counted = PublishedChange.objects.order_by(facet).values_list(*fields)
        found[facet] = tuple(
            Choice(value, count, Text(*names) if names else None)
            for value, *names, count in counted.annotate(n=Count("pk", filter=_wanted(others)))
        )
    return found


def readable(actor: Actor, rows: Iterable[PublishedChange]) -> frozenset[str]:
    """Which of these the actor may open: what is no longer held is not shown to everybody. Two statements."""
    slugs = {kind: {row.slug for row in rows if row.kind == kind} for kind in ItemKind}
    documents = visible_documents(actor, Document.objects.filter(slug__in=slugs[ItemKind.DOCUMENT]))
    measures = visible_measures(actor).filter(slug__in=slugs[ItemKind.MEASURE])
    return frozenset((*documents.values_list("slug", flat=True), *measures.values_list("slug", flat=True)))


def _wanted(wanted: WantedChanges) -> Q:
    asked = {f"{name}__in": getattr(wanted, name) for name in FACETS if getattr(wanted, name)}
    return Q(**asked)


def item_versions(kind: ItemKind, slug: str) -> QuerySet[ItemVersion]:
    """Every version of a document or measure, the newest number first, without its content."""
    return ItemVersion.objects.filter(kind=kind, slug=slug).defer("content").order_by("-number")
