"""The edge of every request: its id, and what becomes of a failure."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import get_language

from zhongchuang.core.error_pages import BAD_REQUEST, METHOD_NOT_ALLOWED, error_page
from zhongchuang.core.errors import ZhongchuangError
from zhongchuang.core.request_id import request_id, use_request_id
from zhongchuang.core.surfaces import http_status, problem

logger = logging.getLogger("zhongchuang.core")
Handler = Callable[[HttpRequest], HttpResponseBase]
SENT_BY_BROWSERS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
"""Other methods come from programs: no link and no form sends them."""


class ErrorMiddleware:
    """Serves each request under a request id (`X-Request-ID`), and turns a foreseen failure into its page
    or its problem document. A view therefore never catches a failure only to show it."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with use_request_id(request.headers.get("X-Request-ID")) as chosen:
            response = self._answer(request)
            response.headers["X-Request-ID"] = chosen
            return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        """A NUL is in no honest address, and PostgreSQL refuses it in texts: told before a view asks. A method not
        allowed is told in a sentence too."""
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return error_page(request, BAD_REQUEST, 400)
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not getattr(response, "content", b""):
            refused = _not_allowed(request)
            refused.headers["Allow"] = response.headers.get("Allow", "")
            return refused
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this with whatever a view raises; what is not foreseen goes on to the 500 page."""
        if not isinstance(exception, ZhongchuangError):
            return None
        logger.info("%s %s %s %s", request_id(), request.method, request.path, exception.code)
        return error_response(request, exception)


def _not_allowed(request: HttpRequest) -> HttpResponse:
    """A page for a reader; a problem document for a program, for which no page is drawn."""
    status = HTTPStatus.METHOD_NOT_ALLOWED
    if request.method in SENT_BY_BROWSERS:
        return error_page(request, METHOD_NOT_ALLOWED, status)
    document = problem(METHOD_NOT_ALLOWED, get_language()) | {"status": status}
    return JsonResponse(document, status=status, content_type="application/problem+json")


def error_response(request: HttpRequest, error: ZhongchuangError) -> HttpResponse:
    """The failure as a problem document where the client prefers JSON, else as its page."""
    if request.get_preferred_type(["text/html", "application/json", "application/problem+json"]) not in (
        None,
        "text/html",
    ):
        document = problem(error, get_language())
        return JsonResponse(document, status=http_status(error), content_type="application/problem+json")
    return error_page(request, error, http_status(error))


class LanguageMiddleware:
    """Chinese unless the reader chose English (the language switch sets a cookie).

    Django would also follow the browser's own language; here the site's language is the province's, so that a link shows
    everybody the same page until they ask otherwise.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response
