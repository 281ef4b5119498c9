"""What every journey needs: the real packs in the database, the site served, a real Chromium, and axe.

The packs are loaded once; the journeys of this folder therefore use no `django_db` mark and no `live_server`, which
would empty the database after each test. What a journey writes (an answer sheet) is nobody else's: sheets are found by
their secret.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from tests import browser as browsers
from zhongchuang.core.actors import SYSTEM
from zhongchuang.policy.services.packs import packs_load

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop in the thread of the test

PACKS = Path(__file__).resolve().parents[2] / "packs"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (1280, 390)
HEIGHTS = {1280: 900, 390: 844}
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}
"""Every rule of axe runs on everything; only, it does not tell at length of each element with which nothing is wrong: on a long
page that takes most of the time."""

Opened = Callable[..., AbstractContextManager[Page]]
"""`opened("/policy/", width=390, scheme="dark", language="en", script=True)`: a page in a fresh browser context."""


@pytest.fixture(scope="session")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database of all journeys: no transaction around each, because the site answers from other threads.

    It bears the name by which pytest-django sees that a test needs a database.
    """
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="session")
def site(db: None) -> Iterator[str]:
    """The address of the site, with the real packs loaded."""
    packs_load(actor=SYSTEM, root=PACKS)
    server = LiveServer("127.0.0.1")
    try:
        yield server.url
    finally:
        server.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all journeys."""
    path = os.environ.get("ZHONGCHUANG_CHROMIUM") or browsers.executable()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=list(browsers.ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def opened(site: str, chromium: Browser) -> Opened:
    """Opens a page of the site in a fresh context, as somebody who was never here.

    An error on the console or a request that leaves the host fails the journey; `tolerated` names the one complaint a
    journey means to cause.
    """

    @contextmanager
    def _opened(
        path: str,
        *,
        width: int = 1280,
        scheme: Literal["light", "dark"] = "light",
        language: Literal["zh-hans", "en"] = "zh-hans",
        script: bool = True,
        tolerated: str = "",
    ) -> Iterator[Page]:
        context = chromium.new_context(
            base_url=site,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            color_scheme=scheme,
            java_script_enabled=script,
            locale="zh-CN",
            accept_downloads=True,
        )
        context.add_cookies([{"name": "django_language", "value": language, "url": site}])
        page = context.new_page()
        complaints: list[str] = []
        page.on(
            "console", lambda message: complaints.append(message.text) if message.type == "error" else None
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: None if request.url.startswith(site) else complaints.append(request.url),
        )
        page.goto(path, wait_until="networkidle")
        yield page
        context.close()
        assert [words for words in complaints if not tolerated or tolerated not in words] == []

    return _opened


def assert_accessible(page: Page) -> None:
    """No axe violation with everything unfolded, and nothing wider than the window."""
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    violations = Axe().run(page, options=ONLY_VIOLATIONS).response["violations"]
    assert [(v["id"], [node["html"] for node in v["nodes"]][:3]) for v in violations] == []
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{page.url} is {overflow} px wider than the window"
