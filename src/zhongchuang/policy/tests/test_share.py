"""Stored verdicts: what they show, who may look, and whether the present packs would say the same."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from zhongchuang.core.actors import ANONYMOUS
from zhongchuang.policy.models import StoredVerdict
from zhongchuang.policy.packs.schema import SubjectKind
from zhongchuang.policy.selectors.answering import replay_of
from zhongchuang.policy.services import sheet_delete
from zhongchuang.policy.tests.factory import (
    IN_SAMPLE,
    MILLION,
    OWNER,
    YUAN,
    a_sheet,
    a_verdict,
    answered,
    english,
    form,
    put_in_force,
    sample_book,
    words,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("packs")]
SHARE = "province/measures.yaml"


def test_sharing_stores_and_leads_to_the_page(client: Client) -> None:
    sheet = a_sheet(in_space=True, transfer_income=MILLION)
    sent = form(sheet, on="2026-11-01")
    response = client.post(f"/ask/{sheet.secret}/share", sent, follow=True)
    stored = StoredVerdict.objects.get()
    assert response.redirect_chain[-1][0] == f"/v/{stored.token}/"
    assert stored.on.isoformat() == "2026-11-01"
    assert "结论已保存" in words(response)
    client.post(f"/ask/{sheet.secret}/share", sent)
    assert StoredVerdict.objects.count() == 1  # the same form twice is one verdict


def test_the_page_shows_what_it_rests_on_to_whoever_has_the_link() -> None:
    stored = a_verdict(a_sheet(actor=OWNER, in_space=True, transfer_income=MILLION), actor=OWNER)
    page = words(Client().get(f"/v/{stored.token}/"))
    for needed in (
        "至少得到 700,000 元",
        "成果转让收益",
        stored.pack_version_id[:12],
        "按 2026年11月21日 的规定",
        "结论不变",
        f"/v/{stored.token}/",
    ):
        assert needed in page


def test_the_shared_page_does_not_lead_to_the_answers() -> None:
    sheet = a_sheet(in_space=True)
    html = Client().get(f"/v/{a_verdict(sheet).token}/").content.decode()
    assert sheet.secret not in html
    assert "回答这个问题" not in html


def test_a_wrong_token_is_not_found(client: Client) -> None:
    assert client.get("/v/none/").status_code == 404
    assert client.get("/v/none/pdf").status_code == 404


def test_later_answers_do_not_change_what_was_stored() -> None:
    sheet = a_sheet(in_space=True, transfer_income=MILLION)
    stored = a_verdict(sheet)
    before = stored.verdicts
    answered(sheet, "in_space", False)
    stored.refresh_from_db()
    assert stored.verdicts == before
    assert "至少得到 700,000 元" in words(Client().get(f"/v/{stored.token}/"))


def test_deleting_the_sheet_leaves_the_verdict_if_asked_so(client: Client) -> None:
    sheet = a_sheet(in_space=True)
    stored = a_verdict(sheet)
    sheet_delete(
        actor=ANONYMOUS,
        sheet=sheet,
        secret=sheet.secret,
        with_verdicts=False,
        expected_version=sheet.row_version,
    )
    assert client.get(f"/v/{stored.token}/").status_code == 200


def sample_verdict(**facts: Any) -> StoredVerdict:
    put_in_force(sample_book())
    given = facts or {"income": 100 * YUAN, "in_space": True}
    return a_verdict(a_sheet("990000", **given), IN_SAMPLE)


def test_new_packs_that_say_the_same_are_said_to(client: Client) -> None:
    stored = sample_verdict()
    put_in_force(sample_book((SHARE, "补建设费用的三成，最多五十万。", "补建设费用的三成，最多五十万元。")))
    replay = replay_of(stored)
    assert (replay.is_current, replay.changes) == (False, ())
    assert replay.verdicts is not None
    page = words(client.get(f"/v/{stored.token}/"))
    assert "政策包更新过，但对同一天、同样的情况，结论不变。" in page


def test_new_packs_that_say_otherwise_are_told_plainly_and_the_old_answer_stays(client: Client) -> None:
    stored = sample_verdict()
    put_in_force(sample_book((SHARE, "when: in_space AND income", "when: NOT in_space AND income")))
    page = words(client.get(f"/v/{stored.token}/"))
    assert "有 1 项措施的结论不同" in page
    assert "团队收益下限 当时：符合，至少得到 70 元 现在：差一点" in page
    assert "至少得到 70 元" in page.split("现在还是这样吗")[1].split("差一点")[1]


def test_a_measure_that_came_later_is_a_difference(client: Client) -> None:
    stored = sample_verdict()
    StoredVerdict.objects.filter(pk=stored.pk).update(
        verdicts=[v for v in stored.verdicts if v["measure"] != "province/share"]
    )
    page = words(client.get(f"/v/{stored.token}/"))
    assert "团队收益下限 当时：没有这项措施 现在：符合，至少得到 70 元" in page


def test_packs_that_no_longer_ask_are_told_and_the_verdict_is_shown_as_given(client: Client) -> None:
    stored = sample_verdict()
    facts = {**stored.facts, "shoe_size": {"value": 42, "source": "declared"}}
    StoredVerdict.objects.filter(pk=stored.pk).update(facts=facts)
    page = words(client.get(f"/v/{stored.token}/"))
    assert "不能照原样再算一遍" in page
    assert "至少得到 70 元" in page
    assert "shoe_size" in page


def test_a_verdict_the_matching_gives_no_longer_is_shown_in_its_own_words(client: Client) -> None:
    stored = sample_verdict()
    verdicts = [dict(v) for v in stored.verdicts]
    share = next(v for v in verdicts if v["measure"] == "province/share")
    share["working"] = {**share["working"], "text": "一百元的七成", "text_en": "seven tenths of a hundred"}
    StoredVerdict.objects.filter(pk=stored.pk).update(verdicts=verdicts)
    page = words(client.get(f"/v/{stored.token}/"))
    assert "平台的判断程序已经更新" in page
    assert "一百元的七成" in page
    assert "至少得到 70 元" in page
    assert "seven tenths of a hundred" in words(english(client).get(f"/v/{stored.token}/"))


def test_every_group_can_be_shown_as_it_was_given(client: Client) -> None:
    put_in_force(sample_book())
    sheet = a_sheet("990000", kind=SubjectKind.SPACE, months=18, seats=30)
    stored = a_verdict(sheet, IN_SAMPLE)
    verdicts = [{**v, "until": "另行通知"} for v in stored.verdicts]
    StoredVerdict.objects.filter(pk=stored.pk).update(verdicts=verdicts)
    html = client.get(f"/v/{stored.token}/").content.decode()
    assert 'data-group="met"' in html
    assert 'data-group="direction"' in html
    assert "另有 5 项措施面向其他主体" in words(client.get(f"/v/{stored.token}/"))


def test_the_number_of_queries_does_not_grow(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for sheet in (a_sheet(), a_sheet(in_space=True, transfer_income=MILLION)):
        stored = a_verdict(sheet)
        client.get(f"/v/{stored.token}/")
        with django_assert_max_num_queries(6):
            client.get(f"/v/{stored.token}/")
