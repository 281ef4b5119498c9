"""The parts in a real Chromium: axe, content policy, narrow and wide, light and dark, script or none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("zhongchuang.core.tests.pages.site"),
]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@contextmanager
def opened(
    browser: Browser,
    url: str,
    *,
    width: int = 1280,
    scheme: Literal["light", "dark"] = "light",
    script: bool = True,
    tolerated: str = "",
) -> Iterator[Page]:
    """A page in a fresh context; an error on the console or a request to elsewhere fails the test."""
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        java_script_enabled=script,
        locale="zh-CN",
    )
    page = context.new_page()
    complaints: list[str] = []
    origin = url.split("/", 3)[2]
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: None if origin in request.url else complaints.append(request.url))
    page.goto(url, wait_until="networkidle")
    yield page
    context.close()
    assert [words for words in complaints if not tolerated or tolerated not in words] == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_style_guide_is_accessible_and_fits(
    chromium: Browser, live_server: LiveServer, width: int, scheme: Literal["light", "dark"]
) -> None:
    with opened(chromium, f"{live_server.url}/styleguide", width=width, scheme=scheme) as page:
        assert page.evaluate("document.documentElement.dataset.bsTheme") == scheme
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"] == []


def test_a_chart_is_drawn_and_says_in_words_what_it_shows(chromium: Browser, live_server: LiveServer) -> None:
    with opened(chromium, f"{live_server.url}/styleguide") as page:
        chart = page.locator("#by-place")
        expect(chart.locator("canvas")).to_be_visible()
        expect(chart).to_have_attribute("aria-label", re.compile("各地政策条款数（条）：国家 62，辽宁 48"))


def test_the_scheme_is_switched_and_remembered(chromium: Browser, live_server: LiveServer) -> None:
    with opened(chromium, f"{live_server.url}/styleguide") as page:
        page.locator("[data-theme-switch]").click()
        assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"
        page.reload(wait_until="networkidle")
        assert page.evaluate("document.documentElement.dataset.bsTheme") == "dark"


def test_the_keyboard_comes_first_to_the_skip_link(chromium: Browser, live_server: LiveServer) -> None:
    with opened(chromium, f"{live_server.url}/styleguide") as page:
        page.keyboard.press("Tab")
        expect(page.locator(".skip-link")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()


def test_a_code_is_copied_whole(chromium: Browser, live_server: LiveServer) -> None:
    with opened(chromium, f"{live_server.url}/styleguide") as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.locator("[data-copy]").click()
        assert page.evaluate("navigator.clipboard.readText()") == "91210100MA0EXAMPLE"


def test_a_file_too_large_is_refused_before_it_is_sent(chromium: Browser, live_server: LiveServer) -> None:
    with opened(chromium, f"{live_server.url}/styleguide") as page:
        page.locator("[data-upload]").evaluate("(part) => { part.dataset.maxBytes = '3'; }")
        page.locator("#id_contract").set_input_files(
            {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
        )
        expect(page.locator("[data-upload-error]")).to_contain_text("请压缩或拆分")
        assert page.locator("#id_contract").input_value() == ""


def test_a_file_handed_in_goes_on_or_says_why_not(chromium: Browser, live_server: LiveServer) -> None:
    with opened(chromium, f"{live_server.url}/hand-in", tolerated="422") as page:
        chosen = page.locator("#id_paper")
        chosen.set_input_files({"name": "bad.pdf", "mimeType": "application/pdf", "buffer": b"%PDF" * 1000})
        page.get_by_role("button", name="交", exact=True).click()
        expect(page.locator("[data-upload-error]")).to_contain_text("这不是合同。")
        assert page.url.endswith("/hand-in")
        chosen.set_input_files({"name": "good.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"})
        page.get_by_role("button", name="交", exact=True).click()
        page.wait_for_url("**/styleguide")


def test_a_broken_network_is_told_and_the_form_is_kept(chromium: Browser, live_server: LiveServer) -> None:
    with opened(chromium, f"{live_server.url}/hand-in", tolerated="net::ERR_FAILED") as page:
        page.route("**/hand-in", lambda route: route.abort())
        page.locator("#id_paper").set_input_files(
            {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
        )
        page.get_by_role("button", name="交", exact=True).click()
        expect(page.locator("[data-upload-error]")).to_contain_text("网络中断")
        expect(page.get_by_role("button", name="交", exact=True)).to_be_enabled()


def test_narrowing_swaps_in_place_and_keeps_the_address(chromium: Browser, live_server: LiveServer) -> None:
    with opened(chromium, f"{live_server.url}/styleguide") as page:
        with page.expect_response(re.compile("form=subsidy")):
            page.get_by_label("补助").check()
        expect(page).to_have_url(re.compile(r"place=210000&form=subsidy"))


def test_everything_is_there_without_script(chromium: Browser, live_server: LiveServer) -> None:
    with opened(chromium, f"{live_server.url}/styleguide", script=False) as page:
        expect(page.locator("[data-copy]")).to_be_hidden()
        page.locator("#drawing ~ .chart summary").first.click()
        expect(page.locator("#drawing ~ .chart td").first).to_be_visible()
        page.locator(".facets button[type=submit]").click()
        assert "place=210000" in page.url


def test_paper_shows_what_is_folded(chromium: Browser, live_server: LiveServer) -> None:
    with opened(chromium, f"{live_server.url}/styleguide") as page:
        quote = page.locator(".tree details details .clause-quote")
        expect(quote).to_be_hidden()
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        expect(quote).to_be_visible()
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        expect(quote).to_be_hidden()
