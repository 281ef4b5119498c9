"""A case is opened for whom somebody acts, where the programme is theirs, with what is known filled in."""

from __future__ import annotations

import datetime as dt

import pytest

from zhongchuang.cases.errors import ApplicantNotFit, WindowClosed
from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, Submission
from zhongchuang.cases.programmes.accounts import account_number
from zhongchuang.cases.services.opening import Chosen, case_open
from zhongchuang.cases.tests.apply.given import WITHIN, a_person, verified
from zhongchuang.cases.tests.factory import (
    BANK_ACCOUNT,
    PROVINCE,
    applicant,
    case_at,
    content,
    make_programme,
    open_round,
)
from zhongchuang.core.actors import ANONYMOUS
from zhongchuang.core.clock import use_date
from zhongchuang.core.errors import NotAllowed, NotFound
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties import services as parties
from zhongchuang.parties.models import OrganisationKind
from zhongchuang.parties.tests.factory import SYSTEM, actor

pytestmark = pytest.mark.django_db


def test_what_the_platform_knows_is_filled_in_and_says_whence() -> None:
    owner = verified()
    with use_date(WITHIN):
        case = case_open(
            actor=actor(applicant(owner)), round_id=open_round().pk, chosen=Chosen(organisation=owner.pk)
        )
    assert case.state == State.DRAFT and case.number.startswith("CG-") and case.draft_number == case.number
    assert case.answers == {"payee_name": owner.name} and case.place_id == owner.place_id
    assert case.origins == {"payee_name": {"source": "organisation.name", "answer": owner.name}}


def test_last_times_answers_are_there_again() -> None:
    owner = verified()
    account = applicant(owner)
    before = case_at(State.REFUSED, of=account)
    Submission.objects.create(
        case=before, number=1, answers=before.answers, sha256="0" * 64, at=before.created_at, actor="tests"
    )
    with use_date(WITHIN):
        case = case_open(actor=actor(account), round_id=open_round().pk, chosen=Chosen(organisation=owner.pk))
    assert (
        case.answers["bank_name"] == "虚构银行"
        and account_number(case.answers["bank_account"]) == BANK_ACCOUNT
    )
    assert "total" not in case.answers and "project" not in case.answers, (
        "an amount and a claimed name are new"
    )
    assert case.origins["bank_name"]["source"] == f"case:{before.number}"


def test_a_draft_of_the_same_applicant_is_gone_on_with() -> None:
    owner, call = verified(), open_round()
    who = actor(applicant(owner))
    with use_date(WITHIN):
        first = case_open(actor=who, round_id=call.pk, chosen=Chosen(organisation=owner.pk))
        again = case_open(actor=who, round_id=call.pk, chosen=Chosen(organisation=owner.pk))
    assert first == again and Case.objects.count() == 1


def test_one_key_opens_one_case() -> None:
    owner, call, key = verified(), open_round(), new_idempotency_key()
    who = actor(applicant(owner))
    with use_date(WITHIN):
        made = [
            case_open(actor=who, round_id=call.pk, chosen=Chosen(organisation=owner.pk), key=key)
            for _ in range(2)
        ]
    assert made[0] == made[1]


def test_nobody_applies_for_whom_they_do_not_act_for() -> None:
    other, call = verified(2), open_round()
    who = actor(applicant(verified()))
    with use_date(WITHIN):
        with pytest.raises(ApplicantNotFit, match="不能代表"):
            case_open(actor=who, round_id=call.pk, chosen=Chosen(organisation=other.pk))
        with pytest.raises(NotAllowed):
            case_open(actor=ANONYMOUS, round_id=call.pk, chosen=Chosen(organisation=other.pk))
        with pytest.raises(NotFound):
            case_open(actor=who, round_id=999_999, chosen=Chosen())


def test_a_programme_is_for_its_own_place() -> None:
    verified()
    parties.place_register(actor=SYSTEM, code="980000", name="别省", name_en="Elsewhere", parent=None)
    far = parties.organisation_register(
        actor=SYSTEM,
        uscc="91999999000000009C",
        name="别省单位",
        kind=OrganisationKind.ENTERPRISE,
        place="980000",
        synthetic=True,
    )
    with use_date(WITHIN), pytest.raises(ApplicantNotFit, match="测试省的项目"):
        case_open(actor=actor(applicant(far)), round_id=open_round().pk, chosen=Chosen(organisation=far.pk))


def test_a_round_that_ended_opens_nothing_one_to_come_may_be_prepared() -> None:
    owner, call = verified(), open_round(opens_on=dt.date(2026, 11, 1), closes_on=dt.date(2026, 11, 20))
    who = actor(applicant(owner))
    with use_date(dt.date(2026, 11, 21)), pytest.raises(WindowClosed, match="已于2026年11月20日24时截止"):
        case_open(actor=who, round_id=call.pk, chosen=Chosen(organisation=owner.pk))
    with use_date(dt.date(2026, 10, 20)):
        assert case_open(actor=who, round_id=call.pk, chosen=Chosen(organisation=owner.pk)).pk


def test_a_person_applies_with_the_employer_whose_consent_is_asked() -> None:
    owner = verified()
    account = applicant(owner)
    said = content(
        id="test-leave",
        applicant="person",
        steps=["employer", "accept", "decide"],
        chain=[],
        review=None,
        notice=None,
        money=None,
        claims=[],
        sections=[
            {
                "id": "about",
                "title": {"zh": "情况", "en": "About"},
                "fields": [
                    {
                        "id": "employer",
                        "label": {"zh": "所在单位", "en": "Employer"},
                        "type": "text",
                        "prefill": "person.employer",
                    }
                ],
            }
        ],
    )
    call = open_round(make_programme(said))
    with use_date(WITHIN), pytest.raises(ApplicantNotFit, match="登记您是谁"):
        case_open(actor=actor(account), round_id=call.pk, chosen=Chosen(employer=owner.pk))
    a_person(account)
    with use_date(WITHIN):
        with pytest.raises(ApplicantNotFit, match="所在单位同意"):
            case_open(actor=actor(account), round_id=call.pk, chosen=Chosen())
        case = case_open(actor=actor(account), round_id=call.pk, chosen=Chosen(employer=owner.pk))
    assert case.employer == owner and case.answers == {"employer": owner.name} and case.organisation is None
    assert case.applicant_name == "测试人" and case.place_id.startswith(PROVINCE[:2])
