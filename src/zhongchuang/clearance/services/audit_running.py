"""An audit at work.

A run reads everything in one transaction, looks at it outside of any, and writes all of its findings together with the word that
it is done. A worker that is killed leaves a run at work and no finding; whoever takes it up again begins anew.

What links and compares weighs 100 MB: this module is loaded where an audit runs, never by a page.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from hashlib import sha256

from django.db import transaction

from zhongchuang.clearance.access.auditing import audit_reach
from zhongchuang.clearance.auditing.engine import Report, Tell, audit, silent
from zhongchuang.clearance.auditing.findings import Found, Kind
from zhongchuang.clearance.auditing.runners import DuckRunner, Runner, SparkRunner
from zhongchuang.clearance.models import AuditConcern, AuditFinding, AuditRun, AuditState, FindingState
from zhongchuang.clearance.rules import Rule
from zhongchuang.clearance.rules.binding import rule_digest
from zhongchuang.clearance.selectors.audited import tables_now
from zhongchuang.clearance.selectors.auditing import departments_of_refs
from zhongchuang.clearance.selectors.rules import rules_for
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, ActorKind
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.locks import lock_row

logger = logging.getLogger("zhongchuang.clearance.auditing")
RUNNERS: Mapping[str, Callable[[], Runner]] = {"duckdb": DuckRunner, "spark": SparkRunner}
A_STEP = 1_000


def audit_run(*, actor: Actor, key: str, tell: Tell = silent) -> AuditState | None:
    """Run an audit that was asked for; returns how it ended, None where there is nothing to do (any more).

    May be begun again at any time: nothing of it is there before all of it is.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotAllowed()
    rows = AuditRun.objects.filter(key=key, state__in=AuditRun.ACTIVE)
    row = rows.first()
    if row is None:
        return None
    rows.update(state=AuditState.RUNNING, done_part=0, started_at=clock.now())
    try:
        rules = rules_for(None, clock.today())
        with transaction.atomic():
            tables = tables_now()
        with RUNNERS[row.engine]() as runner:  # type: ignore[attr-defined]  # both are context managers
            report = audit(tables, rules, runner, _teller(row, tell))
    except Exception:
        logger.exception("audit %s broke off", key)
        _fail(actor, row)
        raise
    return _keep(actor, row, report, rules, tables.sha256)


def audit_give_up(*, actor: Actor, key: str) -> None:
    """End a run that is at work and nobody works at (any more). Raises NotAllowed."""
    if not audit_reach(actor).starts:
        raise NotAllowed()
    row = AuditRun.objects.filter(key=key, state__in=AuditRun.ACTIVE).first()
    if row is not None:
        _fail(actor, row)


def _teller(run: AuditRun, tell: Tell) -> Tell:
    rows = AuditRun.objects.filter(pk=run.pk, state=AuditState.RUNNING)
    last = [0]

    def told(done: int, of: int, what: str) -> None:
        part = min(99, 100 * done // max(1, of))  # 100 is for the end
        if part >= last[0] + 5:
            last[0] = part
            rows.update(done_part=part)
        tell(done, of, what)

    return told


def _fail(actor: Actor, run: AuditRun) -> None:
    with transaction.atomic():
        row = lock_row(AuditRun.objects.all(), run.pk)
        if row.state in AuditRun.ACTIVE:
            row.state, row.finished_at = AuditState.FAILED, clock.now()
            row.row_version += 1
            row.save(update_fields=["state", "finished_at", "row_version"])
            audit_write(actor=actor, verb="clearance.audit_run", target=row, after={"state": row.state})


def _keep(
    actor: Actor, run: AuditRun, report: Report, rules: tuple[Rule, ...], digest: str
) -> AuditState | None:
    with transaction.atomic():
        row = lock_row(AuditRun.objects.all(), run.pk)
        if row.state not in AuditRun.ACTIVE:
            return None  # somebody else has ended it meanwhile
        made = _write(row, report.findings, {rule.id: rule for rule in rules})
        row.state, row.done_part, row.finished_at = AuditState.DONE, 100, clock.now()
        row.supports, row.parties, row.found = report.supports, report.parties, made
        row.counts, row.crowded = report.counts, report.crowded
        row.rules = {rule.id: rule_digest(rule) for rule in rules}
        row.inputs_sha256 = digest
        row.row_version += 1
        row.save()
        audit_write(
            actor=actor,
            verb="clearance.audit_run",
            target=row,
            after={"state": row.state, "found": made, "supports": report.supports, "inputs_sha256": digest},
        )
    return AuditState.DONE


def _write(run: AuditRun, findings: tuple[Found, ...], rules: Mapping[str, Rule]) -> int:
    """The findings, with the departments they concern. What was closed before as it stands now stays closed."""
    digests = {_digest(found): found for found in findings}
    closed = _closed_before(digests)
    rows = [
        AuditFinding(
            run=run,
            kind=found.kind.value,
            severity=found.severity.value,
            told=list(found.told),
            title=_title(found, rules),
            refs=list(found.refs),
            others=found.number,
            used=found.used,
            amount=found.amount,
            probability=None if found.probability is None else f"{found.probability:.6f}",
            digest=digest,
            **closed.get(digest, {}),
        )
        for digest, found in digests.items()
    ]
    for begin in range(0, len(rows), A_STEP):
        part = rows[begin : begin + A_STEP]
        AuditFinding.objects.bulk_create(part)
        departments = departments_of_refs(ref for row in part for ref in row.refs)
        AuditConcern.objects.bulk_create(
            [
                AuditConcern(finding=row, department_id=department)
                for row in part
                for department in sorted(
                    frozenset[int]().union(*(departments.get(ref, ()) for ref in row.refs))
                )
            ],
            batch_size=A_STEP,
        )
    return len(rows)


def _digest(found: Found) -> str:
    """The same supports under the same rule are the same finding, while the amounts are the same."""
    return sha256("\x1f".join((*found.digest_parts, str(found.amount), str(found.used))).encode()).hexdigest()


def _closed_before(digests: Mapping[str, Found]) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    wanted = list(digests)
    for begin in range(0, len(wanted), 500):
        rows = AuditFinding.objects.filter(digest__in=wanted[begin : begin + 500], run__state=AuditState.DONE)
        for digest, state, by, at, reason in rows.order_by("pk").values_list(
            "digest", "state", "closed_by", "closed_at", "closed_for"
        ):
            if state == FindingState.CLOSED:
                found[digest] = {"state": state, "closed_by": by, "closed_at": at, "closed_for": reason}
            else:
                found.pop(digest, None)
    return found


def _title(found: Found, rules: Mapping[str, Rule]) -> dict[str, str]:
    rule = rules.get(found.told[0]) if found.kind is Kind.RULE else None
    return {"zh": rule.title.zh, "en": rule.title.en} if rule else {}
