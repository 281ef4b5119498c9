"""What changed lately among the found: from the feed of changes."""

from __future__ import annotations

import datetime as dt

from zhongchuang.clearance.disclosing.wanted import Wanted
from zhongchuang.clearance.models import AwardEntry, DisclosedChange
from zhongchuang.clearance.selectors.award_search import Question, run

_AMONG = 500
"""So many of the newest changes are looked through for a feed that is narrowed."""


def recent_changes(wanted: Wanted, most: int = 50) -> list[DisclosedChange]:
    """The newest changes of awards that answer and are public, the newest first. Raises QueryUnreadable."""
    newest = DisclosedChange.objects.order_by("-sequence")
    if not wanted.narrowed:
        shown = newest.filter(award__in=AwardEntry.objects.values("pk"))
        return list(shown.select_related("award")[:most])
    question = Question.of(wanted)
    among = dict(newest.values_list("pk", "award_id")[:_AMONG])
    if not among:
        return []
    awards = sorted(set(among.values()))
    marks = ", ".join(["%s"] * len(awards))
    where = " AND ".join((f"e.award_id IN ({marks})", *question.conditions))
    rows = run(
        f"SELECT e.award_id FROM clearance_awardentry e WHERE {where}",  # noqa: S608 - our columns, marks
        [*awards, *question.parameters],
    )
    kept = {row[0] for row in rows}
    wanted_pks = [pk for pk, award in among.items() if award in kept][:most]
    return list(newest.filter(pk__in=wanted_pks).select_related("award"))


def last_changed() -> dt.datetime | None:
    """When anything changed of what is public, None where nothing ever did. Of the found alone it would go back in time when one
    of them is withheld, and who asks by the day would keep what is no longer public.
    """
    return DisclosedChange.objects.order_by("-sequence").values_list("at", flat=True).first()
