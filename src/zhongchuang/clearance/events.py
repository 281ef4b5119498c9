"""What happened in the room, for whoever listens (project/wiring.py)."""

from __future__ import annotations

from dataclasses import dataclass

from zhongchuang.core.outbox import Event, event


@event("clearance.import_asked")
@dataclass(frozen=True, kw_only=True)
class AwardImportAsked(Event):
    """A file of awards waits to be read, or to be taken in; `key` is the file's."""

    key: str


@event("clearance.audit_asked")
@dataclass(frozen=True, kw_only=True)
class AuditAsked(Event):
    """An audit waits to be run; `key` is the run's."""

    key: str
