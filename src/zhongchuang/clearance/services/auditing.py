"""Audits: somebody starts one, a worker runs it (`audit_running`), officers answer what it found, an auditor closes it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model

from zhongchuang.clearance.access.auditing import audit_reach
from zhongchuang.clearance.errors.auditing import AuditAtWork, FindingOver
from zhongchuang.clearance.events import AuditAsked
from zhongchuang.clearance.models import (
    AnswerOutcome,
    AuditAnswer,
    AuditFinding,
    AuditRun,
    FindingState,
)
from zhongchuang.clearance.selectors.auditing import (
    concerned,
    finding_of,
)
from zhongchuang.clearance.services.import_common import signed
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, Wording
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.ids import new_id
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row
from zhongchuang.core.outbox import emit

logger = logging.getLogger("zhongchuang.clearance.auditing")
ENGINES = ("duckdb", "spark")
"""What an audit can be run with, by the names an auditor chooses from; `audit_running` has what they stand for."""
M = TypeVar("M", bound=Model)
A_STEP = 1_000
LONGEST_REASON = 500


def audit_ask(*, actor: Actor, engine: str = "duckdb", key: str | None = None, soon: bool = True) -> AuditRun:
    """Ask for an audit of everything; one is at work at a time. `soon`: a worker runs it, else whoever asked does (`audit_run`).

    Raises NotAllowed, AuditAtWork, InvalidInput for an engine nobody knows.
    """
    if not audit_reach(actor).starts:
        raise NotAllowed()
    if engine not in ENGINES:
        raise InvalidInput(f"没有引擎“{engine}”。", f"There is no engine “{engine}”.")

    def run() -> AuditRun:
        try:
            with transaction.atomic():
                made = AuditRun.objects.create(
                    key=new_id().hex, engine=engine, asked_by=signed(actor), asked_at=clock.now()
                )
        except IntegrityError:
            raise AuditAtWork() from None
        audit_write(actor=actor, verb="clearance.audit_ask", target=made, after={"engine": engine})
        if soon:
            emit(AuditAsked(key=made.key))
        return made

    return _once(actor, key, "clearance.audit_ask", {"engine": engine}, run, AuditRun)


def finding_answer(
    *,
    actor: Actor,
    pk: int,
    outcome: str,
    reason: str,
    expected_version: int,
    department: int | None = None,
    key: str | None = None,
) -> AuditFinding:
    """An officer says what is behind a finding, for a department of theirs that it concerns (`department`; without it the first).

    Raises NotAllowed, NotFound, FindingOver, InvalidInput, StaleVersion.
    """
    told = _reason(reason)
    if outcome not in AnswerOutcome.values:
        raise InvalidInput(
            "请选一种答复。",
            "Choose an answer.",
            fields={"outcome": Wording("请选一种答复。", "Choose an answer.")},
        )
    finding = finding_of(actor, pk)
    extent = audit_reach(actor).answers
    mine = extent.of(concerned(finding))
    if not (mine or extent.everything) or (department is not None and department not in mine):
        raise NotAllowed()
    speaks_for = department if department is not None else min(mine, default=None)

    def run(row: AuditFinding) -> None:
        if row.state == FindingState.CLOSED:
            raise FindingOver.closed()
        AuditAnswer.objects.create(
            finding=row,
            department_id=speaks_for,
            outcome=outcome,
            reason=told,
            by=signed(actor),
            at=clock.now(),
        )
        row.state = FindingState.ANSWERED
        audit_write(
            actor=actor,
            verb="clearance.finding_answer",
            target=row,
            after={"outcome": outcome, "reason": told, "department": speaks_for},
        )

    request = {"pk": pk, "outcome": outcome, "reason": told, "department": speaks_for}
    return _changed(actor, key, "clearance.finding_answer", request, pk, expected_version, run)


def finding_close(
    *, actor: Actor, pk: int, reason: str, expected_version: int, key: str | None = None
) -> AuditFinding:
    """An auditor of that reach closes a finding that was answered; in the next run it stays closed while nothing changes.

    Raises NotAllowed, NotFound, FindingOver, InvalidInput, StaleVersion.
    """
    told = _reason(reason)
    finding = finding_of(actor, pk)
    if not audit_reach(actor).closes.reaches(concerned(finding)):
        raise NotAllowed()

    def run(row: AuditFinding) -> None:
        if row.state == FindingState.CLOSED:
            raise FindingOver.closed()
        if row.state == FindingState.OPEN:
            raise FindingOver.unanswered()
        row.state = FindingState.CLOSED
        row.closed_by, row.closed_at, row.closed_for = signed(actor), clock.now(), told
        audit_write(actor=actor, verb="clearance.finding_close", target=row, after={"reason": told})

    request = {"pk": pk, "reason": told}
    return _changed(actor, key, "clearance.finding_close", request, pk, expected_version, run)


def _changed(
    actor: Actor,
    key: str | None,
    verb: str,
    request: Mapping[str, object],
    pk: int,
    expected_version: int,
    change: Callable[[AuditFinding], None],
) -> AuditFinding:
    def run() -> AuditFinding:
        row = lock_row(AuditFinding.objects.all(), pk, expected_version=expected_version)
        change(row)
        row.row_version += 1
        row.save()
        return row

    return _once(actor, key, verb, {**request, "row_version": expected_version}, run, AuditFinding)


def _once(
    actor: Actor,
    key: str | None,
    verb: str,
    request: Mapping[str, object],
    run: Callable[[], M],
    model: type[M],
) -> M:
    """In one transaction; under a key, what was done the first time."""
    if key is None:
        with transaction.atomic():
            return run()
    rows: Any = model._default_manager

    def recalled(pk: Json) -> M:
        found: M = rows.get(pk=pk)
        return found

    return idempotent(
        actor=actor,
        key=key,
        verb=verb,
        request=request,
        run=run,
        remember=lambda row: row.pk,
        recall=recalled,
    )


def _reason(text: str) -> str:
    told = " ".join(text.split())
    if not told or len(told) > LONGEST_REASON:
        said = Wording(
            f"请写明理由，至多 {LONGEST_REASON} 字。",
            f"Give a reason of at most {LONGEST_REASON} characters.",
        )
        raise InvalidInput(said.zh, said.en, fields={"reason": said})
    return told
