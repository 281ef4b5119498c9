"""The policy desk walked in a real browser: from a file of a province that is new here to a citizen's verdict.

The text is made up and says so; nobody issued it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import override_settings
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Opened, assert_accessible
from tests.journeys.test_accounts import account_of
from tests.journeys.test_walk import answer, begin, press
from zhongchuang.core import clock
from zhongchuang.core.actors import ANONYMOUS
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import PASSWORD
from zhongchuang.policy.packs.schema import SubjectKind
from zhongchuang.policy.services import sheet_answer, sheet_start, verdict_store

pytestmark = pytest.mark.journey

TEXT = """青海省人民政府办公厅关于支持高原众创空间发展的实施意见

青政办发〔2026〕901号

各市、自治州人民政府，省政府各委、办、厅、局：

为贯彻落实《国务院办公厅关于加快众创空间发展服务实体经济转型升级的指导意见》（国办发〔2016〕7号），经省政府同意，现提出以下意见。

一、发展目标

到2028年，建成30个高原特色众创空间。

二、支持政策

（一）保障团队收益。研发团队在众创空间转化科技成果，所得转让收益不得低于75%。【省科技厅牵头，省财政厅配合）

（三）加强服务。建立创业服务平台，完善创业导师队伍。（省科技厅、省教育厅负责）

青海省人民政府办公厅

2026年3月18日

