"""Finding from any page: by words, while typing, by pinyin, with facets, with the keyboard alone, without a script."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import SCHEMES, WIDTHS, Opened, assert_accessible

pytestmark = pytest.mark.journey

PAGES = (
    "/search/",
    "/search/?q=创新券",
    "/search/?q=众创空间&kind=clause&place=210000",
    "/search/?q=众创空间有什么补贴",
    "/search/?q=创新券&year=1999",
)


def test_from_the_front_page_with_the_keyboard_to_a_suggested_measure(opened: Opened) -> None:
    with opened("/") as page:
        page.keyboard.press("/")
        search = page.get_by_role("combobox", name="检索文件、条款、措施")
        expect(search).to_be_focused()
        expect(search).to_have_value("")
        page.keyboard.type("cxq")
        options = page.get_by_role("listbox", name="建议").get_by_role("option")
        expect(options).to_have_count(1)
        expect(search).to_have_attribute("aria-expanded", "true")
        page.keyboard.press("ArrowDown")
        expect(options.first).to_have_attribute("aria-selected", "true")
        active = search.get_attribute("aria-activedescendant")
        assert active and active == options.first.get_attribute("id")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("科技创新券")


def test_enter_without_a_choice_searches_and_escape_closes_the_list(opened: Opened) -> None:
    with opened("/policy/") as page:
        page.keyboard.press("/")
        page.keyboard.type("創新券")
        listbox = page.get_by_role("listbox", name="建议")
        expect(listbox).to_be_visible()
        page.keyboard.press("Escape")
        expect(listbox).to_be_hidden()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/search/\?q="))
        expect(page.get_by_role("status")).to_contain_text("“創新券”：找到 5 条")
        first = page.locator(".hit").first
        expect(first.get_by_role("heading")).to_have_text("科技创新券")
        expect(first.locator("mark").first).to_have_text("创新券")


def test_facets_narrow_in_place_and_back_goes_back(opened: Opened) -> None:
    with opened("/search/?q=众创空间") as page:
        whole = page.get_by_role("status").inner_text()
        page.get_by_label("甘肃省").check()
        expect(page).to_have_url(re.compile("place=620000"))
        expect(page.get_by_role("status")).not_to_have_text(whole)
        expect(page.locator(".hit-facts").first).to_contain_text("甘肃省")
        page.locator("#facet-kind-clause").check()
        expect(page).to_have_url(re.compile("kind=clause"))
        for kind in page.locator(".hit-kind").all():
            expect(kind).to_have_text("条款")
        page.get_by_role("link", name="清除全部").click()
        expect(page.get_by_role("status")).to_have_text(whole)


def test_a_clause_is_opened_from_its_words(opened: Opened) -> None:
    with opened("/search/?q=转让收益 70%25&kind=clause") as page:
        page.get_by_role("link", name="支持高等院校、科研院所科技人员到众创空间创新创业").click()
        expect(page.locator("main")).to_contain_text("所得转让收益不得低于70%")


def test_nothing_found_leads_on(opened: Opened) -> None:
    with opened("/search/?q=众创空间有什么补贴") as page:
        page.get_by_role("link", name="众创空间 补贴").click()
        expect(page.locator(".hit").first).to_be_visible()


def test_without_a_script_it_is_a_form(opened: Opened) -> None:
    with opened("/measures/", script=False) as page:
        search = page.get_by_role("search")
        search.get_by_label("检索文件、条款、措施").fill("创新券")
        search.get_by_role("button", name="检索").click()
        expect(page.get_by_role("status")).to_contain_text("找到 5 条")
        page.get_by_text("筛选条件").click()
        page.locator("#facet-kind-measure").check()
        page.get_by_role("button", name="筛选").click()
        expect(page.get_by_role("status")).to_contain_text("找到 1 条")


def test_a_slash_typed_elsewhere_is_a_slash(opened: Opened) -> None:
    with opened("/policy/") as page:
        words = page.locator("#facet-q")
        words.fill("")
        words.press("/")
        expect(words).to_have_value("/")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_pages_and_the_open_list_are_accessible(opened: Opened, width: int, scheme: str) -> None:
    for path in PAGES:
        with opened(path, width=width, scheme=scheme) as page:
            assert_accessible(page)
    with opened("/", width=width, scheme=scheme) as page:
        page.get_by_role("combobox").fill("创新")
        expect(page.get_by_role("listbox")).to_be_visible()
        page.keyboard.press("ArrowDown")
        assert_accessible(page)
