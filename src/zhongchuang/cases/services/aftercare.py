"""What is owed after a decision: reports handed in, assessed, waived; changes asked for; falsification recorded."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from zhongchuang.cases.access import in_department, is_applicant, reach_of, visible_cases
from zhongchuang.cases.deciding.plan import months_after
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Aftercare, Case, CaseChange, HonestyRecord
from zhongchuang.cases.programmes.schema import Aftercare as Duty
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.repeating import once, signed
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor, SystemActor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.calendar_years import working_calendar
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Refused, Wording
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row
from zhongchuang.core.working_days import add_working_days
from zhongchuang.ledger.selectors.of_cases import orders_of_case
from zhongchuang.ledger.services.payments import payment_due
from zhongchuang.parties.access import Role, holds

RESULTS = ("passed", "failed", "waived")
CHANGES = ("name", "budget", "leader", "term")
LONGEST = 4000
SYSTEM = SystemActor("cases.aftercare")


def duty_of(row: Aftercare) -> Duty:
    """What the programme says of it."""
    return next(one for one in programme_of(row.case).aftercare if one.id == row.item)


def aftercare_submit(
    *,
    actor: Actor,
    pk: int,
    answers: Mapping[str, Json],
    expected_version: int | None = None,
    key: str | None = None,
) -> Aftercare:
    """Hand in what is owed; until it is checked it may be handed in again. Raises NotFound, NotAllowed, Refused."""
    request = {"duty": pk, "answers": dict(answers), "version": expected_version}
    return once(
        actor,
        key,
        "cases.aftercare_submit",
        request,
        lambda: _submit(actor, pk, answers, expected_version),
        Aftercare,
    )


def _submit(actor: Actor, pk: int, answers: Mapping[str, Json], expected_version: int | None) -> Aftercare:
    row = _locked(actor, pk, expected_version)
    if not is_applicant(row.case, reach_of(actor)):
        raise NotAllowed()
    if row.result:
        raise Refused(
            "这一项已经核验，不能再改。",
            "This has been checked and can no longer change.",
            code="cases.checked",
        )
    row.answers, row.submitted_at = dict(answers), clock.now()
    _save(row, "answers", "submitted_at")
    audit_write(
        actor=actor,
        verb="cases.aftercare_submit",
        target=row,
        after={"case": row.case.number, "item": row.item, "turn": row.turn},
    )
    return row


def aftercare_check(
    *,
    actor: Actor,
    pk: int,
    result: str,
    opinion: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Aftercare:
    """Pass, fail or waive it; a part of the payment plan that waited for it falls due.

    Raises NotAllowed, InvalidInput, Refused.
    """
    request = {"duty": pk, "result": result, "opinion": opinion, "version": expected_version}
    return once(
        actor,
        key,
        "cases.aftercare_check",
        request,
        lambda: _check(actor, pk, result, opinion, expected_version),
        Aftercare,
    )


def _check(actor: Actor, pk: int, result: str, opinion: str, expected_version: int | None) -> Aftercare:
    row = _locked(actor, pk, expected_version)
    far = reach_of(actor)
    own = is_applicant(row.case, far)
    if (
        not holds(actor, Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR)
        or own
        or not in_department(row.case, far)
    ):
        raise NotAllowed()
    if result not in RESULTS:
        raise InvalidInput("没有这种结论。", "There is no such result.")
    if not opinion.strip():
        told = Wording("请写明意见", "Say why")
        raise InvalidInput("结论没有记下。", "Nothing was recorded.", fields={"opinion": told})
    if row.submitted_at is None and result != "waived" and row.due_on >= clock.today():
        raise Refused(
            "对方还没有提交，期限也没有到。",
            "It has not been handed in, and it is not late.",
            code="cases.not_late",
        )
    before = row.result
    row.result, row.opinion = result, opinion.strip()[:LONGEST]
    row.checked_by, row.checked_at = signed(actor), clock.now()
    _save(row, "result", "opinion", "checked_by", "checked_at")
    audit_write(
        actor=actor,
        verb="cases.aftercare_check",
        target=row,
        before={"result": before},
        after={"result": result, "opinion": row.opinion},
    )
    if result == "passed":
        _fall_due(row)
    return row


@transaction.atomic
def change_ask(
    *, actor: Actor, case_id: int, kind: str, after: Mapping[str, Json], reason: str
) -> CaseChange:
    """Ask to change the name, budget, leader or term of what was approved; one at a time.

    Raises NotFound, NotAllowed, InvalidInput, Refused.
    """
    case = lock_row(visible_cases(actor, Case.objects.all()), case_id)
    if not is_applicant(case, reach_of(actor)):
        raise NotAllowed()
    if State(case.state) is not State.APPROVED:
        raise Refused(
            "只有已批准的项目可以申请变更。",
            "Only what was approved can be changed.",
            code="cases.not_running",
        )
    fields: dict[str, Wording] = {}
    if kind not in CHANGES:
        fields["kind"] = Wording("请选择变更事项", "Choose what changes")
    if not reason.strip():
        fields["reason"] = Wording("请写明理由", "Say why")
    if not any(str(value).strip() for value in after.values()):
        fields["after"] = Wording("请写变更后的内容", "Say what it is to be")
    if fields:
        raise InvalidInput("变更没有提交。", "The change was not handed in.", fields=fields)
    row = CaseChange(
        case=case,
        kind=kind,
        before={name: case.answers.get(name) for name in after},
        after=dict(after),
        reason=reason.strip()[:LONGEST],
        asked_at=clock.now(),
        asked_by=signed(actor),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(
            "上一项变更还没有答复。", "The change before is not decided yet.", code="cases.change_open"
        ) from None
    audit_write(actor=actor, verb="cases.change_ask", target=row, after={"case": case.number, "kind": kind})
    return row


@transaction.atomic
def change_decide(
    *, actor: Actor, pk: int, granted: bool, opinion: str, expected_version: int | None = None
) -> CaseChange:
    """Grant or refuse a change; what was granted stands in the case from now on. Raises NotFound, NotAllowed, Refused."""
    rows = CaseChange.objects.filter(case__in=visible_cases(actor, Case.objects.all()).values("pk"))
    row: CaseChange = lock_row(rows, pk, expected_version=expected_version)
    far = reach_of(actor)
    case = lock_row(Case.objects.all(), row.case_id)
    if (
        not holds(actor, Role.REVIEWER, Role.ADMINISTRATOR)
        or not in_department(case, far)
        or is_applicant(case, far)
    ):
        raise NotAllowed()
    if row.granted is not None:
        raise Refused("这项变更已经答复。", "The change has been decided.", code="cases.change_decided")
    if not opinion.strip():
        raise InvalidInput(
            "变更没有答复。",
            "The change was not decided.",
            fields={"opinion": Wording("请写明意见", "Say why")},
        )
    row.granted, row.opinion = granted, opinion.strip()[:LONGEST]
    row.decided_by, row.decided_at = signed(actor), clock.now()
    row.row_version += 1
    row.save()
    if granted:
        case.answers = {**case.answers, **row.after}
        case.changed_at = clock.now()
        case.row_version += 1
        case.save(update_fields=["answers", "changed_at", "row_version"])
    audit_write(
        actor=actor,
        verb="cases.change_decide",
        target=row,
        before={"granted": None},
        after={"granted": granted, "opinion": row.opinion},
    )
    return row


@transaction.atomic
def honesty_record(*, actor: Actor, case_id: int, finding: str) -> HonestyRecord:
    """Record a falsification: its author may not apply for as long as the programme's basis says.

    Raises NotFound, NotAllowed, InvalidInput, Refused where the basis sets no term: nobody is barred without words for it.
    """
    case = lock_row(visible_cases(actor, Case.objects.all()), case_id)
    far = reach_of(actor)
    if (
        not holds(actor, Role.REVIEWER, Role.ADMINISTRATOR)
        or not in_department(case, far)
        or is_applicant(case, far)
    ):
        raise NotAllowed()
    programme = programme_of(case)
    if programme.honesty is None:
        raise Refused(
            "这个项目的依据没有规定失信惩戒期限，不能限制申报。",
            "The basis of this programme sets no such term, so nobody can be barred.",
            next_zh="可以撤销决定、追回资金。",
            next_en="The decision can be revoked and the money demanded back.",
            code="cases.no_honesty_term",
        )
    if not finding.strip():
        told = Wording("请写认定的事实", "Say what was found")
        raise InvalidInput("没有记下。", "Nothing was recorded.", fields={"finding": told})
    row = HonestyRecord.objects.create(
        organisation_id=case.organisation_id,
        person=case.person,
        case=case,
        finding=finding.strip(),
        quote=programme.honesty.quote,
        since=clock.today(),
        until=months_after(clock.today(), programme.honesty.barred_months),
        recorded_by=signed(actor),
        recorded_at=clock.now(),
    )
    audit_write(
        actor=actor,
        verb="cases.honesty_record",
        target=row,
        after={"case": case.number, "until": row.until},
    )
    return row


def _locked(actor: Actor, pk: int, expected_version: int | None) -> Aftercare:
    rows = Aftercare.objects.select_related("case__round").filter(
        case__in=visible_cases(actor, Case.objects.all()).values("pk")
    )
    row: Aftercare = lock_row(rows, pk, expected_version=expected_version)
    if State(row.case.state) is not State.APPROVED:
        raise NotFound()
    return row


def _save(row: Aftercare, *fields: str) -> None:
    row.row_version += 1
    row.save(update_fields=[*fields, "row_version"])


def _fall_due(row: Aftercare) -> None:
    """Parts of the plan that wait for a report or an acceptance may be paid once the first of that kind has passed."""
    programme, kind = programme_of(row.case), duty_of(row).kind
    if programme.money is None:
        return
    waiting = {one.id: one for one in programme.money.instalments if one.after == kind}
    for order in orders_of_case(row.case.number):
        part = waiting.get(order.part)
        if part is not None and order.state == "committed" and order.waits_for:
            last = add_working_days(clock.today(), part.days, calendar=working_calendar())
            payment_due(actor=SYSTEM, order=order, due_on=last)
