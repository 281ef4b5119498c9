"""Programmes and rounds; cases; review; notices and objections; decisions and what follows."""

from zhongchuang.cases.models.aftercare import (
    Aftercare,
    CaseChange,
    HonestyRecord,
    HonestyState,
    LeaveEntry,
    LeaveKind,
    LeaveState,
)
from zhongchuang.cases.models.attempts import ClaimAttempt
from zhongchuang.cases.models.cases import (
    NO_TERM,
    Backfill,
    BackfillState,
    Batch,
    Case,
    CaseFile,
    CaseMove,
    CaseNumber,
    FreeNumber,
    Recommendation,
    SavedView,
    Submission,
    Substitute,
)
from zhongchuang.cases.models.decisions import Decision, Letter, Meeting
from zhongchuang.cases.models.invoices import InvoiceReading
from zhongchuang.cases.models.notices import NoticeItem, Objection, ObjectionState, PublicNotice
from zhongchuang.cases.models.proactive import ProactiveFinding, ProactiveRun, ProactiveState
from zhongchuang.cases.models.programmes import (
    Programme,
    ProgrammeDraft,
    ProgrammeState,
    ProgrammeVersion,
    Round,
)
from zhongchuang.cases.models.review import Expert, Panel, Seat, Sheet, Tie

__all__ = [
    "NO_TERM",
    "Aftercare",
    "Backfill",
    "BackfillState",
    "Batch",
    "Case",
    "CaseChange",
    "CaseFile",
    "CaseMove",
    "CaseNumber",
    "ClaimAttempt",
    "Decision",
    "Expert",
    "FreeNumber",
    "HonestyRecord",
    "HonestyState",
    "InvoiceReading",
    "LeaveEntry",
    "LeaveKind",
    "LeaveState",
    "Letter",
    "Meeting",
    "NoticeItem",
    "Objection",
    "ObjectionState",
    "Panel",
    "ProactiveFinding",
    "ProactiveRun",
    "ProactiveState",
    "Programme",
    "ProgrammeDraft",
    "ProgrammeState",
    "ProgrammeVersion",
    "PublicNotice",
    "Recommendation",
    "Round",
    "SavedView",
    "Seat",
    "Sheet",
    "Submission",
    "Substitute",
    "Tie",
]
