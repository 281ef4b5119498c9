"""Whom a move concerns is told once: a note, a mail in their language, a short message where it presses."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.test import override_settings

from zhongchuang.cases.events import CaseMoved
from zhongchuang.cases.flow import State
from zhongchuang.cases.jobs.telling import tell_moved
from zhongchuang.cases.models import Case, CaseMove
from zhongchuang.cases.services.accepting import case_accept, case_return
from zhongchuang.cases.services.recommending import case_recommend
from zhongchuang.cases.tests.factory import applicant, case_at, organisation
from zhongchuang.cases.tests.office.factory import Desk, before_county
from zhongchuang.messages.models import Mail, Note, Sms
from zhongchuang.parties.models import IdentityKind
from zhongchuang.parties.services.persons import identity_register
from zhongchuang.parties.tests.factory import actor


def tell(case: Case) -> None:
    move = CaseMove.objects.filter(case=case).latest("pk")
    tell_moved(
        CaseMoved(case_id=case.pk, move_id=move.pk, move=move.move, source=move.source, target=move.target)
    )


def told() -> dict[str, str]:
    return {note.account_id: note.text_zh for note in Note.objects.all()}


def test_the_applicant_hears_what_to_do_until_when_and_only_once(desk: Desk) -> None:
    case = case_at(State.SUBMITTED, round=desk.round, officer=desk.officer)
    case = case_return(
        actor=desk.acts(desk.officer), case_id=case.pk, expected_version=case.row_version, reason="请补合同。"
    )
    tell(case)
    tell(case)
    (note,) = Note.objects.filter(account_id=str(case.account_id))
    assert "需要补正" in note.text_zh and "请补合同。" in note.text_zh and "12月4日" in note.text_zh
    assert note.text_en and "请补合同" in note.text_en  # the reason stays as it was written
    assert note.url == f"/my/cases/{case.number}/"
    assert str(desk.officer.pk) not in told()  # who did it knows


def test_everybody_who_manages_the_organisation_hears(desk: Desk) -> None:
    owner = organisation(1)
    first, second = applicant(owner), applicant(owner)
    case = case_at(State.SUBMITTED, round=desk.round, of=first)
    case = case_accept(actor=desk.acts(desk.officer), case_id=case.pk, expected_version=case.row_version)
    tell(case)
    assert {str(first.pk), str(second.pk)} <= set(told())


def test_the_next_unit_then_the_department_is_told_that_it_is_their_turn(desk: Desk) -> None:
    case = before_county(desk)
    case = case_recommend(
        actor=desk.acts(desk.county), case_id=case.pk, expected_version=case.row_version, opinion="属实"
    )
    tell(case)
    assert "推荐意见" in told()[str(desk.city.pk)]
    case = case_recommend(
        actor=desk.acts(desk.city), case_id=case.pk, expected_version=case.row_version, opinion="属实"
    )
    tell(case)
    found = told()
    assert all("待受理" in found[str(who.pk)] for who in (desk.officer, desk.colleague))
    assert str(desk.reviewer.pk) not in found


def test_what_happened_years_ago_is_no_news(desk: Desk) -> None:
    case = case_at(State.SUBMITTED, round=desk.round, origin="backfill")
    case = case_accept(actor=desk.acts(desk.officer), case_id=case.pk, expected_version=case.row_version)
    tell(case)
    assert told() == {}


def test_a_mail_goes_to_confirmed_addresses_in_their_language(desk: Desk) -> None:
    reader = applicant()
    reader.language = "en"
    reader.save()
    EmailAddress.objects.update_or_create(
        user=reader, email=reader.email, defaults={"verified": True, "primary": True}
    )
    case = case_at(State.SUBMITTED, round=desk.round, of=reader)
    case = case_accept(actor=desk.acts(desk.officer), case_id=case.pk, expected_version=case.row_version)
    tell(case)
    mail = Mail.objects.get(account_id=str(reader.pk))
    assert mail.language == "en" and case.number in mail.subject and f"/my/cases/{case.number}/" in mail.body


@pytest.mark.parametrize("returned", [True, False])
def test_a_short_message_is_sent_where_something_has_to_be_done(desk: Desk, returned: bool) -> None:
    reader = applicant()
    identity_register(
        actor=actor(reader),
        account=reader,
        kind=IdentityKind.PASSPORT,
        number="E00000001",
        name="虚构人员",
        telephone="00000000007",
        expected_version=reader.row_version,
    )
    case = case_at(State.SUBMITTED, round=desk.round, of=reader)
    officer = desk.acts(desk.officer)
    with override_settings(SMS_GATEWAY_URL="https://gateway.invalid/"):
        tell(
            case_return(actor=officer, case_id=case.pk, expected_version=1, reason="隐私事由")
            if returned
            else case_accept(actor=officer, case_id=case.pk, expected_version=1)
        )
    texts = list(Sms.objects.filter(account_id=str(reader.pk)))
    assert len(texts) == (1 if returned else 0)
    if returned:
        assert "需要补正" in texts[0].text and "隐私事由" not in texts[0].text
