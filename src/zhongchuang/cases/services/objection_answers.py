"""Objections at work: taken by somebody who did not decide the case, looked into, answered without names; leads closed."""

from __future__ import annotations

from zhongchuang.cases.access import NoticeAction, may_objection
from zhongchuang.cases.errors import ObjectionNotOpen
from zhongchuang.cases.models import Case, Objection, ObjectionState
from zhongchuang.cases.reviewing.objecting import Signature, names_its_author
from zhongchuang.cases.services.notice_ends import hold_notice_of, item_goes_on
from zhongchuang.cases.services.objection_identity import identity_of
from zhongchuang.cases.services.objections import GOES_ON, LONGEST_STATEMENT
from zhongchuang.cases.services.repeating import once, signed
from zhongchuang.cases.services.sides import refuse_handler
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import InvalidInput, NotAllowed, Wording
from zhongchuang.core.locks import lock_row, save_versioned


def objection_take(
    *, actor: Actor, objection: Objection, expected_version: int, key: str | None = None
) -> Objection:
    """Somebody of the department takes an open objection, or an auditor a lead, to handle it. Raises NotAllowed, StaleVersion,
    ObjectionNotOpen, BothSides.
    """

    def run() -> Objection:
        held = _held(objection, expected_version)
        lead = held.state == ObjectionState.LEAD
        if not may_objection(actor, NoticeAction.LEAD if lead else NoticeAction.HANDLE, held):
            raise NotAllowed()
        if held.state not in (ObjectionState.OPEN, ObjectionState.LEAD) or held.lead_closed_at:
            raise ObjectionNotOpen()
        refuse_handler(actor, held.case)
        before, held.handled_by = held.handled_by, signed(actor)
        save_versioned(held, expected_version=expected_version, fields=("handled_by",))
        audit_write(
            actor=actor,
            verb="cases.objection_take",
            target=held,
            before={"handled_by": before},
            after={"handled_by": held.handled_by},
        )
        return held

    request = {"objection": objection.pk, "row_version": expected_version}
    return once(actor, key, "cases.objection_take", request, run, Objection)


def objection_look(
    *, actor: Actor, objection: Objection, reason: str, expected_version: int, key: str | None = None
) -> Objection:
    """Whoever handles it asks to see who objected, and why; `identity_for` shows it from then on.

    Raises NotAllowed, StaleVersion, InvalidInput without a reason.
    """

    def run() -> Objection:
        held = _held(objection, expected_version)
        if not may_objection(actor, NoticeAction.LOOK, held):
            raise NotAllowed()
        told = " ".join(reason.split())
        if not told:
            wording = Wording("请写明为什么要看", "Say why you have to see it")
            raise InvalidInput("没有打开。", "It was not opened.", fields={"reason": wording})
        save_versioned(held, expected_version=expected_version, fields=[])
        audit_write(actor=actor, verb="cases.objection_look", target=held, after={"reason": told[:300]})
        return held

    request = {"objection": objection.pk, "reason": reason, "row_version": expected_version}
    return once(actor, key, "cases.objection_look", request, run, Objection)


def objection_answer(
    *,
    actor: Actor,
    objection: Objection,
    upheld: bool,
    answer: str,
    expected_version: int,
    key: str | None = None,
) -> Objection:
    """Answer an objection; the answer is published without names. Dismissed after the last day, the case goes on; upheld, it
    waits for the reviewer to take it down.

    Raises NotAllowed for who does not handle it, StaleVersion, ObjectionNotOpen, InvalidInput where the answer is missing or
    would tell who objected.
    """

    def run() -> Objection:
        hold_notice_of(objection.case_id)
        held = _held(objection, expected_version)
        if held.state != ObjectionState.OPEN:
            raise ObjectionNotOpen()
        handles = held.handled_by == signed(actor)
        if not handles or not may_objection(actor, NoticeAction.HANDLE, held):
            raise NotAllowed()
        lock_row(Case.objects.all(), held.case_id)
        held.answer = _published(answer, held)
        held.state = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
        held.answered_at = clock.now()
        save_versioned(held, expected_version=expected_version, fields=("answer", "state", "answered_at"))
        audit_write(
            actor=actor,
            verb="cases.objection_answer",
            target=held,
            before={"state": ObjectionState.OPEN.value},
            after={"state": held.state, "answer": held.answer},
        )
        if not upheld:
            item_goes_on(actor=GOES_ON, case_id=held.case_id)
        return held

    request = {
        "objection": objection.pk,
        "upheld": upheld,
        "answer": answer,
        "row_version": expected_version,
    }
    return once(actor, key, "cases.objection_answer", request, run, Objection)


def lead_close(
    *, actor: Actor, objection: Objection, note: str, expected_version: int, key: str | None = None
) -> Objection:
    """An auditor writes down what was done about a lead; it is not published. Raises NotAllowed, StaleVersion, InvalidInput."""

    def run() -> Objection:
        held = _held(objection, expected_version)
        handles = held.handled_by == signed(actor)
        if not handles or not may_objection(actor, NoticeAction.LEAD, held):
            raise NotAllowed()
        if held.lead_closed_at is not None:
            raise ObjectionNotOpen()
        if not note.strip():
            told = Wording("请写处理情况", "Say what was done")
            raise InvalidInput("没有保存。", "Nothing was saved.", fields={"reason": told})
        held.lead_note, held.lead_closed_at = note.strip()[:LONGEST_STATEMENT], clock.now()
        held.lead_closed_by = signed(actor)
        save_versioned(
            held,
            expected_version=expected_version,
            fields=("lead_note", "lead_closed_at", "lead_closed_by"),
        )
        audit_write(
            actor=actor,
            verb="cases.lead_close",
            target=held,
            before={"closed": False},
            after={"closed": True},
        )
        return held

    request = {"objection": objection.pk, "note": note, "row_version": expected_version}
    return once(actor, key, "cases.lead_close", request, run, Objection)


def _held(objection: Objection, expected_version: int) -> Objection:
    rows = Objection.objects.select_related("notice__round", "case")
    held: Objection = lock_row(rows, objection.pk, expected_version=expected_version)
    return held


def _published(answer: str, row: Objection) -> str:
    told = answer.strip()
    identity = identity_of(row)
    if not told:
        wording = Wording("请写答复，会公开在公示页", "Write the answer; it is published with the notice")
        raise InvalidInput("没有答复。", "Nothing was answered.", fields={"answer": wording})
    who = Signature(identity.by, identity.name, identity.unit, identity.telephone)
    if names_its_author(told, who):
        wording = Wording(
            "答复中有异议人的姓名、单位或电话，请改写",
            "It names the objector or the telephone; write it otherwise",
        )
        raise InvalidInput("没有答复。", "Nothing was answered.", fields={"answer": wording})
    return told[:LONGEST_STATEMENT]
