"""What the tests of disclosure are built from: a department with its people, a firm with a manager, awards. All invented."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import Any

from zhongchuang.clearance.disclosing.facts import AwardFacts
from zhongchuang.clearance.models import Award, ReviewOutcome
from zhongchuang.clearance.services.awards import award_register
from zhongchuang.clearance.services.disclosing import Verdict, disclosure_review
from zhongchuang.core.actors import PersonActor
from zhongchuang.parties import services as parties
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, Organisation, OrganisationKind, Standing
from zhongchuang.parties.tests.factory import SYSTEM, a_uscc, actor, make_account

DECIDED = dt.date(2026, 11, 20)
PUBLIC = Verdict(ReviewOutcome.PUBLIC)
_numbers = count(1)


def department(number: int = 1) -> Organisation:
    """A department; the same number is the same one."""
    return _organisation(8000 + number, f"虚构主管部门{number}", OrganisationKind.DEPARTMENT)


def firm(number: int = 1) -> Organisation:
    """A firm; the same number is the same one."""
    return _organisation(8100 + number, f"虚构企业{number}", OrganisationKind.ENTERPRISE)


def _organisation(number: int, name: str, kind: OrganisationKind) -> Organisation:
    code = a_uscc(number)
    parties.place_register(actor=SYSTEM, code="990000", name="测试省", name_en="Test", parent=None)
    found = Organisation.objects.filter(uscc=code).first()
    return found or parties.organisation_register(
        actor=SYSTEM, uscc=code, name=name, kind=kind, place="990000", synthetic=True
    )


def at_post(role: Role, where: Organisation | None = None) -> Account:
    """Somebody who holds a role at a department (None: bound to none)."""
    account = make_account()
    parties.role_grant(
        actor=SYSTEM,
        account=account,
        role=role,
        expected_version=account.row_version,
        organisation=None if where is None else where.pk,
    )
    account.refresh_from_db()
    return account


def officer(number: int = 1) -> PersonActor:
    """An officer of a department."""
    return actor(at_post(Role.OFFICER, department(number)))


def member(of: Organisation, standing: Standing = Standing.MANAGER) -> Account:
    """Somebody who belongs to an organisation."""
    account = make_account(Role.ENTREPRENEUR)
    parties.membership_add(actor=SYSTEM, account=account, organisation=of, standing=standing)
    return account


def facts(**changes: Any) -> AwardFacts:
    """The facts of an award of a firm."""
    number = next(_numbers)
    said: dict[str, Any] = {
        "ref": f"case:GS-T-{number}",
        "source": "platform",
        "recipient_name": firm().name,
        "recipient_code": firm().uscc,
        "organisation_id": firm().pk,
        "title": f"虚构项目{number}",
        "programme": "test-grant",
        "programme_title": "测试补助",
        "category": "test",
        "department_id": department().pk,
        "department_name": department().name,
        "place": "990000",
        "level": "province",
        "amount": 1_000_000,
        "decided_on": DECIDED,
        "clause": "shi-2020-1#二（一）",
        "synthetic": True,
    }
    return AwardFacts(**(said | changes))


def person_facts(**changes: Any) -> AwardFacts:
    """The facts of an award of a natural person."""
    own: dict[str, Any] = {
        "personal": True,
        "person": "person:77",
        "recipient_name": "虚构某甲",
        "recipient_code": "",
        "organisation_id": None,
    }
    return facts(**(own | changes))


def award(**changes: Any) -> Award:
    """An award that waits for its review."""
    return award_register(actor=SYSTEM, award=facts(**changes))


def public_award(**changes: Any) -> Award:
    """An award that is public."""
    row = award(**changes)
    return disclosure_review(actor=SYSTEM, number=row.number, verdict=PUBLIC)


def public_person(**changes: Any) -> Award:
    """A public award of a natural person."""
    row = award_register(actor=SYSTEM, award=person_facts(**changes))
    return disclosure_review(actor=SYSTEM, number=row.number, verdict=PUBLIC)
