"""Cases whose publication can be reviewed before they are decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhongchuang.cases.access import visible_cases
from zhongchuang.cases.deciding.disclosed import REVIEWABLE_AHEAD, is_disclosed
from zhongchuang.cases.models import Case
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.clearance.access import DisclosureReach

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhongchuang.core.actors import Actor


def cases_to_disclose(actor: Actor, reach: DisclosureReach) -> QuerySet[Case]:
    """The cases on their way to a decision that would be awards, of the departments somebody works for; those due first."""
    rows = visible_cases(actor, Case.objects.filter(state__in=[state.value for state in REVIEWABLE_AHEAD]))
    if not reach.works_on_all:
        rows = rows.filter(round__department_id__in=reach.works_on)
    versions = rows.order_by().values_list("version_id", flat=True).distinct()
    disclosed = [pk for pk in versions if is_disclosed(version_content(pk))]
    return (
        rows.filter(version_id__in=disclosed)
        .select_related("round__department", "organisation", "programme")
        .order_by("due_on", "pk")
    )
