"""Applying on a bad day: two versions, a session that ended, papers that are refused, handing in what is not complete."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from zhongchuang.cases.flow import State
from zhongchuang.cases.models import Case, CaseFile, CaseMove, Submission
from zhongchuang.cases.services.applying import case_submit
from zhongchuang.cases.tests.apply.given import PDF, WITHIN, a_pdf, draft, verified, whose
from zhongchuang.cases.tests.apply.pages import fill_url, hidden, of, page, parsed, words
from zhongchuang.cases.tests.factory import applicant, at_post, content, make_programme, open_round
from zhongchuang.core.clock import use_date
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, Organisation
from zhongchuang.parties.tests.factory import PASSWORD, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _within() -> Iterator[None]:
    with use_date(WITHIN):
        yield


class TestTwoVersions:
    def conflict(self) -> tuple[Case, Client, Any]:
        case = draft()
        client = of(case)
        mine = hidden(page(client, fill_url(case)))
        other = hidden(page(client, fill_url(case)))
        client.post(fill_url(case), other | {"project": "同事改的", "total": "70000"})
        answer = client.post(fill_url(case), mine | {"project": "我改的", "total": "60000"})
        assert answer.status_code == 409
        return case, client, parsed(answer)

    def test_an_old_page_shows_both_and_overwrites_nothing(self) -> None:
        case, _client, found = self.conflict()
        said = words(found)
        for part in ("别人已经保存过", "同事改的", "我改的", "60,000.00 元", "70,000.00 元"):
            assert part in said, part
        case.refresh_from_db()
        assert case.answers["project"] == "同事改的"

    def test_one_chooses_field_by_field(self) -> None:
        case, client, found = self.conflict()
        sent = hidden(found) | {"pick-project": "mine", "pick-total": "theirs"}
        assert client.post(fill_url(case), sent).status_code == 302
        case.refresh_from_db()
        assert case.answers["project"] == "我改的" and case.answers["total"] == 7_000_000

    def test_a_key_used_for_something_else_shows_both_too(self) -> None:
        case = draft()
        client = of(case)
        sent = hidden(page(client, fill_url(case)))
        client.post(fill_url(case), sent | {"project": "第一次", "total": "1"})
        assert client.post(fill_url(case), sent | {"project": "第二次", "total": "1"}).status_code == 409


class TestASessionThatEnded:
    def test_what_was_typed_is_there_again_after_signing_in(self) -> None:
        case = draft()
        sent = hidden(page(of(case), fill_url(case)))
        client = Client()
        answer = client.post(fill_url(case), sent | {"project": "写了很久的内容", "total": "约十万"})
        assert answer.status_code == 302 and "/accounts/login/" in answer.headers["Location"]
        case.refresh_from_db()
        assert case.answers["project"] == "虚构项目", "nothing is written for who has not signed in"
        assert case.account is not None
        back = client.post(
            answer.headers["Location"], {"login": case.account.email, "password": PASSWORD}
        ).headers["Location"]
        found = page(client, back)
        assert found.xpath("//input[@id='id_project']")[0].get("value") == "写了很久的内容"
        assert found.xpath("//input[@id='id_total']")[0].get("value") == "约十万"
        assert "还没有保存" in words(found)
        answer = client.post(fill_url(case), hidden(found) | {"project": "写了很久的内容", "total": "10万"})
        assert answer.status_code == 302
        case.refresh_from_db()
        assert case.answers["project"] == "写了很久的内容"
        assert page(client, back).xpath("//input[@id='id_total']")[0].get("value") == "100000.00", "once"

    def test_another_account_does_not_see_it(self) -> None:
        case = draft()
        client = Client()
        client.post(fill_url(case), hidden(page(of(case), fill_url(case))) | {"project": "别人的内容"})
        stranger: Account = applicant(verified(2))
        client.force_login(stranger, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.get(fill_url(case) + "?restored=1").status_code == 404

    def test_a_newer_version_is_shown_beside_it(self) -> None:
        case = draft()
        sent = hidden(page(of(case), fill_url(case)))
        client = Client()
        client.post(fill_url(case), sent | {"project": "登录前写的", "total": "1"})
        of(case).post(fill_url(case), sent | {"project": "同事先保存的", "total": "1"})
        assert case.account is not None
        client.force_login(case.account, backend="allauth.account.auth_backends.AuthenticationBackend")
        said = words(page(client, fill_url(case) + "?restored=1"))
        assert "登录前写的" in said and "同事先保存的" in said


class TestPapers:
    def upload(self, case: Case, file: SimpleUploadedFile | None, version: int = 1) -> Any:
        sent: dict[str, Any] = {
            "material": "licence",
            "row_version": str(version),
            "idempotency_key": new_idempotency_key(),
        }
        if file is not None:
            sent["file-licence"] = file
        return of(case).post(reverse("cases:materials", args=[case.number]), sent)

    def test_a_paper_is_taken_shown_fetched_and_taken_away(self) -> None:
        case = draft()
        assert self.upload(case, a_pdf("<script>alert(1)</script>.pdf")).status_code == 302
        client = of(case)
        url = reverse("cases:materials", args=[case.number])
        found = page(client, url)
        link = found.xpath("//ul[@class='files']//a")[0]
        assert "<" not in link.text and not found.xpath("//main//script")
        answer = client.get(link.get("href"))
        assert answer.content == PDF and answer.headers["Content-Disposition"].startswith("attachment")
        remove = reverse("cases:material_remove", args=[case.number])
        assert client.post(remove, hidden(found, remove)).status_code == 302
        assert (
            not CaseFile.objects.filter(removed_at=None) and client.get(link.get("href")).status_code == 404
        )

    def test_what_is_not_taken_is_told_beside_it(self) -> None:
        case = draft()
        for file, why in ((SimpleUploadedFile("a.pdf", b"MZ\0\0"), "只接受PDF"), (None, "请先选一个文件")):
            answer = self.upload(case, file)
            found = parsed(answer)
            assert answer.status_code == 422
            assert why in found.xpath("string(//*[@id='id_file-licence_error'])")

    def test_sixty_megabytes_are_refused_with_a_sentence(self) -> None:
        answer = self.upload(draft(), SimpleUploadedFile("大.pdf", PDF + b"\0" * (60 * 1024 * 1024)))
        assert answer.status_code == 422 and "文件超过 50 MB" in answer.content.decode()

    def test_a_file_is_for_whoever_may_open_the_case_and_nobody_else(self) -> None:
        case = draft()
        self.upload(case, a_pdf())
        paper = CaseFile.objects.get()
        officer, stranger = at_post(Role.OFFICER, bound=True), applicant(verified(2))
        url = reverse("cases:case_file", args=[case.number, paper.file.key])
        assert [signed_in(one).get(url).status_code for one in (officer, stranger)] == [404, 404]
        Case.objects.filter(pk=case.pk).update(state=State.SUBMITTED.value)
        assert [signed_in(one).get(url).status_code for one in (officer, stranger)] == [200, 404]
        assert Client().get(url).status_code == 302


class TestHandingIn:
    def test_what_is_missing_is_listed_with_the_way_there(self) -> None:
        case = draft(answers={"project": ""})
        case.unread = {"total": "约十万"}
        del case.answers["total"]
        case.save()
        found = page(of(case), reverse("cases:review", args=[case.number]))
        links = [a.get("href") for a in found.xpath("//section[@class='missing']//a")]
        assert links == [f"{fill_url(case)}?then=review#id_project", f"{fill_url(case)}?then=review#id_total"]
        assert not found.xpath("//input[@name='confirmed']")

    def test_a_condition_not_met_shows_the_way_to_the_fields_it_asks_for(self) -> None:
        strict = make_programme(
            content(
                id="strict",
                checks=[{"rule": "total <= yuan(100)", "text": {"zh": "不超过一百元", "en": "At most 100"}}],
            )
        )
        case = draft(round=open_round(strict))
        found = page(of(case), reverse("cases:review", args=[case.number]))
        (way,) = found.xpath("//ul[@class='failing']//a")
        assert (way.text, way.get("href")) == ("申请金额", f"{fill_url(case)}?then=review#id_total")

    def test_complete_and_confirmed_it_goes(self) -> None:
        case = draft()
        client = of(case)
        url = reverse("cases:review", args=[case.number])
        sent = hidden(page(client, url))
        refused = client.post(url, sent)
        assert refused.status_code == 422 and "请确认填写的内容和材料真实" in refused.content.decode()
        sent = hidden(page(client, url)) | {"confirmed": "yes"}
        done = client.post(url, sent).headers["Location"]
        assert done == reverse("cases:my_case", args=["P99-2026-000001"])
        assert client.post(url, sent).headers["Location"] == done, "a second click is the same"
        said = words(page(client, done))
        assert "已提交，编号 P99-2026-000001" in said and "测试县的推荐单位正在审核" in said
        assert "2026年12月4日" in said and "还有 11 个工作日" in said and "测试县推荐单位" in said
        assert words(page(client, reverse("cases:my_case", args=[case.draft_number]))), (
            "the old address leads on"
        )

    def test_a_refusal_is_told_on_the_page(self) -> None:
        case = draft()
        Organisation.objects.filter(name="虚构单位1").update(state="unverified")
        client = of(case)
        url = reverse("cases:review", args=[case.number])
        found = page(client, url)
        assert "还没有通过核实" in words(found)
        answer = client.post(url, hidden(found) | {"confirmed": "yes"})
        assert answer.status_code == 409 and "还没有通过核实，不能提交" in answer.content.decode()

    def test_returned_it_shows_what_to_mend_beside_each_field(self) -> None:
        case = self.submitted()
        Case.objects.filter(pk=case.pk).update(state=State.RETURNED.value, returned_from="recommending")
        CaseMove.objects.create(
            case=case,
            move="return",
            source="recommending",
            target="returned",
            actor="person:1",
            at=case.changed_at,
            reason="有一处要改",
            details={"remarks": [["field", "total", "金额与合同不符"], ["material", "licence", "看不清"]]},
        )
        client = of(case)
        found = page(client, fill_url(case))
        assert "有一处要改" in words(found) and "请补正：金额与合同不符" in words(found)
        assert "请补正：看不清" in words(page(client, reverse("cases:materials", args=[case.number])))
        found_all = page(client, reverse("cases:review", args=[case.number]))
        ways = {a.text: a.get("href") for a in found_all.xpath("//ul[@class='mends']//a")}
        assert ways["申请金额"] == f"{fill_url(case)}#id_total", "each with the way to its place"
        assert "申请金额：金额与合同不符" in words(page(client, reverse("cases:my_case", args=[case.number])))
        client.post(fill_url(case), hidden(found) | {"project": "虚构项目", "total": "40000"})
        url = reverse("cases:review", args=[case.number])
        sent = hidden(page(client, url)) | {"confirmed": "yes", "reply": "已改"}
        assert client.post(url, sent).status_code == 302
        assert Submission.objects.filter(case=case).count() == 2
        history = words(page(client, reverse("cases:my_case", args=[case.number])))
        assert "金额与合同不符" in history and "已改" in history

    def test_the_paper_is_what_was_handed_in(self) -> None:
        case = self.submitted()
        Submission.objects.update(at=case.changed_at + dt.timedelta(microseconds=7))  # as a real clock has it
        client = of(case)
        url = reverse("cases:application", args=[case.number])
        first = client.get(url)
        assert first.content.startswith(b"%PDF") and first.content == client.get(url).content
        assert f"{case.number}.pdf" in first.headers["Content-Disposition"]
        assert client.get(url + "?n=2").status_code == 404
        said = words(page(client, reverse("cases:my_filing", args=[case.number])))
        assert "虚构项目" in said and "50,000.00元" in said

    def test_taken_back_and_thrown_away(self) -> None:
        case, other = self.submitted(), draft(answers={"project": "另一个"})
        client = of(case)
        url = reverse("cases:withdraw", args=[case.number])
        assert client.post(url, hidden(page(client, url)) | {"reason": "不做了"}).status_code == 302
        assert "不做了" in words(page(client, reverse("cases:my_case", args=[case.number])))
        assert client.get(url).status_code == 409
        client, url = of(other), reverse("cases:withdraw", args=[other.number])
        assert client.post(url, hidden(page(client, url))).headers["Location"] == reverse("cases:my_cases")
        assert not Case.objects.filter(pk=other.pk)

    def submitted(self) -> Case:
        case = draft()
        return case_submit(
            actor=whose(case), case_id=case.pk, expected_version=case.row_version, confirmed=True
        )


def test_the_list_is_ones_own_and_of_whom_one_acts_for() -> None:
    case = draft()
    colleague = applicant(verified())
    said = words(page(signed_in(colleague), reverse("cases:my_cases")))
    assert "草稿" in said and "有 1 件等您" in said and "申报截止" in said
    assert "还没有申报" in words(page(signed_in(applicant(verified(2))), reverse("cases:my_cases")))
    assert case.number not in words(page(signed_in(at_post(Role.AUDITOR)), reverse("cases:my_cases")))


@pytest.mark.parametrize("state", list(State))
def test_every_state_says_what_happens_next(state: State) -> None:
    case = draft()
    Case.objects.filter(pk=case.pk).update(
        state=state.value, submitted_at=case.created_at, at_place=case.place_id, employer=case.organisation_id
    )
    said = words(page(of(case), reverse("cases:my_case", args=[case.number])))
    assert "现在" in said and "问谁" in said
