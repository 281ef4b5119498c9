"""What holds for every page of the site, whoever looks: walked, so that no later page is forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from tests.architecture.cases import CASES, anything
from tests.architecture.routes import Route, all_routes, entry
from tests.architecture.test_access_matrix import answers_of, ask, expected
from tests.architecture.world import Request, World

BANNER = "演示环境："
NOT_FOR_READERS = {"core:healthz", "admin:jsi18n", "policy:suggest", "robots", "favicon"}
"""Answers for machines."""
MOST_STATEMENTS = 12
"""Session, account, roles and organisation are 4; a page has the rest."""
LOOKERS = ("public", "administrator")
ANSWERS = [
    route for route in all_routes() if "GET" in answers_of(route) and route.name not in NOT_FOR_READERS
]
PAGES = [route for route in ANSWERS if not route.is_for_software]


def shown(world: World, route: Route, *words: str) -> Iterator[tuple[str, Request]]:
    """Who gets the page, and with which request; `words` are the answers of the table that count."""
    for who in LOOKERS:
        for state, request in (entry(route.label, CASES) or anything)(world, who).items():
            if expected(answers_of(route)["GET"][state], who) in words:
                yield who, request


@pytest.mark.one_database
@pytest.mark.parametrize("route", PAGES, ids=lambda route: str(route.label))
def test_a_demonstration_says_so_on_every_page_and_nothing_else_does(world: World, route: Route) -> None:
    for who, request in shown(world, route, "page", "missing", "forbidden"):
        with override_settings(DEMONSTRATION=True):
            assert BANNER in ask(world, who, "GET", route, request).content.decode(), who
        assert BANNER not in ask(world, who, "GET", route, request).content.decode(), who


@pytest.mark.one_database
@pytest.mark.parametrize("route", PAGES, ids=lambda route: str(route.label))
def test_every_page_stands_on_its_own_and_is_held_to_the_strict_policy(world: World, route: Route) -> None:
    for who, request in shown(world, route, "page"):
        answer = ask(world, who, "GET", route, request)
        text, policy = answer.content.decode(), answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy and "unsafe" not in policy
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=\"|javascript:", text), who
        addresses = re.findall(
            r'<(?:script|link|img|form|source)\b[^>]*\b(?:src|href|action)="([^"]*)"', text
        )
        assert [a for a in addresses if re.match(r"(https?:)?//", a)] == []
        if not route.pattern.startswith("admin/") and route.name != "core:styleguide":  # shows many heads
            assert len(re.findall(r"<h1\b", text)) == 1, who
            assert re.search(r"<title>\s*\S[^<]*· 众创台\s*</title>", text), who


@pytest.mark.parametrize("route", ANSWERS, ids=lambda route: str(route.label))
def test_no_page_asks_the_database_often(world: World, route: Route) -> None:
    if route.pattern.startswith("admin/"):
        return
    for who, request in shown(world, route, "page", "file"):
        path = route.path(request.address) + ("?" + urlencode(request.query) if request.query else "")
        browser = world.browser(who)
        browser.get(path)  # the rule book is read once a process
        with CaptureQueriesContext(connection) as asked:
            browser.get(path)
        assert len(asked) <= MOST_STATEMENTS, "\n".join(query["sql"][:160] for query in asked)
