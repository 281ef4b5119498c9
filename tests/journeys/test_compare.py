"""What changed, what places say on one matter, and how a number moved: in a real browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import SCHEMES, WIDTHS, Opened, assert_accessible
from zhongchuang.core.actors import SYSTEM
from zhongchuang.policy.models import PackOrigin, PackVersion
from zhongchuang.policy.services import files_publish

pytestmark = pytest.mark.journey

CHANGED = "/measures/gansu/startup-loan-firm/"
OLD, NEW = "小微企业最高额度", "小微企业贷款最高额度"
NUMBER = "/measures/national/rd-super-deduction/parameters/rate/"
CLAUSE = "/compare/?clause=guobanfa-2016-7%23三（十一）"
PAGES = (
    "/changes/",
    f"{CHANGED}versions/",
    f"{CHANGED}changes/",
    "/compare/",
    "/compare/?topic=income-share-floor",
    CLAUSE,
    NUMBER,
)


@pytest.fixture(scope="module")
def amended(site: str) -> None:
    """A measure of Gansu under a second version, published at the desk."""
    current = PackVersion.objects.get(is_current=True)
    files = dict(current.content["files"])
    path = next(p for p, text in files.items() if p.startswith("gansu/measures/") and OLD in text)
    files[path] = files[path].replace(OLD, NEW, 1)
    files[path] = files[path].replace(
        "- id: startup-loan-firm\n", "- id: startup-loan-firm\n  version: 2\n", 1
    )
    assert NEW in files[path] and "version: 2" in files[path]
    files_publish(actor=SYSTEM, files=files, origin=PackOrigin.DESK, based_on=current.version)


def test_from_what_changed_to_the_words_that_changed(opened: Opened, amended: None) -> None:
    with opened("/policy/") as page:
        page.get_by_role("main").get_by_role("link", name="最近变化").click()
        page.get_by_label("甘肃省").check()
        expect(page).to_have_url(re.compile("place=620000"))
        page.get_by_label("有修改").check()
        expect(page.get_by_role("status")).to_contain_text("1 次发布")
        page.get_by_role("link", name="改了什么").first.click()
        expect(page.locator("ins")).to_contain_text(["新增的字", "贷款"])
        page.get_by_role("navigation", name="所在位置").get_by_role("link", name="版本").click()
        expect(page.get_by_role("row", name=re.compile("第 2 版"))).to_contain_text("现行")


def test_the_share_of_a_team_in_the_nation_and_three_provinces(opened: Opened) -> None:
    with opened("/policy/") as page:
        page.get_by_role("main").get_by_role("link", name="各地对比").click()
        page.get_by_role("link", name=re.compile("至少一半")).click()
        sides = page.locator(".side")
        expect(sides).to_have_count(4)
        shares = {"全国": "50%", "辽宁省": "70%", "云南省": "60%", "甘肃省": "50%"}
        for place, share in shares.items():
            side = sides.filter(has=page.get_by_role("heading", name=place, exact=True))
            expect(side.locator(".side-numbers a").first).to_have_text(share)
        liaoning = sides.filter(has=page.get_by_role("heading", name="辽宁省", exact=True))
        expect(liaoning).to_contain_text("与国家不同")
        expect(liaoning).to_contain_text("数：国家“50%”，这里“70%”")
        expect(page.locator("#by-place canvas")).to_be_visible()
        liaoning.get_by_role("link", name="70%").click()
        expect(page.locator("#over-time canvas")).to_be_visible()


def test_columns_on_a_wide_page_and_one_under_the_other_on_a_phone(opened: Opened) -> None:
    def lefts(width: int) -> list[float]:
        with opened(CLAUSE, width=width) as page:
            boxes = [side.bounding_box() for side in page.locator(".side").all()]
            return [round(box["x"]) for box in boxes if box is not None]

    assert len(set(lefts(1280))) == 4
    assert len(set(lefts(390))) == 1


def test_a_clause_leads_to_how_each_place_carries_it_out(opened: Opened) -> None:
    with opened("/policy/guobanfa-2016-7/clauses/三（十三）/") as page:
        page.get_by_role("link", name="各地怎么落实这一条").click()
        gansu = page.locator(".side").filter(has=page.get_by_role("heading", name="甘肃省"))
        expect(gansu).to_contain_text("没有落实这一条的条款")
        expect(page.locator(".side").nth(1)).to_contain_text("谁负责")


def test_a_number_over_time_is_a_table_where_no_script_runs(opened: Opened) -> None:
    with opened(NUMBER, script=False) as page:
        expect(page.get_by_role("row", name=re.compile("自2023年1月1日起"))).to_contain_text("100%")
        expect(page.get_by_text("待核实").first).to_be_visible()
        expect(page.get_by_role("heading", level=2).first).to_have_text("加计扣除比例")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_and_fits(opened: Opened, amended: None, path: str) -> None:
    for width in WIDTHS:
        for scheme in SCHEMES:
            with opened(path, width=width, scheme=scheme) as page:
                assert_accessible(page)
                assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_in_english(opened: Opened, amended: None) -> None:
    with opened("/compare/", language="en") as page:
        expect(page.get_by_role("heading", level=1)).to_have_text("Compare places")
        assert_accessible(page)
