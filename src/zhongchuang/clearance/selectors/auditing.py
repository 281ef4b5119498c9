"""What people read of audits, and which departments a finding concerns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Prefetch, QuerySet

from zhongchuang.clearance.access.auditing import AuditReach, audit_reach, findings_reached
from zhongchuang.clearance.auditing.findings import Kind, sentence
from zhongchuang.clearance.auditing.report import Line
from zhongchuang.clearance.models import (
    AuditConcern,
    AuditFinding,
    AuditRun,
    Award,
    FindingState,
    StoredSupport,
)
from zhongchuang.clearance.rules.facts import Key
from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotAllowed, NotFound, Wording

MOST_DEPARTMENTS = 30


def departments_of_refs(refs: Iterable[str]) -> dict[str, frozenset[int]]:
    """Which departments answer for which supports: who decides, and who took another department's award in."""
    found: dict[str, frozenset[int]] = {}
    wanted = sorted(set(refs))
    for begin in range(0, len(wanted), 500):
        part = wanted[begin : begin + 500]
        for rows in (
            StoredSupport.objects.filter(ref__in=part, department__isnull=False),
            Award.objects.filter(ref__in=part, department__isnull=False),
        ):
            for ref, department in rows.order_by().values_list("ref", "department_id"):
                found[ref] = found.get(ref, frozenset()) | {department}
    return found


def audits_seen(actor: Actor) -> AuditReach:
    """How far somebody reaches. Raises NotAllowed where they see nothing of audits."""
    reach = audit_reach(actor)
    if not reach.sees:
        raise NotAllowed()
    return reach


def audit_runs() -> QuerySet[AuditRun]:
    """Every run, the latest first."""
    return AuditRun.objects.order_by("-pk")


def run_of(key: str) -> AuditRun:
    """A run by its key. Raises NotFound."""
    found = AuditRun.objects.filter(key=key).first()
    if found is None:
        raise NotFound()
    return found


def findings_of_run(
    run: AuditRun,
    reach: AuditReach,
    *,
    kinds: Sequence[str] = (),
    states: Sequence[str] = (),
    departments: Sequence[int] = (),
) -> QuerySet[AuditFinding]:
    """The findings of a run somebody sees: what a rule says first, most money first."""
    rows = findings_reached(AuditFinding.objects.filter(run=run), reach)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if states:
        rows = rows.filter(state__in=states)
    if departments:
        rows = rows.filter(pk__in=AuditConcern.objects.filter(department__in=departments).values("finding"))
    return rows.order_by("severity", F("amount").desc(), "pk")


def counts_of_run(run: AuditRun, reach: AuditReach, field: str) -> dict[str, int]:
    """How many findings of a run somebody sees, by kind or state."""
    rows = findings_reached(AuditFinding.objects.filter(run=run), reach).order_by()
    return dict(rows.values_list(field).annotate(number=Count("pk")))


def departments_of_run(run: AuditRun, reach: AuditReach) -> list[tuple[int, str, int]]:
    """Departments that findings of a run somebody sees concern: key, name, how many; most first."""
    seen = findings_reached(AuditFinding.objects.filter(run=run), reach).order_by()
    rows = AuditConcern.objects.filter(finding__in=seen.values("pk")).order_by()
    told = rows.values_list("department", "department__name").annotate(number=Count("pk"))
    return sorted(told, key=lambda one: (-one[2], one[1]))[:MOST_DEPARTMENTS]


def reached_by_run(runs: Sequence[AuditRun], reach: AuditReach) -> dict[int, int]:
    """How many findings of these runs somebody sees, in one statement."""
    rows = findings_reached(AuditFinding.objects.filter(run__in=[one.pk for one in runs]), reach).order_by()
    return dict(rows.values_list("run").annotate(number=Count("pk")))


def finding_of(actor: Actor, pk: int) -> AuditFinding:
    """A finding somebody may see. Raises NotAllowed where they see nothing of audits, NotFound for others' findings."""
    reach = audits_seen(actor)
    found = findings_reached(AuditFinding.objects.select_related("run"), reach).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def concerned(finding: AuditFinding) -> frozenset[int]:
    """The departments a finding concerns."""
    return frozenset(finding.concerns.order_by().values_list("department_id", flat=True))


@dataclass(frozen=True, slots=True)
class Side:
    """A support as a finding shows it to somebody. `hidden`: a person's, of another department: name and title are not theirs."""

    ref: str
    title: str
    recipient: str
    code: str
    department: str
    amount: int
    on: Any
    standing: str
    level: str
    place: str
    since: Any
    until: Any
    personal: bool
    hidden: bool
    award: str  # its public number, where it has one
    keys: tuple[tuple[str, str], ...]


_SHOWN_KEYS = (Key.CATEGORY, Key.PROGRAMME, Key.INVOICE, Key.CONTRACT, Key.EQUIPMENT)


def sides_of(refs: Sequence[str], reach: AuditReach) -> list[Side]:
    """The supports of a finding, in its order; what has gone since is left out."""
    rows = StoredSupport.objects.filter(ref__in=refs).select_related("department").prefetch_related("keys")
    stored = {row.ref: row for row in rows}
    awards = {row.ref: row for row in Award.objects.filter(ref__in=refs).select_related("department")}
    return [_side(stored[ref], awards.get(ref), reach) for ref in refs if ref in stored]


def _side(row: StoredSupport, award: Award | None, reach: AuditReach) -> Side:
    told = (row.department_id, award.department_id if award else None)
    departments = frozenset(one for one in told if one is not None)
    keys = [(key.key, key.value) for key in row.keys.all()]
    personal = award.personal if award else any(key == Key.PERSON.value for key, _ in keys)
    hidden = personal and not reach.sees.reaches(departments)
    shown = {key.value for key in _SHOWN_KEYS}
    return Side(
        ref=row.ref,
        title="" if hidden else (award.title if award else row.title),
        recipient="" if hidden or award is None else award.recipient_name,
        code="" if hidden or award is None else award.recipient_code,
        department=(award.department_name if award else "")
        or (row.department.name if row.department else ""),
        amount=row.amount,
        on=row.on,
        standing=row.standing,
        level=row.level,
        place=row.place,
        since=row.since,
        until=row.until,
        personal=personal,
        hidden=hidden,
        award=award.number if award and award.state == "public" else "",
        keys=() if hidden else tuple(pair for pair in sorted(keys) if pair[0] in shown),
    )


def active_run() -> AuditRun | None:
    """The run that is at work, or waits to be."""
    return AuditRun.objects.filter(state__in=AuditRun.ACTIVE).first()


def said(finding: AuditFinding) -> Wording:
    """A finding in a sentence; names nobody."""
    rule = Wording(finding.title["zh"], finding.title["en"]) if finding.title else None
    return sentence(
        Kind(finding.kind),
        tuple(finding.told),
        number=finding.others,
        used=finding.used,
        amount=finding.amount,
        rule=rule,
    )


def finding_lines(findings: QuerySet[AuditFinding]) -> Iterator[Line]:
    """Findings as a report writes them."""
    rows = findings.prefetch_related(
        Prefetch("concerns", AuditConcern.objects.select_related("department").order_by("department__name"))
    )
    for row in rows.iterator(1_000):
        yield Line(
            row.pk,
            row.kind,
            row.severity,
            said(row),
            str(row.told[0]) if row.told else "",
            row.amount,
            row.others,
            row.used,
            None if row.probability is None else float(row.probability),
            tuple(row.refs),
            tuple(one.department.name for one in row.concerns.all()),
            str(FindingState(row.state).label),
        )
