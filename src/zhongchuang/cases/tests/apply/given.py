"""What the tests of applying begin with: a verified applicant, their draft, a small PDF."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Round
from zhongchuang.cases.tests.factory import (
    ANSWERS,
    applicant,
    case_at,
    content,
    make_programme,
    open_round,
    organisation,
)
from zhongchuang.core.actors import PersonActor
from zhongchuang.parties.models import Account, IdentityKind, Organisation
from zhongchuang.parties.services.persons import identity_register
from zhongchuang.parties.tests.factory import actor

WITHIN = dt.date(2026, 11, 20)
"""A working day within the round of the factory."""
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


def verified(number: int = 1) -> Organisation:
    """An organisation an officer has looked into."""
    found = organisation(number)
    Organisation.objects.filter(pk=found.pk).update(state="verified")
    found.refresh_from_db()
    return found


def draft(of: Account | None = None, round: Round | None = None, **changes: Any) -> Case:
    """A draft that is complete, of a verified organisation."""
    owner = changes.pop("organisation", None) or verified()
    account = of or applicant(owner)
    answers = {**ANSWERS, "payee_name": owner.name, **changes.pop("answers", {})}
    number = changes.pop("number", None)
    case = case_at(
        State.DRAFT, of=account, round=round or open_round(), organisation=owner, answers=answers, **changes
    )
    case.number = case.draft_number = number or f"CG-{case.pk:012d}"
    case.save()
    return case


def draft_with_invoice(field: str, number: str, *, of: int = 1) -> Case:
    """A complete draft in a programme of its own that calls the number of an invoice `field`."""
    about, *more = content().model_dump(mode="json")["sections"]
    asked = {"id": field, "label": {"zh": "发票", "en": "Invoice"}, "type": "text"}
    claim = {
        "kind": "invoice",
        "keys": [field],
        "text": {"zh": "一张发票只能用一次", "en": "An invoice once"},
    }
    said = content(
        id=f"calls-it-{field.replace('_', '-')}",
        sections=[about | {"fields": [*about["fields"], asked]}, *more],
        claims=[claim],
    )
    call = open_round(make_programme(said))
    return draft(round=call, organisation=verified(of), answers={field: number})


def a_pdf(name: str = "证明.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    """A file that is what it says."""
    return SimpleUploadedFile(name, data)


def a_person(account: Account, name: str = "测试人", number: str = "ZZ0000001") -> None:
    """The account says who it is."""
    account.refresh_from_db()
    identity_register(
        actor=actor(account),
        account=account,
        kind=IdentityKind.PASSPORT,
        number=number,
        name=name,
        telephone="",
        expected_version=account.row_version,
    )


def whose(case: Case) -> PersonActor:
    """Whoever opened the case, as they act."""
    assert case.account is not None
    return actor(case.account)
