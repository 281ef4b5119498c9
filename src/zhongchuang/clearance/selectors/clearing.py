"""The room's reads."""

from __future__ import annotations

from django.db.models import QuerySet

from zhongchuang.clearance.models import Claim, Clearance
from zhongchuang.core.described import Described


def claims_of(holder: str) -> list[Claim]:
    """What a holder holds now."""
    return list(Claim.objects.filter(holder=holder, released_at=None).order_by("kind", "pk"))


def clearances_of(holder: str) -> list[Clearance]:
    """Every clearance a holder ever had, the newest first."""
    return list(Clearance.objects.filter(holder=holder).order_by("-pk"))


def was_excepted(code: str) -> bool:
    """Whether a clearance was issued against a rule, by an exception of two officers."""
    return bool(code) and Clearance.objects.filter(code=code, overridden=True).exists()


def standing_clearance(holder: str) -> Clearance | None:
    """The clearance a holder has now. Whether it still fits the facts is asked where it counts (`clearance_required`)."""
    return _STANDING.one(holder=holder)


def _standing(holder: str) -> QuerySet[Clearance]:
    return Clearance.objects.filter(holder=holder, voided_at=None)


_STANDING = Described(_standing, holder=str)
