"""What happened in the room, for whoever listens (project/wiring.py)."""

from __future__ import annotations

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
