"""What happened in the room, for whoever listens (project/wiring.py)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from zhongchuang.core.outbox import Event, event


@event("cases.moved")
@dataclass(frozen=True, kw_only=True)
class CaseMoved(Event):
    """A case went from one state to another."""

    case_id: int
    move_id: int
    move: str
    source: str
    target: str


@event("cases.proactive_asked")
@dataclass(frozen=True, kw_only=True)
class ProactiveAsked(Event):
    """Somebody asked who would get a call without applying, or had what was found sent (`send`)."""

    run: str
    send: bool = False


@event("cases.assigned")
@dataclass(frozen=True, kw_only=True)
class CaseAssigned(Event):
    """A case was given to an officer by somebody else."""

    case_id: int
    officer_id: int
    on: dt.date
