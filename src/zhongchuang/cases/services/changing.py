"""Changes of what runs: its holder asks, the department decides with its grounds; what was granted stands in the case at once.

What may be changed is the programme's to say. A change that is granted is claimed and cleared anew, or what is left of the money
could not be paid; the name a project had stays claimed with the new one.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from zhongchuang.cases.access import visible_cases
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, CaseChange
from zhongchuang.cases.programmes.claims import claims_of
from zhongchuang.cases.programmes.schema import Change, FieldType, FormField, Programme
from zhongchuang.cases.selectors.after_access import AfterAction, may_change
from zhongchuang.cases.selectors.applying import form_of_case
from zhongchuang.cases.selectors.claiming import claimant_of, holder_of
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.after_papers import change_papers
from zhongchuang.cases.services.after_telling import change_told
from zhongchuang.cases.services.applying import TITLES
from zhongchuang.cases.services.clearing import case_checked
from zhongchuang.cases.services.repeating import once, signed
from zhongchuang.cases.services.supporting import case_support_keep
from zhongchuang.clearance.services import claims_take
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, NotFound, Refused, Wording
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row

LONGEST = 4000
LONGEST_TITLE = 200


def change_of(programme: Programme, kind: str) -> Change:
    """What the programme says of a kind of change. Raises NotFound."""
    found = next((one for one in programme.changes if one.id == kind), None)
    if found is None:
        raise NotFound()
    return found


def fields_of(programme: Programme, change: Change) -> tuple[FormField, ...]:
    """The questions a change is about, in the order of the form."""
    return tuple(field for field in programme.fields if field.id in change.fields)


def change_ask(
    *,
    actor: Actor,
    case_id: int,
    kind: str,
    answers: Mapping[str, Json],
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> CaseChange:
    """Ask for a change, one at a time; `answers` to the questions it is about.

    Raises NotFound, NotAllowed, InvalidInput with what is missing or no longer holds, Refused, StaleVersion.
    """
    request = {
        "case": case_id,
        "kind": kind,
        "answers": dict(answers),
        "reason": reason,
        "version": expected_version,
    }
    return once(
        actor,
        key,
        "cases.change_ask",
        request,
        lambda: _ask(actor, case_id, kind, answers, reason, expected_version),
        CaseChange,
    )


def _ask(
    actor: Actor,
    case_id: int,
    kind: str,
    answers: Mapping[str, Json],
    reason: str,
    expected_version: int | None,
) -> CaseChange:
    case = lock_row(visible_cases(actor, Case.objects.all()), case_id, expected_version=expected_version)
    if not may_change(actor, AfterAction.ASK, case):
        raise NotAllowed()
    if State(case.state) is not State.APPROVED:
        raise Refused(
            "只有已批准、还没有办结的项目可以申请变更。",
            "Only what was approved and runs can be changed.",
            code="cases.not_running",
        )
    programme = programme_of(case)
    asked = fields_of(programme, change_of(programme, kind))
    after = {field.id: answers.get(field.id) for field in asked}
    fields = _problems(case, asked, after, reason)
    if fields:
        raise InvalidInput("变更没有提交。", "The change was not handed in.", fields=fields)
    row = CaseChange(
        case=case,
        kind=kind,
        before={field.id: case.answers.get(field.id) for field in asked},
        after=after,
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
    change_told(actor=actor, row=row, case=case)
    return row


def _problems(
    case: Case, asked: tuple[FormField, ...], after: Mapping[str, Json], reason: str
) -> dict[str, Wording]:
    """What is missing, and what of the programme's conditions would no longer hold."""
    fields: dict[str, Wording] = {}
    if not reason.strip():
        fields["reason"] = Wording("请写明理由", "Say why")
    form = form_of_case(case, {**case.answers, **after})
    ids = {field.id for field in asked}
    for one in form.missing():
        name = one.name.partition("-")[0]
        if name in ids:
            fields.setdefault(one.name, Wording(f"请填写：{one.label.zh}", f"Fill in: {one.label.en}"))
    if all(after[name] == case.answers.get(name) for name in ids):
        first = asked[0].id
        fields.setdefault(first, Wording("和现在的一样，没有变更", "This is as it was; nothing changes"))
    if fields:
        return fields
    failing = [one.check.text for one in form.checks() if one.refuses]
    if failing:
        zh, en = "；".join(text.zh for text in failing), "; ".join(text.en for text in failing)
        fields[asked[0].id] = Wording(f"变更后不符合：{zh}", f"Would no longer hold: {en}")
    elif case.granted is not None and form.amount is not None and form.amount < case.granted:
        fields[asked[0].id] = Wording(
            "变更后的金额少于已经批准的金额，请联系主管部门办理调减",
            "Less than was granted; ask the department to reduce the grant",
        )
    return fields


