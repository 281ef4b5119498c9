"""Refused hand-ins, for the officers of both cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from zhongchuang.cases.access import CaseAction, Reach, applied, may_case
from zhongchuang.cases.models import Case, ClaimAttempt

if TYPE_CHECKING:
    from zhongchuang.core.actors import Actor

_WITH = ("case__round__department", "other__round__department")


def attempts_to_see(actor: Actor, reach: Reach) -> QuerySet[ClaimAttempt]:
    """The attempts in which one of the two cases is the actor's department's; none in which they apply themselves, or for whom
    they act: there they read no more than any applicant.
    """
    rows = ClaimAttempt.objects.select_related(*_WITH).order_by("-last_at", "-pk")
    if not may_case(actor, CaseAction.WORK):
        return rows.none()
    if reach.account is not None:
        mine = Case.objects.filter(applied(reach)).values("pk")
        rows = rows.exclude(case__in=mine).exclude(Q(other__isnull=False) & Q(other__in=mine))
    if reach.everything:
        return rows
    departments = list(reach.departments)
    return rows.filter(
        Q(case__round__department__in=departments) | Q(other__round__department__in=departments)
    )


def attempts_about(actor: Actor, reach: Reach, case: Case) -> list[ClaimAttempt]:
    """The attempts a case is in, on either side."""
    return list(attempts_to_see(actor, reach).filter(Q(case=case) | Q(other=case)))
