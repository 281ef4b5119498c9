"""Awards that everybody read and nobody may read until a review: a later file says that they are a natural person's, or that they
are none's after all, or calls the person otherwise. The name in it was never looked at as what it is now.
"""

from __future__ import annotations

from collections.abc import Sequence

from zhongchuang.clearance.models import (
    Award,
    AwardCorrection,
    AwardState,
    DisclosedChange,
    DisclosureReview,
)
from zhongchuang.clearance.services.changes import Change, ChangeKind, changes_write
from zhongchuang.core import clock

_CORRECTED = ("recipient_name", "title")
_NAMING = frozenset({"name", "title"})
"""What names somebody, or may, in a correction by the office and in one by a later file."""


def award_withdrawn(award: Award) -> None:
    """The award, not yet saved, as it stands out of sight: it waits, and its term begins with the review. One that was revoked
    stays revoked, and as one that is no longer public it is shown to nobody.
    """
    if award.state == AwardState.PUBLIC:
        award.state = AwardState.WAITING
    award.published_at, award.named_since, award.down_on = None, None, None


def awards_withdraw(pks: Sequence[int]) -> None:
    """Tell everybody that they are public no longer. Call it last in the transaction, the awards saved as `award_withdrawn` left
    them.

    The review of before no longer stands: it looked at something else. Once the award is public again, neither the feed nor its
    corrections repeat the names of before, which have no term of their own.
    """
    refs = Award.objects.filter(pk__in=pks).values("ref")
    DisclosureReview.objects.filter(ref__in=refs, superseded_at=None).update(superseded_at=clock.now())
    AwardCorrection.objects.filter(award__in=pks, field__in=_CORRECTED).update(public=False)
    told = [
        row
        for row in DisclosedChange.objects.filter(award__in=pks)
        if not _NAMING.isdisjoint(row.content) or row.content.get("field") in _CORRECTED
    ]
    for row in told:
        hidden = _NAMING | {"before", "after"} if "field" in row.content else _NAMING
        row.content = {name: value for name, value in row.content.items() if name not in hidden}
    DisclosedChange.objects.bulk_update(told, ["content"], batch_size=400)
    changes_write([Change(Award(pk=pk), ChangeKind.WITHHELD) for pk in pks])
