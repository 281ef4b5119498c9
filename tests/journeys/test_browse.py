"""Finding a document and reading it, in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import HEIGHTS, SCHEMES, WIDTHS, Opened, assert_accessible

pytestmark = pytest.mark.journey

PAGES = (
    "/",
    "/policy/",
    "/policy/?place=999999",
    "/policy/liaozhengbanfa-2016-88/",
    "/policy/ganzhengbanfa-2016-33/",
    "/policy/liaozhengbanfa-2016-88/clauses/三（四）/",
    "/measures/",
    "/measures/liaoning/transfer-income-share/",
    "/measures/national/rd-super-deduction/",
)


def test_find_liaoning_2016_by_facets_open_three_four_and_see_its_measure(opened: Opened) -> None:
    with opened("/") as page:
        page.get_by_role("navigation", name="主导航").get_by_role("link", name="政策").click()
        page.get_by_label("辽宁省").check()
        expect(page.get_by_role("status")).to_contain_text("找到 2 份文件")
        page.locator("#facet-year-2016").check()
        expect(page.get_by_role("status")).to_contain_text("找到 1 份文件")
        expect(page).to_have_url(re.compile("place=210000.*year=2016"))
        page.get_by_role(
            "link", name="辽宁省人民政府办公厅关于加快众创空间发展服务实体经济转型升级的实施意见"
        ).click()
        contents = page.get_by_role("navigation", name="条款目录")
        contents.get_by_role("link", name="支持高等院校、科研院所科技人员到众创空间创新创业").click()
        clause = page.locator("[id='三（四）']")
        expect(clause).to_be_in_viewport()
        expect(clause).to_contain_text("所得转让收益不得低于70%")
        expect(clause).to_contain_text("省科技厅、省教育厅")
        clause.get_by_role("link", name="研发团队转让收益下限").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("研发团队转让收益下限")
        expect(page.locator(".clause-quote").first).to_contain_text("所得转让收益不得低于70%")
        expect(page.locator(".formula")).to_have_text("成果转让收益 × 70%")
        expect(page.get_by_role("link", name="我符合吗")).to_have_attribute(
            "href", "/ask/?place=210000&kind=team"
        )


def test_the_same_way_without_a_script(opened: Opened) -> None:
    with opened("/policy/", script=False) as page:
        page.get_by_text("筛选条件").click()
        page.get_by_label("辽宁省").check()
        page.locator("#facet-year-2016").check()
        page.get_by_role("button", name="筛选").click()
        expect(page.get_by_role("status")).to_contain_text("找到 1 份文件")
        page.get_by_role("link", name=re.compile("服务实体经济转型升级的实施意见")).click()
        page.get_by_role("heading", name="条款目录").click()
        page.get_by_role("link", name=re.compile("支持企业建设众创空间")).first.click()
        expect(page.locator("[id='三（五）']")).to_be_in_viewport()


def test_going_back_finds_the_list_as_it_was_left(opened: Opened) -> None:
    with opened("/measures/") as page:
        page.get_by_label("创业导师").check()
        expect(page.get_by_role("status")).not_to_contain_text("157")
        told = page.get_by_role("status").inner_text()
        page.locator(".data-table tbody a").first.click()
        page.wait_for_url(re.compile("/measures/.+/.+/"))
        page.go_back()
        expect(page.get_by_role("status")).to_have_text(told)
        expect(page.get_by_label("创业导师")).to_be_checked()


def test_the_text_is_saved_as_it_is_held(opened: Opened) -> None:
    with opened("/policy/liaozhengbanfa-2016-88/") as page:
        with page.expect_download() as download:
            page.get_by_role("link", name="下载所存原文").click()
        assert download.value.suggested_filename.endswith(".txt")
        text = download.value.path().read_text(encoding="utf-8")
        assert "所得转让收益不得低于70%" in text


def test_a_facet_is_reached_and_chosen_with_the_keyboard(opened: Opened) -> None:
    with opened("/policy/") as page:
        page.get_by_label("标题或文号").focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab") if page.locator("summary:focus").count() else None
        page.keyboard.press("Space")
        expect(page.get_by_role("status")).to_contain_text("找到 1 份文件")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_and_fits(opened: Opened, path: str) -> None:
    with opened(path) as page:
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
                expect(page.locator("html")).to_have_attribute("data-bs-theme", scheme)
                assert_accessible(page)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_in_english(opened: Opened, path: str) -> None:
    with opened(path, width=390, language="en") as page:
        assert page.evaluate("document.documentElement.lang") == "en"
        assert_accessible(page)
