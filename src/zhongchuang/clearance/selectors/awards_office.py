"""Awards as the office works on them: what waits for its review, one award with everything about it, requests to correct."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from zhongchuang.clearance.access import (
    DisclosureReach,
    awards_reached,
    disclosure_reach,
    named_reach,
    works_on_awards,
)
from zhongchuang.clearance.models import (
    Award,
    AwardCorrection,
    AwardState,
    CorrectionRequest,
    DisclosureReview,
    RequestState,
)
from zhongchuang.core.errors import NotFound

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from zhongchuang.core.actors import Actor
    from zhongchuang.core.json_values import Json

LONGEST_SEARCH = 60
MOST_COUNTED = 1000
"""What waits is counted so far and no further: whoever has more than that to do need not know how much."""


def office_reach(actor: Actor) -> DisclosureReach:
    """How far somebody reaches who has to do with these pages. Raises NotFound: for others there are none."""
    if not works_on_awards(actor):
        raise NotFound()
    return disclosure_reach(actor)


def office_awards(
    reach: DisclosureReach, *, state: str = "", words: str = "", department: int | None = None
) -> QuerySet[Award]:
    """The awards somebody reaches in a state (none: all), narrowed; what waits the longest first, others the newest first."""
    rows = awards_reached(Award.objects.all(), reach)
    if state:
        rows = rows.filter(state=state)
    if department is not None:
        rows = rows.filter(department=department)
    if words := words.strip()[:LONGEST_SEARCH]:
        rows = rows.filter(
            Q(number__iexact=words)
            | Q(ref__icontains=words)
            | Q(recipient_name__icontains=words)
            | Q(title__icontains=words)
        )
    return rows.order_by("pk") if state == AwardState.WAITING else rows.order_by("-pk")


def counts_by_state(reach: DisclosureReach) -> dict[str, int]:
    """How many awards stand how, of those somebody reaches. One statement."""
    rows = awards_reached(Award.objects.all(), reach).order_by().values_list("state")
    return dict(rows.annotate(count=Count("pk")))


@dataclass(frozen=True, slots=True)
class AwardsWaiting:
    """What waits for somebody at the office's pages of awards, each counted up to `MOST_COUNTED`."""

    reviews: int = 0
    requests: int = 0


def awards_waiting(reach: DisclosureReach) -> AwardsWaiting:
    """How many awards wait for a review that somebody may make, and how many requests for their answer. Two statements at most;
    none for whoever works on no award.
    """
    if not (reach.works_on_all or reach.works_on):
        return AwardsWaiting()
    reviews = Award.objects.filter(state=AwardState.WAITING).order_by()
    requests = CorrectionRequest.objects.filter(state=RequestState.OPEN).order_by()
    if not reach.works_on_all:
        reviews = reviews.filter(department__in=reach.works_on)
        requests = requests.filter(award__department__in=reach.works_on)
    return AwardsWaiting(reviews[:MOST_COUNTED].count(), requests[:MOST_COUNTED].count())


def departments_with_awards(reach: DisclosureReach) -> list[tuple[int, str]]:
    """The departments of the awards somebody reaches, by key and name."""
    rows = awards_reached(Award.objects.exclude(department=None), reach).order_by()
    found = rows.values_list("department_id", "department__name").distinct()
    return sorted(((pk, name) for pk, name in found if pk is not None), key=lambda pair: pair[1])


def office_award(reach: DisclosureReach, number: str) -> Award:
    """One award. Raises NotFound."""
    rows = awards_reached(Award.objects.select_related("department", "organisation"), reach)
    found = rows.filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


def reviews_of(ref: str) -> list[DisclosureReview]:
    """Every review of a support, the newest first."""
    return list(DisclosureReview.objects.filter(ref=ref).order_by("-pk"))


def standing_review(ref: str) -> DisclosureReview | None:
    """The review that stands of a support, made before or after its decision."""
    return DisclosureReview.objects.filter(ref=ref, superseded_at=None).first()


def standing_reviews(refs: list[str]) -> dict[str, DisclosureReview]:
    """The same for many, by reference. One statement."""
    return {row.ref: row for row in DisclosureReview.objects.filter(ref__in=refs, superseded_at=None)}


def all_corrections_of(award: Award) -> list[AwardCorrection]:
    """Every correction of an award, also of before it was public, the newest first."""
    return list(AwardCorrection.objects.filter(award=award).order_by("-pk"))


def office_requests(reach: DisclosureReach, *, only_open: bool) -> QuerySet[CorrectionRequest]:
    """Requests about the awards somebody reaches: the open ones by their wait, or all, the newest first."""
    rows = CorrectionRequest.objects.select_related("award", "organisation")
    if not reach.sees_all:
        rows = rows.filter(award__department_id__in=reach.sees)
    return rows.filter(state=RequestState.OPEN).order_by("pk") if only_open else rows.order_by("-pk")


def office_request(reach: DisclosureReach, number: str) -> CorrectionRequest:
    """One request. Raises NotFound."""
    found = office_requests(reach, only_open=False).select_related("correction").filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


def requests_about(award: Award) -> list[CorrectionRequest]:
    """Every request about an award, the newest first."""
    return list(CorrectionRequest.objects.filter(award=award).select_related("correction").order_by("-pk"))


def is_named(actor: Actor, award: Award) -> bool:
    """Whether the reader may ask for a correction of an award: it names an organisation of theirs, or themselves."""
    return named_reach(actor).names(award)


def awards_data(person: str) -> list[dict[str, Json]]:
    """What is published of a natural person, for the copy of their data. `person` is the platform's reference, empty: none."""
    if not person:
        return []
    rows = Award.objects.filter(personal=True, person=person).order_by("pk")
    return [
        {
            "number": row.number,
            "state": row.state,
            "name": row.recipient_name,
            "title": row.title,
            "amount_fen": row.amount,
            "decided_on": row.decided_on.isoformat(),
            "down_on": row.down_on.isoformat() if row.down_on else None,
        }
        for row in rows
    ]


def requests_data(account_id: int) -> list[dict[str, Json]]:
    """The requests for corrections that an account made, for the copy of their data."""
    rows = CorrectionRequest.objects.filter(account=account_id).select_related("award").order_by("pk")
    return [
        {
            "number": row.number,
            "award": row.award.number,
            "says": row.says,
            "asked_at": row.asked_at.isoformat(),
            "state": row.state,
            "answer": row.answer,
        }
        for row in rows
    ]
