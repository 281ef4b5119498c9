"""What happened in the room, for whoever listens (project/wiring.py)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from zhongchuang.core.outbox import Event, event


@event("parties.space_recognised")
@dataclass(frozen=True, kw_only=True)
class SpaceRecognised(Event):
    """A space was recognised, or a recognition was revoked (`revoked`)."""

    space_id: int
    recognition_id: int
    level: str
    on: dt.date
    revoked: bool


@event("parties.residency_recorded")
@dataclass(frozen=True, kw_only=True)
class ResidencyRecorded(Event):
    """Something was recorded of a tenant of a space."""

    space_id: int
    tenant_id: int
    event_id: int
    kind: str
    on: dt.date


@event("parties.period_closed")
@dataclass(frozen=True, kw_only=True)
class SpacePeriodClosed(Event):
    """The figures of a space for a quarter or a year stand."""

    space_id: int
    period: str
    sha256: str


@event("parties.import_asked")
@dataclass(frozen=True, kw_only=True)
class TenantImportAsked(Event):
    """Somebody confirmed a sheet of tenants."""

    key: str


@event("parties.tenants_imported")
@dataclass(frozen=True, kw_only=True)
class TenantsImported(Event):
    """A sheet of tenants was written, whole."""

    space_id: int
    key: str
