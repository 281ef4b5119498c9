"""The edge of every request: what is refused before a view sees it, and what may not be kept by a cache."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/policy/?q=%00", "/v/%00/", "/ask/%00/"])
def test_a_nul_is_refused_with_a_page(path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 400
    assert "无法理解" in response.content.decode()


def test_a_method_not_allowed_is_a_sentence() -> None:
    response = Client().post("/healthz")
    assert response.status_code == 405
    assert "不接受这种请求" in response.content.decode()
    assert "GET" in response.headers["Allow"]


def test_a_method_no_browser_sends_is_refused_in_a_programs_words() -> None:
    response = Client().put("/healthz")
    assert response.status_code == 405
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 405
    assert "不接受这种请求" in response.json()["title"]
    assert "GET" in response.headers["Allow"]


def test_the_page_of_a_failure_is_kept_by_no_cache() -> None:
    response = Client().get("/nowhere")
    assert response.status_code == 404
    assert "no-store" in response.headers["Cache-Control"]
