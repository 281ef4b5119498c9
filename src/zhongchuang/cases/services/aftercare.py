"""What is owed after a decision: reports handed in, checked, asked for once more, waived; an acceptance with its conclusion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import Max

from zhongchuang.cases.access import in_department, is_applicant, reach_of, visible_cases
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Aftercare, Case
from zhongchuang.cases.programmes.schema import Aftercare as Duty
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.after_papers import acceptance_paper
from zhongchuang.cases.services.duty_telling import duty_checked_told, duty_handed_in_told
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
from zhongchuang.parties.access import DelegationScope, Role, holds

RESULTS = ("passed", "failed", "waived")
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
    if not is_applicant(row.case, reach_of(actor), DelegationScope.REPORT):
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
    duty_handed_in_told(actor=actor, row=row, duty=duty_of(row))
    return row


def aftercare_check(
    *,
    actor: Actor,
    pk: int,
    result: str,
    opinion: str,
    again_on: dt.date | None = None,
    expected_version: int | None = None,
    key: str | None = None,
) -> Aftercare:
    """Pass, fail or waive it; a part of the payment plan that waited for it falls due. What failed may be owed once more, until
    `again_on`. An acceptance has its conclusion on paper.

    Raises NotAllowed, InvalidInput, Refused.
    """
    request = {
        "duty": pk,
        "result": result,
        "opinion": opinion,
        "again_on": again_on,
        "version": expected_version,
    }
    return once(
        actor,
        key,
        "cases.aftercare_check",
        request,
        lambda: _check(actor, pk, result, opinion, again_on, expected_version),
        Aftercare,
    )


def _check(
    actor: Actor, pk: int, result: str, opinion: str, again_on: dt.date | None, expected_version: int | None
) -> Aftercare:
    row = _locked(actor, pk, expected_version)
    far = reach_of(actor)
    own = is_applicant(row.case, far)
    if (
        not holds(actor, Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR)
        or own
        or not in_department(row.case, far)
    ):
        raise NotAllowed()
    if row.result:
        raise Refused("这一项已经核验。", "This has been checked.", code="cases.checked")
    _refuse_unclear(row, result, opinion, again_on)
    if row.submitted_at is None and result != "waived" and row.due_on >= clock.today():
        raise Refused(
            "对方还没有提交，期限也没有到。",
            "It has not been handed in, and it is not late.",
            code="cases.not_late",
        )
    row.result, row.opinion = result, opinion.strip()[:LONGEST]
    row.checked_by, row.checked_at = signed(actor), clock.now()
    _save(row, "result", "opinion", "checked_by", "checked_at")
    audit_write(
        actor=actor,
        verb="cases.aftercare_check",
        target=row,
        before={"result": ""},
        after={"result": result, "opinion": row.opinion, "again_on": again_on},
    )
    if result == "passed":
        _fall_due(row)
    if again_on is not None:
        _owe_again(row, again_on)
    if duty_of(row).kind == "acceptance" and result != "waived":
        acceptance_paper(actor=actor, row=row, programme=programme_of(row.case))
    duty_checked_told(actor=actor, row=row, duty=duty_of(row), again_on=again_on)
    return row


def _refuse_unclear(row: Aftercare, result: str, opinion: str, again_on: dt.date | None) -> None:
    if result not in RESULTS:
        raise InvalidInput("没有这种结论。", "There is no such result.")
    fields: dict[str, Wording] = {}
    if not opinion.strip():
        fields["opinion"] = Wording("请写明意见", "Say why")
    if result == "passed" and row.submitted_at is None:
        fields["result"] = Wording("对方没有提交，不能通过", "Nothing was handed in, so it cannot pass")
    if again_on is not None and result != "failed":
        fields["again_on"] = Wording("只有不通过才要求整改后再交", "Only what failed is owed once more")
    elif again_on is not None and again_on <= clock.today():
        fields["again_on"] = Wording("应当晚于今天", "It has to be after today")
    if fields:
        raise InvalidInput("结论没有记下。", "Nothing was recorded.", fields=fields)


def _owe_again(row: Aftercare, again_on: dt.date) -> None:
    """The same once more, as another turn."""
    last = Aftercare.objects.filter(case=row.case, item=row.item).aggregate(last=Max("turn"))["last"]
    Aftercare.objects.create(case=row.case, item=row.item, turn=last + 1, due_on=again_on)


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
