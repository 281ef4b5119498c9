"""Cases for the access matrix: one handed in, a draft, one before a county, one before an employer, and what the desk keeps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction

from tests.architecture.clearance import a_check
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import (
    Backfill,
    Batch,
    Case,
    CaseFile,
    Programme,
    Recommendation,
    SavedView,
    Substitute,
)
from zhongchuang.cases.services.handover import Days, substitute_arrange
from zhongchuang.cases.tests.factory import (
    CITY,
    COUNTY,
    at_post,
    case_at,
    content,
    department,
    make_programme,
    open_round,
    organisation,
)
from zhongchuang.core import clock
from zhongchuang.core.ids import new_id
from zhongchuang.core.upload import AcceptedUpload, FileKind
from zhongchuang.files.services import file_store
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, OrganisationKind, RoleGrant, Standing
from zhongchuang.parties.services import membership_add
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account

STAFF = (Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.FINANCE, Role.AUDITOR)


@dataclass(frozen=True)
class Office:
    """What the desk's addresses are asked about."""

    handed_in: Case
    draft: Case
    paper: str
    draft_paper: str
    at_county: Case
    at_city: Case
    at_employer: Case
    at_another: Case
    views: Mapping[str, SavedView]
    other_view: SavedView
    batches: Mapping[str, Batch]
    other_batch: Batch
    substitution: Substitute
    sheet: Backfill
    programme: Programme


def an_office(accounts: Mapping[str, Account | None]) -> Office:
    """The recommender of the matrix recommends for a county, its academic manages an employer."""
    other = make_account(Role.ENTREPRENEUR)
    call = open_round()
    asks = open_round(make_programme(content(id="asks-employers", steps=["employer", *content().steps])))
    RoleGrant.objects.filter(account=accounts[Role.RECOMMENDER], role=Role.RECOMMENDER).update(place=COUNTY)
    employer = organisation(2, "虚构大学", OrganisationKind.UNIVERSITY)
    academic = accounts[Role.ACADEMIC]
    assert academic is not None
    membership_add(actor=SYSTEM, account=academic, organisation=employer, standing=Standing.MANAGER)
    handed_in = case_at(State.SUBMITTED, of=other, round=call)
    draft = case_at(State.DRAFT, of=other, round=call)
    officers = [at_post(Role.OFFICER, bound=True) for _ in range(2)]
    a_check(handed_in, draft, *officers)
    author = accounts[Role.OFFICER]
    assert author is not None
    return Office(
        handed_in=handed_in,
        draft=draft,
        paper=_paper(handed_in),
        draft_paper=_paper(draft),
        at_county=_before(COUNTY, "county", case_at(State.RECOMMENDING, of=other, round=call)),
        at_city=_before(CITY, "city", case_at(State.RECOMMENDING, of=other, round=call)),
        at_employer=case_at(State.EMPLOYER, of=other, round=asks, employer=employer),
        at_another=case_at(State.EMPLOYER, of=other, round=asks, employer=organisation(3)),
        views={role: _view(account) for role, account in accounts.items() if account and role in STAFF},
        other_view=_view(officers[0]),
        batches={
            role: _batch(account)
            for role, account in accounts.items()
            if account and role in (Role.OFFICER, Role.ADMINISTRATOR)
        },
        other_batch=_batch(officers[0]),
        substitution=substitute_arrange(
            actor=actor(officers[0]),
            officer_id=officers[0].pk,
            substitute_id=officers[1].pk,
            days=Days(clock.today(), None),
            reason="休假",
        ),
        sheet=Backfill.objects.create(
            key=new_id().hex,
            programme=call.programme,
            department=department(),
            file_name="补录.xlsx",
            sha256="0" * 64,
            rows=[
                {
                    "line": 2,
                    "name": "虚构单位1",
                    "uscc": organisation(1).uscc,
                    "place": COUNTY,
                    "title": "早年项目",
                    "granted": 100,
                    "decided_on": dt.date(2024, 6, 30).isoformat(),
                    "state": "有效",
                }
            ],
            problems=[],
            account=author,
            at=clock.now(),
        ),
        programme=call.programme,
    )


def _before(place: str, level: str, case: Case) -> Case:
    Case.objects.filter(pk=case.pk).update(at_place=place)
    case.refresh_from_db()
    Recommendation.objects.create(case=case, round=case.round, place_id=place, level=level, order=0)
    return case


def _paper(case: Case) -> str:
    data = b"%PDF-1.7 invented"
    digest = sha256(data).hexdigest()
    with transaction.atomic():
        stored = file_store(
            actor=SYSTEM,
            upload=AcceptedUpload("营业执照.pdf", FileKind.PDF, data, digest),
            belongs_to=f"case:{case.pk}",
        )
    CaseFile.objects.create(case=case, material="licence", file=stored, added_at=clock.now())
    return stored.key


def _view(account: Account) -> SavedView:
    return SavedView.objects.create(account=account, name="我的超期件", query="late=1")


def _batch(account: Account) -> Batch:
    return Batch.objects.create(
        key=new_id().hex,
        account=account,
        action="accept",
        outcomes=[["TEST-1", "", ""], ["TEST-2", "已经受理", "accepted already"]],
        at=clock.now(),
    )
