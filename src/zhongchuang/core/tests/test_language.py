"""The site speaks Chinese until the reader asks for English."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils.translation import get_language

from zhongchuang.core.middleware import LanguageMiddleware


def language_for(request: HttpRequest) -> str:
    """The language a view would be drawn in."""
    spoken: list[str | None] = []

    def view(_request: HttpRequest) -> HttpResponse:
        spoken.append(get_language())
        return HttpResponse()

    response = LanguageMiddleware(view)(request)
    assert response.headers["Content-Language"] == spoken[0]
    assert "Cookie" in response.headers["Vary"]
    return str(spoken[0])


def test_chinese_whatever_the_browser_prefers() -> None:
    assert language_for(RequestFactory().get("/", headers={"Accept-Language": "en"})) == "zh-hans"


def test_english_when_chosen() -> None:
    request = RequestFactory().get("/")
    request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert language_for(request) == "en"


def test_an_unknown_language_is_chinese() -> None:
    request = RequestFactory().get("/")
    request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = "xx"
    assert language_for(request) == "zh-hans"