（虚构文本，仅供演示）
"""
DROP = """(drop, text) => {
    const files = new DataTransfer();
    files.items.add(new File([text], "qinghai.txt", {type: "text/plain"}));
    drop.dispatchEvent(new DragEvent("drop", {dataTransfer: files, bubbles: true, cancelable: true}));
}"""
TABLET = 820


@pytest.fixture(autouse=True)
def unhurried(site: str) -> Iterator[None]:
    """Many sign-ins from one machine within a minute are no attack here."""
    cache.clear()
    with override_settings(ACCOUNT_RATE_LIMITS=False):
        yield


def at_the_desk(page: Page, role: Role) -> None:
    """Signed in, and on the shelf."""
    page.goto("/accounts/login/")
    page.get_by_label("电子邮件").fill(account_of(role).email)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.locator("summary", has_text="工作台").click()
    page.get_by_role("link", name="政策工作台").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("政策工作台")


def step(page: Page, name: str) -> None:
    """Go to a step of the rail."""
    page.locator(".stepper").get_by_role("link", name=name).click()
    expect(page.locator(".stepper [aria-current=step]")).to_contain_text(name)


def put_in(page: Page) -> None:
    page.get_by_role("link", name="放入新文件").click()
    press(page, "放入并阅读")
    expect(page.locator(".error-summary")).to_contain_text("请选择地区")
    page.get_by_label("哪里的文件").select_option(label="青海省")
    page.locator("[data-upload-drop]").evaluate(DROP, TEXT)
    page.get_by_role("button", name="放入并阅读").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("支持高原众创空间发展")


def settle(page: Page) -> None:
    """Two doubts: a number is missing, a bracket is not closed as it was opened; the units are mended in place."""
    expect(page.get_by_text("还有 2 处要处理")).to_be_visible()
    page.locator("#warnings-title").scroll_into_view_if_needed()
    brackets = page.locator(".problem").filter(has_text="mixed_brackets")
    brackets.get_by_role("link", name="改责任单位").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_label("牵头单位").first).to_have_value("省科技厅")
    page.keyboard.press("Escape")
    expect(brackets.get_by_role("link", name="改责任单位")).to_be_focused()
    page.keyboard.press("Enter")
    sheet.get_by_label("配合单位").first.fill("省财政厅")
    assert_accessible(page)
    sheet.get_by_role("button", name="改好").click()
    expect(page.get_by_text("已修正；可以撤销。")).to_be_visible()
    for code, note in (
        ("mixed_brackets", "左括号印错，单位无误。"),
        ("missing_number", "对照公报，原件就没有（二）。"),
    ):
        row = page.locator(".problem").filter(has_text=code)
        row.get_by_label("怎样核对的").fill(note)
        row.get_by_role("button", name="核对无误，照此采用").click()
        expect(page.locator(".problem").filter(has_text=f"已核对：{note}")).to_be_visible()
    expect(page.get_by_text("都处理完了")).to_be_visible()


def read_beside(page: Page) -> None:
    """A clause leads to its words in the original, and back."""
    clause = page.locator(".read-clause").filter(has_text="保障团队收益")
    clause.get_by_role("link", name="看原文").click()
    passage = page.locator(".passage[data-chosen]")
    expect(passage).to_contain_text("（一）保障团队收益。研发团队")
    passage.get_by_role("link", name="二（一）").click()
    expect(clause).to_be_focused()
    page.get_by_role("button", name="撤销：").click()
    expect(page.get_by_text("还有 1 处要处理")).to_be_visible()
    page.get_by_role("button", name="重做：").click()
    expect(page.get_by_text("都处理完了")).to_be_visible()


def classify(page: Page) -> None:
    """Suggestions are taken over by one button; one clause is changed with the keyboard alone."""
    step(page, "归类")
    page.get_by_role("button", name=re.compile("都采用建议")).click()
    expect(page.get_by_text("已归 4/4 条")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(":focus")).to_have_attribute("aria-label", "二（一） 措施")
    page.keyboard.press("m")
    page.keyboard.press("d")
    expect(page.locator("[data-unsaved]")).to_have_text("有 1 条改了还没保存")
    page.get_by_role("button", name="保存归类").click()
    expect(page.get_by_text("已保存 1 条的归类。")).to_be_visible()


def name_a_city(page: Page) -> None:
    step(page, "措施")
    page.get_by_role("link", name="补充各市州").click()
    page.get_by_label("代码（六位）").first.fill("630100")
    page.get_by_label("中文名").first.fill("西宁市")
    page.get_by_label("英文名").first.fill("Xining")
    page.get_by_role("button", name="保存").click()


def write_measure(page: Page) -> None:
    page.get_by_role("link", name="写措施 二（一）").click()
    page.get_by_role("button", name="加一个数").click()
    page.get_by_label("引文", exact=True).fill("所得转让收益不得低于百分之七十五")
    expect(page.locator("#check-quote")).to_contain_text("不在条款")
    page.get_by_label("引文", exact=True).fill("所得转让收益不得低于75%")
    expect(page.locator("#check-quote")).to_be_empty()
    page.get_by_label("名称（中文）").first.fill("研发团队转让收益下限")
    page.get_by_label("名称（英文）").first.fill("Floor for a team's share of transfer income")
    page.get_by_label("一两句白话（中文）").fill("团队在众创空间转化成果，至少得到转让收益的七成五。")
    page.get_by_label("一两句白话（英文）").fill(
        "A team in a makerspace gets at least 75% of the transfer income."
    )
    page.get_by_label("文件怎么说").select_option(label="给予")
    page.get_by_label("支持方式").select_option(label="人才与收益分配")
    page.get_by_label("怎样办").select_option(label="向所在单位提出，由单位办理")
    page.get_by_label("创业团队", exact=True).check()
    page.locator("#id_parameters-0-name").fill("share")
    page.locator("#id_parameters-0-type").select_option("rate")
    page.locator("#id_parameters-0-zh").fill("收益比例")
    page.locator("#id_parameters-0-en").fill("Share")
    page.locator("#id_parameters-0-values-0-value").fill("75%")
    page.locator("#id_parameters-0-values-0-quote").fill("不得低于75%")
    rule = page.locator("#id_when-0-rule")
    rule.press_sequentially("in_spac")
    expect(page.get_by_role("option", name="in_space")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(rule).to_have_value(re.compile("^in_space"))
    rule.fill("in_space AND transfer_incom > yuan(0)")
    expect(page.locator("#check-when")).to_contain_text("transfer_income")
    rule.fill("in_space AND transfer_income > yuan(0)")
    page.locator("#id_benefit-0-rule").fill("transfer_income * p.share")
    page.get_by_label("金额是什么").select_option(label="至少得到")
    page.locator("#id_topic").evaluate("(field) => { field.closest('details').open = true; }")
    page.locator("#id_topic").fill("income-share-floor")
    expect(page.locator("#check")).to_contain_text("引文、规则都对得上")
    expect(page.locator("#check")).to_contain_text("成果转让收益 × 75%")
    expect(page.locator("#facts").get_by_label("在众创空间")).to_be_visible()


def try_out(page: Page) -> None:
    """A sample subject, kept as two examples: one that is met, one that is not."""
    page.locator("#id_try-place").select_option(label="西宁市")
    page.locator("[id='id_try-f-in_space']").select_option("true")
    page.locator("[id='id_try-f-transfer_income']").fill("100万")
    page.get_by_role("button", name="试算").click()
    expect(page.locator("#outcome")).to_contain_text("750,000 元")
    page.get_by_label("存为实例").fill("在西宁众创空间的团队，转让收益至少得七成五")
    page.get_by_role("button", name="保存措施并存为实例").click()
    expect(page.get_by_text("措施和实例已保存。")).to_be_visible()
    page.locator("[id='id_try-f-in_space']").select_option("false")
    page.locator("[id='id_try-f-transfer_income']").fill("100万")
    page.get_by_role("button", name="试算").click()
    expect(page.locator("#outcome")).to_contain_text("不符合")
    page.get_by_label("存为实例").fill("不在众创空间里的团队不按这一条")
    page.get_by_role("button", name="保存措施并存为实例").click()
    expect(page.get_by_text("措施和实例已保存。")).to_be_visible()
    expect(page.locator("#outcome .problem")).to_have_count(2)
    expect(page.locator("#outcome .problem").filter(has_text="对得上")).to_have_count(2)


def decide_proposals(page: Page) -> None:
    step(page, "职责与目标")
    target = page.locator(".problem").filter(has_text="建成30个高原特色众创空间")
    target.get_by_role("button", name=re.compile("^采用")).click()
    expect(page.get_by_text("已采用；")).to_be_visible()
    duty = page.locator(".problem").filter(has_text="建立创业服务平台").filter(has_text="待定")
    duty.get_by_role("button", name=re.compile("^采用")).click()
    share = page.locator(".problem").filter(has_text="转化科技成果").filter(has_text="待定")
    share.get_by_role("button", name=re.compile("^不用")).click()
    expect(page.locator(".problem").filter(has_text="待定")).to_have_count(0)


def before_the_change() -> str:
    """A verdict kept under the rules in force before; its address."""
    sheet = sheet_start(actor=ANONYMOUS, place="210100", kind=SubjectKind.TEAM)
    sheet = sheet_answer(
        actor=ANONYMOUS,
        sheet=sheet,
        secret=sheet.secret,
        fact="in_space",
        value=True,
        expected_version=sheet.row_version,
    )
    stored = verdict_store(actor=ANONYMOUS, sheet=sheet, secret=sheet.secret, on=clock.today())
    return f"/v/{stored.token}/"


def test_a_document_of_a_new_province_becomes_a_verdict(opened: Opened) -> None:
    kept = before_the_change()
    with opened("/", tolerated="422") as page:
        at_the_desk(page, Role.OFFICER)
        put_in(page)
        settle(page)
        read_beside(page)
        classify(page)
        name_a_city(page)
        write_measure(page)
        try_out(page)
        decide_proposals(page)
        step(page, "检查提交")
        expect(page.get_by_text("没有要处理的")).to_be_visible()
        page.get_by_role("button", name="提交审核").click()
        expect(page.get_by_text("已提交审核。")).to_be_visible()
        expect(page.get_by_text("发布和退回由审核人员办理。")).to_be_visible()
        address = page.url
    with opened("/") as page:
        at_the_desk(page, Role.REVIEWER)
        page.get_by_role("link", name=re.compile("支持高原众创空间发展")).click()
        expect(page).to_have_url(address)
        expect(page.locator("main")).to_contain_text("对照公报，原件就没有（二）。")
        expect(page.locator("#effect")).to_contain_text("750,000 元")
        assert_accessible(page)
        page.get_by_role("button", name="发布", exact=True).click()
        expect(page.get_by_text("已发布，公众现在就能看到。")).to_be_visible()
        expect(page.get_by_role("heading", level=1)).to_contain_text("支持高原众创空间发展")
    with opened("/") as page:
        begin(page, "西宁市", "创业团队")
        sheet = re.sub(r"\?.*", "", page.url)
        for fact, value in (("in_space", "true"), ("transfer_income", "100万")):
            page.goto(f"{sheet}?q={fact}")
            answer(page, {fact: value})
        page.goto(f"{sheet}results")
        share = page.locator("#group-met details").filter(has_text="研发团队转让收益下限")
        expect(share).to_contain_text("至少得到 750,000 元")
        expect(share).to_contain_text("青海省")
        page.goto(kept)
        expect(page.locator("main")).to_contain_text("结论不变")
