"""What waits for a unit of the chain, or for an employer, and how much of a quota is left."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, QuerySet

from zhongchuang.cases.access import Reach, is_applicant
from zhongchuang.cases.flow import State
from zhongchuang.cases.flow.chain import level_of
from zhongchuang.cases.models import Case, Recommendation, Round
from zhongchuang.cases.programmes.schema import Level, Programme
from zhongchuang.cases.selectors.programmes import version_content
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.parties.access import Role, holds

_WITH = ("programme__place", "round__department", "organisation", "place", "at_place", "employer")


@dataclass(frozen=True, slots=True)
class Quota:
    """How many a unit may recommend in a round, and how many it has."""

    round: Round
    place: str
    used: int
    most: int

    @property
    def left(self) -> int:
        """How many more there may be."""
        return max(0, self.most - self.used)


def recommendable(actor: Actor, reach: Reach, *, done: bool) -> QuerySet[Case]:
    """The cases before one's unit now, by their term; or those it has said something of, the latest first.

    Raises NotAllowed for whoever recommends nowhere.
    """
    if not holds(actor, Role.RECOMMENDER):
        raise NotAllowed()
    places = reach.places
    rows = Case.objects.select_related("programme", "round")
    if done:
        said = Recommendation.objects.filter(place_id__in=places, recommended__isnull=False)
        return rows.filter(pk__in=said.values("case")).order_by("-changed_at", "-pk")
    waiting = rows.filter(at_place_id__in=places, state=State.RECOMMENDING.value)
    return waiting.order_by(F("due_on").asc(nulls_last=True), "pk")


def approvable(reach: Reach, *, done: bool) -> QuerySet[Case]:
    """The applications of one's people that wait for the employer, or that went on. Empty for whoever manages nothing."""
    rows = Case.objects.select_related("programme", "round").filter(employer_id__in=reach.managed)
    if done:
        gone = rows.exclude(state__in=[State.DRAFT.value, State.EMPLOYER.value])
        return gone.order_by("-changed_at", "-pk")
    return rows.filter(state=State.EMPLOYER.value).order_by(F("due_on").asc(nulls_last=True), "pk")


def recommended_case(actor: Actor, number: str, reach: Reach) -> Case:
    """A case that stands or stood with one's unit. Raises NotAllowed, NotFound."""
    if not holds(actor, Role.RECOMMENDER):
        raise NotAllowed()
    known = Recommendation.objects.filter(place_id__in=reach.places).values("case")
    return _one(Case.objects.filter(pk__in=known), number, reach)


def employer_case(number: str, reach: Reach) -> Case:
    """An application of one's people. Raises NotFound."""
    return _one(Case.objects.filter(employer_id__in=reach.managed), number, reach)


def quotas_of(reach: Reach) -> list[Quota]:
    """What is left of one's unit's quotas, of each round in which it has something to say."""
    places = reach.places
    rows = Recommendation.objects.filter(place_id__in=places, case__state=State.RECOMMENDING.value)
    pairs = rows.order_by().values_list("round_id", "place_id", "level").distinct()[:20]
    rounds = {r.pk: r for r in Round.objects.filter(pk__in=[p[0] for p in pairs])}
    counted = Recommendation.objects.filter(place_id__in=places, round__in=rounds, recommended=True)
    each = counted.exclude(case__state=State.WITHDRAWN.value).order_by().values_list("round_id", "place_id")
    used = {(round_id, place): n for round_id, place, n in each.annotate(n=Count("pk"))}
    found = [
        _quota(rounds[round_id], place, level, used.get((round_id, place), 0))
        for round_id, place, level in pairs
    ]
    return [one for one in found if one is not None]


def quota_for(case: Case) -> Quota | None:
    """What is left where a case stands now; None where there is no limit."""
    if case.at_place_id is None:
        return None
    used = used_of(case.round_id, case.at_place_id)
    return _quota(case.round, case.at_place_id, level_of(case.at_place_id), used)


def _quota(round_: Round, place: str, level: str, used: int) -> Quota | None:
    most = quota_of(round_, place, level_at(version_content(round_.version_id), level))
    return None if most is None else Quota(round_, place, used, most)


def quota_of(round_: Round, place: str, level: Level | None) -> int | None:
    """How many a unit may recommend in a round: the round's own number for it, else the programme's; None: no limit."""
    own = round_.place_quotas.get(place)
    if isinstance(own, int):
        return own
    return level.quota if level is not None else None


def used_of(round_id: int, place: str) -> int:
    """How many a unit has recommended in a round; who withdrew afterwards takes no place."""
    rows = Recommendation.objects.filter(round_id=round_id, place_id=place, recommended=True)
    return int(rows.exclude(case__state=State.WITHDRAWN.value).count())


def level_at(programme: Programme, level: str) -> Level | None:
    """The level of the programme's chain by its name."""
    return next((one for one in programme.chain if one.level == level), None)


def _one(rows: QuerySet[Case], number: str, reach: Reach) -> Case:
    found: Case | None = (
        rows.exclude(state=State.DRAFT.value).select_related(*_WITH).filter(number=number).first()
    )
    if found is None or (is_applicant(found, reach) and not found.employer_id):
        raise NotFound()
    return found
