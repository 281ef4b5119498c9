"""What holds for every answer: problem documents, ETags, origins, methods; and input nobody sends by mistake."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.openapi import BREACHES
from zhongchuang.core.api.reading import MOST_BYTES
from zhongchuang.project.api import root
from zhongchuang.project.tests.api.factory import TEAM, Api


def problem(answer: Any, status: int) -> dict[str, Any]:
    """The problem document of an answer, its status looked at."""
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = json.loads(answer.content)
    assert found["status"] == status
    return found


def test_a_failure_is_told_in_the_language_asked_for_and_in_both(api: Api) -> None:
    for language, name, tag in (
        ("en-GB,en;q=0.9", "en", "en"),
        ("zh-CN", "zh", "zh-Hans"),
        ("fr", "zh", "zh-Hans"),
    ):
        answer = api.get("/documents/none", Accept_Language=language)
        found = problem(answer, 404)
        assert found["detail"] == found[f"detail_{name}"] != found["title_zh"]
        assert answer.headers["Content-Language"] == tag
        assert found["request_id"] == answer.headers["X-Request-ID"]
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "query", "name"),
    [
        ("/documents", {"page": "0"}, "page"),
        ("/documents", {"page": "1.0"}, "page"),
        ("/documents", {"page": "9" * 400}, "page"),
        ("/documents", {"page": "１"}, "page"),
        ("/documents", {"per_page": "101"}, "per_page"),
        ("/documents", {"pages": "1"}, "pages"),
        ("/documents", {"place": "21000"}, "place.0"),
        ("/documents", {"year": "1899"}, "year.0"),
        ("/documents", {"page": ["1", "2"]}, "page"),
        ("/measures/liaoning/transfer-income-share", {"on": "2026-02-30"}, "on"),
        ("/measures/liaoning/transfer-income-share", {"on": "0"}, "on"),
        ("/measures/liaoning/transfer-income-share", {"on": "2026-11-01T00:00:00"}, "on"),
        ("/measures/liaoning/transfer-income-share", {"on": "0001-01-01"}, "on"),
        ("/search", {}, "q"),
        ("/search", {"q": "x" * 81}, "q"),
    ],
)
def test_a_query_that_is_wrong_is_told_name_by_name(
    api: Api, path: str, query: dict[str, Any], name: str
) -> None:
    found = problem(api.get(path, query), 422)
    assert [error["name"] for error in found["errors"]] == [name]
    error = found["errors"][0]
    assert error["where"] == "query" and error["detail_zh"] and error["detail_en"]
    assert "Input should" not in error["detail_en"] and "Value error" not in error["detail_zh"]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (" ", "body"),
        ("{", "body"),
        ("[]", "body"),
        ("null", "body"),
        (b"\xff\xfe", "body"),
        ("[" * 100_000, "body"),
        (json.dumps({**TEAM, "more": 1}), "more"),
        (json.dumps({**TEAM, "kind": "nobody"}), "kind"),
        (json.dumps({**TEAM, "place": "999999"}), "place"),
        (json.dumps({**TEAM, "place": 210100}), "place"),
        (json.dumps({**TEAM, "on": 0}), "on"),
        (json.dumps({**TEAM, "facts": {"no_such_fact": 1}}), "facts"),
        (json.dumps({**TEAM, "facts": {"transfer_income": "many"}}), "facts"),
        (json.dumps({**TEAM, "facts": {"transfer_income": [1]}}), "facts.transfer_income"),
        ('{"place": "210100", "kind": "team", "facts": {"transfer_income": ' + "9" * 9000 + "}}", "facts"),
        ('{"place": "210100", "kind": "team", "facts": {"transfer_income": 1e999999999}}', "facts"),
        ('{"place": "210100", "kind": "team", "facts": {"transfer_income": NaN}}', "body"),
        ('{"place": "210100", "place": "530000", "kind": "team"}', "place"),
        ('{"place": "210100", "kind": "team", "facts": {"a\\u0000b": 1}}', "a�b"),
        ('{"place": "210100", "kind": "team", "facts": {"a": "\\ud800"}}', "�"),
    ],
)
def test_a_body_that_is_wrong_is_told(api: Api, body: str | bytes, name: str) -> None:
    found = problem(api.post("/match", body), 422)
    assert [error["name"] for error in found["errors"]] == [name]
    assert found["errors"][0]["where"] == "body"


def test_a_body_of_another_type_or_too_large_is_refused(api: Api) -> None:
    form = api.client.post("/api/v1/match", {"place": "210100"})
    assert problem(form, 415)["code"] == "api.unsupported_media"
    assert problem(api.post("/match", " " * (MOST_BYTES + 1)), 413)["code"] == "api.too_large"
    assert problem(api.post("/match", " " * (3 * 1024 * 1024)), 413)["code"] == "api.too_large"


def test_what_is_no_address_of_ours(api: Api) -> None:
    problem(api.get("/nothing"), 404)
    problem(api.get("/documents/"), 404)
    problem(api.client.get("/api/v1/documents/a%00b"), 422)
    problem(api.client.get("/api/v1/documents?words=a%00b"), 422)
    problem(api.client.get("/api/v1/documents/%FF%FE"), 422)
    problem(api.client.get("/api/v1/documents/" + "x" * 500), 422)
    assert api.get("/documents", {"words": "😀𠀀‮"}).json()["total"] == 0


def test_a_client_that_takes_no_json_is_told(api: Api) -> None:
    assert problem(api.get("/documents", Accept="image/png"), 406)["code"] == "api.not_acceptable"
    assert api.get("/documents", Accept="application/*").status_code == 200
    assert api.get("/documents/liaozhengbanfa-2016-88/text", Accept="text/plain").status_code == 200


def test_methods(api: Api) -> None:
    refused = api.send("PUT", "/documents")
    assert problem(refused, 405)["code"] == "core.method_not_allowed"
    assert refused.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert api.send("GET", "/match").headers["Allow"] == "OPTIONS, POST"
    head, got = api.send("HEAD", "/documents"), api.get("/documents")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(len(got.content))
    assert head.headers["ETag"] == got.headers["ETag"]


def test_the_same_content_has_the_same_tag_and_is_not_sent_twice(api: Api) -> None:
    first = api.get("/measures", {"place": "210000"})
    tag = first.headers["ETag"]
    assert tag.startswith('"')  # strong
    for sent in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = api.get("/measures", {"place": "210000"}, If_None_Match=sent)
        assert (again.status_code, again.content) == (304, b""), sent
        assert again.headers["ETag"] == tag
        assert again.headers["Cache-Control"] == "public, max-age=60"
    assert api.get("/measures", {"place": "530000"}, If_None_Match=tag).status_code == 200
    assert problem(api.get("/measures", If_Match='"other"'), 412)["code"] == "api.precondition_failed"
    assert api.get("/measures", {"place": "210000"}, If_Match=tag).status_code == 200


def test_reading_is_open_to_pages_of_other_sites_and_sending_is_not(api: Api) -> None:
    for answer in (api.get("/documents", Origin="https://example.com"), api.get("/nothing")):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    asked = api.send("OPTIONS", "/documents", Origin="https://example.com")
    assert (asked.status_code, asked.content) == (204, b"")
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    assert "Authorization" not in asked.headers["Access-Control-Allow-Headers"]
    for answer in (api.send("OPTIONS", "/match"), api.post("/match", TEAM)):
        assert "Access-Control-Allow-Methods" not in answer.headers
    assert "Access-Control-Allow-Origin" not in api.post("/match", TEAM).headers


def test_cookies_count_for_nothing_and_none_is_set(api: Api) -> None:
    plain = api.get("/documents")
    api.client.cookies["sessionid"] = "anything"
    api.client.cookies["django_language"] = "en"
    again = api.get("/documents")
    assert again.content == plain.content and not again.cookies
    assert "Cookie" not in again.headers["Vary"]


def test_a_failure_nobody_foresaw_tells_nothing_of_its_cause(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr("zhongchuang.policy.api.match.next_question", fail)
    answer = api.post("/match", TEAM)
    assert problem(answer, 500)["code"] == "core.failure"
    assert b"secret" not in answer.content and b"Traceback" not in answer.content
    assert BREACHES.pop().startswith("POST /api/v1/match: 500")  # the watch saw it


def test_lists_lead_to_their_other_pages(api: Api) -> None:
    answer = api.get("/clauses", {"per_page": 5, "page": 2, "place": "210000"})
    links = dict(reversed(part.split("; ")) for part in answer.headers["Link"].split(", "))
    assert links['rel="next"'] == "</api/v1/clauses?per_page=5&place=210000&page=3>"
    assert {'rel="first"', 'rel="prev"', 'rel="last"', 'rel="service-desc"'} <= set(links)
    last = api.client.get(links['rel="last"'][1:-1])
    assert 'rel="next"' not in last.headers["Link"] and last.json()["items"]
    beyond = api.get("/clauses", {"page": 99_999})
    assert beyond.json()["items"] == [] and beyond.json()["total"] > 0


def test_the_api_document_is_open_too(undone: None) -> None:
    answer = Client().get("/api/openapi.json")
    assert answer.json()["openapi"] == "3.1.0"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    again = Client().get("/api/openapi.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert root.api.title in answer.json()["info"]["title"]
