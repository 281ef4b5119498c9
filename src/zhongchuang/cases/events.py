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


@event("cases.voucher_granted")
@dataclass(frozen=True, kw_only=True)
class VoucherGranted(Event):
    """A case that gives a voucher is approved and co-signed. Everything the voucher rests on; `amount` in 分.

    The money is held in the budget (`hold`, a transfer of the ledger) until the voucher is issued or the decision revoked.
    """

    case: str
    clause: str  # document slug and clause path
    clearance: str
    budget: int
    hold: int
    department: int
    organisation: int
    holder_name: str  # of the organisation
    holder_kind: str  # enterprise, team, space
    place: str
    amount: int
    scheme: str
    programme: str
    on: dt.date
    synthetic: bool


@event("cases.voucher_withdrawn")
@dataclass(frozen=True, kw_only=True)
class VoucherWithdrawn(Event):
    """The decision a voucher rests on was revoked, before or after it was issued."""

    case: str
    reason: str
