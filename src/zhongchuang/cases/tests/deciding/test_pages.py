"""The pages of decisions, papers and duties."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Aftercare, Case, Decision, Letter, Meeting
from zhongchuang.cases.services.letters import letters_revoke
from zhongchuang.cases.tests.deciding.test_deciding import ready
from zhongchuang.cases.tests.deciding.test_paying import payable
from zhongchuang.cases.tests.factory import (
    applicant,
    at_post,
    case_at,
    content,
    department,
    make_programme,
    meeting,
    open_round,
    organisation,
)
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import SYSTEM, signed_in
from zhongchuang.policy.tests.factory import words

pytestmark = pytest.mark.django_db


def guarded(case: Case, **fields: Any) -> dict[str, Any]:
    return {"row_version": case.row_version, "idempotency_key": "0123456789abcdef", **fields}


class TestDeciding:
    def test_what_stands_in_the_way_is_said_and_mended_there(self) -> None:
        case, browser = ready(), signed_in(at_post(Role.REVIEWER, bound=True))
        Case.objects.filter(pk=case.pk).update(title="改过的名称", answers=case.answers | {"project": "改过"})
        page = f"/office/cases/{case.number}/decide/"
        assert "已查重" in words(
            browser.get(page)
        )  # a code is there; whether it still fits is asked when it counts
        told = words(
            browser.post(
                page, guarded(case, outcome="approve", amount="100", grounds="好", meeting=meeting().pk)
            )
        )
        assert "有变化" in told

    def test_a_decision_from_the_form(self) -> None:
        case, browser = ready(), signed_in(at_post(Role.REVIEWER, bound=True))
        form = guarded(case, outcome="approve", amount="30,000", grounds="符合条件。", meeting=meeting().pk)
        answer = browser.post(f"/office/cases/{case.number}/decide/", form)
        assert answer.status_code == 302
        assert Decision.objects.get().amount == 3_000_000

    def test_without_minutes_nothing_is_decided(self) -> None:
        case, browser = ready(), signed_in(at_post(Role.REVIEWER, bound=True))
        page = f"/office/cases/{case.number}/decide/"
        assert "所依据的会议纪要 （选填）" not in words(browser.get(page))
        answer = browser.post(page, guarded(case, outcome="approve", amount="30000", grounds="符合条件。"))
        assert answer.status_code == 422 and "请选择所依据的会议纪要" in words(answer)

    def test_what_is_missing_is_said_beside_it_and_nothing_typed_is_lost(self) -> None:
        case, browser = ready(), signed_in(at_post(Role.REVIEWER, bound=True))
        form = guarded(case, outcome="approve", amount="三万", grounds="写了很久的理由")
        answer = browser.post(f"/office/cases/{case.number}/decide/", form)
        assert answer.status_code == 422 and "写了很久的理由" in words(answer)
        assert not Decision.objects.exists()

    def test_finance_signs(self) -> None:
        case, browser = ready(), signed_in(at_post(Role.REVIEWER, bound=True))
        form = guarded(case, outcome="approve", amount="30000", grounds="符合条件。", meeting=meeting().pk)
        browser.post(f"/office/cases/{case.number}/decide/", form)
        case.refresh_from_db()
        finance = signed_in(at_post(Role.FINANCE))
        assert case.number in words(finance.get("/office/cosign/"))
        answer = finance.post(f"/office/cases/{case.number}/cosign/", guarded(case, signs="sign", reason=""))
        assert answer.status_code == 302
        case.refresh_from_db()
        assert case.state == State.APPROVED

    def test_sending_back_needs_a_reason(self) -> None:
        case = ready()
        Case.objects.filter(pk=case.pk).update(state=State.TO_COSIGN.value)
        finance = signed_in(at_post(Role.FINANCE))
        answer = finance.post(f"/office/cases/{case.number}/cosign/", guarded(case, signs="back", reason=""))
        assert answer.status_code == 422


class TestMeetings:
    def test_a_meeting_is_recorded_once(self) -> None:
        browser = signed_in(at_post(Role.OFFICER, bound=True))
        form = {
            "idempotency_key": "0123456789abcdef",
            "number": "虚构纪要〔2026〕7号",
            "kind": "office",
            "held_on": "2026-01-05",
            "department": department().pk,
            "summary": "同意。",
        }
        assert browser.post("/office/meetings/", form).status_code == 302
        assert browser.post("/office/meetings/", form).status_code == 302
        assert Meeting.objects.count() == 1
        assert "已经录过" in words(
            browser.post("/office/meetings/", form | {"idempotency_key": "another-key-1"})
        )

    def test_a_meeting_not_held_yet(self) -> None:
        browser = signed_in(at_post(Role.OFFICER, bound=True))
        form = {
            "idempotency_key": "0123456789abcdef",
            "number": "虚构纪要〔2026〕8号",
            "kind": "office",
            "held_on": "2199-01-05",
            "department": department().pk,
            "summary": "同意。",
        }
        assert "还没有开" in words(browser.post("/office/meetings/", form))


class TestPapers:
    def test_anybody_checks_a_paper_by_its_code(self, client: Client) -> None:
        case, _order = payable()
        letter = Letter.objects.get(case=case)
        sent = client.get("/verify/", {"code": letter.code.lower().replace("-", " ")})
        assert sent.status_code == 302
        said = words(client.get(sent["Location"]))
        assert "真实有效" in said and case.applicant_name in said and "30,000" in said

    def test_a_slip_and_an_unknown_code(self, client: Client) -> None:
        assert "没有带这个验证码的文书" in words(client.get("/verify/", {"code": "WS-1111-1111-1111-1111"}))
        assert client.get("/verify/WS-1111-1111-1111-1111/").status_code == 404

    def test_a_revoked_paper_says_so(self, client: Client) -> None:
        case, _order = payable()
        letters_revoke(actor=SYSTEM, case=case, reason="材料虚假")
        said = words(client.get(f"/verify/{Letter.objects.get(case=case).code}/"))
        assert "已撤销" in said and "真实有效" not in said

    def test_the_file_is_for_who_may_see_the_case(self, client: Client) -> None:
        case, _order = payable()
        path = f"/letters/{Letter.objects.get(case=case).code}.pdf"
        assert client.get(path).status_code == 302
        assert signed_in(applicant(organisation(2))).get(path).status_code == 404
        answer = signed_in(case.account).get(path)
        assert answer["Content-Type"] == "application/pdf" and b"%PDF" in b"".join(answer)

    def test_what_was_approved_is_public_with_its_words(self, client: Client) -> None:
        case, _order = payable()
        said = words(client.get("/approved/"))
        assert case.applicant_name in said and "30,000" in said
        assert str(case.answers["bank_account"]) not in said


class TestDuties:
    def duty(self) -> Aftercare:
        report = {
            "id": "report",
            "kind": "report",
            "label": {"zh": "年度报告", "en": "Report"},
            "due_months": 12,
            "sections": [
                {
                    "id": "year",
                    "title": {"zh": "本年", "en": "Year"},
                    "fields": [
                        {
                            "id": "events",
                            "label": {"zh": "活动次数", "en": "Events"},
                            "type": "integer",
                            "minimum": 0,
                        }
                    ],
                }
            ],
        }
        steps = ["accept", "decide", "cosign", "pay", "aftercare"]
        said = content(id="test-duty", aftercare=[report], steps=steps, chain=[], review=None, notice=None)
        case = case_at(State.APPROVED, round=open_round(make_programme(said)))
        row: Aftercare = Aftercare.objects.create(case=case, item="report", due_on=dt.date(2027, 9, 1))
        return row

    def test_handed_in_and_checked(self) -> None:
        row = self.duty()
        owner, officer = signed_in(row.case.account), signed_in(at_post(Role.OFFICER, bound=True))
        form = {"row_version": 1, "idempotency_key": "0123456789abcdef", "events": "十"}
        assert owner.post(f"/my/duties/{row.pk}/", form).status_code == 422
        assert owner.post(f"/my/duties/{row.pk}/", form | {"events": "12"}).status_code == 302
        assert "年度报告" in words(officer.get("/office/duties/"))
        assert "12" in words(officer.get(f"/office/duties/{row.pk}/"))
        done = {
            "row_version": 2,
            "idempotency_key": "fedcba9876543210",
            "result": "passed",
            "opinion": "属实",
        }
        assert officer.post(f"/office/duties/{row.pk}/", done).status_code == 302
        row.refresh_from_db()
        assert row.result == "passed" and row.answers == {"events": 12}

    def test_what_is_not_due_and_not_handed_in_is_not_judged(self) -> None:
        row = self.duty()
        officer = signed_in(at_post(Role.OFFICER, bound=True))
        form = {
            "row_version": 1,
            "idempotency_key": "0123456789abcdef",
            "result": "failed",
            "opinion": "没有交",
        }
        assert officer.post(f"/office/duties/{row.pk}/", form).status_code == 409

    def test_nobody_elses(self) -> None:
        row = self.duty()
        assert signed_in(applicant(organisation(2))).get(f"/my/duties/{row.pk}/").status_code == 404


class TestOnTheCase:
    def test_who_applied_finds_the_paper_and_the_money(self) -> None:
        case, order = payable()
        said = words(signed_in(case.account).get(f"/my/cases/{case.number}/"))
        assert Letter.objects.get(case=case).code in said and order.purpose in said and "30,000" in said

    def test_the_desk_finds_grounds_paper_and_payment(self) -> None:
        case, order = payable()
        browser = signed_in(at_post(Role.OFFICER, bound=True))
        answer = browser.get(f"/office/cases/{case.number}/part/decision/")
        assert "符合条件" in words(answer)
        assert f"/money/payments/{order.pk}/" in answer.content.decode()
