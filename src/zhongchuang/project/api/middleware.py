"""The door of the API: what holds for every answer under /api/, whoever made it.

No cookies (so nothing can be done in a reader's name from another site), a request id, HEAD and OPTIONS, reading open to
every origin, strong ETags with 304 and 412, how long an answer may be kept, where the limit stands, and no failure that
is not a problem document.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from zhongchuang.core.api.problems import (
    FAILURE,
    GONE_WRONG,
    MEDIA_TYPE,
    PreconditionFailed,
    invalid,
    problem_response,
)
from zhongchuang.core.conditional import conditional
from zhongchuang.core.rate_limit import Standing
from zhongchuang.core.request_id import use_request_id

Handler = Callable[[HttpRequest], HttpResponseBase]
PLACES = ("/api/v1/", "/api/openapi.json")
READING = ("GET", "HEAD", "OPTIONS")
EXPOSED = (
    "ETag, Link, Location, Retry-After, X-Request-ID, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"
)
DESCRIBED = '</api/openapi.json>; rel="service-desc", </api/docs/>; rel="service-doc"'


class ApiMiddleware:
    """Stands before sessions and languages: an answer of the API depends on its address, token and `Accept-Language` alone."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PLACES):
            return self.get_response(request)
        with use_request_id(request.META.get("HTTP_X_REQUEST_ID")) as chosen:
            request.META["HTTP_X_REQUEST_ID"] = chosen  # the next who asks shall choose the same,
            request.__dict__.pop("headers", None)  # and not read what was there before
            request.COOKIES = {}
            asked = str(request.method)
            response = _finished(request, self._answer(request), asked)
            response.headers["X-Request-ID"] = chosen
            return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        """HEAD is answered like GET and then emptied; a NUL is in no honest address."""
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return problem_response(
                request, invalid("path", "", "网址里有空字符。", "The address holds a NUL character.")
            )
        if request.method == "HEAD":
            request.method = "GET"
        response = self.get_response(request)
        assert isinstance(response, HttpResponse), "nothing under /api/ is streamed"
        return response


def _finished(request: HttpRequest, response: HttpResponse, asked: str) -> HttpResponse:
    """The answer as it leaves the house."""
    if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        response = _not_allowed(request, response, asked)
    elif response.status_code >= 400 and response.headers.get("Content-Type") != MEDIA_TYPE:
        error = GONE_WRONG.get(response.status_code, FAILURE)
        response = problem_response(request, error, status=response.status_code)
    standing: Standing | None = getattr(request, "rate_standing", None)
    kept = _kept(request, response, asked)
    if asked in ("GET", "HEAD"):
        response = _conditional(request, response)
    response.headers["Cache-Control"] = kept
    if response.headers.get("Content-Type") != MEDIA_TYPE:  # a problem says which language it is in
        response.headers["Content-Language"] = "zh-Hans, en"
    response.headers["Vary"] = "Accept-Language, Authorization"
    for name in ("Expires", "Set-Cookie"):
        del response.headers[name]
    if standing is not None:
        response.headers["RateLimit-Limit"] = str(standing.limit.requests)
        response.headers["RateLimit-Remaining"] = str(standing.remaining)
        response.headers["RateLimit-Reset"] = str(standing.reset)
    if asked in READING:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
    links = [response.headers[name] for name in ("Link",) if name in response.headers]
    response.headers["Link"] = ", ".join([*links, DESCRIBED])
    if asked == "HEAD":
        response.headers["Content-Length"] = str(len(response.content))
        response.content = b""
    return response


def _not_allowed(request: HttpRequest, response: HttpResponse, asked: str) -> HttpResponse:
    """OPTIONS says what there is; any other method is told which ones are."""
    there = {method.strip() for method in response.headers.get("Allow", "").split(",") if method.strip()}
    allowed = ", ".join(sorted({*there, *({"HEAD"} if "GET" in there else ()), "OPTIONS"}))
    if asked == "OPTIONS":
        options = HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"Allow": allowed})
        del options.headers["Content-Type"]
        if "GET" in there:  # a page of another site may read; it may not send anything in somebody's name
            options.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
            options.headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, If-None-Match"
            options.headers["Access-Control-Max-Age"] = "86400"
        return options
    return problem_response(request, GONE_WRONG[405], status=405, headers={"Allow": allowed})


def _kept(request: HttpRequest, response: HttpResponse, asked: str) -> str:
    """How long the answer may be kept: what its operation says, but never for others what a token was shown."""
    if response.status_code >= 300 or asked not in ("GET", "HEAD"):
        return "no-store"
    if "Authorization" in request.headers:
        return "private, no-cache"
    return response.headers.get("Cache-Control", "no-store")


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A condition that does not hold is a problem document like every other failure."""
    if response.status_code != HTTPStatus.OK:
        return response
    answer = conditional(request, response)
    if answer.status_code == HTTPStatus.PRECONDITION_FAILED:
        return problem_response(request, PreconditionFailed())
    return answer
