"""Objections: taken from anybody, refused at once where they are none. Their answers: objection_answers.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from zhongchuang.cases.errors import NoticeNotReady, ObjectionNotOpen
from zhongchuang.cases.flow import State
from zhongchuang.cases.flow.deadlines import day_if_published
from zhongchuang.cases.models import Case, Objection, ObjectionState, PublicNotice
from zhongchuang.cases.reviewing.objecting import By, Refusal, Signature, Subject, refusal
from zhongchuang.cases.services.notice_ends import hold_notice_of, item_goes_on
from zhongchuang.cases.services.objection_identity import identity_seal
from zhongchuang.cases.services.repeating import next_number, once
from zhongchuang.core import clock, crypto
from zhongchuang.core.actors import ANONYMOUS, Actor, ActorKind, SystemActor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.calendar_years import working_calendar
from zhongchuang.core.errors import InvalidInput, NotFound, Wording
from zhongchuang.core.idempotency import idempotent
from zhongchuang.core.ids import new_public_id, read_public_id
from zhongchuang.core.json_values import Json
from zhongchuang.core.locks import lock_row, save_versioned
from zhongchuang.core.upload import AcceptedUpload
from zhongchuang.files.services import file_store

ANSWER_DAYS = 15
"""Working days to answer, where the programme's basis sets none: the platform's own, and said to be."""
GOES_ON = SystemActor("cases.notice_end")
"""By whom a case goes on whose notice was over while it waited for an answer: by the calendar, not by whoever answered."""
SHORTEST_STATEMENT, LONGEST_STATEMENT = 10, 8000


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody objects: to which item, on what ground, with what words, and what is asked for."""

    item: int
    ground: Subject
    statement: str
    remedy: str
    pointer: str = ""  # where the evidence can be looked up, where no paper is handed in


@dataclass(frozen=True, slots=True)
class Taken:
    """An objection as it was received, and the code with which its author asks what became of it."""

    objection: Objection
    code: str


def objection_receive(
    *,
    actor: Actor,
    notice: PublicNotice,
    said: Said,
    signature: Signature,
    evidence: Sequence[AcceptedUpload] = (),
    scan: AcceptedUpload | None = None,
    key: str | None = None,
) -> Taken:
    """Take an objection to a case of a published notice, from anybody. What is none is refused at once, with the reason, and
    still recorded; where it brings evidence that can be checked it goes to the auditors. The account somebody is signed in with
    is written down nowhere.

    Raises NotFound, NoticeNotReady where the notice was taken down, InvalidInput.
    """
    author = _unnamed(actor)

    def run() -> Taken:
        item = notice.items.filter(pk=said.item).first()
        if item is None or notice.published_at is None:
            raise NotFound()
        if notice.retracted_at is not None or item.outcome in ("retracted", "withdrawn"):
            raise _taken_down()
        _readable(said)
        case: Case = lock_row(Case.objects.all(), item.case_id)
        assert notice.closes_on is not None  # a published notice has its last day
        why = refusal(signature, on=clock.today(), closes=notice.closes_on)
        if case.state != State.ANNOUNCED and why is not Refusal.LATE:
            raise _taken_down()
        checkable = bool(evidence) or len(said.pointer.strip()) >= SHORTEST_STATEMENT
        code = new_public_id("YC")
        row = _written(notice, case, said, why, code, checkable=checkable, by=signature.by)
        identity_seal(author, row, signature, scan)
        for number, upload in enumerate(evidence, start=1):
            extension = upload.kind.extensions[0]
            plain = replace(upload, name=f"证据{number}{extension}")  # a file's own name may tell who sent it
            file_store(actor=author, upload=plain, belongs_to=f"objection:{row.number}")
        audit_write(
            actor=author,
            verb="cases.objection_receive",
            target=row,
            after={
                "notice": notice.number,
                "case": case.number,
                "ground": row.ground,
                "state": row.state,
                "refused": row.reason_not_accepted,
            },
        )
        return Taken(row, code)

    request: dict[str, object] = {
        "notice": notice.pk,
        "item": said.item,
        "statement": sha256(repr((said, signature)).encode()).hexdigest(),
        "evidence": [one.sha256 for one in evidence],
        "scan": scan.sha256 if scan else "",
    }
    return idempotent(
        actor=author,
        key=key,
        verb="cases.objection_receive",
        request=request,
        run=run,
        remember=lambda taken: [taken.objection.pk, crypto.encrypt(taken.code.encode(), purpose=_CODE)],
        recall=_recalled,
    )


