"""Tenants and what is known of them: rows as the pure values of `parties/spaces`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotFound
from zhongchuang.parties.models import (
    GraduationReview,
    ResidencyEvent,
    Space,
    SpaceCapacity,
    Tenant,
    TenantDeclaration,
    TenantImport,
)
from zhongchuang.parties.selectors.spaces import kept_spaces
from zhongchuang.parties.spaces.comparing import KnownTenant
from zhongchuang.parties.spaces.periods import Capacity, Declared, Knowledge, declared_as_at
from zhongchuang.parties.spaces.residency import (
    EventKind,
    Happened,
    Stay,
    StayInterval,
    by_tenant,
    overlap,
    residency_as_at,
)


def happened(row: ResidencyEvent) -> Happened:
    """An event as it is folded."""
    return Happened(
        row.pk, row.tenant_id, EventKind(row.kind), row.on, row.recorded_at, row.payload, row.corrects_id
    )


def events_of(tenants: Q) -> list[ResidencyEvent]:
    """Every event of some tenants, in the order of recording."""
    return list(ResidencyEvent.objects.filter(tenants).order_by("recorded_at", "pk"))


def of_tenant(tenant: Tenant) -> Q:
    """The rows of one tenant."""
    return Q(tenant=tenant)


def happened_to(tenant: Tenant) -> list[Happened]:
    """Every event of a tenant, replaced ones too."""
    return [happened(row) for row in events_of(Q(tenant=tenant))]


def declarations_of(which: Q) -> list[Declared]:
    """What was declared of some tenants."""
    rows = TenantDeclaration.objects.filter(which).order_by("on", "recorded_at", "pk")
    return [Declared(row.pk, row.tenant_id, row.on, row.recorded_at, row.values) for row in rows]


def capacities_of(space: Space) -> list[Capacity]:
    """How much room a space had over time."""
    rows = SpaceCapacity.objects.filter(space=space).order_by("since", "recorded_at", "pk")
    return [
        Capacity(row.pk, row.since, row.recorded_at, row.area_m2, row.tenant_area_m2, row.workstations)
        for row in rows
    ]


def knowledge_of(space: Space) -> Knowledge:
    """Everything the figures of a space rest on: three statements, however many tenants it has."""
    return Knowledge(
        space.public_id,
        [happened(row) for row in events_of(Q(space=space))],
        declarations_of(Q(space=space)),
        capacities_of(space),
    )


def tenants_of(space: Space) -> QuerySet[Tenant]:
    """The register of a space."""
    return Tenant.objects.filter(space=space).select_related("organisation").order_by("pk")


def tenant_of(actor: Actor, space_pk: int, pk: int) -> Tenant:
    """A tenant whose story the actor may see: of a space they keep or oversee, or one's own firm. Raises NotFound."""
    rows = Tenant.objects.select_related("organisation", "space__place")
    own = Q(organisation__memberships__account_id=actor.user_id or 0, organisation__memberships__until=None)
    found: Tenant | None = (
        rows.filter(pk=pk, space_id=space_pk)
        .filter(own | Q(space__in=kept_spaces(actor).order_by().values("pk")))
        .distinct()
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def resident_firms(organisations: Iterable[int]) -> frozenset[int]:
    """Which of these organisations are in a space today."""
    rows = Tenant.objects.filter(organisation_id__in=list(organisations), stay=Stay.RESIDENT.value)
    return frozenset(rows.values_list("organisation_id", flat=True))


def own_residencies(actor: Actor) -> QuerySet[Tenant]:
    """Where the firms are that the actor acts for."""
    return (
        Tenant.objects.filter(
            organisation__memberships__account_id=actor.user_id or 0,
            organisation__memberships__until=None,
        )
        .select_related("organisation", "space")
        .order_by("-admitted_on", "pk")
    )


def reviews_of(tenant: Tenant) -> list[GraduationReview]:
    """How a tenant was held against the criteria, the newest first."""
    return list(GraduationReview.objects.filter(tenant=tenant).order_by("-recorded_at", "-pk"))


def known_tenants(space: Space, on: dt.date) -> dict[str, KnownTenant]:
    """The register as a sheet sees it: by the code of a firm and the name of a team, as at a day."""
    known = knowledge_of(space)
    events, declared = by_tenant(known.events), declared_as_at(known.declarations, on)
    found: dict[str, KnownTenant] = {}
    for tenant in tenants_of(space):
        state = residency_as_at(events.get(tenant.pk, ()), on)
        values = declared[tenant.pk].values if tenant.pk in declared else {}
        one = KnownTenant(str(tenant), state.stay, state.since, state.admitted_on, values)
        if tenant.team:
            found[tenant.team] = one
        if tenant.organisation:
            found[tenant.organisation.uscc] = KnownTenant(
                tenant.organisation.name, state.stay, state.since, state.admitted_on, values
            )
    return found


def stays_elsewhere(firms: Mapping[str, dt.date], space: Space) -> dict[str, tuple[str, dt.date]]:
    """Firms (code → day they come in) that were in another space on or after that day, with nobody having said why.

    Code → that space and since when. Two statements, however many firms.
    """
    rows = Tenant.objects.filter(organisation__uscc__in=list(firms)).exclude(space=space)
    others = {row.pk: row for row in rows.select_related("organisation", "space")}
    found: dict[str, tuple[str, dt.date]] = {}
    for pk, events in by_tenant(happened(row) for row in events_of(Q(tenant__in=list(others)))).items():
        other = others[pk]
        if other.organisation is None:
            continue
        here = StayInterval(firms[other.organisation.uscc], None)
        if there := overlap((here,), residency_as_at(events, dt.date.max).intervals):
            found[other.organisation.uscc] = (other.space.name, there.start)
    return found


def import_of(actor: Actor, key: str) -> TenantImport:
    """An import into a space whose register the actor may see. Raises NotFound."""
    found: TenantImport | None = (
        TenantImport.objects.filter(key=key, space__in=kept_spaces(actor).order_by().values("pk"))
        .select_related("space")
        .first()
    )
    if found is None:
        raise NotFound()
    return found


def imports_of(space: Space) -> QuerySet[TenantImport]:
    """The imports into a space, the newest first, without their rows."""
    return TenantImport.objects.filter(space=space).defer("rows", "problems")
