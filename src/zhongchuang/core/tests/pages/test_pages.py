"""The house's own pages: liveness, the style guide, and every failure as a sentence in both languages."""

from __future__ import annotations

import re
from unittest import mock

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings

from zhongchuang.core import views
from zhongchuang.core.templatetags import page

NESTED = {
    "icon",
    "value",
    "pagination",
    "tree_node",
    "form_guard",
    "form_errors",
}  # drawn inside another part

pytestmark = [pytest.mark.django_db, pytest.mark.urls("zhongchuang.core.tests.pages.site")]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def test_the_site_says_it_lives(visitor: Client) -> None:
    answer = visitor.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": True})
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_database_that_does_not_answer_is_told(visitor: Client) -> None:
    with mock.patch.object(connection, "cursor", side_effect=OperationalError):
        answer = visitor.get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, False)


@pytest.mark.parametrize(
    ("path", "status", "zh", "en"),
    [
        ("/fails/400", 400, "浏览器发来的请求无法理解。", "could not be understood"),
        ("/fails/403", 403, "您没有权限做这件事。", "You are not allowed"),
        ("/nowhere", 404, "没有这个页面。", "There is no such page."),
        ("/fails/409", 409, "这份材料刚被别人改过。", "Someone has just changed this."),
        ("/fails/429", 429, "您的操作过于频繁", "too many requests"),
        ("/fails/csrf", 403, "未提交", "nothing was submitted"),
        ("/fails/500", 500, "平台出了故障，已记录。", "The platform failed"),
    ],
)
def test_a_failure_is_a_sentence_in_both_languages(
    visitor: Client, path: str, status: int, zh: str, en: str
) -> None:
    for language in ("zh-hans", "en"):
        answer = visitor.get(path, headers={"Accept-Language": language})
        text = answer.content.decode()
        assert answer.status_code == status
        assert zh in text and en in text
        assert "<h1>" in text
        assert "Traceback" not in text


def test_the_page_of_a_failure_asks_no_database() -> None:
    with mock.patch.object(connection, "cursor", side_effect=OperationalError):
        answer = views.server_error(mock.Mock())
    assert "平台出了故障" in answer.content.decode()


def test_a_page_comes_even_when_its_template_is_what_is_broken() -> None:
    with mock.patch.object(views, "render_to_string", side_effect=ValueError):
        answer = views.server_error(mock.Mock())
    assert answer.status_code == 500
    assert "平台出了故障" in answer.content.decode()


def test_the_style_guide_is_not_for_production(visitor: Client) -> None:
    assert visitor.get("/styleguide").status_code == 200
    with override_settings(PRODUCTION=True):
        assert visitor.get("/styleguide").status_code == 404


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(visitor: Client) -> None:
    for path in ("/styleguide", "/nowhere", "/fails/500"):
        html = visitor.get(path).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", html), path
        addresses = re.findall(r'(?:src|href|action|data-library)="([^"]+)"', html)
        assert addresses and all(
            a.startswith(("/", "#", "?")) and not a.startswith("//") for a in addresses
        ), path


def test_a_demonstration_says_so_on_every_page(visitor: Client) -> None:
    with override_settings(DEMONSTRATION=True):
        assert "演示环境：账户、单位均为虚构；政策原文是真的" in visitor.get("/styleguide").content.decode()
        assert "演示环境：账户、单位均为虚构；政策原文是真的" in visitor.get("/nowhere").content.decode()
    with override_settings(DEMONSTRATION=False):
        assert "演示环境" not in visitor.get("/styleguide").content.decode()


def test_the_reader_chooses_the_language_and_comes_back(visitor: Client) -> None:
    answer = visitor.post("/i18n/setlang/", {"language": "en", "next": "/styleguide?sort=due"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/styleguide?sort=due")
    assert '<html lang="en"' in visitor.get("/styleguide").content.decode()


def test_the_style_guide_shows_the_code_that_made_what_it_shows(visitor: Client) -> None:
    html = visitor.get("/styleguide").content.decode()
    assert "def comparison() -&gt; Diff:" in html
    for tag in sorted(set(page.register.tags) - {"account_menu", "language_switch", "demonstration_banner"}):
        assert f"% {tag} " in html or tag in NESTED, tag
