"""The page of the API in a real browser: read, tried with and without a script, with a token made on one's own page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SCHEMES, WIDTHS, Opened, assert_accessible
from zhongchuang.parties.access import Role
from zhongchuang.parties.tests.factory import PASSWORD, make_account

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_reference_is_accessible_and_asks_nobody_outside(opened: Opened, width: int, scheme: str) -> None:
    with opened("/api/docs/", width=width, scheme=scheme) as page:
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("开放接口"))
        assert_accessible(page)


def test_the_reference_reads_in_english(opened: Opened) -> None:
    with opened("/api/docs/", language="en") as page:
        expect(page.locator("#match")).to_have_text("Which measures a subject meets")
        assert not re.search(r"[一-鿿]", page.locator("article:has(#match) > p").first.inner_text())


def try_it(page: Page, name: str) -> tuple[str, str]:
    """The status line and the text of an operation tried in place."""
    article = page.locator(f"article:has(#{name})")
    article.locator("summary").click()
    article.get_by_role("button", name="发送").click()
    expect(article.locator("[data-try-status]")).to_have_text(re.compile(r"^\d{3} "))
    return article.locator("[data-try-status]").inner_text(), article.locator("[data-try-text]").inner_text()


def test_reading_matching_and_a_mistake_are_tried_in_place(opened: Opened) -> None:
    with opened("/api/docs/", tolerated="422") as page:
        status, text = try_it(page, "document")
        assert status.startswith("200") and "辽政办发〔2016〕88号" in text and "etag" in text
        status, text = try_it(page, "match")
        assert status.startswith("200") and '"amount": 700000' in text
        page.locator("#documents-page").evaluate("(field) => { field.value = '0'; }")
        status, text = try_it(page, "documents")
        assert status.startswith("422") and "不能小于 1" in text


def test_without_a_script_a_form_leads_to_the_address(opened: Opened) -> None:
    with opened("/api/docs/", script=False) as page:
        article = page.locator("article:has(#clause)")
        article.locator("summary").click()
        article.get_by_role("button", name="发送").click()
        assert "/api/v1/documents/liaozhengbanfa-2016-88/clauses/" in page.url
        assert "所得转让收益不得低于70%" in page.content()


def test_a_token_made_on_ones_own_page_opens_what_needs_one(opened: Opened) -> None:
    account = make_account(Role.ENTREPRENEUR, email="api-journey@test.invalid")
    with opened("/accounts/login/?next=/me/tokens/", tolerated="401") as page:
        page.get_by_label("电子邮件").fill(account.email)
        page.locator("input[type=password]").fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        page.get_by_label("用途").fill("旅程里的系统")
        page.get_by_label("整包导出政策包").check()
        page.get_by_label("读取政策、条款、措施、检索结果和审计公布").check()
        page.get_by_role("button", name="建立凭据").click()
        assert_accessible(page)
        secret = page.locator(".token-secret .code-group").inner_text()
        assert secret.startswith("zct_")
        page.goto("/api/docs/")
        status, _ = try_it(page, "token")
        assert status.startswith("401")
        page.get_by_label("试用时带上的凭据").fill(secret)
        page.locator("article:has(#token) summary").click()
        status, text = try_it(page, "token")
        assert status.startswith("200") and "旅程里的系统" in text
        page.goto("/me/tokens/")
        expect(page.locator("body")).not_to_contain_text(secret)
        page.get_by_role("button", name="停用").click()
        expect(page.locator(".notices")).to_contain_text("已停用")
