"""The verbs about a makerspace itself: registered, changed, its room, who holds it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.ids import new_public_id
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.core.search import index_write
from zhongchuang.parties.access import PartyAction, SpaceAction, may_organisation, may_space
from zhongchuang.parties.errors.spaces import SpaceInputWrong
from zhongchuang.parties.models import (
    Builder,
    HolderRole,
    Organisation,
    Space,
    SpaceCapacity,
    SpaceField,
    SpaceHolder,
    SpaceKind,
    Stage,
    Standing,
)
from zhongchuang.parties.selectors.organisations import standing_in
from zhongchuang.parties.selectors.spaces import works_at
from zhongchuang.parties.services.space_index import space_entry

PREFIX = "KJ"
MOST_FIELDS = 8
A_MOMENT = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceDetails:
    """What a space says of itself."""

    name: str
    kind: SpaceKind
    specialised: bool
    fields: Sequence[str]
    built_by: Builder
    stage: Stage
    place: str
    address: str
    summary: str
    opened_on: dt.date
    closed_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """How much room there is."""

    area_m2: int
    tenant_area_m2: int
    workstations: int


def next_moment(space: Space) -> dt.datetime:
    """The moment of what is recorded next: later than anything recorded of the space before. The space is locked."""
    at = max(clock.now(), space.last_recorded_at + A_MOMENT)
    Space.objects.filter(pk=space.pk).update(last_recorded_at=at)
    space.last_recorded_at = at
    return at


def space_register(
    *,
    actor: Actor,
    details: SpaceDetails,
    operator: Organisation,
    owner: Organisation,
    room: Room,
    synthetic: bool = False,
    key: str | None = None,
) -> Space:
    """Make a space known: by a manager of the organisation that runs it, or by a department.

    Raises NotAllowed, SpaceInputWrong.
    """
    standing = standing_in(actor, operator)
    if not may_space(actor, SpaceAction.REGISTER) or not (
        standing == Standing.MANAGER or may_organisation(actor, PartyAction.EDIT)
    ):
        raise NotAllowed()
    fields = _checked(details, room)

    def run() -> Space:
        space = Space(
            public_id=new_public_id(PREFIX),
            synthetic=synthetic,
            last_recorded_at=clock.now(),
            **_values(details),
        )
        space.save(force_insert=True)
        _set_fields(space, fields)
        for role, organisation in ((HolderRole.OWNER, owner), (HolderRole.OPERATOR, operator)):
            SpaceHolder.objects.create(
                space=space, role=role, organisation=organisation, since=details.opened_on
            )
        _add_room(space, details.opened_on, room)
        _written(
            actor,
            "parties.space_register",
            space,
            after={**_values(details), "owner": owner.pk, "operator": operator.pk},
        )
        return space

    return _once(actor, key, "parties.space_register", {**_values(details), "operator": operator.pk}, run)


def space_edit(
    *,
    actor: Actor,
    space: Space,
    details: SpaceDetails,
    expected_version: int,
    key: str | None = None,
) -> Space:
    """Change what a space says of itself. Raises NotAllowed, SpaceInputWrong, StaleVersion."""
    _check(actor, SpaceAction.EDIT, space)
    fields = _checked(details)

    def run() -> Space:
        locked: Space = lock_row(Space.objects.all(), space.pk, expected_version=expected_version)
        values = _values(details)
        before = {name: getattr(locked, name) for name in values}
        for name, value in values.items():
            setattr(locked, name, value)
        save_versioned(locked, expected_version=expected_version, fields=values)
        _set_fields(locked, fields)
        _written(actor, "parties.space_edit", locked, before=before, after=values)
        return locked

    request = {"space": space.pk, "row_version": expected_version, **_values(details), "fields": fields}
    return _once(actor, key, "parties.space_edit", request, run)


def capacity_record(
    *,
    actor: Actor,
    space: Space,
    since: dt.date,
    room: Room,
    expected_version: int,
    key: str | None = None,
) -> Space:
    """How much room there is from a day on; of two rows for one day the later holds. Raises NotAllowed, SpaceInputWrong."""
    _check(actor, SpaceAction.EDIT, space)
    _check_room(room)
    if since > clock.today():
        raise SpaceInputWrong("since", "日期不能在今天以后。", "The day cannot be after today.")

    def run() -> Space:
        locked: Space = lock_row(Space.objects.all(), space.pk, expected_version=expected_version)
        _add_room(locked, since, room)
        save_versioned(locked, expected_version=expected_version, fields=[])
        _written(
            actor,
            "parties.capacity_record",
            locked,
            after={"since": since, "area_m2": room.area_m2, "workstations": room.workstations},
        )
        return locked

    request = {
        "space": space.pk,
        "row_version": expected_version,
        "since": since,
        "room": [room.area_m2, room.tenant_area_m2, room.workstations],
    }
    return _once(actor, key, "parties.capacity_record", request, run)


def holder_change(
    *,
    actor: Actor,
    space: Space,
    role: HolderRole,
    organisation: Organisation,
    since: dt.date,
    expected_version: int,
    key: str | None = None,
) -> Space:
    """Another organisation owns or runs the space from a day on; the department's doing. Raises NotAllowed, SpaceInputWrong."""
    if not may_organisation(actor, PartyAction.EDIT):
        raise NotAllowed()

    def run() -> Space:
        locked: Space = lock_row(Space.objects.all(), space.pk, expected_version=expected_version)
        present = SpaceHolder.objects.select_for_update().filter(space=locked, role=role, until=None).first()
        if present is not None:
            if since <= present.since:
                raise SpaceInputWrong(
                    "since", "要晚于现在这家开始的日期。", "It has to be after the present one began."
                )
            present.until = since - dt.timedelta(days=1)
            present.save(update_fields=["until"])
        SpaceHolder.objects.create(space=locked, role=role, organisation=organisation, since=since)
        save_versioned(locked, expected_version=expected_version, fields=[])
        _written(
            actor,
            "parties.holder_change",
            locked,
            before={"organisation": present.organisation_id if present else None},
            after={"role": role.value, "organisation": organisation.pk, "since": since},
        )
        return locked

    request = {
        "space": space.pk,
        "row_version": expected_version,
        "role": role,
        "organisation": organisation.pk,
        "since": since,
    }
    return _once(actor, key, "parties.holder_change", request, run)


