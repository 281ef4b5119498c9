"""Writing a checked sheet: firms, tenants, events and figures in bulk, inside the transaction of the import."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from zhongchuang.core.locks import save_versioned
from zhongchuang.core.outbox import emit
from zhongchuang.parties.events import TenantsImported
from zhongchuang.parties.models import (
    Organisation,
    OrganisationKind,
    ResidencyEvent,
    Space,
    Tenant,
    TenantDeclaration,
    TenantImport,
)
from zhongchuang.parties.selectors.residency import happened, tenants_of
from zhongchuang.parties.services.spaces import next_moment
from zhongchuang.parties.services.tenant_records import projected
from zhongchuang.parties.spaces.comparing import Compared, Difference, KnownTenant, compared, merged, who
from zhongchuang.parties.spaces.residency import EventKind, Stay, by_tenant
from zhongchuang.parties.spaces.sheet import SheetRow


def write_rows(
    found: TenantImport,
    space: Space,
    rows: Sequence[SheetRow],
    known: Mapping[str, KnownTenant],
) -> dict[str, int]:
    """Write every row; returns how many were new, changed and the same. The space is locked, the rows were checked."""
    told = [compared(row, known.get(who(row))) for row in rows]
    arriving = [one for one in told if one.difference is Difference.NEW]
    tenants = _tenants(found, space, arriving)
    at = next_moment(space)
    _admit(found, space, arriving, tenants, at)
    TenantDeclaration.objects.bulk_create(
        TenantDeclaration(
            space=space,
            tenant=tenants[who(one.row)],
            on=found.on,
            recorded_at=at,
            actor_ref=found.account_id,
            values=merged(one.row, known.get(who(one.row))),
            imported=found,
        )
        for one in told
        if one.changes
    )
    emit(TenantsImported(space_id=space.pk, key=found.key))
    return {kind.value: sum(one.difference is kind for one in told) for kind in Difference}


def _tenants(found: TenantImport, space: Space, arriving: Sequence[Compared]) -> dict[str, Tenant]:
    """The tenant of every row, by its code or name; those the register does not have are made."""
    firms = _firms(found, space, [one.row for one in arriving if one.row.uscc])
    held: dict[str, Tenant] = {}
    for tenant in tenants_of(space):
        held |= {tenant.team: tenant} if tenant.team else {}
        held |= {tenant.organisation.uscc: tenant} if tenant.organisation else {}
    made = Tenant.objects.bulk_create(
        Tenant(
            space=space,
            organisation=firms.get(one.row.uscc),
            team="" if one.row.uscc else one.row.name,
            stay=Stay.NONE.value,
        )
        for one in arriving
        if who(one.row) not in held
    )
    for tenant in made:
        held[tenant.organisation.uscc if tenant.organisation else tenant.team] = tenant
    return held


def _firms(found: TenantImport, space: Space, rows: Sequence[SheetRow]) -> dict[str, Organisation]:
    """The organisation of every code; those the platform does not know are made, unverified, in the space's place."""
    codes = [row.uscc for row in rows]
    held = {firm.uscc: firm for firm in Organisation.objects.filter(uscc__in=codes)}
    Organisation.objects.bulk_create(
        (
            Organisation(
                uscc=row.uscc,
                name=row.name[:120],
                kind=OrganisationKind.ENTERPRISE,
                place_id=space.place_id,
                registered_by=found.account_id,
                synthetic=space.synthetic,
            )
            for row in rows
            if row.uscc not in held
        ),
        ignore_conflicts=True,  # another space may name the same firm at this moment; the code is what counts
    )
    return {firm.uscc: firm for firm in Organisation.objects.filter(uscc__in=codes)}


def _admit(
    found: TenantImport,
    space: Space,
    arriving: Sequence[Compared],
    tenants: Mapping[str, Tenant],
    at: dt.datetime,
) -> None:
    """An event for everybody who comes in, and the register brought up to date."""
    ResidencyEvent.objects.bulk_create(
        ResidencyEvent(
            space=space,
            tenant=tenants[who(one.row)],
            kind=EventKind.ADMITTED.value,
            on=dt.date.fromisoformat(one.row.admitted_on),
            recorded_at=at,
            actor_ref=found.account_id,
            payload={"party": "firm" if one.row.uscc else "team", "import": found.key},
        )
        for one in arriving
    )
    coming = {tenants[who(one.row)].pk: tenants[who(one.row)] for one in arriving}
    rows = ResidencyEvent.objects.filter(tenant__in=list(coming)).order_by("recorded_at", "pk")
    for pk, events in by_tenant(happened(row) for row in rows).items():
        tenant, values = coming[pk], projected(events)
        for name, value in values.items():
            setattr(tenant, name, value)
        save_versioned(tenant, expected_version=tenant.row_version, fields=values)
