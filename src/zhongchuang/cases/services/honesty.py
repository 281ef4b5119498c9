"""Honesty: a falsification is proposed by one of the department, answered by whom it concerns, decided by another, lifted.

Nobody is barred but by words: the term is the programme's, which quotes the clause that sets it.
"""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from zhongchuang.cases.access import visible_cases
from zhongchuang.cases.deciding.plan import months_after
from zhongchuang.cases.errors import NoHonestyTerm, NotHeardYet
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, HonestyRecord, HonestyState
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.cases.selectors.after_access import AfterAction, may_honesty
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.after_telling import honesty_told
from zhongchuang.cases.services.repeating import next_number, once, signed
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.calendar_years import working_calendar
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Refused, Wording
from zhongchuang.core.locks import lock_row
from zhongchuang.core.working_days import add_working_days

LONGEST, LONGEST_REASON = 4000, 300
PREFIX = "CX"


def honesty_propose(
    *,
    actor: Actor,
    case_id: int,
    finding: str,
    evidence: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> HonestyRecord:
    """Propose a finding, with its evidence; whom it concerns is told and may answer for as many working days as the programme
    gives. Nobody is barred yet.

    Raises NotFound, NotAllowed, InvalidInput, NoHonestyTerm, Refused where one is open, CalendarNotPublished.
    """
    request = {"case": case_id, "finding": finding, "evidence": evidence, "version": expected_version}
    return once(
        actor,
        key,
        "cases.honesty_propose",
        request,
        lambda: _propose(actor, case_id, finding, evidence, expected_version),
        HonestyRecord,
    )


def _propose(
    actor: Actor, case_id: int, finding: str, evidence: str, expected_version: int | None
) -> HonestyRecord:
    case = lock_row(visible_cases(actor, Case.objects.all()), case_id, expected_version=expected_version)
    if not may_honesty(actor, AfterAction.RECORD, case) or State(case.state) is State.DRAFT:
        raise NotAllowed()
    programme = programme_of(case)
    if programme.honesty is None:
        raise NoHonestyTerm()
    fields: dict[str, Wording] = {}
    if not finding.strip():
        fields["finding"] = Wording("请写认定的事实", "Say what was found")
    if not evidence.strip():
        fields["evidence"] = Wording("请写有什么证据", "Say what shows it")
    if fields:
        raise InvalidInput("没有提出。", "Nothing was proposed.", fields=fields)
    record = HonestyRecord(
        number=next_number(PREFIX, HonestyRecord),
        organisation_id=case.organisation_id,
        person=case.person,
        case=case,
        finding=finding.strip()[:LONGEST],
        evidence=evidence.strip()[:LONGEST],
        clause=_clause(programme),
        quote=programme.honesty.quote,
        months=programme.honesty.barred_months,
        remedies=programme.decision.remedies.zh,
        opened_by=signed(actor),
        opened_at=clock.now(),
        answer_by=add_working_days(
            clock.today(), programme.honesty.hearing_days, calendar=working_calendar()
        ),
    )
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError:
        raise Refused(
            "这件办件已经有一项认定在办理。",
            "A finding of this case is already open.",
            code="cases.honesty_open",
        ) from None
    _audit(actor, record, "cases.honesty_propose")
    honesty_told(actor=actor, record=record, case=case)
    return record


def _clause(programme: Programme) -> str:
    """Which clause of the basis sets the term: the one whose words hold the quote, else the first."""
    assert programme.honesty is not None  # asked by the caller
    quote = programme.honesty.quote
    found = next((b for b in programme.basis if b.quote and quote in b.quote), programme.basis[0])
    return f"{found.document}#{found.clause or ''}"


def honesty_answer(
    *,
    actor: Actor,
    number: str,
    statement: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> HonestyRecord:
    """What the one concerned says to it; as long as nothing is decided it may be said anew.

    Raises NotFound, NotAllowed, InvalidInput, Refused.
    """

    def run() -> HonestyRecord:
        record, case = _open_record(actor, number, expected_version)
        if not may_honesty(actor, AfterAction.ASK, case):
            raise NotAllowed()
        if clock.today() > record.answer_by:
            raise Refused(
                "陈述申辩的期限已过。", "The term to answer is over.", code="cases.honesty_answer_late"
            )
        if not statement.strip():
            told = Wording("请写您的陈述和申辩", "Write your statement")
            raise InvalidInput("没有提交。", "Nothing was handed in.", fields={"statement": told})
        record.statement = statement.strip()[:LONGEST]
        record.stated_by, record.stated_at = signed(actor), clock.now()
        _save(actor, record, "cases.honesty_answer")
        return record

    request = {"record": number, "statement": statement, "version": expected_version}
    return once(actor, key, "cases.honesty_answer", request, run, HonestyRecord)


def honesty_decide(
    *,
    actor: Actor,
    number: str,
    records: bool,
    grounds: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> HonestyRecord:
    """Another person than who proposed it records the finding, from today for the term of the basis, or drops it.

    Raises NotFound, NotAllowed, InvalidInput, Refused, NotHeardYet before the statement and before the term to answer is over.
    """

    def run() -> HonestyRecord:
        record, case = _open_record(actor, number, expected_version)
        if not may_honesty(actor, AfterAction.DECIDE, case, record.opened_by):
            raise NotAllowed()
        if records and record.stated_at is None and clock.today() <= record.answer_by:
            raise NotHeardYet(record.answer_by)
        if not grounds.strip():
            told = Wording("请写明理由，陈述申辩采纳与否也写明", "Say why, and what became of the statement")
            raise InvalidInput("没有决定。", "Nothing was decided.", fields={"grounds": told})
        record.state = HonestyState.RECORDED if records else HonestyState.DROPPED
        record.grounds = grounds.strip()[:LONGEST]
        record.decided_by, record.decided_at = signed(actor), clock.now()
        if records:
            record.since = clock.today()
            record.until = months_after(record.since, record.months) - dt.timedelta(days=1)
        _save(actor, record, "cases.honesty_decide")
        honesty_told(actor=actor, record=record, case=case)
        return record

    request = {"record": number, "records": records, "grounds": grounds, "version": expected_version}
    return once(actor, key, "cases.honesty_decide", request, run, HonestyRecord)


def honesty_lift(
    *,
    actor: Actor,
    number: str,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> HonestyRecord:
    """Take a finding back before its term ends (a reconsideration, a judgment, an error). Raises NotFound, NotAllowed,
    InvalidInput, Refused where it does not bar anybody any more.
    """

    def run() -> HonestyRecord:
        record, case = _locked(actor, number, expected_version)
        if not may_honesty(actor, AfterAction.DECIDE, case):
            raise NotAllowed()
        runs = record.state == HonestyState.RECORDED and record.lifted_at is None
        if not runs or record.until is None or clock.today() > record.until:
            raise Refused(
                "这项认定现在不限制申报。", "This finding bars nobody now.", code="cases.honesty_not_running"
            )
        if not reason.strip():
            told = Wording("请写明撤销原因", "Say why")
            raise InvalidInput("没有撤销。", "Nothing was lifted.", fields={"reason": told})
        record.lifted_at, record.lifted_by = clock.now(), signed(actor)
        record.lift_reason = reason.strip()[:LONGEST_REASON]
        _save(actor, record, "cases.honesty_lift")
        honesty_told(actor=actor, record=record, case=case)
        return record

    request = {"record": number, "reason": reason, "version": expected_version}
    return once(actor, key, "cases.honesty_lift", request, run, HonestyRecord)


def _locked(actor: Actor, number: str, expected_version: int | None) -> tuple[HonestyRecord, Case]:
    rows = HonestyRecord.objects.filter(case__in=visible_cases(actor, Case.objects.all()).values("pk"))
    found = rows.filter(number=number).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound()
    record: HonestyRecord = lock_row(rows, found, expected_version=expected_version)
    case: Case = Case.objects.select_related("round", "organisation", "employer").get(pk=record.case_id)
    if not may_honesty(actor, AfterAction.VIEW, case):
        raise NotFound()
    return record, case


def _open_record(actor: Actor, number: str, expected_version: int | None) -> tuple[HonestyRecord, Case]:
    record, case = _locked(actor, number, expected_version)
    if record.state != HonestyState.PROPOSED:
        raise Refused("这项认定已经办完。", "This finding has been decided.", code="cases.honesty_decided")
    return record, case


def _save(actor: Actor, record: HonestyRecord, verb: str) -> None:
    record.row_version += 1
    record.save()
    _audit(actor, record, verb)


def _audit(actor: Actor, record: HonestyRecord, verb: str) -> None:
    audit_write(
        actor=actor,
        verb=verb,
        target=record,
        after={
            "number": record.number,
            "case": record.case.number,
            "state": record.state,
            "until": record.until,
            "lifted": record.lifted_at is not None,
        },
    )
