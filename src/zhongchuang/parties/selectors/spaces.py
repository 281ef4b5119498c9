"""Makerspaces: which there are, who runs them, what they are recognised as; and what their figures rest on."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotFound
from zhongchuang.parties.access import SpaceAction, may_space
from zhongchuang.parties.models import (
    HolderRole,
    Organisation,
    OrganisationState,
    PeriodClose,
    Place,
    Recognition,
    RecognitionLevel,
    Space,
    SpaceField,
    SpaceHolder,
    Standing,
    Tenant,
)
from zhongchuang.parties.spaces.residency import Stay

NOT_RECOGNISED = "none"


@dataclass(frozen=True, slots=True)
class SpacesWanted:
    """What a list of spaces is narrowed by; the values of one question are joined by “or”."""

    place: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    field: tuple[str, ...] = ()
    recognised: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """A value of a question, how it is called, and how many spaces it would leave."""

    value: str
    label: str
    label_en: str
    count: int


@dataclass(frozen=True, slots=True)
class SpaceChoices:
    """What the list can be narrowed by, with how many each would leave."""

    found: Mapping[str, tuple[Counted, ...]] = field(default_factory=dict)


def standing_recognitions(on: dt.date) -> Q:
    """Recognitions that hold on a day."""
    return Q(since__lte=on) & (Q(until=None) | Q(until__gte=on)) & (Q(revoked_on=None) | Q(revoked_on__gt=on))


def _recognised_as(on: dt.date) -> Case:
    """The highest level at which a space is recognised, `none` where it is at none."""
    holding = Recognition.objects.filter(standing_recognitions(on), space=OuterRef("pk"))
    levels = reversed(RecognitionLevel.values)
    return Case(
        *(When(Exists(holding.filter(level=level)), then=Value(level)) for level in levels),
        default=Value(NOT_RECOGNISED),
        output_field=CharField(),
    )


def spaces_like(wanted: SpacesWanted) -> QuerySet[Any]:
    """The spaces that a list is narrowed to, with how many tenants each has."""
    found: QuerySet[Any] = Space.objects.annotate(
        recognised=_recognised_as(clock.today()),
        residents=Count("tenants", filter=Q(tenants__stay=Stay.RESIDENT.value), distinct=True),
    )
    for name in ("place", "kind", "stage", "recognised"):
        if values := getattr(wanted, name):
            found = found.filter(**{f"{name}__in": values})
    if wanted.field:
        found = found.filter(Exists(SpaceField.objects.filter(space=OuterRef("pk"), name__in=wanted.field)))
    if wanted.words:
        found = found.filter(Q(name__icontains=wanted.words) | Q(address__icontains=wanted.words))
    return found.select_related("place").order_by("name", "pk")


def spaces_count(wanted: SpacesWanted) -> int:
    """How many there are."""
    return _bare(spaces_like(wanted)).count()


def with_recognitions(spaces: QuerySet[Any]) -> QuerySet[Any]:
    """The spaces with what they are recognised as today, the highest first, in `.standing`."""
    holding = Recognition.objects.filter(standing_recognitions(clock.today()))
    return spaces.prefetch_related(Prefetch("recognitions", holding, to_attr="standing"))


def space_choices(wanted: SpacesWanted) -> SpaceChoices:
    """Two statements for all questions: groups for those with one value a space, and the fields."""
    questions = ("place", "kind", "stage", "recognised")
    anyhow = SpacesWanted(field=wanted.field, words=wanted.words)
    rows = list(
        _bare(spaces_like(anyhow))
        .values("place", "place__name", "place__name_en", "kind", "stage", "recognised")
        .annotate(n=Count("pk", distinct=True))
    )
    found: dict[str, tuple[Counted, ...]] = {}
    for name in questions:
        counts: Counter[tuple[str, str, str]] = Counter()
        for row in rows:
            others = (other for other in questions if other != name and getattr(wanted, other))
            fits = all(row[other] in getattr(wanted, other) for other in others)
            words = (row["place__name"], row["place__name_en"]) if name == "place" else (row[name], row[name])
            counts[row[name], words[0], words[1]] += row["n"] if fits else 0
        found[name] = tuple(Counted(*key, count=n) for key, n in sorted(counts.items()))
    spaces = _bare(spaces_like(replace(wanted, field=())))
    fields = SpaceField.objects.filter(space__in=spaces.values("pk")).values("name").annotate(n=Count("pk"))
    found["field"] = tuple(
        Counted(row["name"], row["name"], row["name"], row["n"]) for row in fields.order_by("-n", "name")
    )
    return SpaceChoices(found)


def _bare(spaces: QuerySet[Any]) -> QuerySet[Any]:
    """Without its order, which would split groups."""
    return spaces.order_by()


def space_of(pk: int) -> Space:
    """A space; everybody may see it. Raises NotFound."""
    found: Space | None = Space.objects.select_related("place").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def space_by_reference(reference: str) -> Space:
    """A space by the number people read, which other rooms keep of it. Raises NotFound."""
    found: Space | None = Space.objects.filter(public_id=reference).first()
    if found is None:
        raise NotFound()
    return found


def works_at(actor: Actor, space: Space) -> bool:
    """Whether the actor acts for the organisation that runs the space now."""
    return bool(actor.user_id) and run_by(actor).filter(pk=space.pk).exists()


def run_by(actor: Actor) -> QuerySet[Space]:
    """The spaces whose operator the actor acts for."""
    if not actor.user_id:
        return Space.objects.none()
    running = SpaceHolder.objects.filter(
        role=HolderRole.OPERATOR,
        until=None,
        organisation__memberships__account_id=actor.user_id,
        organisation__memberships__until=None,
        space=OuterRef("pk"),
    )
    return Space.objects.filter(Exists(running)).select_related("place").order_by("name", "pk")


def kept_spaces(actor: Actor) -> QuerySet[Space]:
    """The spaces whose register the actor may look into: all for departments, else those they run."""
    if may_space(actor, SpaceAction.SEE_TENANTS):
        return Space.objects.select_related("place").order_by("name", "pk")
    return run_by(actor)


def kept_space(actor: Actor, pk: int) -> Space:
    """One of them. Raises NotFound, also where the register is not the actor's to see."""
    found: Space | None = kept_spaces(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def with_work(spaces: QuerySet[Any]) -> QuerySet[Any]:
    """The spaces with the first and last day of the period closed last."""
    closed = PeriodClose.objects.filter(space=OuterRef("pk")).order_by("-ends", "-starts")
    found: QuerySet[Any] = spaces.annotate(
        closed_starts=Subquery(closed.values("starts")[:1]), closed_ends=Subquery(closed.values("ends")[:1])
    )
    return found


def places_of(spaces: QuerySet[Any]) -> list[tuple[Place, int]]:
    """The places in which there are some of these, with how many, by code."""
    counts = dict(spaces.order_by().values_list("place").annotate(n=Count("pk")))
    return [(place, counts[place.pk]) for place in Place.objects.filter(pk__in=counts).order_by("code")]


def spaces_in(places: Iterable[str]) -> list[tuple[Space, Organisation]]:
    """The spaces at work in some places whose operator is verified, each with it, by name."""
    running = SpaceHolder.objects.filter(
        role=HolderRole.OPERATOR,
        until=None,
        organisation__state=OrganisationState.VERIFIED,
        space__closed_on=None,
        space__place_id__in=list(places),
    ).select_related("organisation__place", "space__place__parent__parent__parent")
    return [(row.space, row.organisation) for row in running.order_by("space__name", "space_id")]


def managed_organisations(actor: Actor) -> QuerySet[Organisation]:
    """The organisations for which the actor may register a space: those they manage."""
    return Organisation.objects.filter(
        memberships__account_id=actor.user_id or 0,
        memberships__until=None,
        memberships__standing=Standing.MANAGER,
    ).order_by("name", "pk")


def holders_of(space: Space) -> list[SpaceHolder]:
    """Who owns and runs it, now and before, the present first."""
    rows = SpaceHolder.objects.filter(space=space).select_related("organisation")
    return sorted(rows, key=lambda row: (row.until is not None, row.role, -row.since.toordinal()))


def recognitions_of(space: Space) -> list[Recognition]:
    """What it was recognised as, the newest first."""
    return list(Recognition.objects.filter(space=space))


def closes_of(space: Space) -> list[PeriodClose]:
    """The closed periods of a space, without their content."""
    return list(PeriodClose.objects.filter(space=space).defer("content"))


def stay_counts(spaces: Iterable[int]) -> dict[int, Counter[str]]:
    """How many tenants stand where in each of the spaces."""
    found: dict[int, Counter[str]] = {pk: Counter() for pk in spaces}
    rows = Tenant.objects.filter(space__in=list(found)).values("space", "stay").annotate(n=Count("pk"))
    for row in rows.order_by():
        found[row["space"]][row["stay"]] = row["n"]
    return found
