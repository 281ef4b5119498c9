"""The drafts on the desk as a list, narrowed by facets whose counts are true. A single draft: `desk.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from zhongchuang.core.actors import Actor
from zhongchuang.policy.access import DeskAction, may_draft, visible_drafts
from zhongchuang.policy.models import Draft, DraftState, DraftStep

Counts = Mapping[str, Mapping[str, int]]
"""facet → value → how many drafts it would leave"""


@dataclass(frozen=True, slots=True)
class WantedDrafts:
    """What the list is narrowed by; an empty facet lets all through, but given-up drafts are shown only when asked for."""

    state: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    mine: bool = False
    words: str = ""

    def but(self, facet: str) -> WantedDrafts:
        """The same with one facet open."""
        opened: dict[str, Any] = {facet: False if facet == "mine" else ()}
        return replace(self, **opened)


def drafts_matching(actor: Actor, wanted: WantedDrafts) -> QuerySet[Any]:
    """The drafts, what waits for this reader first, then by when they were touched; each with its `last_step`."""
    first = (
        [DraftState.SUBMITTED, DraftState.OPEN]
        if _decides(actor)
        else [DraftState.OPEN, DraftState.SUBMITTED]
    )
    order = Case(
        *(When(state=state, then=Value(place)) for place, state in enumerate(first)),
        default=Value(len(first)),
        output_field=IntegerField(),
    )
    last = DraftStep.objects.filter(draft=OuterRef("pk"), number=OuterRef("cursor")).values("label")[:1]
    found: QuerySet[Any] = (
        visible_drafts(actor, Draft.objects.all())
        .filter(_matching(actor, wanted))
        .defer("text", "reading", "original")
        .annotate(last_step=Subquery(last), order=order)
        .order_by("order", "-changed_at", "pk")
    )
    return found


def draft_counts(actor: Actor, wanted: WantedDrafts) -> Counts:
    """How many drafts each value of a facet would leave under the other facets: three statements."""
    seen = visible_drafts(actor, Draft.objects.all()).order_by()
    states = seen.filter(_matching(actor, wanted.but("state"), hide_discarded=False))
    places = seen.filter(_matching(actor, wanted.but("place")))
    own = seen.filter(_matching(actor, wanted.but("mine"))).filter(_own(actor))
    return {
        "state": dict(states.values_list("state").annotate(n=Count("pk")).order_by("state")),
        "place": dict(places.values_list("place_code").annotate(n=Count("pk")).order_by("place_code")),
        "mine": {"mine": own.count()},
    }


def live_draft_of(actor: Actor, slug: str) -> Draft | None:
    """The draft in which somebody is at work on a document."""
    live = visible_drafts(actor, Draft.objects.all()).filter(
        document_slug=slug, state__in=[DraftState.OPEN, DraftState.SUBMITTED]
    )
    found: Draft | None = live.defer("text", "reading", "original").first()
    return found


def _matching(actor: Actor, wanted: WantedDrafts, *, hide_discarded: bool = True) -> Q:
    condition = Q()
    if wanted.state:
        condition &= Q(state__in=wanted.state)
    elif hide_discarded:
        condition &= ~Q(state=DraftState.DISCARDED)
    if wanted.place:
        condition &= Q(place_code__in=wanted.place)
    if wanted.mine:
        condition &= _own(actor)
    if wanted.words:
        condition &= Q(title__icontains=wanted.words) | Q(document_slug__icontains=wanted.words)
    return condition


def _own(actor: Actor) -> Q:
    return Q(created_by=actor.user_id or "")


def _decides(actor: Actor) -> bool:
    return may_draft(actor, DeskAction.PUBLISH)
