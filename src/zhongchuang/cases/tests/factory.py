"""What the tests of cases are built from: a programme of two sections, a round, people for every post, a case anywhere.

All names, codes and places are invented; `case_at` puts a case into a state directly, so that a test of one verb does not
depend on all the verbs before it.
"""

from __future__ import annotations

import datetime as dt
from hashlib import sha256
from itertools import count
from typing import Any

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Meeting, Programme, ProgrammeVersion, Round
from zhongchuang.cases.programmes.accounts import account_sealed
from zhongchuang.cases.programmes.schema import Programme as Content
from zhongchuang.core import clock
from zhongchuang.ledger.services.budgets import budget_allocate, budget_open
from zhongchuang.ledger.tests.factory import FINANCE
from zhongchuang.parties import services as parties
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, Organisation, OrganisationKind, Place, Standing
from zhongchuang.parties.tests.factory import SYSTEM, make_account

PROVINCE, CITY, COUNTY = "990000", "990100", "990102"
CODES = ("91999999000000500W", "91999999000000600J", "919999990000007008", "91999999000000800X")
OPENED, CLOSES = dt.date(2026, 9, 1), dt.date(2026, 12, 31)
_numbers = count(1)


def content(**changes: Any) -> Content:
    """A programme with every step: recommended by county and city, reviewed by three, five days of notice, paid at once."""
    said: dict[str, Any] = {
        "id": "test-grant",
        "title": {"zh": "测试补助", "en": "Test grant"},
        "summary": {"zh": "只为测试。", "en": "For tests only."},
        "kind": "grant",
        "basis": [{"document": "shi-2020-1", "clause": "二（一）", "quote": "按建设费用的30%给予补助"}],
        "department": {"zh": "测试省科技厅", "en": "Test Department"},
        "applicant": "organisation",
        "sections": [
            {
                "id": "about",
                "title": {"zh": "基本情况", "en": "About"},
                "fields": [
                    {
                        "id": "project",
                        "label": {"zh": "项目名称", "en": "Project"},
                        "type": "text",
                        "max_length": 100,
                    },
                    {
                        "id": "total",
                        "label": {"zh": "申请金额", "en": "Amount"},
                        "type": "money",
                        "minimum": 1,
                    },
                ],
            },
            {
                "id": "payee",
                "title": {"zh": "收款账户", "en": "Payee"},
                "fields": [
                    {
                        "id": "payee_name",
                        "label": {"zh": "户名", "en": "Holder"},
                        "type": "text",
                        "prefill": "organisation.name",
                        "locked": True,
                    },
                    {"id": "bank_name", "label": {"zh": "开户行", "en": "Bank"}, "type": "text"},
                    {"id": "bank_account", "label": {"zh": "账号", "en": "Account"}, "type": "account"},
                ],
            },
        ],
        "materials": [{"id": "licence", "label": {"zh": "营业执照", "en": "Licence"}, "required": False}],
        "steps": ["recommend", "accept", "review", "notice", "decide", "cosign", "pay"],
        "chain": [{"level": "county", "days": 10}, {"level": "city", "days": 10}],
        "review": {
            "experts": 3,
            "days": 10,
            "trim": 0,
            "criteria": [
                {"id": "worth", "label": {"zh": "价值", "en": "Worth"}, "points": 60},
                {"id": "plan", "label": {"zh": "方案", "en": "Plan"}, "points": 40},
            ],
        },
        "notice": {"days": 5},
        "decision": {
            "days": 20,
            "remedies": {"zh": "可依法申请行政复议或者提起行政诉讼。", "en": "You may appeal."},
        },
        "money": {
            "amount": "total",
            "amount_text": {"zh": "不超过申请金额", "en": "At most what was asked for"},
            "category": "test",
            "instalments": [{"id": "all", "label": {"zh": "一次支付", "en": "At once"}, "share": "1"}],
        },
        "claims": [
            {
                "kind": "project",
                "keys": ["applicant", "project"],
                "text": {"zh": "同一项目只支持一次", "en": "A project once"},
            }
        ],
    }
    return Content.model_validate(said | changes)


def make_places() -> None:
    """A province, a city in it, a county in that: on no map."""
    for code, name, parent in (
        (PROVINCE, "测试省", None),
        (CITY, "测试市", PROVINCE),
        (COUNTY, "测试县", CITY),
    ):
        parties.place_register(actor=SYSTEM, code=code, name=name, name_en=name, parent=parent)


def organisation(
    number: int = 1, name: str = "", kind: OrganisationKind = OrganisationKind.ENTERPRISE
) -> Organisation:
    """Organisation 0 is the department; the same number is the same organisation."""
    make_places()
    found = Organisation.objects.filter(uscc=CODES[number]).first()
    return found or parties.organisation_register(
        actor=SYSTEM,
        uscc=CODES[number],
        name=name or f"虚构单位{number}",
        kind=kind,
        place=COUNTY if number else PROVINCE,
        synthetic=True,
    )


