"""Public pages kept between requests: whom they are for, when they are drawn anew, what is never kept."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory
from django.test.utils import override_settings

from zhongchuang.core import public_pages
from zhongchuang.core.public_pages import KEPT, PublicPages, public_page


class Site:
    """A view that counts how often it draws, behind the middleware."""

    def __init__(self) -> None:
        self.drawn = 0
        self.version = "a"
        self.cookie = False
        self.status = 200
        self.public = True
        self.pages = PublicPages(self.answer)

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        def view(request: HttpRequest) -> HttpResponse:
            self.drawn += 1
            response = HttpResponse(f"{request.path} {self.drawn}", status=self.status)
            if self.cookie:
                response.set_cookie("csrftoken", "x")
            return response

        return public_page(view)(request) if self.public else view(request)

    def get(
        self,
        path: str = "/",
        cookies: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        seen: str = "",
    ) -> HttpResponseBase:
        request = RequestFactory(headers={**(headers or {}), "If-None-Match": seen}).get(path)
        request.COOKIES.update(cookies or {})
        response = self.pages(request)
        assert isinstance(response, HttpResponse)
        return response


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    made = Site()
    monkeypatch.setattr(public_pages, "_content_version", lambda: lambda: made.version)
    with override_settings(ZHONGCHUANG_CONTENT_SECONDS=0):
        yield made


def text(response: HttpResponseBase) -> str:
    assert isinstance(response, HttpResponse)
    return response.content.decode()


def test_a_page_is_drawn_once_and_says_so_to_a_browser_that_has_it(site: Site) -> None:
    first, second = site.get(), site.get()
    assert text(first) == text(second) == "/ 1"
    assert first.headers["ETag"] == second.headers["ETag"]
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]
    again = site.get(seen=first.headers["ETag"])
    assert (again.status_code, text(again), site.drawn) == (304, "", 1)


def test_new_content_another_day_or_language_is_another_page(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert text(site.get()) == "/ 1"
    site.version = "b"
    assert text(site.get()) == "/ 2"
    assert text(site.get(cookies={"django_language": "en"})) == "/ 3"
    assert text(site.get("/?page=2")) == "/ 4"
    monkeypatch.setattr("zhongchuang.core.public_pages.clock.today", lambda: dt.date(2031, 1, 1))
    assert text(site.get()) == "/ 5"


@pytest.mark.parametrize(
    ("cookies", "headers"),
    [
        ({"sessionid": "s"}, {}),
        ({"messages": "m"}, {}),
        ({}, {"HX-Request": "true"}),
        ({}, {"Authorization": "Bearer t"}),
    ],
)
def test_whoever_brings_something_of_their_own_gets_a_page_of_their_own(
    site: Site, cookies: dict[str, str], headers: dict[str, str]
) -> None:
    assert text(site.get()) == "/ 1"
    assert text(site.get(cookies=cookies, headers=headers)) == "/ 2"
    assert text(site.get(cookies=cookies, headers=headers)) == "/ 3"
    assert text(site.get()) == "/ 1"


def test_what_sets_a_cookie_fails_or_is_not_declared_public_is_not_kept(site: Site) -> None:
    for name, value in (("cookie", True), ("status", 404), ("public", False)):
        before = getattr(site, name)
        setattr(site, name, value)
        assert text(site.get()) != text(site.get())
        setattr(site, name, before)


def test_no_more_pages_are_kept_than_there_is_room_for(site: Site) -> None:
    for number in range(KEPT + 5):
        site.get(f"/?page={number}")
    assert len(site.pages.kept) == KEPT
    assert text(site.get(f"/?page={KEPT + 4}")) == f"/ {KEPT + 5}"
    assert text(site.get("/?page=0")) == f"/ {KEPT + 6}"
    assert site.get("/?q=" + "长" * 200).status_code == 200
    assert len(site.pages.kept) == KEPT


def test_under_asgi_a_kept_page_needs_no_thread(site: Site) -> None:
    async def view(request: HttpRequest) -> HttpResponseBase:
        return site.answer(request)

    pages = PublicPages(view)

    async def twice() -> list[str]:
        return [text(await pages._answer_async(RequestFactory().get("/"))) for _ in range(2)]

    assert asyncio.run(twice()) == ["/ 1", "/ 1"]


def test_the_state_is_asked_for_once_in_its_time(site: Site) -> None:
    with override_settings(ZHONGCHUANG_CONTENT_SECONDS=60):
        assert text(site.get()) == "/ 1"
        site.version = "b"
        assert text(site.get()) == "/ 1"
    with override_settings(ZHONGCHUANG_CONTENT_SECONDS=0):
        assert text(site.get()) == "/ 2"


def test_a_browser_that_can_unpack_gets_it_packed(site: Site) -> None:
    plain, packed = site.get(), site.get(headers={"Accept-Encoding": "gzip, br"})
    assert isinstance(packed, HttpResponse)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert gzip.decompress(packed.content) == text(plain).encode()
    again = site.get(headers={"Accept-Encoding": "gzip"}, seen=packed.headers["ETag"])
    assert (again.status_code, "Content-Encoding" in again.headers) == (304, False)
