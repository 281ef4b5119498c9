"""Only what is yours: every address × method × state × role gets the answer that `access.yaml` says, and nothing else.

Every later page must be added there: an address the table does not know fails the test.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from django.db import transaction
from django.http import HttpResponseBase

from tests.architecture.cases import CASES, anything
from tests.architecture.routes import Route, all_routes, entry
from tests.architecture.world import WHO, WITHDRAWN, Request, World
from zhongchuang.parties.models import Account
from zhongchuang.policy.models import AnswerSheet

TABLE = yaml.safe_load(Path(__file__).with_name("access.yaml").read_text(encoding="utf-8"))
WITHOUT_TOKEN = {
    "set_language",  # it sets a cookie of two values; see project/urls.py
    "policy:unsubscribe",  # the button of a mail program has no page of ours (RFC 8058); the address itself is the right
}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ROUTES = all_routes()
Answers = Mapping[str, Mapping[str, Mapping[str, str]]]
"""method → state → who → answer"""


def answers_of(route: Route) -> Answers:
    """What the table says of an address; nothing where it does not know it."""
    return entry(route.label, TABLE["routes"]) or {}


@cache
def people(key: str) -> frozenset[str]:
    """Whom a word of the table means; empty for `others`."""
    if key == "everyone":
        return frozenset(WHO)
    named = TABLE["groups"].get(key, [] if key == "others" else [key])
    assert set(named) <= set(WHO), f"access.yaml 里的“{key}”不是角色"
    return frozenset(named)


def expected(said: Mapping[str, str], who: str) -> str:
    """The answer the table gives somebody."""
    for key, answer in said.items():
        if who in people(key):
            return answer
    return said["others"]


def ask(world: World, who: str, method: str, route: Route, request: Request) -> Any:
    """The answer of the site. Whatever it wrote is undone."""
    path = route.path(request.address) + ("?" + urlencode(request.query) if request.query else "")
    browser = world.browser(who)
    with transaction.atomic():
        if method == "POST" and request.json is not None:
            answer: Any = browser.post(path, json.dumps(request.json), content_type="application/json")
        elif method == "POST":
            answer = browser.post(path, request.form)
        else:
            answer = browser.generic(method, path)
        transaction.set_rollback(True)
    return answer


def word_for(response: HttpResponseBase) -> str:
    """The answer in a word of the table; its number where it has none."""
    match response.status_code:
        case 200 if "attachment" in response.headers.get("Content-Disposition", ""):
            return "file"
        case 302 if response.headers["Location"].startswith("/accounts/login/"):
            return "sign-in"
        case status:
            return {200: "page", 302: "done", 401: "token", 403: "forbidden", 404: "missing"}.get(
                status, str(status)
            )


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: str(route.label))
def test_everybody_gets_the_answer_the_table_says_and_no_other(world: World, route: Route) -> None:
    said, make = answers_of(route), entry(route.label, CASES) or anything
    assert said, f"{route.label}（/{route.pattern}）不在 access.yaml 里"
    wrong = []
    for who in WHO:
        cases = make(world, who)
        for method, states in said.items():
            assert set(cases) <= set(states), f"{route.label}：状态 {set(cases)} 不都在表里"
            for state, request in cases.items():
                got, wanted = (
                    word_for(ask(world, who, method, route, request)),
                    expected(states[state], who),
                )
                if got != wanted:
                    wrong.append(f"{method} {state} {who}: {got}，应为 {wanted}")
    assert wrong == [], route.label


@pytest.mark.one_database
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: str(route.label))
def test_a_method_that_is_not_offered_is_refused(world: World, route: Route) -> None:
    said, make = answers_of(route), entry(route.label, CASES) or anything
    wrong = []
    for who in WHO:
        state, request = next(iter(make(world, who).items()))
        for method in METHODS:
            if method not in said:
                status = ask(world, who, method, route, request).status_code
                if status != 405:
                    wrong.append(f"{method} {state} {who}: {status}，应为 405")
    assert wrong == [], route.label


@pytest.mark.one_database
@pytest.mark.parametrize(
    "route", [route for route in ROUTES if "GET" in answers_of(route)], ids=lambda r: r.label
)
def test_head_is_answered_like_get(world: World, route: Route) -> None:
    make = entry(route.label, CASES) or anything
    for who in ("public", "administrator"):
        for state, request in make(world, who).items():
            wanted = expected(answers_of(route)["GET"][state], who)
            assert word_for(ask(world, who, "HEAD", route, request)) == wanted, (route.label, who, state)


def test_the_table_holds_nothing_that_is_not_there() -> None:
    used = {
        pattern
        for route in ROUTES
        for pattern in TABLE["routes"]
        if answers_of(route) is TABLE["routes"][pattern]
    }
    assert set(TABLE["routes"]) - used == set()
    known = {"page", "file", "done", "sign-in", "token", "forbidden", "missing", "409"}
    for label, methods in TABLE["routes"].items():
        for states in methods.values():
            for said in states.values():
                assert set(said.values()) <= known, label
                assert {"everyone", "others"} & set(said), f"{label}：没有说其他人"
                for key in said:
                    people(key)


def test_every_state_of_the_table_is_tried(world: World) -> None:
    for route in ROUTES:
        make = entry(route.label, CASES) or anything
        tried = {state for who in WHO for state in make(world, who)}
        for method, states in answers_of(route).items():
            assert set(states) == tried, (route.label, method)


def test_nobody_writes_through_the_admin() -> None:
    for route in ROUTES:
        if route.pattern.startswith("admin/"):
            assert set(answers_of(route)) == {"GET"}, route.label
            assert not re.search(r"_(add|delete)$", route.name)


def listed(world: World, who: str, path: str, link: str) -> set[str]:
    """What a list shows somebody, over all its pages: the part of each link that the pattern names."""
    found: set[str] = set()
    for page in range(1, 20):
        answer = world.browser(who).get(f"{path}{'&' if '?' in path else '?'}page={page}")
        if answer.status_code != 200:
            return found
        seen = set(re.findall(link, answer.content.decode())) - found
        if not seen:
            return found
        found |= seen
    raise AssertionError("a list of the small world has no twenty pages")


def opened(world: World, who: str, path: Callable[[str], str], things: set[str]) -> set[str]:
    """Of these things, those whose page or file opens for somebody."""
    return {thing for thing in things if world.browser(who).get(path(thing)).status_code == 200}


@pytest.mark.parametrize("who", WHO)
def test_list_page_and_file_show_the_same_documents(world: World, who: str) -> None:
    everything = {"guo-2019-1", "shi-2020-1", "shishi-2021-1"}
    seen = listed(world, who, "/policy/", r'href="/policy/([\w-]+)/"')
    assert seen == opened(world, who, lambda slug: f"/policy/{slug}/", everything)
    assert seen == opened(world, who, lambda slug: f"/policy/{slug}/text", everything)
    assert len(seen) == (3 if who in people("sees-withdrawn") else 2)


@pytest.mark.parametrize("who", WHO)
def test_list_and_page_show_the_same_measures(world: World, who: str) -> None:
    everything = listed(world, "administrator", "/measures/", r'href="/measures/([\w-]+/[\w-]+)/"')
    seen = listed(world, who, "/measures/", r'href="/measures/([\w-]+/[\w-]+)/"')
    assert seen == opened(world, who, lambda slug: f"/measures/{slug}/", everything)
    assert (world.withdrawn_measure in seen) is (who in people("sees-withdrawn"))


@pytest.mark.parametrize("who", WHO)
def test_the_search_finds_what_opens(world: World, who: str) -> None:
    """Documents, clauses and measures, in the page and while somebody types."""
    every = "/search/?kind=document&kind=clause&kind=measure"
    link = r'<h2>\s*<a href="(/(?:policy|measures)/[^"]+)"'
    everything, seen = listed(world, "administrator", every, link), listed(world, who, every, link)
    assert seen == opened(world, who, lambda path: path, everything)
    assert any(world.withdrawn_measure in path for path in seen) is (who in people("sees-withdrawn"))
    suggested = world.browser(who).get("/search/suggest", {"q": "示例"}).json()["suggestions"]
    assert {one["url"] for one in suggested} <= seen
    assert any(WITHDRAWN in one["url"] for one in suggested) is (who in people("sees-withdrawn"))


@pytest.mark.parametrize("who", WHO)
def test_list_and_page_show_the_same_accounts(world: World, who: str) -> None:
    everything = {str(pk) for pk in Account.objects.values_list("pk", flat=True)}
    seen = listed(world, who, "/accounts-and-roles/", r'href="/accounts-and-roles/(\d+)/"')
    assert seen == opened(world, who, lambda pk: f"/accounts-and-roles/{pk}/", everything)
    own = world.accounts[who]
    if who in people("looks"):
        assert seen == everything
    else:
        assert seen == ({str(own.pk)} if own else set())


@pytest.mark.parametrize("who", WHO)
def test_the_seals_of_the_list_are_the_files_there_are(world: World, who: str) -> None:
    seen = listed(world, who, "/audit/", r'href="/audit/leaves/(\d+)"')
    assert seen == opened(world, who, lambda number: f"/audit/leaves/{number}", {"1", "2", "3"}) == {"1"}


@pytest.mark.parametrize("who", WHO)
def test_deleting_anothers_answers_deletes_nothing(world: World, who: str) -> None:
    route = next(route for route in ROUTES if route.name == "policy:delete")
    with transaction.atomic():
        request = CASES["policy:delete"](world, who)["another's"]
        world.browser(who).post(route.path(request.address), request.form)
        assert AnswerSheet.objects.filter(pk=world.other_sheet.pk).exists()
        transaction.set_rollback(True)


@pytest.mark.one_database
@pytest.mark.parametrize(
    "route",
    [
        route
        for route in ROUTES
        if "POST" in answers_of(route) and route.name not in WITHOUT_TOKEN and not route.is_for_software
    ],
    ids=lambda r: r.label,
)
def test_a_form_from_elsewhere_is_refused(world: World, route: Route) -> None:
    """Without the token of our own page nothing is submitted, whoever is signed in."""
    make = entry(route.label, CASES) or anything
    for who in ("public", "administrator"):
        for request in make(world, who).values():
            browser = world.browser(who, checks_csrf=True)
            answer = browser.post(route.path(request.address), request.form)
            assert answer.status_code == 403, (route.label, who)
            assert "为安全起见未提交" in answer.content.decode()