def change_decide(
    *,
    actor: Actor,
    pk: int,
    granted: bool,
    opinion: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> CaseChange:
    """Grant or refuse a change, with grounds. What is granted stands in the case from now on, and papers say so.

    Raises NotFound, NotAllowed, InvalidInput, Refused, AlreadyClaimed where the new name is another's,
    NotClear where what it would be may not be supported beside what is there.
    """
    request = {"change": pk, "granted": granted, "opinion": opinion, "version": expected_version}
    return once(
        actor,
        key,
        "cases.change_decide",
        request,
        lambda: _decide(actor, pk, granted, opinion, expected_version),
        CaseChange,
    )


def _decide(actor: Actor, pk: int, granted: bool, opinion: str, expected_version: int | None) -> CaseChange:
    rows = CaseChange.objects.filter(case__in=visible_cases(actor, Case.objects.all()).values("pk"))
    found = rows.filter(pk=pk).values_list("case_id", flat=True).first()
    if found is None:
        raise NotFound()
    case = lock_row(Case.objects.all(), found)
    row: CaseChange = lock_row(rows, pk, expected_version=expected_version)
    if not may_change(actor, AfterAction.RECORD, case):
        raise NotAllowed()
    if row.granted is not None:
        raise Refused("这项变更已经答复。", "The change has been decided.", code="cases.change_decided")
    if State(case.state) is not State.APPROVED:
        raise Refused(
            "项目已经不在执行，不能再变更。", "The project no longer runs.", code="cases.not_running"
        )
    if not opinion.strip():
        told = Wording("请写明理由", "Say on what grounds")
        raise InvalidInput("变更没有答复。", "The change was not decided.", fields={"opinion": told})
    row.granted, row.opinion = granted, opinion.strip()[:LONGEST]
    row.decided_by, row.decided_at = signed(actor), clock.now()
    row.row_version += 1
    row.save()
    if granted:
        _take_effect(actor, case, row)
    audit_write(
        actor=actor,
        verb="cases.change_decide",
        target=row,
        before={"granted": None},
        after={"case": case.number, "granted": granted, "opinion": row.opinion},
    )
    change_told(actor=actor, row=row, case=case)
    return row


def _take_effect(actor: Actor, case: Case, row: CaseChange) -> None:
    programme = programme_of(case)
    held = claims_of(programme, case.answers, claimant_of(case))
    case.answers = {**case.answers, **row.after}
    words = {field.id for field in programme.fields if field.type is FieldType.TEXT}
    named = next((str(case.answers[n]) for n in TITLES if n in words and case.answers.get(n)), "")
    case.title = (named or case.title)[:LONGEST_TITLE]
    case.changed_at = clock.now()
    case.row_version += 1
    case.save(update_fields=["answers", "title", "changed_at", "row_version"])
    wanted = {one.digest: one for one in (*held, *claims_of(programme, case.answers, claimant_of(case)))}
    if wanted:
        claims_take(actor=actor, holder=holder_of(case), claims=[*wanted.values()], amount=case.asked)
    case_support_keep(actor, case)
    checked = case_checked(actor, case)
    if checked.clearance is None:
        raise checked.refusal
    change_papers(actor=actor, case=case, row=row, programme=programme)
