"""What is held, as other software reads it: the real packs through every address that reads."""

from __future__ import annotations

import hashlib
from typing import Any

from zhongchuang.policy.tests.factory import TODAY
from zhongchuang.project.tests.api.factory import Api

LIAONING = "liaozhengbanfa-2016-88"


def walk(api: Api, path: str, query: dict[str, Any] | None = None) -> list[Any]:
    """Everything of a list, by its own links."""
    found: list[Any] = []
    answer = api.get(path, {**(query or {}), "per_page": 50})
    while True:
        assert answer.status_code == 200, answer.content
        page = answer.json()
        found += page["items"]
        following = next((part for part in answer.headers["Link"].split(", ") if 'rel="next"' in part), None)
        if following is None:
            assert len(found) == page["total"]
            return found
        answer = api.client.get(following[1 : following.index(">")])


def test_index(api: Api) -> None:
    found = api.get("/").json()
    assert found["today"] == TODAY.isoformat()
    for name, path in found["links"].items():
        if name not in ("match", "search"):
            assert api.client.get(path).status_code == 200, name


def test_every_document_has_its_detail_and_its_text(api: Api) -> None:
    for document in walk(api, "/documents"):
        detail = api.get(f"/documents/{document['id']}").json()
        text = api.get(f"/documents/{document['id']}/text")
        assert hashlib.sha256(text.content).hexdigest() == document["text_sha256"] == detail["text_sha256"]
        assert detail["outline"]
        for form in ("akoma_ntoso_url", "json_ld_url"):
            assert api.client.get(detail[form]).status_code == 200, form


def test_every_clause_of_a_document(api: Api) -> None:
    listed = walk(api, "/clauses", {"document": LIAONING})
    for clause in listed:
        detail = api.get(f"/documents/{LIAONING}/clauses/{clause['ref']}")
        assert detail.status_code == 200, clause["ref"]
        assert detail.json()["text"] == clause["text"]


def test_every_measure(api: Api) -> None:
    for measure in walk(api, "/measures"):
        detail = api.get(f"/measures/{measure['id']}")
        assert detail.status_code == 200, measure["id"]
        assert detail.json()["quote"]
    assert api.client.get(detail.json()["json_ld_url"]).status_code == 200