def department() -> Organisation:
    """The department that decides."""
    return organisation(0, "测试省科技厅", OrganisationKind.DEPARTMENT)


def at_post(role: Role, *, place: str | None = None, bound: bool = False) -> Account:
    """Somebody at a post: of a place, or `bound` to the department."""
    account = make_account()
    parties.role_grant(
        actor=SYSTEM,
        account=account,
        role=role,
        expected_version=account.row_version,
        organisation=department().pk if bound else None,
        place=place,
    )
    account.refresh_from_db()
    return account


def applicant(of: Organisation | None = None, standing: Standing = Standing.MANAGER) -> Account:
    """Somebody who acts for an organisation."""
    account = make_account(Role.ENTREPRENEUR)
    parties.membership_add(
        actor=SYSTEM, account=account, organisation=of or organisation(1), standing=standing
    )
    return account


def make_programme(said: Content | None = None, number: int = 1) -> Programme:
    """A programme that may open, with one version; the same id is the same programme."""
    make_places()
    said = said or content()
    plain = said.model_dump(mode="json")
    row: Programme
    row, _created = Programme.objects.get_or_create(
        code=f"test/{said.id}",
        defaults={
            "place": Place.objects.get(pk=PROVINCE),
            "title": said.title.zh,
            "title_en": said.title.en,
            "kind": said.kind.value,
            "state": "ready",
            "synthetic": True,
        },
    )
    version, _created = ProgrammeVersion.objects.get_or_create(
        programme=row,
        number=number,
        defaults={
            "content": plain,
            "sha256": sha256(repr(plain).encode()).hexdigest(),
            "origin": "packs",
            "pack_version": "0" * 64,
            "published_at": clock.now(),
            "published_by": "system:tests",
        },
    )
    row.current = version
    row.save()
    return row


def open_round(programme: Programme | None = None, **changes: Any) -> Round:
    """A round of the programme, open from September to December 2026."""
    programme = programme or make_programme()
    assert programme.current is not None
    fields: dict[str, Any] = {
        "programme": programme,
        "version": programme.current,
        "name": f"2026年第{next(_numbers)}批",
        "year": 2026,
        "opens_on": OPENED,
        "closes_on": CLOSES,
        "department": department(),
        "opened_by": "system:tests",
        "opened_at": clock.now(),
    }
    call: Round = Round.objects.create(**(fields | changes))
    return call


BANK_ACCOUNT = "6200000000000000001"
ANSWERS: dict[str, Any] = {
    "project": "虚构项目",
    "total": 5_000_000,
    "payee_name": "虚构单位1",
    "bank_name": "虚构银行",
    "bank_account": account_sealed(BANK_ACCOUNT),
}
"""A complete form of the programme above; money in 分."""


def case_at(state: State, *, of: Account | None = None, round: Round | None = None, **changes: Any) -> Case:
    """A case of organisation 1 in a state."""
    account = of or applicant()
    call = round or open_round()
    owner = changes.pop("organisation", None) or organisation(1)
    fields: dict[str, Any] = {
        "number": f"TEST-2026-{next(_numbers):06d}",
        "programme": call.programme,
        "version": call.version,
        "round": call,
        "title": "虚构项目",
        "account": account,
        "organisation": owner,
        "applicant_name": owner.name,
        "place": Place.objects.get(pk=COUNTY),
        "at_place": Place.objects.get(pk=COUNTY) if state is State.RECOMMENDING else None,
        "state": state.value,
        "answers": dict(ANSWERS),
        "asked": 5_000_000,
        "created_at": clock.now(),
        "changed_at": clock.now(),
        "submitted_at": None if state is State.DRAFT else clock.now(),
    }
    case: Case = Case.objects.create(**(fields | changes))
    return case


def funded_round(amount: int = 100_000_000, **changes: Any) -> Round:
    """A round with a budget behind it; `amount` in 分."""
    year = budget_open(
        actor=FINANCE,
        department=department().pk,
        year=2026,
        name="虚构专项资金",
        amount=amount,
        basis="虚构财〔2026〕1号",
        on=OPENED,
    )
    budget = budget_allocate(
        actor=FINANCE,
        budget=year,
        programme="test-grant",
        name="测试补助",
        amount=amount,
        basis="虚构财〔2026〕1号",
        on=OPENED,
        expected_version=year.row_version,
    )
    return open_round(budget=budget, **changes)


def meeting(**changes: Any) -> Meeting:
    """A meeting of the department that settled something."""
    fields: dict[str, Any] = {
        "number": f"虚构纪要〔2026〕{next(_numbers)}号",
        "kind": "office",
        "held_on": clock.today(),
        "department": department(),
        "summary": "同意。",
        "recorded_by": "system:tests",
        "recorded_at": clock.now(),
    }
    held: Meeting = Meeting.objects.create(**(fields | changes))
    return held
