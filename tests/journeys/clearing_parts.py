"""What the journeys of clearance and disclosure begin with: cases that wait for their check, and one that was decided."""

from __future__ import annotations

from itertools import count
from typing import Any

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Round
from zhongchuang.cases.services.clearing import case_clear
from zhongchuang.cases.services.deciding import Asked, case_approve, case_cosign
from zhongchuang.cases.services.supporting import case_support_keep
from zhongchuang.cases.tests.factory import (
    ANSWERS,
    COUNTY,
    PROVINCE,
    applicant,
    at_post,
    case_at,
    content,
    department,
    make_places,
    make_programme,
    meeting,
    open_round,
)
from zhongchuang.core import clock
from zhongchuang.ledger.models import Budget
from zhongchuang.ledger.services.budgets import budget_allocate, budget_open
from zhongchuang.ledger.tests.factory import FINANCE
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Organisation, OrganisationKind
from zhongchuang.parties.services import organisation_register
from zhongchuang.parties.tests.factory import SYSTEM, actor
from zhongchuang.project.demonstration import synthetic_uscc

YUAN = 100
CLAUSE = {
    "document": "liaozhengbanfa-2015-94",
    "clause": "二（五）",
    "quote": "建立科技创新券制度，支持创业企业向高等院校、科研院所购买科技研发、科研成果等多元创新资源及服务",
}
"""Real words of the packs, so that one can be led to them."""
WORDS = "建立科技创新券制度"
_numbers = count(1)


def a_firm(name: str) -> Organisation:
    """An invented firm of an invented county."""
    make_places()
    number = next(_numbers)
    return organisation_register(
        actor=SYSTEM,
        uscc=synthetic_uscc(12_000 + number),
        name=f"{name}{number}",
        kind=OrganisationKind.ENTERPRISE,
        place=COUNTY,
        synthetic=True,
    )


def a_call(name: str, **changes: Any) -> Round:
    """A call with money behind it: accepted, decided, co-signed, paid, and nothing claimed but what `changes` says."""
    bare: dict[str, Any] = {"chain": [], "review": None, "notice": None, "claims": []}
    steps = ["accept", "decide", "cosign", "pay"]
    said = content(id=name, steps=steps, basis=[CLAUSE], **(bare | changes))
    return open_round(make_programme(said), budget=_budget(name))


def _budget(name: str) -> Budget:
    today, owner = clock.today(), department()
    year = Budget.objects.filter(department=owner, year=today.year, programme="").first() or budget_open(
        actor=FINANCE,
        department=owner.pk,
        year=today.year,
        name="虚构专项资金",
        amount=10_000_000 * YUAN,
        basis="虚构财〔2026〕1号",
        on=today,
    )
    return Budget.objects.filter(parent=year, programme=name).first() or budget_allocate(
        actor=FINANCE,
        budget=year,
        programme=name,
        name="测试补助",
        amount=1_000_000 * YUAN,
        basis="虚构财〔2026〕1号",
        on=today,
        expected_version=year.row_version,
    )


def waiting(at: Round, of: Organisation, **answers: Any) -> Case:
    """A case that waits for its check and its decision, and counts already."""
    case = case_at(
        State.TO_DECIDE,
        round=at,
        organisation=of,
        of=applicant(of),
        title=f"{of.name}的虚构项目",
        answers={**ANSWERS, "payee_name": of.name, **answers},
    )
    case_support_keep(SYSTEM, case)
    return case


def decided(at: Round, of: Organisation) -> Case:
    """A case that was cleared, approved and co-signed, each by whose turn it is."""
    case = waiting(at, of)
    case_clear(actor=actor(at_post(Role.OFFICER, bound=True)), case_id=case.pk)
    case.refresh_from_db()
    granted = Asked(case.pk, case.row_version, "符合条件，同意支持。", meeting(), case.asked)
    case_approve(actor=actor(at_post(Role.REVIEWER, bound=True)), asked=granted)
    case.refresh_from_db()
    finance = actor(at_post(Role.FINANCE, place=PROVINCE))
    case_cosign(actor=finance, asked=Asked(case.pk, case.row_version))
    case.refresh_from_db()
    return case
