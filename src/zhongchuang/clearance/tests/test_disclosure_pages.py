"""The pages: what waits is seen and reviewed, one or many; who is named asks, the office answers; forms count once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from zhongchuang.clearance.models import Award, AwardCorrection, AwardState, CorrectionRequest
from zhongchuang.clearance.tests.awards import (
    at_post,
    award,
    department,
    firm,
    member,
    public_award,
    public_person,
)
from zhongchuang.core.idempotency import new_idempotency_key
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import make_account, signed_in

pytestmark = pytest.mark.django_db
LIST = "/office/awards/"


@pytest.fixture
def desk() -> Client:
    return signed_in(at_post(Role.OFFICER, department()))


def of(row: Award, act: str = "") -> str:
    return f"{LIST}{row.number}/{act}"


def form(row: Award | CorrectionRequest, **said: Any) -> dict[str, Any]:
    row.refresh_from_db()
    return {"row_version": row.row_version, "idempotency_key": new_idempotency_key(), **said}


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


class TestList:
    def test_what_waits_is_seen_with_what_stands_against_it(self, desk: Client) -> None:
        row, bad = award(title="一个虚构的项目"), award(title="联系 13800138000")
        said = page(desk, LIST)
        assert row.number in said and "一个虚构的项目" in said and "shi-2020-1#二（一）" in said
        assert f'value="{row.number}@1"' in said
        assert bad.number in said and "像是有电话号码" in said

    def test_another_departments_are_not_there(self, desk: Client) -> None:
        row = award(department_id=department(2).pk)
        assert row.number not in page(desk, LIST) and row.number not in page(desk, f"{LIST}?state=all")

    def test_found_by_words_and_state(self, desk: Client) -> None:
        row, other = public_award(title="测试甲"), public_award(title="测试乙")
        said = page(desk, f"{LIST}?state=public&q=测试甲")
        assert row.number in said and other.number not in said
        assert row.number not in page(desk, LIST)

    @pytest.mark.parametrize("query", ["?state=none", "?state="])
    def test_a_state_that_is_none(self, desk: Client, query: str) -> None:
        page(desk, LIST + query, 404)

    def test_ticked_they_are_public_at_once(self, desk: Client) -> None:
        rows = [award(), award()]
        said = {"award": [f"{row.number}@1" for row in rows], "idempotency_key": new_idempotency_key()}
        for _twice in range(2):
            assert desk.post(f"{LIST}review", said).status_code == 302
        assert {row.state for row in Award.objects.all()} == {"public"}

    def test_one_that_cannot_be_is_told_and_the_others_are_done(self, desk: Client) -> None:
        good, bad = award(), award(title="联系 13800138000")
        ticked = [f"{row.number}@1" for row in (good, bad)]
        answer = desk.post(f"{LIST}review", {"award": ticked, "idempotency_key": new_idempotency_key()})
        assert answer.status_code == 409
        assert "不能公开" in answer.content.decode()
        good.refresh_from_db()
        bad.refresh_from_db()
        assert (good.state, bad.state) == ("public", "waiting")

    def test_nothing_ticked_nothing_done(self, desk: Client) -> None:
        row = award()
        answer = desk.post(f"{LIST}review", {"idempotency_key": new_idempotency_key()}, follow=True)
        assert "还没有勾选" in answer.content.decode()
        row.refresh_from_db()
        assert row.state == AwardState.WAITING

    def test_an_auditor_looks_and_ticks_nothing(self) -> None:
        award()
        client = signed_in(at_post(Role.AUDITOR, department()))
        assert 'name="award"' not in page(client, LIST)
        answer = client.post(f"{LIST}review", {"idempotency_key": new_idempotency_key()})
        assert answer.status_code == 403


class TestOne:
    def test_the_page_says_everything_about_its_publication(self, desk: Client) -> None:
        row = public_award()
        desk.post(of(row, "correct/"), form(row, field="title", after="更正后的标题", reason="据决定书更正"))
        said = page(desk, of(row))
        assert "已公开" in said and "更正后的标题" in said and "据决定书更正" in said
        assert "公众看到的变化" in said and "重新审查" in said

    def test_reviewed_on_its_page(self, desk: Client) -> None:
        row = award()
        assert desk.post(of(row, "review/"), form(row, outcome="public")).status_code == 302
        row.refresh_from_db()
        assert row.state == AwardState.PUBLIC

    def test_withheld_without_a_ground_loses_nothing_typed(self, desk: Client) -> None:
        row = award()
        said = form(row, outcome="withheld", reason="写了很久的理由")
        answer = desk.post(of(row, "review/"), said)
        assert answer.status_code == 422
        assert (
            "写了很久的理由" in answer.content.decode() and "请选择不予公开的理由" in answer.content.decode()
        )

    def test_a_number_of_a_person_stops_the_review_on_the_page(self, desk: Client) -> None:
        row = award(title="账号 6222021234567890123")
        answer = desk.post(of(row, "review/"), form(row, outcome="public"))
        assert answer.status_code == 409 and "银行账号" in answer.content.decode()

    def test_of_a_person_the_term_and_whose_it_is_stand_there(self, desk: Client) -> None:
        row = public_person()
        said = page(desk, of(row, "review/"))
        assert "平台默认的 12 个月" in said and "不是法定期限" in said
        assert "个人姓名" in page(desk, of(row))

    def test_of_a_firm_no_term_is_asked(self, desk: Client) -> None:
        assert "个人姓名公开几个月" not in page(desk, of(award(), "review/"))

    def test_older_than_the_row_writes_nothing(self, desk: Client) -> None:
        row = award()
        said = {**form(row, outcome="public"), "row_version": row.row_version + 1}
        assert desk.post(of(row, "review/"), said).status_code == 409
        row.refresh_from_db()
        assert row.state == AwardState.WAITING

    def test_another_departments_is_not_there(self, desk: Client) -> None:
        row = award(department_id=department(2).pk)
        for act in ("", "review/", "correct/"):
            page(desk, of(row, act), 404)


class TestAsking:
    def test_asked_and_answered_on_the_pages(self, desk: Client) -> None:
        row, client = public_award(), signed_in(member(firm()))
        address = f"/awards/{row.number}/correction/"
        assert "提出更正申请" in page(client, address)
        said = {"field": "title", "says": "标题少了一个字", "idempotency_key": new_idempotency_key()}
        for _twice in range(2):
            assert client.post(address, said).status_code == 302
        asked = CorrectionRequest.objects.get()
        assert "还在等部门答复" in page(client, address)
        assert asked.number in page(desk, f"{LIST}corrections/")
        one = f"{LIST}corrections/{asked.number}/"
        assert "标题少了一个字" in page(desk, one)
        answer = form(
            asked,
            outcome="corrected",
            answer="已核对更正。",
            field="title",
            after="更正后的标题",
            reason="据决定书更正",
        )
        assert desk.post(one, answer).status_code == 302
        assert AwardCorrection.objects.get().after == "更正后的标题"
        assert "已核对更正。" in page(client, address)
        assert asked.number not in page(desk, f"{LIST}corrections/")
        assert asked.number in page(desk, f"{LIST}corrections/?state=all")

    def test_declined_needs_no_correction(self, desk: Client) -> None:
        row, client = public_award(), signed_in(member(firm()))
        said = {"field": "other", "says": "应当写全称", "idempotency_key": new_idempotency_key()}
        client.post(f"/awards/{row.number}/correction/", said)
        asked = CorrectionRequest.objects.get()
        one = f"{LIST}corrections/{asked.number}/"
        assert desk.post(one, form(asked, outcome="declined", answer="与决定书一致。")).status_code == 302
        asked.refresh_from_db()
        assert asked.state == "declined" and not AwardCorrection.objects.exists()

    def test_an_answer_that_lacks_its_correction_loses_nothing(self, desk: Client) -> None:
        row, client = public_award(), signed_in(member(firm()))
        said = {"field": "title", "says": "标题少了一个字", "idempotency_key": new_idempotency_key()}
        client.post(f"/awards/{row.number}/correction/", said)
        asked = CorrectionRequest.objects.get()
        answer = desk.post(
            f"{LIST}corrections/{asked.number}/",
            form(asked, outcome="corrected", answer="写了很久的答复", field="title"),
        )
        assert answer.status_code == 422 and "写了很久的答复" in answer.content.decode()
        asked.refresh_from_db()
        assert asked.state == "open"

    def test_who_is_not_named_is_told_so(self) -> None:
        row = public_award()
        assert "只有这条记录里的单位" in page(
            signed_in(make_account()), f"/awards/{row.number}/correction/", 403
        )

    def test_what_is_not_public_is_not_there(self) -> None:
        page(signed_in(member(firm())), f"/awards/{award().number}/correction/", 404)
