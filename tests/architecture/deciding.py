"""Cases for the access matrix: one to be decided, one to be co-signed, one approved with what it owes and its paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Aftercare, Case, Decision, Letter, Meeting
from zhongchuang.cases.tests.factory import (
    applicant,
    case_at,
    content,
    make_programme,
    meeting,
    open_round,
)
from zhongchuang.core import clock
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, Organisation, Standing
from zhongchuang.parties.services import membership_add
from zhongchuang.parties.tests.factory import SYSTEM, a_company

PDF = b"%PDF-1.7 paper"


@dataclass(frozen=True)
class Deciding:
    """What the addresses of decisions are asked about."""

    to_decide: Case
    to_cosign: Case
    approved: Case
    own_duty: Aftercare
    duty: Aftercare
    letter: Letter
    meeting: Meeting
    department: Organisation


def a_decision(accounts: Mapping[str, Account | None]) -> Deciding:
    """The entrepreneur of the matrix owes something; what others owe is another's."""
    report = {"id": "report", "kind": "report", "label": {"zh": "年度报告", "en": "Report"}, "due_months": 12}
    steps = ["accept", "decide", "aftercare"]
    bare: dict[str, object] = {"chain": [], "review": None, "notice": None, "money": None, "claims": []}
    call = open_round(make_programme(content(id="deciding", steps=steps, aftercare=[report], **bare)))
    firm = a_company(771)
    other = applicant(firm)
    approved = case_at(State.APPROVED, of=other, organisation=firm, round=call, asked=None)
    own_firm, entrepreneur = a_company(772), accounts[Role.ENTREPRENEUR]
    assert entrepreneur is not None  # a role of the matrix has somebody
    membership_add(actor=SYSTEM, account=entrepreneur, organisation=own_firm, standing=Standing.MANAGER)
    own = case_at(
        State.APPROVED,
        of=entrepreneur,
        organisation=own_firm,
        round=call,
        asked=None,
    )
    quiet = case_at(State.APPROVED, of=other, organisation=firm, round=call, asked=None)
    to_cosign = case_at(State.TO_COSIGN, of=other, organisation=firm, round=call, asked=None)
    held = meeting()
    for case in (to_cosign, quiet):
        Decision.objects.create(
            case=case,
            outcome="approved",
            grounds="符合条件。",
            clause="shi-2020-1#二",
            remedies="可依法申请行政复议。",
            meeting=held,
            clearance="CZ-TEST",
            decided_on=clock.today(),
            decided_at=clock.now(),
            decided_by="system:tests",
        )
    letter = Letter.objects.create(
        code="WS-0000-0000-0000-0000",
        number=f"{approved.number}-1",
        kind="decision",
        case=approved,
        content={
            "title": "测试决定书",
            "department": "测试省科技厅",
            "facts": [["申请人", approved.applicant_name]],
            "outcome": "准予支持",
            "source": "测试依据",
        },
        pdf=PDF,
        sha256=sha256(PDF).hexdigest(),
        issued_at=clock.now(),
    )
    due = dt.date(2027, 9, 1)
    return Deciding(
        to_decide=case_at(State.TO_DECIDE, of=other, organisation=firm, round=call, asked=None),
        to_cosign=to_cosign,
        approved=quiet,
        own_duty=Aftercare.objects.create(case=own, item="report", due_on=due),
        duty=Aftercare.objects.create(case=approved, item="report", due_on=due, submitted_at=clock.now()),
        letter=letter,
        meeting=held,
        department=call.department,
    )
