"""What the verbs about tenants share: an event is added, the whole course is held against it, the register brought up to date.

Order of locks: the space (it gives the moments), the tenant, the firm (one space at a time is decided under it).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.json_values import plain_json
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.core.outbox import emit
from zhongchuang.parties.access import SpaceAction, may_space
from zhongchuang.parties.errors.spaces import CourseImpossible, ResidentElsewhere, SpaceInputWrong
from zhongchuang.parties.events import ResidencyRecorded
from zhongchuang.parties.models import Organisation, ResidencyEvent, Space, Tenant, TenantDeclaration
from zhongchuang.parties.selectors.residency import events_of, happened, happened_to
from zhongchuang.parties.selectors.spaces import works_at
from zhongchuang.parties.services.spaces import next_moment
from zhongchuang.parties.spaces.residency import (
    EventKind,
    Happened,
    by_tenant,
    misstep,
    overlap,
    residency_as_at,
)
from zhongchuang.parties.spaces.sheet import Value, inconsistencies


@dataclass(frozen=True, slots=True)
class Occurrence:
    """What happened: its kind, its day, and what there is to say of it."""

    kind: EventKind
    on: dt.date
    payload: Mapping[str, Any] = field(default_factory=dict)


def check_recorder(actor: Actor, space: Space) -> None:
    """Raises NotAllowed for whoever does not act for the operator."""
    if not may_space(actor, SpaceAction.RECORD, works_at(actor, space)):
        raise NotAllowed()


def locked_tenant(tenant: Tenant, expected_version: int) -> tuple[Space, Tenant]:
    space: Space = lock_row(Space.objects.all(), tenant.space_id)
    locked: Tenant = lock_row(Tenant.objects.all(), tenant.pk, expected_version=expected_version)
    return space, locked


def ref_of(actor: Actor) -> str:
    return actor.user_id or actor.name[:40]


def check_day(space: Space, on: dt.date) -> None:
    if on > clock.today():
        raise SpaceInputWrong("on", "日期不能在今天以后。", "The day cannot be after today.")
    if on < space.opened_on:
        raise SpaceInputWrong(
            "on",
            f"日期不能早于空间开始运营的 {space.opened_on.isoformat()}。",
            f"The day cannot be before the space opened on {space.opened_on.isoformat()}.",
        )


def record(
    actor: Actor,
    space: Space,
    tenant: Tenant,
    what: Occurrence,
    *,
    corrects: ResidencyEvent | None = None,
    reason: str = "",
) -> ResidencyEvent:
    """Add the event, hold the whole course against it, bring the register up to date. Space and tenant are locked."""
    check_day(space, what.on)
    row = ResidencyEvent.objects.create(
        space=space,
        tenant=tenant,
        kind=what.kind.value,
        on=what.on,
        recorded_at=next_moment(space),
        actor_ref=ref_of(actor),
        payload=plain_json(what.payload),
        corrects=corrects,
        reason=reason,
    )
    events = happened_to(tenant)
    if step := misstep(events):
        raise CourseImpossible(step)
    check_elsewhere(tenant, events)
    values = projected(events)
    for name, value in values.items():
        setattr(tenant, name, value)
    try:
        with transaction.atomic():
            save_versioned(
                tenant, expected_version=tenant.row_version, fields=[*values, "organisation", "team"]
            )
    except IntegrityError:  # the database's own word, should the check above ever be passed by
        raise ResidentElsewhere("", None) from None
    audit_write(
        actor=actor,
        verb="parties.residency_record",
        target=row,
        after={
            "tenant": tenant.pk,
            "kind": what.kind.value,
            "on": what.on,
            "corrects": corrects.pk if corrects else None,
            "reason": reason,
        },
    )
    emit(
        ResidencyRecorded(
            space_id=space.pk, tenant_id=tenant.pk, event_id=row.pk, kind=what.kind.value, on=what.on
        )
    )
    return row


def declare(actor: Actor, space: Space, tenant: Tenant, on: dt.date, values: Mapping[str, Value]) -> None:
    """Write figures down; nothing where there are none. Raises SpaceInputWrong where they contradict each other."""
    given = {key: value for key, value in values.items() if value is not None}
    if not given:
        return
    for key, words in inconsistencies(given).items():
        raise SpaceInputWrong(key, f"{words.zh}。", f"{words.en[0].upper()}{words.en[1:]}.")
    row = TenantDeclaration.objects.create(
        space=space,
        tenant=tenant,
        on=on,
        recorded_at=next_moment(space),
        actor_ref=ref_of(actor),
        values=given,
    )
    audit_write(
        actor=actor,
        verb="parties.declaration_record",
        target=row,
        after={"tenant": tenant.pk, "on": on, "values": given},
    )


def projected(events: Sequence[Happened]) -> dict[str, Any]:
    """What the register says of a tenant today."""
    state = residency_as_at(events, clock.today())
    return {
        "stay": state.stay.value,
        "since": state.since,
        "admitted_on": state.admitted_on,
        "justified": bool(state.justification),
    }


def check_elsewhere(tenant: Tenant, events: Sequence[Happened]) -> None:
    """A firm is in one space at a time, unless somebody said why. The firm is locked. Raises ResidentElsewhere."""
    if tenant.organisation_id is None:
        return
    Organisation.objects.select_for_update().filter(pk=tenant.organisation_id).first()
    others = {
        other.pk: other
        for other in Tenant.objects.filter(organisation=tenant.organisation_id)
        .exclude(pk=tenant.pk)
        .select_related("space")
    }
    if not others:
        return
    far = dt.date.max
    own = residency_as_at(events, far).intervals
    for pk, happenings in by_tenant(happened(row) for row in events_of(Q(tenant__in=list(others)))).items():
        if found := overlap(own, residency_as_at(happenings, far).intervals):
            raise ResidentElsewhere(others[pk].space.name, found.start)