def _check(actor: Actor, action: SpaceAction, space: Space) -> None:
    if not may_space(actor, action, works_at(actor, space)):
        raise NotAllowed()


def _checked(details: SpaceDetails, room: Room | None = None) -> list[str]:
    """The fields of industry, each once. Raises SpaceInputWrong."""
    if not details.name.strip() or not details.address.strip():
        raise SpaceInputWrong("name", "名称和地址都要填。", "Name and address are both needed.")
    if details.closed_on is not None and details.closed_on < details.opened_on:
        raise SpaceInputWrong("closed_on", "停止运营不能早于开始运营。", "It cannot close before it opened.")
    if details.opened_on > clock.today():
        raise SpaceInputWrong(
            "opened_on", "开始运营的日期不能在今天以后。", "The day it opened cannot be after today."
        )
    fields = list(dict.fromkeys(name.strip()[:30] for name in details.fields if name.strip()))
    if len(fields) > MOST_FIELDS:
        raise SpaceInputWrong(
            "fields", f"产业领域至多 {MOST_FIELDS} 个。", f"At most {MOST_FIELDS} fields of industry."
        )
    if details.specialised and not fields:
        raise SpaceInputWrong(
            "fields", "专业化众创空间要写明产业领域。", "A specialised space names its field of industry."
        )
    if room is not None:
        _check_room(room)
    return fields


def _check_room(room: Room) -> None:
    if room.tenant_area_m2 > room.area_m2:
        raise SpaceInputWrong(
            "tenant_area_m2",
            "在孵和公共面积不能大于总面积。",
            "The area of tenants and common rooms cannot exceed the whole.",
        )


def _values(details: SpaceDetails) -> dict[str, object]:
    return {
        "name": details.name.strip(),
        "kind": details.kind.value,
        "specialised": details.specialised,
        "built_by": details.built_by.value,
        "stage": details.stage.value,
        "place_id": details.place,
        "address": details.address.strip(),
        "summary": details.summary.strip(),
        "opened_on": details.opened_on,
        "closed_on": details.closed_on,
    }


def _set_fields(space: Space, fields: Sequence[str]) -> None:
    SpaceField.objects.filter(space=space).exclude(name__in=fields).delete()
    held = set(SpaceField.objects.filter(space=space).values_list("name", flat=True))
    SpaceField.objects.bulk_create(SpaceField(space=space, name=name) for name in fields if name not in held)


def _add_room(space: Space, since: dt.date, room: Room) -> None:
    SpaceCapacity.objects.create(
        space=space,
        since=since,
        area_m2=room.area_m2,
        tenant_area_m2=room.tenant_area_m2,
        workstations=room.workstations,
        recorded_at=next_moment(space),
    )


def _written(
    actor: Actor,
    verb: str,
    space: Space,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object],
) -> None:
    """Into the log and into the index of the search."""
    audit_write(actor=actor, verb=verb, target=space, before=before, after=after)
    index_write([space_entry(space)])


def _once(
    actor: Actor, key: str | None, verb: str, request: Mapping[str, object], run: Callable[[], Space]
) -> Space:
    return idempotent(
        actor=actor,
        key=key,
        verb=verb,
        request=request,
        run=run,
        remember=lambda space: space.pk,
        recall=_space,
    )


def _space(pk: Json) -> Space:
    found: Space = Space.objects.get(pk=str(pk))
    return found
