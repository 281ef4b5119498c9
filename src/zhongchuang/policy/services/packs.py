"""Packs into the database, through either door: the folder of a release, or the desk.

Every way in ends in `_put_in_force`: the version whole, the rows that changed, the versions of single documents and
measures, the publication, its event and its entry in the log, in one transaction that only one process runs at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.locks import exclusive
from zhongchuang.core.outbox import emit
from zhongchuang.policy.access import PolicyAction, may_document
from zhongchuang.policy.errors import FilesConflict
from zhongchuang.policy.events import RulebookChanged
from zhongchuang.policy.models import PackOrigin, PackVersion, Publication, PublishedChange
from zhongchuang.policy.packs.export import exported_version
from zhongchuang.policy.packs.loader import read_files, rulebook_of, version_of
from zhongchuang.policy.packs.merging import merge_files
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.packs.storage import rulebook_to_json
from zhongchuang.policy.packs.versions import ItemChange, changes_between, items_of
from zhongchuang.policy.services.pack_items import items_keep, known_items
from zhongchuang.policy.services.pack_rows import rows_write
from zhongchuang.policy.services.search_index import reindex

LOCK = "policy.packs_load"
Check = Callable[[RuleBook], None]


def files_publish(
    *,
    actor: Actor,
    files: Mapping[str, str],
    origin: PackOrigin,
    based_on: str,
    check: Check | None = None,
) -> str:
    """Put these files in force; returns the version that is in force now.

    `based_on` is the version the files were made from. Where another version came into force meanwhile, the two are
    merged. Nothing is written where that cannot be done, or where anything in the result is wrong. `check` is called
    with the very rule book that would come into force, after merging, and refuses it by raising.

    Raises NotAllowed; NotFound for a `based_on` that is not kept; FilesConflict; ItemVersionTaken; PackError with
    everything wrong in the files; what `check` raises.
    """
    if not may_document(actor, PolicyAction.PUBLISH):
        raise NotAllowed()
    rulebook_of(files)  # read before anybody has to wait for it
    with exclusive(LOCK):
        book, origin = _brought_together(files, origin, base=based_on, current=_current_version())
        if check is not None:
            check(book)
        return _put_in_force(actor, book, origin)


def packs_load(*, actor: Actor, root: Path) -> str | None:
    """Bring the folder of the release into force; returns the version in force then, None where there was nothing to do.

    A folder that was loaded before in just this state is left alone, so that a start never undoes what the desk
    published since. A new state is merged with what was published since the folder was loaded last.

    Raises NotAllowed, FilesConflict, ItemVersionTaken, PackError.
    """
    if not may_document(actor, PolicyAction.LOAD):
        raise NotAllowed()
    files = read_files(root)
    version = version_of(files)
    if _is_known(version):
        return None
    folder = rulebook_of(files)
    with exclusive(LOCK):
        if _is_known(version):
            return None
        base, current = _folder_version(), _current_version()
        _keep(folder, PackOrigin.FILES, base)
        now = _put_in_force(actor, *_brought_together(files, PackOrigin.FILES, base=base, current=current))
        PackVersion.objects.filter(version=version).update(folder_at=clock.now())
    return None if now == current else now


def packs_import(*, actor: Actor, root: Path) -> str | None:
    """Take over the packs of any folder on purpose; returns the version in force then, None where nothing differed.

    A folder written by `packs export` says from which version it comes, any other is taken as made from the release's
    folder; what was published since that version stays. Raises as `packs_load` does.
    """
    if not may_document(actor, PolicyAction.LOAD):
        raise NotAllowed()
    files, made_from = read_files(root), exported_version(root)
    rulebook_of(files)
    with exclusive(LOCK):
        current = _current_version()
        is_kept = PackVersion.objects.filter(version=made_from).exists()
        base = made_from if is_kept else _folder_version()
        now = _put_in_force(actor, *_brought_together(files, PackOrigin.FILES, base=base, current=current))
    return None if now == current else now


def _brought_together(
    files: Mapping[str, str], origin: PackOrigin, *, base: str | None, current: str | None
) -> tuple[RuleBook, PackOrigin]:
    """The files with what came into force since `base`. A `base` of None is no common ground at all."""
    if current is None or current == base:
        return rulebook_of(files), origin
    merged = _merged(base, current, files)
    if version_of(merged) == version_of(files):
        return rulebook_of(files), origin
    return rulebook_of(merged), PackOrigin.MERGED


def _is_known(version: str) -> bool:
    """Whether the folder stood so before, and single versions were kept when it was loaded."""
    return (
        PackVersion.objects.filter(version=version, folder_at__isnull=False).exists()
        and Publication.objects.exists()
    )


def _current_version() -> str | None:
    return PackVersion.objects.filter(is_current=True).values_list("version", flat=True).first()


def _folder_version() -> str | None:
    """The state in which the folder was loaded last."""
    loaded = PackVersion.objects.filter(folder_at__isnull=False).order_by("-folder_at")
    return loaded.values_list("version", flat=True).first()


def _merged(base: str | None, ours: str, theirs: Mapping[str, str]) -> Mapping[str, str]:
    merge = merge_files({} if base is None else _files_of(base), _files_of(ours), theirs)
    if merge.conflicts:
        raise FilesConflict(merge.conflicts)
    return merge.files


def _files_of(version: str) -> Mapping[str, str]:
    content = PackVersion.objects.filter(version=version).values_list("content", flat=True).first()
    if content is None:
        raise NotFound(
            f"没有保存政策包版本 {version[:12]}。",
            f"No pack version {version[:12]} is kept.",
            next_zh="用 zhongchuang packs versions 查看保存的版本。",
            next_en="`zhongchuang packs versions` lists those that are.",
        )
    files: Mapping[str, str] = content["files"]
    return files


def _keep(book: RuleBook, origin: PackOrigin, parent: str | None) -> PackVersion:
    """The version whole; one that is kept already stays as it was first kept."""
    kept, _ = PackVersion.objects.get_or_create(
        version=book.version,
        defaults={
            "content": rulebook_to_json(book),
            "loaded_at": clock.now(),
            "origin": origin,
            "parent_id": parent,
        },
    )
    return kept


def _put_in_force(actor: Actor, book: RuleBook, origin: PackOrigin) -> str:
    current, is_first = _current_version(), not Publication.objects.exists()
    if book.version == current and not is_first:
        return current
    items = tuple(items_of(book))
    changes = changes_between(() if is_first else known_items(), items)
    kept = _keep(book, origin, current)
    items_keep(items, changes, kept)
    PackVersion.objects.filter(is_current=True).exclude(pk=kept.pk).update(is_current=False)
    PackVersion.objects.filter(pk=kept.pk).update(is_current=True)
    rows_write(book, items, kept)
    reindex(changes)
    publication = _publish(kept, origin, None if is_first else current, changes)
    emit(
        RulebookChanged(
            publication_id=publication.pk, pack_version=kept.version, before=publication.before_id
        )
    )
    audit_write(
        actor=actor,
        verb="policy.files_publish",
        target=kept,
        before={"version": current},
        after={"version": kept.version, "origin": origin.value, "changes": len(changes)},
    )
    return kept.version


def _publish(
    kept: PackVersion, origin: PackOrigin, before: str | None, changes: tuple[ItemChange, ...]
) -> Publication:
    publication = Publication.objects.create(version=kept, before_id=before, origin=origin, at=clock.now())
    PublishedChange.objects.bulk_create(
        PublishedChange(
            publication=publication,
            kind=change.kind,
            slug=change.slug,
            change=change.change,
            number=change.number,
            number_before=change.before,
            title=change.title.zh,
            title_en=change.title.en,
            place_id=change.place,
            instrument=change.instrument,
        )
        for change in changes
    )
    return publication
