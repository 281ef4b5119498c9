"""Awards as the public reads them. Whatever shows an award to everybody begins here: nothing else says what is public."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from zhongchuang.clearance.models import Award, AwardState
from zhongchuang.core import clock
from zhongchuang.core.errors import NotFound

if TYPE_CHECKING:
    from django.db.models import QuerySet

SHOWN = (AwardState.PUBLIC, AwardState.REVOKED)
"""A revoked award stays, with the day and the reason, where it was public before."""


def public_awards() -> QuerySet[Award]:
    """Every award that everybody may read: reviewed and public, or revoked after it had been."""
    return Award.objects.filter(state__in=SHOWN, published_at__isnull=False)


def public_award(number: str) -> Award:
    """One of them by its number. Raises NotFound."""
    found = public_awards().select_related("organisation", "department").filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


def name_is_down(award: Award) -> bool:
    """Whether the name of a natural person is no longer shown: taken down, or its last day is over and the job has yet to run."""
    return award.personal and (
        award.taken_down_at is not None or (award.down_on is not None and award.down_on <= clock.today())
    )


def public_name(award: Award) -> str:
    """Who got it, as the public reads it."""
    return _("（已撤下）") if name_is_down(award) else award.recipient_name


def public_names(awards: Sequence[Award]) -> dict[int, str]:
    """The same for a page of them, by key."""
    return {award.pk: public_name(award) for award in awards}
