"""The document: complete, in both languages, its examples true, the committed copy in line; and the watch that holds answers
against it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.test.utils import CaptureQueriesContext

from tests.openapi import BREACHES, breaches
from zhongchuang.clearance.tests.award_factory import an_award
from zhongchuang.clearance.tests.importing import SOURCE, a_department, a_row, somebody
from zhongchuang.parties.access import Role, TokenScope
from zhongchuang.project.api.published import document, document_text
from zhongchuang.project.api.reference import address_of, operation_of, reference_view
from zhongchuang.project.api.root import ROUTERS
from zhongchuang.project.tests.api.factory import Api, make_token

COMMITTED = Path(__file__).resolve().parents[5] / "docs" / "openapi.json"
MOST_STATEMENTS = 12
WITHOUT_EXAMPLE = ("{verdict}", "/audit/seals/", "{import_key}")
"""Addresses with something only its owner was given, or that is new every time; their own tests read them."""
OPERATIONS = [
    (method, path, declared)
    for path, methods in document()["paths"].items()
    for method, declared in methods.items()
]


def test_the_committed_document_is_the_one_served() -> None:
    assert COMMITTED.read_bytes() == document_text(), "运行 zhongchuang api schema > docs/openapi.json"


def test_every_router_has_its_tag_and_every_tag_its_operations() -> None:
    tags = {tag["name"] for tag in document()["tags"]}
    assert {tag for router in ROUTERS for tag in router.tags or ()} == tags
    assert all(group.operations for group in reference_view("zh", "").groups)


@pytest.mark.parametrize(
    ("method", "path", "declared"), OPERATIONS, ids=lambda v: v if isinstance(v, str) else ""
)
def test_every_operation_says_what_it_does_in_both_languages(method: str, path: str, declared: Any) -> None:
    for language in ("x-zh", "x-en"):
        assert declared[language]["summary"]
    assert not any("一" <= c <= "鿿" for c in declared["x-en"]["summary"] + declared["x-en"]["description"])
    for parameter in declared["parameters"]:
        zh, _separator, en = parameter["description"].partition(" · ")
        assert zh and en and " · " not in en, (path, parameter["name"])
    expected = {"406", "422", "429", "500"}
    assert expected <= set(declared["responses"])
    for status, response in declared["responses"].items():
        assert "$ref" in response or int(status) < 300


def test_every_description_of_a_field_is_in_both_languages() -> None:
    for name, schema in document()["components"]["schemas"].items():
        for field, declared in schema.get("properties", {}).items():
            if description := declared.get("description"):
                assert description.count(" · ") == 1, (name, field, description)


@pytest.mark.parametrize(
    ("method", "path", "declared"),
    [o for o in OPERATIONS if o[0] == "get" and not any(part in o[1] for part in WITHOUT_EXAMPLE)],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_the_example_of_every_reading_works_in_few_statements(
    holder: Api, method: str, path: str, declared: Any
) -> None:
    given = {
        p["name"]: [str(v) for v in (p["example"] if isinstance(p["example"], list) else [p["example"]])]
        for p in declared["parameters"]
        if "example" in p
    }
    if "{version}" in path:
        given["version"] = [holder.get("/packs/current").json()["version"]]
    if path == "/api/v1/awards/{number}":
        an_award(number=given["number"][0])  # no pack holds awards
    address = address_of(path, declared, given)
    assert address is not None, "every parameter of the path has an example"
    holder.client.get(address, headers=holder.headers)  # the rule book is read once a process
    with CaptureQueriesContext(connection) as asked:
        answer = holder.client.get(address, headers=holder.headers)
    assert answer.status_code == 200, answer.content
    assert len(asked) <= MOST_STATEMENTS, "\n".join(query["sql"][:120] for query in asked)


def test_an_import_is_read_in_few_statements_however_much_is_wrong(undone: None) -> None:
    department = Api(make_token(somebody(Role.OFFICER, a_department(1)), TokenScope.IMPORT_AWARDS))
    counts = []
    for size in (1, 50):
        rows = [a_row(number, amount="五万") for number in range(size)]
        made = department.post("/awards/imports", {"source": SOURCE, "rows": rows}).json()
        with CaptureQueriesContext(connection) as asked:
            answer = department.get(f"/awards/imports/{made['key']}")
        assert answer.status_code == 200, answer.content
        assert len(answer.json()["problems"]) == size
        counts.append(len(asked))
    assert counts[0] == counts[1] <= MOST_STATEMENTS


def test_the_examples_of_bodies_work(holder: Api) -> None:
    for path in ("/match", "/verdicts"):
        content = document()["paths"]["/api/v1" + path]["post"]["requestBody"]["content"]["application/json"]
        for example in content["examples"].values():
            assert holder.post(path, example["value"]).status_code < 300


def test_a_list_asks_no_more_statements_as_it_grows(api: Api) -> None:
    counts = []
    for size in (1, 100):
        with CaptureQueriesContext(connection) as asked:
            api.get("/measures", {"per_page": size})
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("method", "path", "answer"),
    [
        ("GET", "/api/v1/places", JsonResponse({"total": "many", "page": 1, "per_page": 20, "items": []})),
        ("GET", "/api/v1/places", JsonResponse({"total": 0, "page": 1, "per_page": 20, "items": []})),
        ("GET", "/api/v1/places", HttpResponse("<p>", content_type="text/html")),
        ("GET", "/api/v1/places", JsonResponse({}, status=418)),
        ("GET", "/api/v1/places", JsonResponse({"status": 404}, status=404)),
        ("GET", "/api/v1/none", JsonResponse({})),
        ("PUT", "/api/v1/places", JsonResponse({})),
        ("HEAD", "/api/v1/places", JsonResponse({})),
        ("DELETE", "/api/v1/verdicts/x", JsonResponse({}, status=204)),
    ],
)
def test_control_the_watch_sees_an_answer_against_the_document(
    method: str, path: str, answer: HttpResponse
) -> None:
    """Otherwise a suite that finds nothing would say nothing."""
    assert breaches(method, path, answer)


def test_control_the_watch_stands_at_the_door(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zhongchuang.policy.api.vocabulary.pair", lambda _text: "no pair")
    api.get("/places")
    assert BREACHES and "/api/v1/places" in BREACHES[0]
    BREACHES.clear()


def test_the_forms_of_the_page_lead_to_the_address() -> None:
    found = operation_of("clause")
    assert found is not None
    _, path, declared = found
    given = {"document": ["a b"], "ref": ["三（四）"], "unknown": ["x"]}
    assert (
        address_of(path, declared, given)
        == "/api/v1/documents/a%20b/clauses/%E4%B8%89%EF%BC%88%E5%9B%9B%EF%BC%89"
    )
    assert address_of(path, declared, {"document": ["a"]}) is None
    assert json.loads(document_text()) == document()
