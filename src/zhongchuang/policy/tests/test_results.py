"""The results: the answers people come for, each with its words, its working and what is missing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from zhongchuang.policy.packs.schema import SubjectKind
from zhongchuang.policy.tests.factory import (
    IN_SAMPLE,
    MILLION,
    YUAN,
    a_sheet,
    english,
    put_in_force,
    sample_book,
    words,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("packs")]


def results(
    client: Client, place: str, kind: SubjectKind = SubjectKind.TEAM, on: str = "", **facts: Any
) -> str:
    """The page of a sheet with these answers."""
    sheet = a_sheet(place, kind, **facts)
    response = client.get(f"/ask/{sheet.secret}/results" + (f"?on={on}" if on else ""))
    assert response.status_code == 200
    html: str = response.content.decode()
    return html


def row(html: str, anchor: str) -> str:
    """The text of one opened row."""
    found = re.search(rf'<details class="verdict" id="{anchor}">(.*?)</details>', html, flags=re.S)
    assert found is not None, anchor
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found[1]))


def heading_of(html: str, anchor: str) -> str:
    """Under which heading a row stands."""
    before = html[: html.index(f'id="{anchor}"')]
    headings: list[str] = re.findall(r'data-group="(\w+)"', before)
    return headings[-1]


def test_a_team_in_a_space_in_shenyang_gets_seventy_per_cent(client: Client) -> None:
    html = results(client, "210100", in_space=True, transfer_income=MILLION)
    told = row(html, "liaoning-transfer-income-share")
    assert heading_of(html, "liaoning-transfer-income-share") == "met"
    for needed in (
        "至少得到 700,000 元",
        "1,000,000 元 × 70% = 700,000 元",
        "所得转让收益不得低于70%",
        "辽政办发〔2016〕88号",
        "三（四）",
        "您填写：1,000,000 元",
    ):
        assert needed in told
    assert "/policy/liaozhengbanfa-2016-88/clauses/" in html


def test_a_universitys_team_in_kunming_gets_sixty_per_cent(client: Client) -> None:
    html = results(client, "530100", employer_kind="university", transfer_income=MILLION)
    told = row(html, "yunnan-transfer-income-share")
    assert "至少得到 600,000 元" in told
    assert "同一事项，以上面这项为准" in told  # the national floor stands behind it
    assert 'id="national-transfer-income-share"' not in html


def test_an_institutes_team_in_the_zone_may_be_given_half(client: Client) -> None:
    facts: dict[str, Any] = {"employer_kind": "institute", "transfer_income": MILLION}
    html = results(client, "620100", in_trial_zone=True, **facts)
    (anchor,) = set(
        re.findall(r'id="(gansu-[a-z-]*)">(?=(?:(?!</details>).)*可以给予，且不得少于)', html, flags=re.S)
    )
    assert "可以给予，且不得少于 500,000 元" in row(html, anchor)
    outside = results(client, "620100", in_trial_zone=False, **facts)
    assert "可以给予，且不得少于" not in outside
    assert "至少得到 500,000 元" in row(outside, "national-transfer-income-share")


def test_every_group_has_its_heading_and_what_cannot_be_had_is_folded(client: Client) -> None:
    html = results(client, "210100", in_space=True, startup_project_ip=False, transfer_income=MILLION)
    assert re.findall(r'data-group="(\w+)"', html) == ["met", "nearly", "unknown", "direction"]
    assert "现在没有可以申报的，不必跑一趟" in html
    assert re.search(r"看这 \d+ 项", html)


def test_a_near_miss_says_what_would_have_to_be_different(client: Client) -> None:
    html = results(client, "210100", in_space=False, transfer_income=MILLION)
    assert heading_of(html, "liaoning-transfer-income-share") == "nearly"
    assert "在众创空间内：要求“是”；现为“否”" in row(html, "liaoning-transfer-income-share")


def test_an_unknown_one_leads_to_its_question_and_back(client: Client) -> None:
    html = results(client, "210100", in_space=True)
    assert heading_of(html, "liaoning-transfer-income-share") == "unknown"
    assert "还要知道：成果转让收益" in row(html, "liaoning-transfer-income-share")
    assert "?q=transfer_income&amp;then=results" in html


def test_an_encouragement_never_stands_under_met(client: Client) -> None:
    html = results(client, "210100", in_space=True)
    assert heading_of(html, "liaoning-special-funds-priority") == "direction"


def test_amounts_of_taxes_say_that_they_are_no_money_handed_out(client: Client) -> None:
    html = results(
        client,
        "210100",
        SubjectKind.ENTERPRISE,
        taxpayer_kind="resident_enterprise",
        industry="C39",
        rd_expense=MILLION,
        on_ic_list=False,
    )
    told = row(html, "national-rd-super-deduction")
    assert "加计扣除额 1,000,000 元" in told
    assert "不是发给您的钱" in told


def test_checks_materials_units_and_the_way_are_told(client: Client) -> None:
    html = results(client, "210100", employer_kind="university", on_leave=True, in_space=True)
    assert "由部门核验" in html
    assert "向所在单位提出，由单位办理" in html
    assert '（<span lang="zh-hans">现为</span>' in html  # who answers today for a unit the text names


def test_another_day_gives_the_rules_of_that_day(client: Client) -> None:
    html = results(client, "210100", in_space=True, transfer_income=MILLION, on="2016-07-28")
    assert "按 2016年7月28日 的规定" in html
    assert 'data-group="met"' not in html or "700,000" not in html
    assert "700,000" in results(client, "210100", in_space=True, transfer_income=MILLION, on="2016年7月29日")


@pytest.mark.parametrize("on", ["soon", "2026-02-30", "9999-01-01"])
def test_a_day_that_is_none_is_told_and_today_is_shown(client: Client, on: str) -> None:
    sheet = a_sheet(in_space=True)
    response = client.get(f"/ask/{sheet.secret}/results", {"on": on})
    assert response.status_code == 422
    assert "下面仍按今天的规定显示" in words(response)
    assert "按 2026年11月21日 的规定" in words(response)
    assert f'value="{on}"' in response.content.decode()


def test_elsewhere_only_the_nation_answers(client: Client) -> None:
    html = results(client, "000000", in_space=True)
    assert 'id="national-' in html
    assert not re.search(r'class="verdict" id="(liaoning|gansu|yunnan)-', html)


def test_numbers_whose_text_is_not_held_are_marked(client: Client) -> None:
    put_in_force(sample_book())
    sheet = a_sheet("990000", income=100 * YUAN, employer="firm")
    html = client.get(f"/ask/{sheet.secret}/results?on={IN_SAMPLE}").content.decode()
    told = row(html, "nation-share")
    assert "至少得到 50 元" in told
    assert "原文未收录" in told


def test_english_reads_english_and_quotes_stay_chinese(client: Client) -> None:
    sheet = a_sheet(in_space=True, transfer_income=MILLION)
    html = english(client).get(f"/ask/{sheet.secret}/results").content.decode()
    assert "1,000,000 yuan × 70% = 700,000 yuan" in html
    assert "所得转让收益不得低于70%" in html
    plain = re.sub(r'<(\w+)[^>]* lang="zh-hans".*?</\1>', "", html, flags=re.S)
    assert "享受" not in re.sub(r"<[^>]+>", "", plain)


@pytest.mark.parametrize("kind", list(SubjectKind))
def test_every_kind_gets_a_page(client: Client, kind: SubjectKind) -> None:
    for place in ("210000", "530100", "620100", "000000"):
        assert "<h1>" in results(client, place, kind)


def test_the_number_of_queries_does_not_grow(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    few, many = a_sheet(), a_sheet(in_space=True, transfer_income=MILLION, employer_kind="university")
    for sheet in (few, many):
        client.get(f"/ask/{sheet.secret}/results")
        with django_assert_max_num_queries(6):
            client.get(f"/ask/{sheet.secret}/results")