def _unnamed(actor: Actor) -> Actor:
    """As whom the log, the files and the kept answers know an objector: as a visitor. An account would be a name."""
    return actor if actor.kind is ActorKind.SYSTEM else ANONYMOUS


def _taken_down() -> NoticeNotReady:
    return NoticeNotReady(
        "这一件已经撤下，不再公示。", "This case was taken down and is no longer announced."
    )


_CODE = "cases.objection-code"


def _recalled(kept: Json) -> Taken:
    assert isinstance(kept, list)
    objection: Objection = Objection.objects.get(pk=kept[0])
    return Taken(objection, crypto.decrypt(str(kept[1]), purpose=_CODE).decode())


def _written(
    notice: PublicNotice,
    case: Case,
    said: Said,
    why: Refusal | None,
    code: str,
    *,
    checkable: bool,
    by: By,
) -> Objection:
    refused = ObjectionState.LEAD if checkable else ObjectionState.NOT_ACCEPTED
    pointer = f"\n\n可查线索：{said.pointer.strip()}" if said.pointer.strip() else ""
    row: Objection = Objection.objects.create(
        number=next_number("YY", Objection),
        code_sha256=sha256(code.encode()).hexdigest(),
        notice=notice,
        case=case,
        by=by.value,
        ground=said.ground.value,
        statement=said.statement.strip()[:LONGEST_STATEMENT] + pointer[:LONGEST_STATEMENT],
        evidence_checkable=checkable,
        remedy=said.remedy.strip()[:LONGEST_STATEMENT],
        state=ObjectionState.OPEN if why is None else refused,
        received_at=clock.now(),
        due_on=_due() if why is None else None,
        reason_not_accepted=why.value if why else "",
    )
    return row


def _due() -> dt.date | None:
    """An objection in time is taken in December too; where the next year cannot be counted in yet its term is set later."""
    return day_if_published(clock.today(), ANSWER_DAYS, working_calendar())


def _readable(said: Said) -> None:
    if len(said.statement.strip()) < SHORTEST_STATEMENT:
        told = Wording(
            f"请写清楚反映的情况，至少 {SHORTEST_STATEMENT} 个字",
            f"Say what is wrong, in at least {SHORTEST_STATEMENT} characters",
        )
        raise InvalidInput("异议没有提交。", "The objection was not submitted.", fields={"statement": told})


def objection_withdraw(*, actor: Actor, code: str, key: str | None = None) -> Objection:
    """Whoever holds the code takes an open objection back; it no longer stops the case. Raises NotFound, ObjectionNotOpen."""
    author = _unnamed(actor)

    def run() -> Objection:
        found = objection_by_code(code)
        hold_notice_of(found.case_id)
        held: Objection = lock_row(Objection.objects.all(), found.pk)
        if held.state != ObjectionState.OPEN:
            raise ObjectionNotOpen()
        lock_row(Case.objects.all(), held.case_id)
        held.state, held.answered_at = ObjectionState.WITHDRAWN, clock.now()
        save_versioned(held, expected_version=held.row_version, fields=("state", "answered_at"))
        audit_write(
            actor=author,
            verb="cases.objection_withdraw",
            target=held,
            before={"state": ObjectionState.OPEN.value},
            after={"state": held.state},
        )
        item_goes_on(actor=GOES_ON, case_id=held.case_id)
        return held

    request = {"code": sha256(code.encode()).hexdigest()}
    return once(author, key, "cases.objection_withdraw", request, run, Objection)


def objection_by_code(code: str) -> Objection:
    """The objection whose code this is; spaces and letters' case are forgiven. Raises NotFound, InvalidInput for a slip."""
    exact = read_public_id(code, prefix="YC")
    rows = Objection.objects.select_related("notice", "case")
    found: Objection | None = rows.filter(code_sha256=sha256(exact.encode()).hexdigest()).first()
    if found is None:
        raise NotFound(
            "没有这个查询码。",
            "There is no such code.",
            next_zh="请核对提交异议后得到的查询码。",
            next_en="Compare it with the code you were given.",
        )
    return found
