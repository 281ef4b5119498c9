"""Errors: whole sentences in two languages, mapped in one place."""

from __future__ import annotations

import json

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from zhongchuang.core import errors
from zhongchuang.core.errors import (
    Conflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    Refused,
    Unavailable,
    Wording,
)
from zhongchuang.core.middleware import ErrorMiddleware, error_response
from zhongchuang.core.request_id import request_id, use_request_id
from zhongchuang.core.surfaces import http_status, problem


class Stale(Conflict):
    """A room's own failure."""

    default_code = "room.stale"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InvalidInput("甲。", "A."), 422),
        (NotAllowed(), 403),
        (NotFound(), 404),
        (Stale("乙。", "B."), 409),
        (Refused("丙。", "C."), 409),
        (Unavailable("丁。", "D."), 503),
        (errors.ZhongchuangError("戊。", "E."), 500),
    ],
)
def test_each_failure_has_a_status_and_says_what_next(error: errors.ZhongchuangError, status: int) -> None:
    assert http_status(error) == status
    assert error.zh.endswith("。")
    assert error.en.endswith(".")
    assert error.zh in str(error)
    assert error.en in error.sentence
    assert error.told_in("en-gb") == error.en
    assert error.told_in(None) == error.zh


def test_fields_are_told_in_the_readers_language() -> None:
    error = InvalidInput(
        "有误。", "Wrong.", fields={"day": Wording("不能晚于今天", "Cannot be later than today")}
    )
    document = problem(error, "en")
    assert document["fields"] == {"day": "Cannot be later than today"}
    assert document["detail"] == "Wrong. Correct it and submit again."
    assert problem(error, "zh-hans")["fields"] == {"day": "不能晚于今天"}


def test_a_request_carries_its_id_and_an_error_becomes_a_problem_document() -> None:
    seen: list[str] = []

    def view(_: HttpRequest) -> HttpResponse:
        seen.append(request_id())
        return HttpResponse()

    factory = RequestFactory()
    response = ErrorMiddleware(view)(factory.get("/", headers={"X-Request-ID": "abcdefgh-1234"}))
    assert seen == [response.headers["X-Request-ID"]] == ["abcdefgh-1234"]
    response = ErrorMiddleware(view)(factory.get("/", headers={"X-Request-ID": "<script>"}))
    assert response.headers["X-Request-ID"] == seen[1] != "<script>"
    assert request_id() == ""

    request = factory.get("/", headers={"Accept": "application/json"})
    with translation.override("en"), use_request_id("abcdefgh-1234"):
        answer = error_response(request, Stale("乙。", "B."))
    document = json.loads(answer.content)
    assert (answer.status_code, answer.headers["Content-Type"]) == (409, "application/problem+json")
    assert (document["code"], document["instance"]) == ("room.stale", "abcdefgh-1234")


def test_what_is_not_foreseen_is_left_to_the_500_page() -> None:
    middleware = ErrorMiddleware(lambda _: HttpResponse())
    assert middleware.process_exception(RequestFactory().get("/"), RuntimeError("x")) is None
