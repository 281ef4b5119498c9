"""A project that runs, a leave that runs, a case that may be falsified; and whoever has to do with them. All invented."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case
from zhongchuang.cases.programmes.claims import claims_of
from zhongchuang.cases.selectors.claiming import claimant_of
from zhongchuang.cases.selectors.programmes import programme_of
from zhongchuang.cases.services.clearing import case_clear, holder_of
from zhongchuang.cases.services.deciding import Asked, case_approve, case_cosign
from zhongchuang.cases.tests.factory import ANSWERS as FACTORY_ANSWERS
from zhongchuang.cases.tests.factory import (
    applicant,
    at_post,
    case_at,
    content,
    funded_round,
    make_programme,
    meeting,
    open_round,
    organisation,
)
from zhongchuang.clearance.services import claims_take
from zhongchuang.core import clock
from zhongchuang.core.actors import PersonActor
from zhongchuang.parties import services as parties
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, IdentityKind, Person, Standing
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account

BARE: dict[str, Any] = {"chain": [], "review": None, "notice": None, "claims": []}
LAST_DAY = dt.date(2029, 8, 31)
FIELDS = [
    {"id": "project", "label": {"zh": "项目名称", "en": "Project"}, "type": "text"},
    {"id": "leader", "label": {"zh": "项目负责人", "en": "Leader"}, "type": "text"},
    {
        "id": "budget",
        "label": {"zh": "经费预算", "en": "Budget"},
        "type": "table",
        "columns": [
            {"id": "item", "label": {"zh": "科目", "en": "Item"}, "type": "text"},
            {"id": "granted", "label": {"zh": "财政资金", "en": "Public"}, "type": "money", "minimum": 0},
        ],
    },
    {"id": "total", "label": {"zh": "申请合计", "en": "Total"}, "type": "money", "minimum": 1},
]
ANSWERS: dict[str, Any] = {
    **FACTORY_ANSWERS,
    "project": "虚构项目",
    "leader": "虚构甲",
    "budget": [{"item": "设备", "granted": 3_000_000}, {"item": "材料", "granted": 2_000_000}],
    "total": 5_000_000,
}


def officer() -> PersonActor:
    """Somebody of the department."""
    return actor(at_post(Role.OFFICER, bound=True))


def reviewer() -> PersonActor:
    """A second person of it."""
    return actor(at_post(Role.REVIEWER, bound=True))


def holder(case: Case) -> PersonActor:
    """Whoever applied."""
    assert case.account is not None  # every case of a test has somebody
    return actor(case.account)


def a_project() -> Case:
    """A science project, decided and co-signed: 70 % at once, the rest after its acceptance."""
    said = content(
        **BARE
        | {
            "id": "test-project",
            "kind": "project",
            "sections": [{"id": "about", "title": {"zh": "项目", "en": "Project"}, "fields": FIELDS}],
            "steps": ["accept", "decide", "cosign", "pay", "aftercare"],
            "checks": [
                {"rule": "total = budget_granted", "text": {"zh": "合计等于预算之和", "en": "Sums agree"}}
            ],
            "claims": [
                {
                    "kind": "project",
                    "keys": ["applicant", "project"],
                    "text": {"zh": "同一项目", "en": "Once"},
                }
            ],
            "money": {
                "amount": "total",
                "amount_text": {"zh": "不超过申请", "en": "At most"},
                "category": "test",
                "instalments": [
                    {"id": "first", "label": {"zh": "首期", "en": "First"}, "share": "0.7"},
                    {
                        "id": "last",
                        "label": {"zh": "验收后", "en": "Last"},
                        "share": "0.3",
                        "after": "acceptance",
                    },
                ],
            },
            "aftercare": [
                {
                    "id": "acceptance",
                    "kind": "acceptance",
                    "label": {"zh": "项目验收", "en": "Acceptance"},
                    "due_months": 12,
                    "sections": [
                        {
                            "id": "done",
                            "title": {"zh": "完成", "en": "Done"},
                            "fields": [
                                {"id": "done", "label": {"zh": "完成情况", "en": "Done"}, "type": "long"}
                            ],
                        }
                    ],
                }
            ],
            "changes": [
                {"id": "name", "label": {"zh": "变更名称", "en": "Name"}, "fields": ["project"]},
                {"id": "budget", "label": {"zh": "调整预算", "en": "Budget"}, "fields": ["budget"]},
                {"id": "leader", "label": {"zh": "变更负责人", "en": "Leader"}, "fields": ["leader"]},
            ],
        }
    )
    call = funded_round(programme=make_programme(said))
    case = case_at(State.TO_DECIDE, round=call, answers=dict(ANSWERS), of=applicant(organisation(1)))
    claims_take(
        actor=SYSTEM,
        holder=holder_of(case),
        claims=claims_of(programme_of(case), case.answers, claimant_of(case)),
    )
    case_clear(actor=SYSTEM, case_id=case.pk)
    asked = Asked(case.pk, case.row_version, "符合条件。", meeting(), 5_000_000)
    case_approve(actor=reviewer(), asked=asked)
    case.refresh_from_db()
    case_cosign(actor=actor(at_post(Role.FINANCE)), asked=Asked(case.pk, case.row_version))
    case.refresh_from_db()
    return case


@dataclass(frozen=True, slots=True)
class Leave:
    """A leave and its three sides."""

    case: Case
    researcher: Account
    manager: Account

    def fresh(self) -> Case:
        """The case as it is now."""
        self.case.refresh_from_db()
        return self.case


TERM: dict[str, Any] = {
    "months": 36,
    "until": "ends_on",
    "extensions": 1,
    "extension_months": 36,
    "remind_months": [6, 3, 1],
}


def _somebody(account: Account) -> Person:
    """The person behind an account, known by a document that nobody has."""
    person: Person = Person.objects.create(
        identity_kind=IdentityKind.RESIDENT_ID, account=account, created_by="test", created_at=clock.now()
    )
    return person


def a_leave(**changes: Any) -> Leave:
    """A leave to the end of August 2029, registered; `changes` are to the programme's term."""
    day = {"type": "date"}
    said = content(
        **BARE
        | {
            "id": "test-leave",
            "kind": "registration",
            "applicant": "person",
            "money": None,
            "sections": [
                {
                    "id": "leave",
                    "title": {"zh": "离岗", "en": "Leave"},
                    "fields": [
                        {"id": "began_on", "label": {"zh": "离岗日期", "en": "From"}, **day},
                        {"id": "ends_on", "label": {"zh": "结束日期", "en": "Until"}, **day},
                    ],
                }
            ],
            "steps": ["employer", "accept", "decide", "aftercare"],
            "decision": {"days": 10, "meeting": "none", "remedies": {"zh": "可以复议。", "en": "Appeal."}},
            "term": TERM | changes,
            "aftercare": [
                {
                    "id": "yearly",
                    "kind": "report",
                    "label": {"zh": "年度记录", "en": "Yearly"},
                    "due_months": 12,
                    "every_months": 12,
                },
                {
                    "id": "return",
                    "kind": "return",
                    "label": {"zh": "返岗或解除聘用", "en": "Return"},
                    "due_months": 36,
                },
            ],
        }
    )
    institute = organisation(3, "虚构研究所")
    researcher, manager = make_account(Role.ACADEMIC), make_account(Role.ACADEMIC)
    parties.membership_add(actor=SYSTEM, account=researcher, organisation=institute)
    parties.membership_add(actor=SYSTEM, account=manager, organisation=institute, standing=Standing.MANAGER)
    case = case_at(
        State.TO_DECIDE,
        of=researcher,
        round=open_round(make_programme(said)),
        answers={"began_on": "2026-09-01", "ends_on": LAST_DAY.isoformat()},
        asked=None,
        applicant_name="虚构研究员",
        employer=institute,
        person=str(_somebody(researcher).pk),
    )
    Case.objects.filter(pk=case.pk).update(organisation=None)
    case_clear(actor=SYSTEM, case_id=case.pk)
    case_approve(actor=reviewer(), asked=Asked(case.pk, case.row_version, "予以备案。"))
    case.refresh_from_db()
    return Leave(case, researcher, manager)


HONESTY: dict[str, Any] = {"barred_months": 24, "quote": "两年内不得申请", "hearing_days": 5}


def a_suspect(state: State = State.SUBMITTED, *, honesty: dict[str, Any] | None = HONESTY) -> Case:
    """A case of a programme whose basis bars who falsifies for two years."""
    said = content(
        **BARE
        | {
            "id": "test-honest" if honesty else "test-lenient",
            "honesty": honesty,
            "steps": ["accept", "decide", "cosign", "pay"],
        }
    )
    return case_at(state, round=open_round(make_programme(said)))
