"""The pages of applying, as a browser gets them: what is offered, the form, two versions, a session that ended, handing in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from zhongchuang.cases.models import Case, Programme
from zhongchuang.cases.tests.apply.given import WITHIN, a_person, draft, verified
from zhongchuang.cases.tests.apply.pages import fill_url, hidden, of, page, parsed, words
from zhongchuang.cases.tests.factory import applicant, at_post, content, make_programme, open_round
from zhongchuang.core.clock import use_date
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _within() -> Iterator[None]:
    with use_date(WITHIN):
        yield


class TestWhatIsOffered:
    def test_open_calls_stand_first_and_what_waits_for_its_rules_is_folded(self) -> None:
        open_round(closes_on=dt.date(2026, 12, 15))
        coming = make_programme(content(id="later", title={"zh": "以后的补助", "en": "Later"}))
        open_round(coming, opens_on=dt.date(2026, 12, 1))
        template = make_programme(
            content(
                id="template",
                title={"zh": "还没有细则的补助", "en": "Template"},
                awaiting={"rules": {"zh": "等省里的实施细则", "en": "Waits for its rules"}},
            )
        )
        Programme.objects.filter(pk=template.pk).update(state="awaiting")
        said = words(page(Client(), reverse("cases:calls")))
        assert said.index("测试补助") < said.index("即将开放") < said.index("以后的补助")
        assert "2026年12月15日截止 还有 18 个工作日" in said and "2026年12月1日开始" in said
        assert "尚未开放：待实施细则（1 项）" in said and "等省里的实施细则" in said

    def test_they_can_be_narrowed_by_place_and_by_who_applies(self) -> None:
        open_round()
        assert "测试补助" in words(page(Client(), reverse("cases:calls") + "?place=990000&for=organisation"))
        assert "现在没有符合筛选的项目" in words(page(Client(), reverse("cases:calls") + "?for=person"))

    def test_a_programme_says_everything_before_anybody_signs_in(self) -> None:
        open_round()
        found = page(Client(), reverse("cases:call", args=["test", "test-grant"]))
        said = words(found)
        for part in (
            "测试省科技厅",
            "县 10 个工作日；市 10 个工作日",
            "公示",
            "营业执照",
            "价值 60 分",
            "不超过申请金额",
        ):
            assert part in said, part
        start = reverse("cases:start", args=["test", "test-grant"])
        assert found.xpath(f"//a[@href='{start}' and contains(@class, 'btn-primary')]")
        assert signed_in(None).get(start).status_code == 302

    def test_without_a_round_there_is_nothing_to_press(self) -> None:
        make_programme()
        found = page(Client(), reverse("cases:call", args=["test", "test-grant"]))
        assert "现在没有开放的批次" in words(found) and not found.xpath("//main//a[contains(@class,'btn')]")
        account = applicant(verified())
        assert signed_in(account).get(reverse("cases:start", args=["test", "test-grant"])).status_code == 404
        page(Client(), reverse("cases:call", args=["test", "no-such"]), 404)


class TestTheBeginning:
    def test_one_chooses_for_whom_and_the_form_begins(self) -> None:
        owner = verified()
        open_round()
        client = signed_in(applicant(owner))
        url = reverse("cases:start", args=["test", "test-grant"])
        found = page(client, url)
        assert found.xpath("//input[@name='applicant' and @checked]"), "the only choice is made"
        sent = hidden(found) | {"applicant": str(owner.pk)}
        answer = client.post(url, sent)
        case = Case.objects.get()
        assert answer.headers["Location"] == fill_url(case)
        assert client.post(url, sent).headers["Location"] == fill_url(case) and Case.objects.count() == 1
        assert "已替您填好 1 项" in words(page(client, fill_url(case)))

    def test_who_acts_for_nobody_is_told_what_to_do(self) -> None:
        open_round()
        account = at_post(Role.ENTREPRENEUR)
        said = words(page(signed_in(account), reverse("cases:start", args=["test", "test-grant"])))
        assert "您还不能代表测试省的任何单位" in said

    def test_nothing_chosen_is_told_beside_the_choice(self) -> None:
        owner = verified()
        open_round()
        client = signed_in(applicant(owner))
        url = reverse("cases:start", args=["test", "test-grant"])
        answer = client.post(url, {"idempotency_key": new_idempotency_key()})
        assert answer.status_code == 409 and "还没有选单位" in answer.content.decode()

    def test_a_person_says_first_who_they_are(self) -> None:
        said = content(id="personal", applicant="person")
        open_round(make_programme(said))
        account = applicant(verified())
        url = reverse("cases:start", args=["test", "personal"])
        assert "先登记您是谁" in words(page(signed_in(account), url))
        a_person(account)
        found = page(signed_in(account), url)
        assert found.xpath("//select[@name='employer']/option[@selected]"), "the only employer is chosen"


class TestTheForm:
    def test_a_section_is_saved_and_leads_on(self) -> None:
        case = draft(answers={"project": "", "total": None})
        client = of(case)
        found = page(client, fill_url(case))
        assert found.xpath("//label[@for='id_total']")[0].text.strip() == "申请金额（元）"
        sent = hidden(found) | {"project": "虚构项目", "total": "12.5万"}
        answer = client.post(fill_url(case), sent)
        assert answer.headers["Location"] == fill_url(case, "payee")
        assert client.post(fill_url(case), sent).headers["Location"] == fill_url(case, "payee")
        case.refresh_from_db()
        assert case.answers["total"] == 12_500_000 and case.row_version == 2
        assert "来自单位登记" in words(page(client, fill_url(case, "payee")))

    def test_the_last_section_leads_to_the_papers_or_to_the_check(self) -> None:
        case = draft()
        client = of(case)
        found = page(client, fill_url(case, "payee"))
        typed = {"bank_name": "虚构银行", "bank_account": "6222000000001234"}
        answer = client.post(fill_url(case, "payee"), hidden(found) | typed)
        assert answer.headers["Location"] == reverse("cases:materials", args=[case.number])
        found = page(client, fill_url(case, "payee") + "?then=review")
        answer = client.post(fill_url(case, "payee"), hidden(found) | typed)
        assert answer.headers["Location"] == reverse("cases:review", args=[case.number])

    def test_what_cannot_be_read_stays_on_the_page_with_its_reason_and_is_there_next_time(self) -> None:
        case = draft()
        client = of(case)
        sent = hidden(page(client, fill_url(case))) | {"project": "甲", "total": "约十万"}
        answer = client.post(fill_url(case), sent)
        assert answer.status_code == 422
        for found in (parsed(answer), page(client, fill_url(case))):
            assert found.xpath("//input[@id='id_total']")[0].get("value") == "约十万"
            assert "无法读取" in found.xpath("string(//*[@id='id_total_error'])")
        left = client.post(
            fill_url(case),
            hidden(page(client, fill_url(case))) | {"project": "甲", "total": "约十万", "leave": "1"},
        )
        assert left.headers["Location"] == reverse("cases:my_case", args=[case.number])

    def test_it_saves_itself_while_somebody_types(self) -> None:
        case = draft()
        client = of(case)
        url = reverse("cases:autosave", args=[case.number, "about"])
        sent = hidden(page(client, fill_url(case))) | {"project": "边写边存", "total": "约十万"}
        answer = client.post(url, sent)
        assert answer.status_code == 200 and answer.headers["X-Row-Version"] == "2"
        assert "已保存" in answer.content.decode() and "1 处还没读懂" in answer.content.decode()
        case.refresh_from_db()
        assert case.answers["project"] == "边写边存" and case.unread == {"total": "约十万"}
        assert client.post(url, sent).status_code == 409, "an old page saves nothing by itself"

    def test_a_session_that_ended_is_told_to_the_script(self) -> None:
        case = draft()
        url = reverse("cases:autosave", args=[case.number, "about"])
        assert Client().post(url, {}, headers={"HX-Request": "true"}).status_code == 401
        assert "/accounts/login/" in Client().post(url, {}).headers["Location"]

    def test_new_questions_are_asked_before_the_next_page(self) -> None:
        fields = [
            {"id": "shares", "label": {"zh": "有合作方", "en": "Shares"}, "type": "boolean"},
            {
                "id": "partner",
                "label": {"zh": "合作方名称", "en": "Partner"},
                "type": "text",
                "show_when": "shares",
            },
        ]
        said = content(
            sections=[{"id": "about", "title": {"zh": "情况", "en": "About"}, "fields": fields}],
            money=None,
            steps=["recommend", "accept", "review", "notice", "decide"],
            claims=[],
        )
        case = draft(round=open_round(make_programme(said, number=3)), answers={})
        client = of(case)
        found = page(client, fill_url(case))
        assert "合作方名称" not in words(found)
        answer = client.post(fill_url(case), hidden(found) | {"shares": "true"})
        assert answer.headers["Location"] == fill_url(case) + "#id_partner"
        found = page(client, fill_url(case))
        assert "又多了 1 个问题" in words(found) and "合作方名称" in words(found)
        answer = client.post(fill_url(case), hidden(found) | {"shares": "true", "partner": "虚构伙伴"})
        assert answer.headers["Location"] == reverse("cases:materials", args=[case.number])

    def test_somebody_elses_case_is_not_there(self) -> None:
        case = draft()
        for account in (applicant(verified(2)), at_post(Role.OFFICER, bound=True), at_post(Role.AUDITOR)):
            client = signed_in(account)
            for name in ("my_case", "my_filing", "materials", "review", "withdraw", "application"):
                assert client.get(reverse(f"cases:{name}", args=[case.number])).status_code == 404, name
            assert client.get(fill_url(case)).status_code == 404
            sent = {"row_version": "1", "idempotency_key": new_idempotency_key(), "project": "x"}
            assert client.post(fill_url(case), sent).status_code == 404


TABLE = {
    "id": "items",
    "label": {"zh": "明细", "en": "Items"},
    "type": "table",
    "max_rows": 8,
    "columns": [
        {"id": "what", "label": {"zh": "内容", "en": "What"}, "type": "text"},
        {"id": "amount", "label": {"zh": "金额", "en": "Amount"}, "type": "money"},
    ],
}


class TestATable:
    def case(self) -> Case:
        said = content(
            sections=[{"id": "about", "title": {"zh": "情况", "en": "About"}, "fields": [TABLE]}],
            money=None,
            steps=["recommend", "accept", "review", "notice", "decide"],
            claims=[],
        )
        return draft(round=open_round(make_programme(said, number=4)), answers={})

    def test_rows_are_kept_and_more_are_given(self) -> None:
        case = self.case()
        client = of(case)
        found = page(client, fill_url(case))
        assert len(found.xpath("//tbody/tr")) == 3
        typed = {
            "items-0-what": "房租",
            "items-0-amount": "100",
            "items-2-what": "宽带",
            "items-2-amount": "5",
        }
        answer = client.post(fill_url(case), hidden(found) | typed | {"more": "items"})
        assert answer.headers["Location"] == fill_url(case) + "?more=items#id_items"
        found = page(client, fill_url(case) + "?more=items")
        assert len(found.xpath("//tbody/tr")) == 8, "no more than the programme takes"
        case.refresh_from_db()
        assert case.answers["items"] == [{"what": "房租", "amount": 10_000}, {"what": "宽带", "amount": 500}]

    def test_a_cell_that_cannot_be_read_is_named_by_its_row(self) -> None:
        case = self.case()
        client = of(case)
        typed = {"items-1-what": "房租", "items-1-amount": "一百"}
        answer = client.post(fill_url(case), hidden(page(client, fill_url(case))) | typed)
        found = parsed(answer)
        assert "明细 第 1 行 金额（元）" in found.xpath("string(//*[contains(@class,'error-summary')])")
        assert found.xpath("//input[@id='id_items-0-amount']")[0].get("value") == "一百"
