"""The pages that ask: where and who, one question at a time, going on later."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from zhongchuang.core.actors import ANONYMOUS
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account
from zhongchuang.parties.selectors import actor_for
from zhongchuang.parties.services import account_register
from zhongchuang.policy.models import AnswerSheet
from zhongchuang.policy.packs.schema import SubjectKind
from zhongchuang.policy.tests.factory import MILLION, a_sheet, answered, english, form, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("packs")]


@pytest.fixture
def account(packs: None) -> Account:
    return account_register(
        actor=ANONYMOUS, email="a@example.cn", name="示例", password="x" * 12, roles=[Role.ENTREPRENEUR]
    )


def begin(client: Client, place: str = "210100", kind: str = "team") -> AnswerSheet:
    response = client.post("/ask/", {"place": place, "kind": kind, "idempotency_key": new_idempotency_key()})
    assert response.status_code == 302
    sheet: AnswerSheet = AnswerSheet.objects.latest("pk")
    assert response.url == f"/ask/{sheet.secret}/"  # type: ignore[attr-defined]  # a redirect has one
    return sheet


def test_the_first_page_offers_every_place_and_kind(client: Client) -> None:
    response = client.get("/ask/")
    html = response.content.decode()
    for place in ("沈阳市", "昆明市", "兰州市", "其他地区（只看国家规定）"):
        assert place in html
    for kind in SubjectKind:
        assert f'value="{kind.value}"' in html
    assert "X-Robots-Tag" not in response.headers  # the way in may be found


def test_what_an_address_knows_is_chosen_already(client: Client) -> None:
    html = client.get("/ask/?place=530100&kind=researcher").content.decode()
    assert re.search(r'<option value="530100"\s+selected>', html)
    assert re.search(r'value="researcher"[^>]* checked', html)
    assert client.get("/ask/?place=x&kind=y").status_code == 200


def test_place_and_kind_must_be_chosen_and_what_was_chosen_stays(client: Client) -> None:
    response = client.post("/ask/", {"place": "530100", "kind": ""})
    assert response.status_code == 422
    assert "请选择您的身份。" in words(response)
    assert re.search(r'<option value="530100"\s+selected>', response.content.decode())
    assert not AnswerSheet.objects.exists()


def test_starting_leads_to_the_first_question(client: Client) -> None:
    sheet = begin(client)
    response = client.get(f"/ask/{sheet.secret}/")
    assert response.status_code == 302
    page = client.get(response.url)  # type: ignore[attr-defined]  # a redirect has one
    assert "团队成员所在单位是哪一类？" in words(page)
    assert "为什么问这个" in words(page)
    assert re.search(r"这一题可定 \d+ 个结果", words(page))
    assert "no-store" in page.headers["Cache-Control"]  # “back” shows a fresh form, not a stale one


def test_an_answer_is_kept_and_the_next_question_follows(client: Client) -> None:
    sheet = begin(client)
    response = client.post(
        f"/ask/{sheet.secret}/answer?q=employer_kind", form(sheet, employer_kind="university"), follow=True
    )
    sheet.refresh_from_db()
    assert sheet.facts["employer_kind"]["value"] == "university"
    assert "q=" in response.request["QUERY_STRING"]
    assert "employer_kind" not in response.request["QUERY_STRING"]
    assert "高等院校" in words(response)  # under “your answers”


def test_what_cannot_be_read_is_told_and_stays_in_its_field(client: Client) -> None:
    sheet = begin(client)
    response = client.post(
        f"/ask/{sheet.secret}/answer?q=transfer_income", form(sheet, transfer_income="一百元整")
    )
    assert response.status_code == 422
    assert "金额“一百元整”无法读取" in words(response)
    assert 'value="一百元整"' in response.content.decode()
    assert 'aria-invalid="true"' in response.content.decode()


def test_somebody_else_saved_meanwhile_nothing_is_lost(client: Client) -> None:
    sheet = begin(client)
    stale = form(sheet, transfer_income="100万")
    answered(sheet, "in_space", True)
    response = client.post(f"/ask/{sheet.secret}/answer?q=transfer_income", stale)
    assert response.status_code == 409
    assert "您刚才的回答还在下面" in words(response)
    assert 'value="100万"' in response.content.decode()
    fresh = re.search(r'name="row_version"\s+value="(\d+)"', response.content.decode())
    assert fresh is not None
    again = {**form(sheet, transfer_income="100万"), "row_version": fresh[1]}
    assert client.post(f"/ask/{sheet.secret}/answer?q=transfer_income", again).status_code == 302
    sheet.refresh_from_db()
    assert sheet.facts["transfer_income"]["value"] == MILLION


def test_a_form_without_its_guard_is_refused(client: Client) -> None:
    sheet = begin(client)
    response = client.post(f"/ask/{sheet.secret}/answer?q=in_space", {"in_space": "true"})
    assert response.status_code == 422
    assert "这次提交不完整" in words(response)


def test_skip_change_and_take_back(client: Client) -> None:
    sheet = a_sheet(in_space=True)
    client.post(f"/ask/{sheet.secret}/answer?q=employer_kind", form(sheet, skip="employer_kind"))
    sheet.refresh_from_db()
    assert sheet.skipped == ("employer_kind",)
    page = client.get(f"/ask/{sheet.secret}/?q=in_space")
    assert re.search(r'value="true"\s+id="id_in_space" checked', page.content.decode())
    assert "跳过了" in words(page)
    client.post(f"/ask/{sheet.secret}/answer?q=in_space", form(sheet, unanswer="in_space"))
    sheet.refresh_from_db()
    assert sheet.facts == {}


def test_a_question_answered_from_the_results_leads_back_to_them(client: Client) -> None:
    sheet = a_sheet()
    response = client.post(
        f"/ask/{sheet.secret}/answer?q=in_space&then=results", form(sheet, in_space="true")
    )
    assert response.url == f"/ask/{sheet.secret}/results"  # type: ignore[attr-defined]  # a redirect has one


def test_an_industry_is_typed_or_chosen_from_the_catalogue(client: Client) -> None:
    sheet = a_sheet(kind=SubjectKind.ENTERPRISE)
    page = client.get(f"/ask/{sheet.secret}/?q=industry")
    assert "计算机、通信和其他电子设备制造业" in words(page)
    assert page.content.decode().count('class="pick"') == 97 + 20
    client.post(f"/ask/{sheet.secret}/answer?q=industry", form(sheet, industry="39"))
    sheet.refresh_from_db()
    assert sheet.facts["industry"]["value"] == "C39"


def test_a_question_not_asked_of_this_kind_is_refused(client: Client) -> None:
    sheet = a_sheet()
    for fact in ("workstations", "nonsense"):
        assert client.get(f"/ask/{sheet.secret}/?q={fact}").status_code == 409
        response = client.post(f"/ask/{sheet.secret}/answer?q={fact}", form(sheet, **{fact: "1"}))
        assert response.status_code == 409


def test_when_nothing_is_left_to_ask_the_results_follow(client: Client) -> None:
    sheet = a_sheet(kind=SubjectKind.MENTOR)
    response = client.get(f"/ask/{sheet.secret}/")
    assert response.url == f"/ask/{sheet.secret}/results"  # type: ignore[attr-defined]  # a redirect has one


def test_this_browser_can_go_on_another_cannot_see_it(client: Client) -> None:
    sheet = begin(client)
    assert "继续上次" in words(client.get("/ask/"))
    assert sheet.secret in client.get("/ask/").content.decode()
    assert "继续上次" not in words(Client().get("/ask/"))


def test_a_sheet_of_an_account_opens_for_it_alone(client: Client, account: Account) -> None:
    client.force_login(account)
    sheet = begin(client)
    assert sheet.account_id == str(account.pk)
    for path in ("", "results", "delete", "?q=in_space"):
        assert client.get(f"/ask/{sheet.secret}/{path}", follow=True).status_code == 200
        assert Client().get(f"/ask/{sheet.secret}/{path}").status_code == 404
    for path in ("answer?q=in_space", "share"):
        assert Client().post(f"/ask/{sheet.secret}/{path}", form(sheet, in_space="true")).status_code == 404
    sheet.refresh_from_db()
    assert sheet.facts == {}


def test_the_account_finds_its_sheets_in_any_browser(client: Client, account: Account) -> None:
    sheet = a_sheet(actor=actor_for(account))
    client.force_login(account)
    assert sheet.secret in client.get("/ask/").content.decode()


def test_moving_asks_for_another_place_and_keeps_the_answers(client: Client) -> None:
    sheet = a_sheet(in_space=True)
    page = client.get(f"/ask/?sheet={sheet.secret}")
    assert "已经回答的都留着" in words(page)
    assert re.search(r'<option value="210100"\s+selected>', page.content.decode())
    moved = {**form(sheet), "sheet": sheet.secret, "place": "620100", "kind": "team"}
    assert client.post("/ask/", moved).status_code == 302
    sheet.refresh_from_db()
    assert (sheet.place_id, set(sheet.facts)) == ("620100", {"in_space"})
    assert Client().get("/ask/?sheet=wrong").status_code == 404


def test_unknown_secrets_are_not_found(client: Client) -> None:
    for path in ("/ask/none/", "/ask/none/results", "/ask/none/delete"):
        assert client.get(path).status_code == 404


def test_deleting_asks_once_more_and_a_second_click_is_no_failure(client: Client) -> None:
    sheet = begin(client)
    assert "删除后不能恢复" in words(client.get(f"/ask/{sheet.secret}/delete"))
    sent = form(sheet)
    for told in ("问答已删除", "没有删除任何内容"):
        response = client.post(f"/ask/{sheet.secret}/delete", sent, follow=True)
        assert response.status_code == 200
        assert told in words(response)
    assert not AnswerSheet.objects.exists()
    assert "继续上次" not in words(client.get("/ask/"))


def test_english_is_complete_and_the_law_stays_chinese(client: Client) -> None:
    sheet = a_sheet()
    page = english(client).get(f"/ask/{sheet.secret}/?q=in_space")
    assert "Is the project carried out in a makerspace?" in words(page)
    assert "您" not in words(page)


@pytest.mark.parametrize("sheets", [1, 8])
def test_the_number_of_queries_does_not_grow(
    client: Client, account: Account, sheets: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(account)
    for _ in range(sheets):
        sheet = a_sheet(actor=actor_for(account), in_space=True)
    client.get("/ask/")  # the rule book is read once a process
    with django_assert_max_num_queries(12):
        client.get("/ask/")
    with django_assert_max_num_queries(12):
        client.get(f"/ask/{sheet.secret}/?q=transfer_income")
