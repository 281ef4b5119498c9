"""“我能享受什么” walked in a real browser: the answers people come for, leaving and coming back, sharing, keeping."""

from __future__ import annotations

import io
import re
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import pdfplumber
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import HEIGHTS, SCHEMES, WIDTHS, Opened, assert_accessible

pytestmark = pytest.mark.journey

SKIP = "不清楚，先跳过"
LONGEST_WALK = 30


def begin(page: Page, place: str, kind: str) -> None:
    """Say where and who."""
    page.goto("/ask/")
    page.get_by_label("在哪里").select_option(label=place)
    page.get_by_label(kind, exact=True).check()
    press(page, "开始回答")


def press(page: Page, button: str) -> None:
    """Press a button that leads to another page, and be there: the address and the history are the new page's."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def asked(page: Page) -> str:
    """The fact the page asks for; empty on the results."""
    return parse_qs(urlsplit(page.url).query).get("q", [""])[0]


def answer(page: Page, facts: dict[str, str]) -> None:
    """Answer the question of the page: choose, type, or skip what these facts do not tell."""
    fact = asked(page)
    if fact not in facts:
        press(page, SKIP)
    elif page.locator(f"input[name={fact}][type=radio]").count():
        page.locator(f"input[name={fact}][value={facts[fact]}]").check()
        press(page, "继续")
    else:
        page.locator(f"#id_{fact}").fill(facts[fact])
        press(page, "继续")


def walk(page: Page, place: str, kind: str, facts: dict[str, str]) -> list[str]:
    """From the first page to the results; the questions on the way."""
    begin(page, place, kind)
    on_the_way: list[str] = []
    while (fact := asked(page)) and len(on_the_way) < LONGEST_WALK:
        on_the_way.append(fact)
        answer(page, facts)
    expect(page.get_by_role("heading", level=1)).to_have_text("您能享受什么")
    return on_the_way


def open_row(page: Page, anchor: str) -> None:
    """Unfold the reasons of a measure."""
    page.locator(f"#{anchor} > summary").click()


def test_a_team_in_a_space_in_shenyang_gets_seventy_per_cent_with_its_reasons(opened: Opened) -> None:
    with opened("/") as page:
        on_the_way = walk(page, "沈阳市", "创业团队", {"in_space": "true", "transfer_income": "100万"})
        assert len(on_the_way) == len(set(on_the_way))
        share = page.locator("#group-met #liaoning-transfer-income-share")
        expect(share).to_contain_text("至少得到 700,000 元")
        open_row(page, "liaoning-transfer-income-share")
        expect(share.get_by_text("1,000,000 元 × 70% = 700,000 元")).to_have_count(2)
        expect(share.locator("blockquote")).to_have_text(re.compile("所得转让收益不得低于70%"))
        expect(share.locator(".reasons")).to_contain_text("在众创空间内：要求“是”；现为“是”")
        share.get_by_role("link", name=re.compile("实施意见》 三（四）")).click()
        expect(page).to_have_url(re.compile("liaozhengbanfa-2016-88/clauses/"))
        expect(page.locator("main")).to_contain_text("所得转让收益不得低于70%")


def test_a_universitys_team_in_kunming_gets_sixty_per_cent(opened: Opened) -> None:
    with opened("/") as page:
        walk(page, "昆明市", "创业团队", {"employer_kind": "university", "transfer_income": "1,000,000"})
        expect(page.locator("#group-met #yunnan-transfer-income-share")).to_contain_text(
            "至少得到 600,000 元"
        )


def test_an_institutes_team_in_the_zone_may_be_given_half_and_outside_it_the_law_gives_it(
    opened: Opened,
) -> None:
    facts = {"employer_kind": "institute", "transfer_income": "1000000", "in_trial_zone": "true"}
    with opened("/") as page:
        walk(page, "兰州市", "创业团队", facts)
        met = page.locator("#group-met")
        expect(met).to_contain_text("可以给予，且不得少于 500,000 元")
        inside = met.locator(".verdict", has_text="可以给予，且不得少于")
        inside.locator("> summary").click()
        expect(inside.locator(".law-numbers").first).to_contain_text("50%")
        expect(inside).to_contain_text("“可以”是允许，不是必须")
    with opened("/") as page:
        walk(page, "兰州市", "创业团队", {**facts, "in_trial_zone": "false"})
        expect(page.locator("#group-met #national-transfer-income-share")).to_contain_text(
            "至少得到 500,000 元"
        )
        expect(page.locator("#group-met")).not_to_contain_text("可以给予，且不得少于")


def test_leave_come_back_and_change_an_answer(opened: Opened) -> None:
    with opened("/") as page:
        begin(page, "沈阳市", "创业团队")
        answer(page, {"employer_kind": "university"})
        second = asked(page)
        page.goto("/policy/")
        page.get_by_role("link", name="我能享受什么").first.click()
        resume = page.get_by_role("region", name="继续上次")
        expect(resume).to_contain_text("创业团队 · 沈阳市")
        resume.get_by_role("link", name="接着答").click()
        assert asked(page) == second
        page.get_by_role("link", name="修改 所在单位类型").click()
        expect(page.get_by_label("高等院校")).to_be_checked()
        page.get_by_label("科研院所").check()
        page.get_by_role("button", name="继续", exact=True).click()
        expect(page.get_by_role("complementary")).to_contain_text("科研院所")
        page.get_by_role("link", name="不答了，直接看结果").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("您能享受什么")


def test_the_back_button_shows_the_question_before_and_its_form_still_counts(opened: Opened) -> None:
    with opened("/") as page:
        begin(page, "沈阳市", "创业团队")
        answer(page, {"employer_kind": "university"})
        page.go_back()
        assert asked(page) == "employer_kind"
        page.get_by_label("企业", exact=True).check()
        page.get_by_role("button", name="继续", exact=True).click()
        expect(page.get_by_role("complementary")).to_contain_text("企业")
        assert asked(page) != "employer_kind"


def test_an_unknown_measure_is_settled_from_the_results(opened: Opened) -> None:
    with opened("/") as page:
        walk(page, "沈阳市", "创业团队", {"in_space": "true"})
        row = page.locator("#group-unknown #liaoning-transfer-income-share")
        row.locator("> summary").click()
        row.get_by_role("link", name="回答这个问题 成果转让收益").click()
        answer(page, {"transfer_income": "１００万"})
        expect(page.locator("#group-met #liaoning-transfer-income-share")).to_contain_text("700,000 元")


def test_wrong_inputs_get_a_sentence_and_nothing_is_lost(opened: Opened) -> None:
    with opened("/ask/", tolerated="422") as page:
        page.get_by_label("在哪里").select_option(label="昆明市")
        page.get_by_role("button", name="开始回答").click()
        expect(page.get_by_role("alert")).to_contain_text("请选择您的身份。")
        expect(page.get_by_label("在哪里")).to_have_value("530100")
        page.get_by_label("创业团队", exact=True).check()
        page.get_by_role("button", name="开始回答").click()
        page.goto(page.url.split("?")[0] + "?q=transfer_income")
        page.get_by_role("button", name="继续", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("请填金额")
        field = page.locator("#id_transfer_income")
        field.fill("一百万左右")
        page.get_by_role("button", name="继续", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("“一百万左右”无法读取")
        expect(field).to_have_value("一百万左右")
        page.get_by_role("alert").get_by_role("link").click()
        expect(field).to_be_focused()
        field.fill("100万元")
        page.keyboard.press("Enter")
        expect(page.get_by_role("complementary")).to_contain_text("1,000,000 元")


def test_two_windows_and_the_slower_one_loses_nothing(opened: Opened) -> None:
    with opened("/ask/", tolerated="409") as page:
        begin(page, "沈阳市", "创业团队")
        slow = page.context.new_page()
        slow.goto(page.url.split("?")[0] + "?q=transfer_income")
        slow.locator("#id_transfer_income").fill("100万")
        answer(page, {})
        slow.get_by_role("button", name="继续", exact=True).click()
        expect(slow.get_by_role("alert")).to_contain_text("您刚才的回答还在下面")
        expect(slow.locator("#id_transfer_income")).to_have_value("100万")
        slow.get_by_role("button", name="继续", exact=True).click()
        expect(slow.get_by_role("complementary")).to_contain_text("1,000,000 元")


def test_an_industry_is_found_without_knowing_its_code(opened: Opened) -> None:
    with opened("/ask/") as page:
        begin(page, "沈阳市", "企业")
        page.goto(page.url.split("?")[0] + "?q=industry")
        page.get_by_text("C 制造业").click()
        page.get_by_role("button", name=re.compile("C39")).click()
        expect(page.get_by_role("complementary")).to_contain_text("C39（计算机、通信和其他电子设备制造业）")


def test_another_place_keeps_the_answers(opened: Opened) -> None:
    with opened("/") as page:
        walk(page, "沈阳市", "创业团队", {"employer_kind": "university", "transfer_income": "100万"})
        page.get_by_role("link", name="更换 在哪里、是谁").click()
        page.get_by_label("在哪里").select_option(label="昆明市")
        page.get_by_role("button", name="换好了，继续").click()
        page.goto(page.url.split("?")[0].removesuffix("results") + "results")
        expect(page.locator("#yunnan-transfer-income-share")).to_contain_text("至少得到 600,000 元")


def test_the_shared_link_opens_elsewhere_and_the_file_can_be_kept(opened: Opened) -> None:
    with opened("/") as page:
        walk(page, "沈阳市", "创业团队", {"in_space": "true", "transfer_income": "100万"})
        page.get_by_role("button", name="保存这份结论").click()
        expect(page.get_by_role("status")).to_contain_text("结论已保存")
        address = urlsplit(page.url).path
    with opened(address) as page:  # a fresh browser
        expect(page.locator("#liaoning-transfer-income-share")).to_contain_text("至少得到 700,000 元")
        expect(page.get_by_role("region", name="现在还是这样吗")).to_contain_text("结论不变")
        expect(page.get_by_role("link", name="修改")).to_have_count(0)
        with page.expect_download() as download:
            page.get_by_role("link", name="下载 PDF").click()
        assert (
            download.value.suggested_filename
            == "我能享受什么_沈阳市_创业团队_"
            + re.findall(r"\d{4}-\d\d-\d\d", download.value.suggested_filename)[0]
            + ".pdf"
        )
        with pdfplumber.open(io.BytesIO(download.value.path().read_bytes())) as pdf:
            text = "".join(page.extract_text() for page in pdf.pages).replace(" ", "").replace("\n", "")
        assert "1,000,000元×70%=700,000元" in text
        assert "所得转让收益不得低于70%" in text
        assert address in text


def test_forgetting_takes_everything_along(opened: Opened) -> None:
    with opened("/") as page:
        walk(page, "沈阳市", "创业导师", {})
        secret = page.url
        page.get_by_role("button", name="保存这份结论").click()
        shared = page.url
        page.goto(secret)
        page.get_by_role("link", name="删除这份问答").click()
        expect(page.get_by_label(re.compile("连同保存的 1 份结论一起删除"))).to_be_checked()
        page.get_by_role("button", name="删除", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("问答已删除")
        assert [page.request.get(url).status for url in (secret, shared)] == [404, 404]


def test_everything_works_without_a_script(opened: Opened) -> None:
    with opened("/", script=False) as page:
        walk(page, "沈阳市", "创业团队", {"in_space": "true", "transfer_income": "100万"})
        open_row(page, "liaoning-transfer-income-share")
        expect(page.locator("#liaoning-transfer-income-share .working")).to_be_visible()
        page.get_by_label("按哪一天的规定").fill("2016-07-28")
        page.get_by_role("button", name="按这一天看").click()
        expect(page.locator(".lead")).to_contain_text("2016年7月28日")
        page.get_by_role("button", name="保存这份结论").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("保存的结论")


def test_the_keyboard_alone_answers(opened: Opened) -> None:
    with opened("/ask/?place=210100&kind=team") as page:
        page.get_by_label("创业团队", exact=True).focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("q="))
        page.locator("input[type=radio]").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        expect(page.get_by_role("complementary")).to_contain_text("高等院校")


def test_english_from_the_first_question_to_the_file(opened: Opened) -> None:
    with opened("/ask/?place=210100&kind=team", language="en") as page:
        page.get_by_role("button", name="Begin").click()
        base = page.url.split("?")[0]
        page.goto(f"{base}?q=transfer_income")
        page.locator("#id_transfer_income").fill("1,000,000")
        page.get_by_role("button", name="Continue").click()
        page.goto(f"{base}?q=in_space")
        page.get_by_label("Yes").check()
        page.get_by_role("button", name="Continue").click()
        page.goto(f"{base}results")
        expect(page.locator("#liaoning-transfer-income-share")).to_contain_text("At least 700,000 yuan")
        expect(page.locator("#liaoning-transfer-income-share blockquote")).to_contain_text("不得低于70%")
        assert_accessible(page)
        page.get_by_role("button", name="Keep these results").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Kept results")
        assert_accessible(page)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_and_fits(
    opened: Opened, width: int, scheme: Literal["light", "dark"]
) -> None:
    with opened("/ask/", width=width, scheme=scheme, tolerated="422") as page:
        assert page.viewport_size == {"width": width, "height": HEIGHTS[width]}
        assert_accessible(page)
        page.get_by_role("button", name="开始回答").click()
        assert_accessible(page)  # with its errors
        begin(page, "沈阳市", "企业")
        base = page.url.split("?")[0]
        for fact in ("industry", "taxpayer_kind", "rd_expense", "small_taxpayer"):
            page.goto(f"{base}?q={fact}")
            assert_accessible(page)
        page.goto(f"{base}?q=rd_expense")
        page.locator("#id_rd_expense").fill("很多")
        page.get_by_role("button", name="继续", exact=True).click()
        assert_accessible(page)
        page.goto("/ask/")
        assert_accessible(page)  # with the way to go on
        walk(page, "沈阳市", "创业团队", {"in_space": "true", "transfer_income": "100万", "startup": "false"})
        assert_accessible(page)
        secret = page.url
        page.goto(f"{secret}?on=soon")
        assert_accessible(page)
        page.goto(secret)
        page.get_by_role("button", name="保存这份结论").click()
        assert_accessible(page)
        page.goto(secret.replace("results", "delete"))
        assert_accessible(page)
