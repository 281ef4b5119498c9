"""Applications of the small world: a draft and a case handed in for each account, and somebody else's; an open call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from tests.architecture.programmes import proactive_programme
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, CaseFile, Programme, Submission
from zhongchuang.cases.programmes.answers import digest_of
from zhongchuang.cases.tests.factory import case_at, content, make_programme, open_round, organisation
from zhongchuang.core import clock
from zhongchuang.core.upload import AcceptedUpload, FileKind
from zhongchuang.files.services import file_store
from zhongchuang.parties.access import DelegationScope, Role
from zhongchuang.parties.models import Account, Delegation, Organisation, Standing
from zhongchuang.parties.services import membership_add
from zhongchuang.parties.tests.factory import SYSTEM, make_account
from zhongchuang.project.demonstration import synthetic_uscc


@dataclass(frozen=True)
class Applying:
    """By whose they are."""

    drafts: Mapping[str, Case]
    other_draft: Case
    handed_in: Mapping[str, Case]
    other_handed_in: Case
    offers: Mapping[str, Case]
    other_offer: Case
    papers: Mapping[str, str]
    other_paper: str
    programme: Programme
    ended: Programme


def build_applying(accounts: Mapping[str, Account | None]) -> Applying:
    """Every account applies for an organisation nobody of them belongs to, by delegation; another applies for another."""
    programme = make_programme(
        content(
            id="test-filing",
            title={"zh": "测试申报", "en": "Test filing"},
            materials=[{"id": "licence", "label": {"zh": "营业执照", "en": "Licence"}, "max_files": 3}],
        )
    )
    owner = _owner()
    call = open_round(programme, opens_on=clock.today() - dt.timedelta(days=1), closes_on=None)
    people = {who: account for who, account in accounts.items() if account}
    other = make_account(Role.ENTREPRENEUR)
    _delegate(owner, people.values())

    def draft(account: Account, number: int, owner: Organisation = owner) -> Case:
        return case_at(
            State.DRAFT,
            of=account,
            round=call,
            organisation=owner,
            number=f"CG-TESTDRAFT{number:04d}",
            draft_number=f"CG-TESTDRAFT{number:04d}",
        )

    drafts = {who: draft(account, n) for n, (who, account) in enumerate(people.items(), 1)}
    other_draft = draft(other, 999, _owner(981))
    papers = {who: _paper(case) for who, case in drafts.items()}
    return Applying(
        drafts,
        other_draft,
        {who: _handed_in(account, owner) for who, account in people.items()},
        _handed_in(other, _owner(981)),
        {who: _offer(account, n, owner) for n, (who, account) in enumerate(people.items(), 1)},
        _offer(other, 999, _owner(981)),
        papers,
        _paper(other_draft),
        programme,
        make_programme(content(id="test-over", title={"zh": "测试已停", "en": "Test over"})),
    )


def _offer(account: Account, number: int, owner: Organisation) -> Case:
    """Filled in for somebody, who has not answered."""
    name = f"矩阵送达{number}"  # one offer a round
    call = open_round(proactive_programme(), name=name, closes_on=None, opens_on=clock.today())
    return case_at(
        State.OFFERED,
        of=account,
        round=call,
        organisation=owner,
        number=f"CG-TESTOFFER{number:04d}",
        draft_number=f"CG-TESTOFFER{number:04d}",
        submitted_at=None,
        origin="offered",
    )


def _delegate(owner: Organisation, receivers: Iterable[Account]) -> None:
    """Somebody manages the organisation and lets these act for it."""
    manager, today = make_account(Role.ENTREPRENEUR), clock.today()
    membership_add(actor=SYSTEM, account=manager, organisation=owner, standing=Standing.MANAGER)
    for account in receivers:
        Delegation.objects.create(
            giver=manager,
            receiver=account,
            email=account.email,
            organisation=owner,
            scopes=[scope.value for scope in DelegationScope],
            valid_from=today,
            valid_until=today + dt.timedelta(days=365),
            made_at=clock.now(),
            accepted_at=clock.now(),
        )


def _owner(number: int = 980) -> Organisation:
    """Verified, and nobody of the matrix belongs to it."""
    organisation(0)
    found: Organisation
    found, _made = Organisation.objects.get_or_create(
        uscc=synthetic_uscc(number),
        defaults={
            "name": f"虚构申报单位{number}",
            "kind": "enterprise",
            "place_id": organisation(1).place_id,
            "state": "verified",
            "synthetic": True,
        },
    )
    return found


def _handed_in(account: Account, owner: Organisation) -> Case:
    case = case_at(State.RECOMMENDING, of=account, organisation=owner)
    Submission.objects.create(
        case=case,
        number=1,
        answers=case.answers,
        sha256=digest_of(case.answers, []),
        at=clock.now(),
        actor=f"person:{account.pk}",
    )
    return case


def _paper(case: Case) -> str:
    data = b"%PDF-1.7\n" + case.number.encode()
    upload = AcceptedUpload("证明.pdf", FileKind.PDF, data, sha256(data).hexdigest())
    stored = file_store(actor=SYSTEM, upload=upload, belongs_to=f"case:{case.pk}")
    CaseFile.objects.create(case=case, material="licence", file=stored, added_at=clock.now())
    return stored.key
