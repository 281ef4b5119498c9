"""Awards as the public reads them. Whatever shows an award to everybody begins here: nothing else says what is public."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhongchuang.clearance.disclosing.scanning import masked
from zhongchuang.clearance.models import Award, AwardCorrection, AwardState, DisclosedChange
from zhongchuang.core import clock
from zhongchuang.core.errors import NotFound

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhongchuang.core.json_values import Json

SHOWN = (AwardState.PUBLIC, AwardState.REVOKED)
"""A revoked award stays, with the day and the reason, where it was public before."""
MOST_CHANGES = 500
"""So many changes a reader gets at once."""


def public_awards() -> QuerySet[Award]:
    """Every award that everybody may read: reviewed and public, or revoked after it had been."""
    return Award.objects.filter(state__in=SHOWN, published_at__isnull=False)


def public_among(keys: Collection[int]) -> list[Award]:
    """Those of some awards that everybody may read, by their keys and in their order. One statement, found by the keys alone:
    asked for the state as well, SQLite goes through everything that is public.
    """
    found = Award.objects.filter(pk__in=keys).order_by("pk")
    return [award for award in found if award.state in SHOWN and award.published_at is not None]


def public_award(number: str) -> Award:
    """One of them by its number. Raises NotFound."""
    found = public_awards().select_related("organisation", "department").filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


def awards_shown(refs: Collection[str]) -> dict[str, Award]:
    """Those of some supports that everybody may read, by their references; no statement where none is asked for."""
    return {one.ref: one for one in public_awards().filter(ref__in=refs)} if refs else {}


def is_shown(award: Award) -> bool:
    """The same of one award that is at hand."""
    return award.published_at is not None and award.state in SHOWN


def name_is_down(award: Award) -> bool:
    """Whether the name of a natural person is no longer shown: taken down, or its last day is over and the job has yet to run."""
    return award.personal and (
        award.taken_down_at is not None or (award.down_on is not None and award.down_on <= clock.today())
    )


def public_name(award: Award) -> str:
    """Who got it, as the public reads it."""
    return _("（已撤下）") if name_is_down(award) else award.recipient_name


def public_title(award: Award) -> str:
    """For what, as the public reads it: without the name that is down."""
    return _without_name(award, award.title)


def _without_name(award: Award, text: str) -> str:
    if name_is_down(award) and len(award.recipient_name) > 1:
        return text.replace(award.recipient_name, _("（已撤下）"))
    return text


@dataclass(frozen=True, slots=True)
class ShownCorrection:
    """A correction as the public reads it. `before` None: it is told that it was corrected, not what stood there."""

    field: str
    before: str | None
    after: str
    reason: str
    department: str
    at: dt.datetime


def corrections_of(award: Award) -> list[ShownCorrection]:
    """What was corrected of an award after it was public, in order; a name that is down stands in none of them."""
    rows = AwardCorrection.objects.filter(award=award, public=True).order_by("pk")
    return [_shown(award, row) for row in rows]


def _shown(award: Award, row: AwardCorrection) -> ShownCorrection:
    down = row.field == "recipient_name" and name_is_down(award)
    before = None if row.concealed or down else masked(_without_name(award, row.before))
    after = _("（已撤下）") if down else _without_name(award, row.after)
    reason = _without_name(award, row.reason)
    return ShownCorrection(row.field, before, after, reason, row.department_name, row.at)


def changes_of(award: Award) -> list[DisclosedChange]:
    """Everything that changed of an award for the public, in order."""
    return list(DisclosedChange.objects.filter(award=award).order_by("sequence"))


@dataclass(frozen=True, slots=True)
class ChangeRead:
    """A change as a reader gets it: what happened, and the award as it stands now; None where it is no longer public."""

    sequence: int
    kind: str
    at: dt.datetime
    number: str
    content: dict[str, Json]
    award: Award | None


def changes_after(sequence: int, limit: int = MOST_CHANGES) -> list[ChangeRead]:
    """The changes after a number, in their order, at most so many. Whoever has read up to a number misses nothing by asking for
    what comes after it. One statement.

    Of an award that is no longer public only the number and that it changed: what was said of it is not repeated.
    """
    rows = DisclosedChange.objects.filter(sequence__gt=sequence).select_related("award").order_by("sequence")
    return [_read(row) for row in rows[: max(1, min(limit, MOST_CHANGES))]]


def _read(row: DisclosedChange) -> ChangeRead:
    shown = is_shown(row.award)
    content = _told(row) if shown else {}
    return ChangeRead(row.sequence, row.kind, row.at, row.award.number, content, row.award if shown else None)


_NAMING = frozenset({"name", "recipient_name", "title"})


def _told(row: DisclosedChange) -> dict[str, Json]:
    """What a change says; of one that turned out to be a natural person's, whose name has a term, without it."""
    if not row.award.personal:
        return dict(row.content)
    of_name = row.content.get("field") in _NAMING
    return {
        name: value
        for name, value in row.content.items()
        if name not in _NAMING and not (of_name and name in ("before", "after"))
    }


def last_change() -> int:
    """The number of the last change, 0 where there is none yet."""
    return DisclosedChange.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
