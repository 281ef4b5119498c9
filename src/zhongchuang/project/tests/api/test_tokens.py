"""Tokens at the door: scopes, ends, limits, and that a token sees what its account may see and no more."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django import Settings

from zhongchuang.core import clock
from zhongchuang.parties.access import Role, TokenScope
from zhongchuang.parties.models import ApiToken
from zhongchuang.parties.services import account_lock, token_revoke
from zhongchuang.parties.tests.factory import SYSTEM, actor, make_account
from zhongchuang.policy.models import Document
from zhongchuang.policy.tests.factory import TODAY
from zhongchuang.project.tests.api.factory import TEAM, Api, make_token

OPENS = {
    TokenScope.READ: ("GET", "/token"),
    TokenScope.MATCH: ("POST", "/match"),
    TokenScope.STORE_VERDICTS: ("POST", "/verdicts"),
    TokenScope.EXPORT_PACKS: ("GET", "/packs/{version}/export"),
    TokenScope.OWN_VOUCHERS: ("GET", "/my/vouchers"),
}


def ask(api: Api, method: str, path: str) -> int:
    path = path.format(version=Api().get("/packs/current").json()["version"])
    answer = api.get(path) if method == "GET" else api.post(path, TEAM)
    return int(answer.status_code)


@pytest.mark.parametrize("held", TokenScope)
def test_a_token_does_what_its_scope_says_and_nothing_else(undone: None, held: TokenScope) -> None:
    api = Api(make_token(None, held))
    for scope, (method, path) in OPENS.items():
        assert (ask(api, method, path) < 300) is (scope is held), scope


def test_what_is_missing_is_named(undone: None) -> None:
    refused = Api(make_token(None, TokenScope.READ)).post("/verdicts", TEAM)
    assert (refused.status_code, refused.json()["code"]) == (403, "parties.scope_missing")
    assert 'error="insufficient_scope", scope="verdicts:store"' in refused.headers["WWW-Authenticate"]
    missing = Api().post("/verdicts", TEAM)
    assert missing.status_code == 401
    assert missing.headers["WWW-Authenticate"] == 'Bearer realm="zhongchuang"'


@pytest.mark.parametrize(
    "header",
    ["Bearer zct_wrong", "Bearer ", "Bearer", "Basic YTpi", "zct_x", "Bearer " + "x" * 5000, "Bearer ü"],
)
def test_a_token_that_is_none_is_refused_even_where_visitors_may(undone: None, header: str) -> None:
    answer = Api().get("/documents", Authorization=header)
    assert (answer.status_code, answer.json()["code"]) == (401, "api.unauthenticated")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_a_token_ends_with_its_day_its_revocation_and_its_account(undone: None) -> None:
    account = make_account(Role.ENTREPRENEUR)
    first, second, third = (make_token(account) for _ in range(3))
    assert Api(first).get("/documents").status_code == 200
    with clock.use_date(TODAY + dt.timedelta(days=31)):
        assert Api(first).get("/documents").status_code == 401
    row = ApiToken.objects.get(prefix=second[:12])
    token_revoke(actor=actor(account), token=row, expected_version=row.row_version)
    assert Api(second).get("/documents").status_code == 401
    assert Api(third).get("/documents").status_code == 200
    account_lock(actor=SYSTEM, account=account, expected_version=account.row_version)
    assert Api(third).get("/documents").status_code == 401


def test_a_token_sees_what_its_account_sees(undone: None) -> None:
    Document.objects.filter(slug="liaozhengbanfa-2016-88").update(withdrawn=True)
    path = "/documents/liaozhengbanfa-2016-88"
    officer, citizen = make_account(Role.OFFICER), make_account(Role.ENTREPRENEUR)
    assert Api(make_token(officer)).get(path).status_code == 200
    assert Api(make_token(citizen)).get(path).status_code == 404
    assert Api().get(path).status_code == 404
    for words in ("", "/text", "/clauses/三（四）"):
        assert Api().get(path + words).status_code == 404
    listed = {row["document"] for row in Api().get("/clauses", {"per_page": 100}).json()["items"]}
    assert "liaozhengbanfa-2016-88" not in listed


def test_what_a_token_was_shown_is_kept_by_nobody_else(holder: Api) -> None:
    answer = holder.get("/documents")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in answer.headers["Vary"]


def test_a_token_says_what_it_may(holder: Api) -> None:
    said = holder.get("/token").json()
    assert set(said["scopes"]) == set(TokenScope)
    assert "zct_" in said["prefix"] and "secret" not in said
    assert ApiToken.objects.get(prefix=said["prefix"]).last_used_on == TODAY


def test_visitors_are_counted_by_address_and_tokens_by_token(undone: None, few: Settings) -> None:
    api = Api()
    left = [api.get("/documents").headers["RateLimit-Remaining"] for _ in range(3)]
    assert left == ["2", "1", "0"]
    refused = api.get("/documents")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["RateLimit-Remaining"] == "0"
    other = api.client.get("/api/v1/documents", REMOTE_ADDR="192.0.2.9")
    assert other.status_code == 200
    holder = Api(make_token())
    assert [holder.get("/documents").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_guessing_tokens_is_counted_by_address(undone: None, few: Settings) -> None:
    statuses = [Api("zct_guess").get("/documents").status_code for _ in range(4)]
    assert statuses == [401, 401, 401, 429]


def test_the_other_half_of_an_ipv6_address_is_free_to_choose(undone: None, few: Settings) -> None:
    api = Api()
    statuses = [
        api.client.get("/api/v1/documents", REMOTE_ADDR=f"2001:db8::{n:x}").status_code for n in range(4)
    ]
    assert statuses == [200, 200, 200, 429]
    assert api.client.get("/api/v1/documents", REMOTE_ADDR="2001:db8:1::1").status_code == 200


def test_wrong_requests_count_too_where_the_token_was_looked_at(undone: None, few: Settings) -> None:
    api = Api()
    assert [api.get("/documents", {"page": "0"}).status_code for _ in range(4)] == [422, 422, 422, 429]
