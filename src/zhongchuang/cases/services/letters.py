"""Papers: decision letters and certificates. The PDF is made once and kept; its code lets anybody check it at /verify."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from zhongchuang.cases.deciding.annex import annexes
from zhongchuang.cases.models import Case, Decision, Letter
from zhongchuang.cases.programmes.schema import Kind, Programme
from zhongchuang.cases.selectors.basis import cited
from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.ids import new_public_id
from zhongchuang.core.json_values import Json
from zhongchuang.core.money import format_yuan
from zhongchuang.core.pdf import render_pdf

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "cases" / "deciding" / "letter.typ"
OUTCOMES = {"approved": "准予支持", "refused": "不予批准", "revoked": "撤销原决定"}
APPROVED_AS = {
    Kind.RECOGNITION: "予以认定",
    Kind.REGISTRATION: "予以备案",
    Kind.RECOMMENDATION: "予以推荐",
    Kind.FUND: "入选",
    Kind.PROJECT: "准予立项",
    Kind.VOUCHER: "准予发放创新券",
}
TITLES = {Kind.REGISTRATION: "通知书"}


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that is no decision: what it says, and who signs it by hand."""

    kind: str
    title: str
    outcome: str
    facts: Sequence[Sequence[str]]
    grounds: str
    remedies: str = ""
    annexes: Sequence[Mapping[str, Json]] = ()
    signatures: Sequence[str] = ()
    heading: str = "理由"  # over the grounds


@transaction.atomic
def decision_letter(*, actor: Actor, decision: Decision, programme: Programme) -> Letter:
    """Issue the letter of a decision (for a recognition granted, its certificate). Raises PdfNotMade.

    Within the transaction of the decision: a decision without its letter does not happen.
    """
    case = decision.case
    certificate = programme.kind is Kind.RECOGNITION and decision.outcome == "approved"
    code = new_public_id("WS")
    content = _content(case, decision, programme, code, certificate=certificate)
    return _kept(actor, case, content, "certificate" if certificate else "decision", decision)


@transaction.atomic
def paper_issue(*, actor: Actor, case: Case, programme: Programme, paper: Paper) -> Letter:
    """Issue a paper of what follows a decision: a task, the answer to a change, a conclusion. Raises PdfNotMade."""
    code = new_public_id("WS")
    about = [["申请人", case.applicant_name], ["项目", programme.title.zh], ["办件编号", case.number]]
    content: dict[str, Json] = {
        **_frame(case, programme, code),
        "title": programme.title.zh + paper.title,
        "outcome": paper.outcome,
        "grounds_heading": paper.heading,
        "facts": [[*row] for row in (*about, *paper.facts)],
        "grounds": paper.grounds,
        "meeting": "",
        "remedies": paper.remedies,
        "annexes": [dict(one) for one in paper.annexes],
        "signatures": [*paper.signatures],
        "date": _in_words(clock.today()),
    }
    return _kept(actor, case, content, paper.kind, None)


def _kept(actor: Actor, case: Case, content: dict[str, Json], kind: str, decision: Decision | None) -> Letter:
    made_at = clock.now().replace(microsecond=0)
    pdf = render_pdf(TEMPLATE, content, made_at=made_at)
    letter = Letter.objects.create(
        code=str(content["code"]),
        number=str(content["number"]),
        kind=kind,
        case=case,
        decision=decision,
        content=content,
        pdf=pdf,
        sha256=sha256(pdf).hexdigest(),
        issued_at=made_at,
        valid_until=case.in_force_until,
    )
    audit_write(
        actor=actor,
        verb="cases.decision_letter",
        target=letter,
        after={"case": case.number, "kind": letter.kind, "sha256": letter.sha256},
    )
    return letter


@transaction.atomic
def letters_revoke(*, actor: Actor, case: Case, reason: str, kind: str | None = None) -> int:
    """Every paper of the case that stands (or every one of a kind) says from now on that it was revoked; returns how many."""
    standing = Letter.objects.select_for_update().filter(case=case, revoked_at=None)
    rows = list((standing if kind is None else standing.filter(kind=kind)).order_by("pk"))
    for row in rows:
        row.revoked_at, row.revoke_reason = clock.now(), reason[:300]
        row.save(update_fields=["revoked_at", "revoke_reason"])
        audit_write(
            actor=actor,
            verb="cases.letter_revoke",
            target=row,
            before={"revoked": False},
            after={"revoked": True, "reason": reason},
        )
    return len(rows)


def _content(
    case: Case, decision: Decision, programme: Programme, code: str, *, certificate: bool
) -> dict[str, Json]:
    facts: list[Json] = [
        ["申请人", case.applicant_name],
        ["项目", programme.title.zh],
        ["办件编号", case.number],
    ]
    if decision.amount is not None:
        facts.append(["支持金额", format_yuan(decision.amount)])
    if case.in_force_until is not None:
        facts.append(["有效期至", _in_words(case.in_force_until)])
    meeting = decision.meeting
    return {
        **_frame(case, programme, code, decision.clause),
        "title": programme.title.zh + ("证书" if certificate else TITLES.get(programme.kind, "决定书")),
        "outcome": APPROVED_AS.get(programme.kind, OUTCOMES["approved"])
        if decision.outcome == "approved"
        else OUTCOMES[decision.outcome],
        "facts": facts,
        "grounds_heading": "理由",
        "grounds": decision.grounds,
        "meeting": "" if meeting is None else f"{meeting.number}（{meeting.held_on.isoformat()}）",
        "remedies": "" if certificate else decision.remedies,
        "annexes": [*annexes(programme, case.answers)] if decision.outcome == "approved" else [],
        "signatures": [],
        "date": _in_words(decision.decided_on),
    }


def _frame(case: Case, programme: Programme, code: str, clause: str = "") -> dict[str, Json]:
    """What every paper of a case bears: its number, whose it is, the words it rests on, how it is checked."""
    basis = programme.basis[0]
    found = cited(basis.document, basis.clause)
    turn = Letter.objects.filter(case=case).count() + 1
    return {
        "language": "zh-hans",
        "number": f"{case.number}-{turn}",
        "notice": "演示数据，不具效力" if case.synthetic or settings.DEMONSTRATION else "",
        "quote": basis.quote or "",
        "source": (clause or f"{basis.document}#{basis.clause or ''}") if found is None else found.in_words,
        "department": programme.department.zh,
        "code": code,
        "verify": settings.SITE_URL + reverse("cases:verify_code", args=[code]),
    }


def _in_words(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
