"""An audit that is done, with a finding nobody has answered and one that waits for its end."""

from __future__ import annotations

from dataclasses import dataclass

from zhongchuang.clearance.models import AuditAnswer, AuditConcern, AuditFinding, AuditRun, AuditState
from zhongchuang.clearance.models import FindingState as State
from zhongchuang.clearance.tests.auditing import one_invoice_twice
from zhongchuang.clearance.tests.awards import department
from zhongchuang.core import clock


@dataclass(frozen=True)
class Audits:
    """A run and two of its findings."""

    run: AuditRun
    open: AuditFinding
    answered: AuditFinding


def build_audits() -> Audits:
    """Written as a run writes them; no worker is needed for it."""
    one_invoice_twice()
    now = clock.now()
    run = AuditRun.objects.create(
        key="0" * 31 + "1",
        state=AuditState.DONE,
        engine="duckdb",
        asked_by="system:test",
        asked_at=now,
        finished_at=now,
        supports=2,
        found=2,
    )
    found = [_finding(run, state) for state in (State.OPEN, State.ANSWERED)]
    AuditAnswer.objects.create(
        finding=found[1],
        department=department(1),
        outcome="explained",
        reason="分期",
        by="system:test",
        at=now,
    )
    return Audits(run, found[0], found[1])


def _finding(run: AuditRun, state: State) -> AuditFinding:
    made = AuditFinding.objects.create(
        run=run,
        kind="rule",
        severity="breach",
        told=["invoice-once"],
        title={"zh": "一张发票只用一次", "en": "An invoice counts once"},
        refs=["case:A-2", "case:A-1"],
        others=1,
        used=300_00,
        amount=200_00,
        digest=f"{state:0<64}",
        state=state,
    )
    AuditConcern.objects.create(finding=made, department=department(1))
    return made
