"""The verbs about tenants: every one records an event, holds the whole course against it, and brings the register up to date.

How that is done, and under which locks: `tenant_records.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.parties.errors.spaces import CorrectedAlready, SpaceInputWrong, TenantTaken
from zhongchuang.parties.models import Organisation, ResidencyEvent, Space, Tenant
from zhongchuang.parties.services.tenant_firms import firm_of
from zhongchuang.parties.services.tenant_records import (
    Occurrence,
    check_day,
    check_recorder,
    declare,
    locked_tenant,
    record,
)
from zhongchuang.parties.spaces.residency import EventKind, Milestone, Stay
from zhongchuang.parties.spaces.sheet import Value

LONGEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTenant:
    """Who wants in or comes in: a firm by its code and name, or a team by its name."""

    uscc: str
    name: str
    values: Mapping[str, Value] = field(default_factory=dict)


def tenant_open(
    *,
    actor: Actor,
    space: Space,
    who: NewTenant,
    first: Occurrence,
    key: str | None = None,
) -> Tenant:
    """A firm or team comes into the register: it applied, or was admitted.

    Raises NotAllowed, UsccInvalid, TenantTaken, CourseImpossible, ResidentElsewhere, SpaceInputWrong.
    """
    check_recorder(actor, space)
    if first.kind not in (EventKind.APPLIED, EventKind.ADMITTED):
        raise ValueError(first.kind)

    def run() -> Tenant:
        locked: Space = lock_row(Space.objects.all(), space.pk)
        firm = firm_of(actor, locked, uscc=who.uscc, name=who.name) if who.uscc.strip() else None
        tenant = _new_tenant(locked, firm, "" if firm else who.name.strip()[:60])
        recorded = record(actor, locked, tenant, _with_party(first, firm is not None))
        declare(actor, locked, tenant, recorded.on, who.values)
        return tenant

    request = {
        "space": space.pk,
        "uscc": who.uscc,
        "name": who.name,
        "values": dict(who.values),
        **_asked(first),
    }
    return idempotent(
        actor=actor,
        key=key,
        verb="parties.tenant_open",
        request=request,
        run=run,
        remember=lambda tenant: tenant.pk,
        recall=_tenant,
    )


def residency_record(
    *,
    actor: Actor,
    tenant: Tenant,
    what: Occurrence,
    expected_version: int,
    values: Mapping[str, Value] | None = None,
    key: str | None = None,
) -> Tenant:
    """Something happened to a tenant: admitted, refused, a milestone, moved, left. `values` are figures told with it.

    Raises NotAllowed, CourseImpossible, ResidentElsewhere, SpaceInputWrong, StaleVersion; UsccInvalid where a team became
    a firm under a wrong code.
    """
    check_recorder(actor, tenant.space)
    if what.kind in (EventKind.GRADUATED, EventKind.VOID):
        raise ValueError(what.kind)  # these have verbs of their own

    def run() -> Tenant:
        space, locked = locked_tenant(tenant, expected_version)
        payload = dict(what.payload)
        if payload.get("milestone") == Milestone.REGISTERED:
            _becomes_firm(actor, space, locked, payload)
        occurred = Occurrence(what.kind, what.on, payload)
        if what.kind in (EventKind.APPLIED, EventKind.ADMITTED):
            occurred = _with_party(occurred, locked.organisation_id is not None)
        record(actor, space, locked, occurred)
        if values:
            declare(actor, space, locked, what.on, values)
        return locked

    request = {"row_version": expected_version, "values": dict(values or {}), **_asked(what)}
    return _once(actor, key, "parties.residency_record", tenant, request, run)


def event_correct(
    *,
    actor: Actor,
    tenant: Tenant,
    event: ResidencyEvent,
    to: Occurrence | None,
    reason: str,
    expected_version: int,
    key: str | None = None,
) -> Tenant:
    """Put something else in the place of an event, or nothing (`to` None: it did not happen). The event itself stays.

    Raises NotAllowed, CorrectedAlready, CourseImpossible, ResidentElsewhere, SpaceInputWrong, StaleVersion.
    """
    check_recorder(actor, tenant.space)
    if not reason.strip():
        raise SpaceInputWrong("reason", "更正要写理由。", "A correction needs a reason.")
    if event.tenant_id != tenant.pk:
        raise NotAllowed()

    def run() -> Tenant:
        space, locked = locked_tenant(tenant, expected_version)
        if event.kind == EventKind.VOID or ResidencyEvent.objects.filter(corrects=event).exists():
            raise CorrectedAlready()
        instead = Occurrence(EventKind.VOID, event.on) if to is None else to
        record(actor, space, locked, instead, corrects=event, reason=reason.strip()[:LONGEST])
        return locked

    request = {
        "event": event.pk,
        "reason": reason,
        "row_version": expected_version,
        **(_asked(to) if to else {"void": True}),
    }
    return _once(actor, key, "parties.event_correct", tenant, request, run)


def declaration_record(
    *,
    actor: Actor,
    tenant: Tenant,
    on: dt.date,
    values: Mapping[str, Value],
    expected_version: int,
    key: str | None = None,
) -> Tenant:
    """What a tenant's figures are as at a day. Of two for one day the later holds. Raises NotAllowed, SpaceInputWrong."""
    check_recorder(actor, tenant.space)

    def run() -> Tenant:
        space, locked = locked_tenant(tenant, expected_version)
        check_day(space, on)
        if not values:
            raise SpaceInputWrong("staff", "至少填一项。", "Fill in at least one figure.")
        declare(actor, space, locked, on, values)
        save_versioned(locked, expected_version=expected_version, fields=[])
        return locked

    request = {"row_version": expected_version, "on": on, "values": dict(values)}
    return _once(actor, key, "parties.declaration_record", tenant, request, run)


def _new_tenant(space: Space, firm: Organisation | None, team: str) -> Tenant:
    tenant = Tenant(space=space, organisation=firm, team=team, stay=Stay.NONE.value)
    if firm is None and not team:
        raise SpaceInputWrong("name", "名称要填。", "The name is missing.")
    try:
        with transaction.atomic():
            tenant.save(force_insert=True)
    except IntegrityError:
        raise TenantTaken() from None
    return tenant


def _becomes_firm(actor: Actor, space: Space, tenant: Tenant, payload: dict[str, Any]) -> None:
    """A team registered a company: from now on the register knows it by its code."""
    if tenant.organisation_id is not None:
        raise SpaceInputWrong("milestone", "它已经是企业。", "It is a company already.")
    firm = firm_of(actor, space, uscc=str(payload.get("uscc", "")), name=str(payload.get("name", "")))
    if Tenant.objects.filter(space=space, organisation=firm).exists():
        raise TenantTaken()
    tenant.organisation = firm
    payload["uscc"] = firm.uscc


def _with_party(what: Occurrence, is_firm: bool) -> Occurrence:
    return Occurrence(what.kind, what.on, {**what.payload, "party": "firm" if is_firm else "team"})


def _asked(what: Occurrence) -> dict[str, object]:
    return {"kind": what.kind.value, "on": what.on, "payload": dict(what.payload)}


def _once(
    actor: Actor,
    key: str | None,
    verb: str,
    tenant: Tenant,
    request: Mapping[str, object],
    run: Callable[[], Tenant],
) -> Tenant:
    return idempotent(
        actor=actor,
        key=key,
        verb=verb,
        request={"tenant": tenant.pk, **request},
        run=run,
        remember=lambda done: done.pk,
        recall=_tenant,
    )


def _tenant(pk: Json) -> Tenant:
    found: Tenant = Tenant.objects.get(pk=str(pk))
    return found
