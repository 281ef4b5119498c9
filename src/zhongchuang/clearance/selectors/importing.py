"""What came from other departments: files one may see, what was wrong, what a file changed, where an award comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from zhongchuang.clearance.access import ImportAction, import_reach, imports_reached
from zhongchuang.clearance.importing.keeping import OPEN_DAYS, TAKEN_DAYS
from zhongchuang.clearance.models import (
    Award,
    AwardImport,
    ImportedAward,
    ImportedChange,
    ImportProblem,
    ImportState,
)
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotAllowed, NotFound

if TYPE_CHECKING:
    from django.db.models import QuerySet

_UNTAKEN = (ImportState.WAITING, ImportState.READ, ImportState.FAILED)


def visible_imports(actor: Actor) -> QuerySet[AwardImport]:
    """The files of one's departments, the latest first. Raises NotAllowed for whoever has nothing to do with them."""
    reach = import_reach(actor)
    if not reach.may(ImportAction.LOOK):
        raise NotAllowed()
    return imports_reached(AwardImport.objects.select_related("department"), reach).order_by("-pk")


def import_of(actor: Actor, key: str) -> AwardImport:
    """One file. Raises NotAllowed, NotFound."""
    found = visible_imports(actor).filter(key=key).first()
    if found is None:
        raise NotFound()
    return found


def problems_in(found: AwardImport) -> QuerySet[ImportProblem]:
    """What is wrong with its cells, as the file numbers them."""
    return found.problems.order_by("row", "pk")


def awards_in(found: AwardImport) -> QuerySet[ImportedAward]:
    """The awards that say what this file says (a later file may have taken them over)."""
    return found.awards.select_related("award").order_by("row")


def changes_in(found: AwardImport) -> QuerySet[ImportedChange]:
    """What the file corrected."""
    return found.changes.select_related("imported__award").order_by("row")


def gone_in(found: AwardImport) -> QuerySet[ImportedAward]:
    """The awards that were there before and are not in this file, which is said to hold all. None was taken away for it."""
    return found.gone_awards.select_related("award").order_by("number")


def origin_of(award: Award) -> ImportedAward | None:
    """Where an award of another department comes from; None for one of ours."""
    return ImportedAward.objects.select_related("found_in", "gone_in").filter(award=award).first()


def source_changes(award: Award) -> QuerySet[ImportedChange]:
    """What later files of its department corrected in an award, in order."""
    return ImportedChange.objects.filter(imported__award=award).select_related("found_in").order_by("pk")


def known_rows(source_key: str, numbers: Sequence[str]) -> dict[str, tuple[str, bool]]:
    """Of a department's numbers those that are there: the digest of what they say, whether its last full list had them."""
    rows = ImportedAward.objects.filter(source_key=source_key, number__in=numbers)
    told = rows.values_list("number", "content_sha256", "gone_in")
    return {number: (sha256, gone is None) for number, sha256, gone in told}


def known_standing(source_key: str) -> QuerySet[ImportedAward]:
    """Everything a department has here and has not left out of a full list."""
    return ImportedAward.objects.filter(source_key=source_key, gone_in=None)


def imports_to_forget(now: dt.datetime) -> QuerySet[AwardImport]:
    """The imports whose files are kept no longer: given up; not taken in, or taken in, for longer than their terms; and those
    that were taken in of a department of whose list a name has come down, since that name stands in them.
    """
    down = ImportedAward.objects.filter(source_key=OuterRef("source_key"), award__taken_down_at__isnull=False)
    taken = Q(state=ImportState.TAKEN)
    return AwardImport.objects.filter(
        Q(state=ImportState.DROPPED)
        | Q(state__in=_UNTAKEN, made_at__lte=now - dt.timedelta(days=OPEN_DAYS))
        | (taken & Q(taken_at__lte=now - dt.timedelta(days=TAKEN_DAYS)))
        | (taken & Exists(down)),
        file_gone_at=None,
    )


def kept_by_another(source_key: str, department: int | None) -> str:
    """Which other department answers for the awards this source gave before; empty where none does, or where nobody in
    particular asks."""
    if department is None:
        return ""
    rows = ImportedAward.objects.filter(source_key=source_key, award__department__isnull=False)
    others = rows.exclude(award__department=department).order_by("pk")
    return others.values_list("award__department__name", flat=True).first() or ""
