"""Pages that are the same for every visitor are drawn once for each state of the content, and kept.

A view says so of itself with `public_page`; it is believed only where the request carried nothing of the visitor's own
(no session, no notice) and the answer sets no cookie. What a page shows changes with the content and with the day, so both are
part of its name: `ZHONGCHUANG_CONTENT_VERSION` names a function that tells the state of the content in one small query. A page
is never served from an older state has to be emptied when something is published.
"""

from __future__ import annotations

import gzip
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache, wraps
from threading import Lock
from typing import cast

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string

from zhongchuang.core import clock
from zhongchuang.core.conditional import conditional, etag_of
from zhongchuang.core.request_id import use_request_id

Handler = Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]
View = Callable[..., HttpResponseBase]
Name = tuple[str, ...]

KEPT = 512
LARGEST = 512 * 1024
LONGEST_QUERY = 200
OWN_HEADERS = frozenset({"X-Request-ID", "Content-Length", "Date", "Server"})
"""What belongs to one answer and not to the page."""


def public_page(view: View) -> View:
    """Says that the page depends on its address, the language, the content and the day, and on nobody in particular."""

    @wraps(view)
    def drawn(*args: object, **kwargs: object) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response.same_for_every_visitor = True  # type: ignore[attr-defined]  # read by PublicPages
        return response

    return drawn


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it was drawn."""

    content: bytes
    packed: bytes  # gzip: nothing secret stands in a page that is the same for everybody, so its length tells nothing (BREACH)
    headers: tuple[tuple[str, str], ...]
    etag: str


class PublicPages:
    """The outermost middleware: answers with a kept page where there is one, keeps what may be kept.

    It speaks both ways of Django's handlers: under ASGI a kept page is served without a thread or a connection.
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.kept: OrderedDict[Name, Kept] = OrderedDict()
        self.lock = Lock()
        self.state = ContentState()
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if self.is_async:
            return self._answer_async(request)
        name = name_of(request)
        if name is None:
            return cast(HttpResponseBase, self.get_response(request))
        version = self.state.known() or self.state.ask()
        return self._found(request, name, version) or self._keep(
            request, name, version, cast(HttpResponseBase, self.get_response(request))
        )

    async def _answer_async(self, request: HttpRequest) -> HttpResponseBase:
        name = name_of(request)
        if name is None:
            return await cast(Awaitable[HttpResponseBase], self.get_response(request))
        version = self.state.known() or await sync_to_async(self.state.ask)()
        found = self._found(request, name, version)
        if found is not None:
            return found
        response = await cast(Awaitable[HttpResponseBase], self.get_response(request))
        return self._keep(request, name, version, response)

    def _found(self, request: HttpRequest, name: Name, version: str) -> HttpResponse | None:
        with self.lock:
            page = self.kept.get((version, *name))
            if page is None:
                return None
            self.kept.move_to_end((version, *name))
        return served(request, page)

    def _keep(
        self, request: HttpRequest, name: Name, version: str, response: HttpResponseBase
    ) -> HttpResponseBase:
        page = page_of(response) if version else None
        if page is None:
            return response
        with self.lock:
            self.kept[version, *name] = page
            while len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        return served(request, page)


class ContentState:
    """The state of the content as this process last heard of it, at most `ZHONGCHUANG_CONTENT_SECONDS` ago."""

    def __init__(self) -> None:
        self._known: tuple[float, str] = (-math.inf, "")

    def known(self) -> str:
        """The state heard of lately; empty where it must be asked for."""
        asked_at, version = self._known
        return version if time.monotonic() - asked_at < settings.ZHONGCHUANG_CONTENT_SECONDS else ""

    def ask(self) -> str:
        """Ask the database; empty where it does not answer, which those who come after will tell."""
        asked_at = time.monotonic()
        try:
            version = _content_version()()
        except DatabaseError:
            return ""
        self._known = (asked_at, version)
        return version


def name_of(request: HttpRequest) -> Name | None:
    """Under which name the answer is kept; None where the request may be answered for its sender alone."""
    own = set(request.COOKIES) - {settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    query = request.META.get("QUERY_STRING", "")
    if (
        request.method not in {"GET", "HEAD"}
        or own
        or len(query) > LONGEST_QUERY
        or "HX-Request" in request.headers
        or "Authorization" in request.headers
    ):
        return None
    try:
        host = request.get_host()
    except DisallowedHost:
        return None  # told by those who come after
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return (
        *(clock.today().isoformat(), request.scheme or "", host, request.path, query, language),
        *(request.headers.get("Accept", ""), str(settings.DEMONSTRATION)),
    )


@cache
def _content_version() -> Callable[[], str]:
    told: Callable[[], str] = import_string(settings.ZHONGCHUANG_CONTENT_VERSION)
    return told


def page_of(response: HttpResponseBase) -> Kept | None:
    """The answer to keep; None where it is somebody's own, a failure, a stream, or too large."""
    if (
        not getattr(response, "same_for_every_visitor", False)
        or response.status_code != 200
        or response.cookies
        or not isinstance(response, HttpResponse)
        or len(response.content) > LARGEST
    ):
        return None
    patch_vary_headers(response, ("Accept-Encoding",))
    response.headers.setdefault("Cache-Control", "no-cache")  # the browser keeps it and asks each time
    return Kept(
        bytes(response.content),
        gzip.compress(response.content, mtime=0),
        tuple((name, value) for name, value in response.headers.items() if name not in OWN_HEADERS),
        etag_of(response.content),
    )


def served(request: HttpRequest, page: Kept) -> HttpResponse:
    """The kept page; 304 to a browser that has it."""
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    fresh = HttpResponse(page.packed if packs else page.content)
    for name, value in page.headers:
        fresh.headers[name] = value
    fresh.headers["ETag"] = page.etag
    if packs:
        fresh.headers["Content-Encoding"] = "gzip"
        fresh.headers["ETag"] = f"W/{page.etag}"  # the same page in other bytes
    response = conditional(request, fresh)
    with use_request_id(request.headers.get("X-Request-ID")) as chosen:
        response.headers["X-Request-ID"] = chosen
    return response
