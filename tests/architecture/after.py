"""What follows decisions, for the access matrix: a change asked for, findings, leaves; one of each is the entrepreneur's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import (
    Case,
    CaseChange,
    HonestyRecord,
    HonestyState,
    LeaveEntry,
    LeaveKind,
    LeaveState,
    Round,
)
from zhongchuang.cases.services.clearing import case_clear
from zhongchuang.cases.tests.factory import applicant, case_at, content, make_programme, open_round
from zhongchuang.core import clock
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, Organisation, Standing
from zhongchuang.parties.services import membership_add
from zhongchuang.parties.tests.factory import SYSTEM, a_company

BARE: dict[str, Any] = {"chain": [], "review": None, "notice": None, "money": None, "claims": []}
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class After:
    """What the addresses of what follows decisions are asked about."""

    own_project: Case
    project: Case
    change: CaseChange
    proposed: HonestyRecord
    recorded: HonestyRecord
    own_finding: HonestyRecord
    own_leave: Case
    own_request: LeaveEntry
    leave: Case
    request: LeaveEntry
    employed: Case


def a_project(call: Round, of: Account, firm: Organisation, state: State = State.APPROVED) -> Case:
    """A project that runs, cleared."""
    case = case_at(state, of=of, organisation=firm, round=call, asked=None)
    case_clear(actor=SYSTEM, case_id=case.pk)
    return case


def a_finding(case: Case, number: str, state: HonestyState = HonestyState.PROPOSED) -> HonestyRecord:
    """A finding that was heard; recorded, it bars from yesterday on."""
    recorded = state is HonestyState.RECORDED
    record: HonestyRecord = HonestyRecord.objects.create(
        number=number,
        organisation=case.organisation,
        case=case,
        state=state,
        finding="虚构的不实之处。",
        evidence="虚构的核查记录。",
        clause="shi-2020-1#二",
        quote="两年内不得申请",
        months=24,
        remedies="可以申请行政复议。",
        opened_by="person:0",
        opened_at=clock.now(),
        answer_by=clock.today() + DAY,
        statement="虚构的陈述。",
        stated_by="person:0",
        stated_at=clock.now(),
        since=clock.today() - DAY if recorded else None,
        until=clock.today() + 700 * DAY if recorded else None,
    )
    return record


def a_leave(call: Round, of: Account, employer: Organisation) -> Case:
    """A leave that runs for two years more."""
    case = case_at(
        State.APPROVED,
        of=of,
        round=call,
        asked=None,
        employer=employer,
        person="1",
        answers={},
        in_force_until=clock.today() + 700 * DAY,
        decided_on=clock.today() - 30 * DAY,
    )
    Case.objects.filter(pk=case.pk).update(organisation=None)
    return case


def asked_for(case: Case, state: LeaveState) -> LeaveEntry:
    """A return asked for."""
    entry: LeaveEntry = LeaveEntry.objects.create(
        case=case,
        kind=LeaveKind.RETURN,
        on=clock.today() + DAY,
        words="虚构的安排。",
        state=state,
        asked_by="person:0",
        asked_at=clock.now(),
    )
    return entry


def what_follows(accounts: Mapping[str, Account | None]) -> After:
    """The entrepreneur of the matrix has a project, a finding, leaves of both sides; the rest is another's."""
    named = {"id": "name", "label": {"zh": "变更名称", "en": "Name"}, "fields": ["project"]}
    honesty = {"barred_months": 24, "quote": "两年内不得申请"}
    steps = ["accept", "decide"]
    said = content(id="after-project", steps=steps, changes=[named], honesty=honesty, **BARE)
    projects = open_round(make_programme(said))
    term = {"months": 36, "extensions": 1, "extension_months": 36}
    on_leave = content(id="after-leave", applicant="person", steps=["employer", *steps], term=term, **BARE)
    leaves = open_round(make_programme(on_leave))
    own = accounts[Role.ENTREPRENEUR]
    assert own is not None  # a role of the matrix has somebody
    firm, own_firm, institute, own_institute = (a_company(number) for number in (781, 782, 783, 784))
    other = applicant(firm)
    for mine in (own_firm, own_institute):
        membership_add(actor=SYSTEM, account=own, organisation=mine, standing=Standing.MANAGER)
    project = a_project(projects, other, firm)
    own_project = a_project(projects, own, own_firm)
    change: CaseChange = CaseChange.objects.create(
        case=project,
        kind="name",
        before={"project": "虚构项目"},
        after={"project": "虚构新名"},
        reason="虚构理由。",
        asked_at=clock.now(),
        asked_by="person:0",
    )
    leave, waiting = a_leave(leaves, other, institute), a_leave(leaves, own, institute)
    return After(
        own_project=own_project,
        project=project,
        change=change,
        proposed=a_finding(a_project(projects, other, firm), "CX-2026-9001"),
        recorded=a_finding(a_project(projects, other, firm), "CX-2026-9002", HonestyState.RECORDED),
        own_finding=a_finding(a_project(projects, own, own_firm), "CX-2026-9003"),
        own_leave=a_leave(leaves, own, institute),
        own_request=asked_for(waiting, LeaveState.ASKED),
        leave=leave,
        request=asked_for(leave, LeaveState.AGREED),
        employed=a_leave(leaves, other, own_institute),
    )
