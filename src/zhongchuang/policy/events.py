"""What happened in the room, for whoever listens (project/wiring.py)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from zhongchuang.core.outbox import Event, event


@event("policy.verdict_stored")
@dataclass(frozen=True, kw_only=True)
class VerdictStored(Event):
    """Somebody kept the verdicts they were given. Nothing of what they answered travels, only what it rests on."""

    verdict_id: int
    pack_version: str
    place: str
    kind: str
    on: dt.date


@event("policy.rulebook_changed")
@dataclass(frozen=True, kw_only=True)
class RulebookChanged(Event):
    """Other policies are in force than before. What changed is kept with the publication: `selectors.versions.changes_of`.

    `before` is None for the first packs of all, which are no news.
    """

    publication_id: int
    pack_version: str
    before: str | None


@event("policy.run_asked")
@dataclass(frozen=True, kw_only=True)
class RunAsked(Event):
    """Somebody wants a scenario computed over a population."""

    run: str
