"""Spaces, tenants and what happens to them, for the tests. Everything is invented; the codes belong to nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import count
from typing import Any

from zhongchuang.core.actors import Actor
from zhongchuang.parties import services
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import (
    Account,
    Builder,
    Organisation,
    Space,
    SpaceKind,
    Stage,
    Standing,
    Tenant,
)
from zhongchuang.parties.services.residency import NewTenant, residency_record, tenant_open
from zhongchuang.parties.services.spaces import Room, SpaceDetails, space_register
from zhongchuang.parties.services.tenant_records import Occurrence
from zhongchuang.parties.spaces.residency import EventKind
from zhongchuang.parties.spaces.sheet import Value
from zhongchuang.parties.tests.factory import SYSTEM, make_account, make_organisation

OPENED = dt.date(2024, 3, 1)
ADMITTED = dt.date(2025, 2, 3)
_numbers = count(7_000)


def a_code(number: int | None = None) -> str:
    """A code of the right form over the region that no office gives out."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"91999999{next(_numbers) if number is None else number:09d}"
    total = sum(alphabet.index(letter) * pow(3, position, 31) for position, letter in enumerate(body))
    return body + alphabet[(31 - total % 31) % 31]


def details(name: str = "虚构众创空间", **changes: Any) -> SpaceDetails:
    """What a space says of itself."""
    given: dict[str, Any] = {
        "name": name,
        "kind": SpaceKind.MAKERS,
        "specialised": True,
        "fields": ("新材料",),
        "built_by": Builder.UNIVERSITY,
        "stage": Stage.SPACE,
        "place": "990000",
        "address": "虚构路1号",
        "summary": "虚构的简介。",
        "opened_on": OPENED,
    }
    return SpaceDetails(**{**given, **changes})


def an_operator(organisation: Organisation) -> Account:
    """An account that manages the organisation."""
    account = make_account(Role.OPERATOR)
    services.membership_add(
        actor=SYSTEM, account=account, organisation=organisation, standing=Standing.MANAGER
    )
    return account


def make_space(name: str = "虚构众创空间", *, operator: Organisation | None = None, **changes: Any) -> Space:
    """A space; its operator is an organisation of its own unless one is given."""
    held = operator or make_organisation(a_code(), f"{name}运营公司")
    return space_register(
        actor=SYSTEM,
        details=details(name, **changes),
        operator=held,
        owner=held,
        room=Room(1_000, 800, 60),
        synthetic=True,
    )


def operator_of(space: Space) -> Organisation:
    """Who runs it."""
    held = space.holders.filter(role="operator", until=None).select_related("organisation").get()
    organisation: Organisation = held.organisation
    return organisation


def make_tenant(
    space: Space,
    name: str = "虚构科技",
    *,
    uscc: str | None = None,
    team: bool = False,
    on: dt.date = ADMITTED,
    kind: EventKind = EventKind.ADMITTED,
    values: Mapping[str, Value] | None = None,
    payload: Mapping[str, Any] | None = None,
    actor: Actor = SYSTEM,
) -> Tenant:
    """A tenant admitted (or applied) on a day."""
    code = "" if team else uscc or a_code()
    return tenant_open(
        actor=actor,
        space=space,
        who=NewTenant(uscc=code, name=name, values=values or {}),
        first=Occurrence(kind, on, payload or {}),
    )


def happens(tenant: Tenant, kind: EventKind, on: dt.date, **payload: Any) -> Tenant:
    """Something happens to it."""
    tenant.refresh_from_db()
    return residency_record(
        actor=SYSTEM,
        tenant=tenant,
        what=Occurrence(kind, on, payload),
        expected_version=tenant.row_version,
    )
