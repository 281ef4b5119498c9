"""Holds every answer of the API, in whatever test it is given, against the OpenAPI document.

`conftest.py` puts `watched` around the door of the API for the whole suite and fails the test in which an answer was given
that the document does not promise.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import jsonschema_rs
from django.http import HttpRequest, HttpResponse, HttpResponseBase

Door = Callable[[Any, HttpRequest], HttpResponseBase]
BREACHES: list[str] = []
"""What was answered against the document since the list was emptied."""
PREFIX = "/api/v1/"
PROBLEM = "application/problem+json"
BOTH_LANGUAGES = ("title_zh", "title_en", "detail_zh", "detail_en")


@cache
def document() -> Mapping[str, Any]:
    """The document as it is served."""
    from zhongchuang.project.api.published import document as published  # after Django's apps are there

    return published()


@cache
def _addresses() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Every address as a pattern, those without a parameter first: /packs/current before /packs/{version}."""
    templates = sorted(document()["paths"], key=lambda template: template.count("{"))
    return tuple((re.compile(re.sub(r"\{\w+\}", "[^/]+", template)), template) for template in templates)


@cache
def _validator(schema: str) -> Any:
    """A validator of a part of the document, which may point into the rest of it."""
    whole = {**json.loads(schema), "components": document()["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)


def breaches(method: str, path: str, response: HttpResponse) -> list[str]:
    """What of an answer the document does not promise."""
    if not path.startswith(PREFIX):
        return []
    template = next((found for pattern, found in _addresses() if pattern.fullmatch(path)), None)
    if template is None:
        return _refusal(response, {404, 422})
    if method == "OPTIONS":
        return _refusal(response, {422}) if response.status_code != 204 else _empty(response)
    asked = "get" if method == "HEAD" else method.lower()
    operation = document()["paths"][template].get(asked)
    if operation is None:
        told = [] if response.headers.get("Allow") else ["405 without Allow"]
        return _refusal(response, {405, 422}) + (told if response.status_code == 405 else [])
    promised = operation["responses"].get(str(response.status_code))
    if promised is None:
        return [f"status {response.status_code} is not in the document: {response.content[:200]!r}"]
    if "$ref" in promised:
        promised = document()["components"]["responses"][promised["$ref"].rsplit("/", 1)[-1]]
    found = _headers(promised, response)
    if response.status_code >= 500:
        found.append(f"{response.status_code}: {response.content[:200]!r}")
    if method == "HEAD":
        return found + _empty(response)
    return found + _content(promised, response)


def _headers(promised: Mapping[str, Any], response: HttpResponse) -> list[str]:
    headers = document()["components"]["headers"]
    wrong = []
    for name in promised.get("headers", {}):
        value = response.headers.get(name)
        if value is None:
            if headers[name]["required"]:
                wrong.append(f"no header {name}")
        elif headers[name]["schema"]["type"] == "integer" and not value.isdecimal():
            wrong.append(f"{name}: {value} is no whole number")
    return wrong


def _content(promised: Mapping[str, Any], response: HttpResponse) -> list[str]:
    content = promised.get("content")
    if not content:
        return _empty(response)
    media = response.headers.get("Content-Type", "").partition(";")[0]
    if media not in content:
        return [f"{media} is not among {list(content)}"]
    if not media.endswith("json"):
        return []
    value = json.loads(response.content)
    wrong = [
        f"{'/'.join(map(str, error.instance_path))}: {error.message[:300]}"
        for error in _validator(json.dumps(content[media]["schema"])).iter_errors(value)
    ]
    return wrong + (_problem(value, response) if media == PROBLEM else [])


def _refusal(response: HttpResponse, statuses: set[int]) -> list[str]:
    """An answer outside the operations: one of these statuses, and a problem document."""
    if response.status_code not in statuses:
        return [f"status {response.status_code}, not one of {sorted(statuses)}"]
    schema = {"content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    return _content(schema, response) if response.content else []


def _problem(value: Mapping[str, Any], response: HttpResponse) -> list[str]:
    wrong = [f"{name} is empty" for name in BOTH_LANGUAGES if not value.get(name)]
    if value.get("status") != response.status_code:
        wrong.append(f"says {value.get('status')} and is {response.status_code}")
    return wrong


def _empty(response: HttpResponse) -> list[str]:
    return ["has a body"] if response.content else []


def watched(door: Door) -> Door:
    """The door of the API, its answers held against the document."""

    def answer(self: Any, request: HttpRequest) -> HttpResponseBase:
        method = str(request.method)
        response = door(self, request)
        if request.path.startswith(PREFIX):
            assert isinstance(response, HttpResponse)
            BREACHES.extend(
                f"{method} {request.get_full_path()}: {b}" for b in breaches(method, request.path, response)
            )
        return response

    return answer
