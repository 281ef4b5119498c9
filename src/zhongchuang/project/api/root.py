"""The API put together: every room's routers, one way of telling failures, one document.

A room adds its line to `ROUTERS` and nothing else.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from zhongchuang.clearance.api import ROUTERS as CLEARANCE
from zhongchuang.core.api.problems import FAILURE, GONE_WRONG, TooLarge, Unauthenticated, problem_response
from zhongchuang.core.api.reading import MOST_BYTES, ExactParser, check_accept, check_body, check_query
from zhongchuang.core.errors import InvalidInput, Wording, ZhongchuangError
from zhongchuang.parties.api import router as token_router
from zhongchuang.parties.errors import ScopeMissing
from zhongchuang.policy.api import ROUTERS as POLICY
from zhongchuang.project.api.audit import router as audit_router
from zhongchuang.project.api.document import ApiDocument
from zhongchuang.project.api.index import router as index_router
from zhongchuang.project.api.words import ABOUT, TITLE, VERSION, invalid_value
from zhongchuang.vouchers.api import router as voucher_router

logger = logging.getLogger("zhongchuang.project.api")
Run = Callable[..., HttpResponseBase]
ROUTERS: tuple[Router, ...] = (index_router, *POLICY, *CLEARANCE, voucher_router, audit_router, token_router)
"""In the order of the document."""


class Renderer(JSONRenderer):
    """JSON with Chinese as it is."""

    json_dumps_params = {"ensure_ascii": False}


class Api(NinjaAPI):
    """ninja with our document."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> ApiDocument:
        """The document; its addresses are whole."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        return ApiDocument(self, prefix)


api = Api(
    title=TITLE,
    version=VERSION,
    description=ABOUT,
    urls_namespace="api",
    openapi_url="",  # our own, at /api/openapi.json
    docs_url="",
    renderer=Renderer(),
    parser=ExactParser(),
)


def checked(run: Run) -> Run:
    """What is asked of every request before its token is looked at: a type we have, a query we know, a body we can read."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]  # the bound method of an operation
    extra = operation.openapi_extra or {}
    media = extra.get("x-media", "application/json")
    models = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    known = frozenset(name for model in models for name in _query_names(model))
    lists = frozenset(name for model in models for name in getattr(model, "__ninja_collection_fields__", ()))
    has_body = any(model.__ninja_param_source__ == "body" for model in operation.models)

    @wraps(run)
    def answer(request: HttpRequest, **values: Any) -> HttpResponseBase:
        try:
            check_accept(request, media)
            check_query(request, known, lists)
            if has_body:
                check_body(request)
        except (ZhongchuangError, RequestDataTooBig) as error:
            return api.on_exception(request, error)
        response = run(request, **values)
        if response.status_code < 300:
            response.headers.setdefault("Cache-Control", extra.get("x-cache-control", "no-store"))
        return response

    return answer


def _query_names(model: Any) -> list[str]:
    """The names a query model takes, those of a schema in it flattened."""
    return list(getattr(model, "__ninja_flatten_map__", None) or model.model_fields)


@api.exception_handler(ZhongchuangError)
def told(request: HttpRequest, error: ZhongchuangError) -> HttpResponse:
    """A foreseen failure."""
    headers = {}
    if isinstance(error, ScopeMissing):
        headers["WWW-Authenticate"] = (
            f'Bearer realm="zhongchuang", error="insufficient_scope", scope="{error.scope.value}"'
        )
    return problem_response(request, error, headers=headers)


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Values that are not of their type, each told in both languages."""
    fields: dict[str, Wording] = {}
    for found in error.errors:
        where, *path = found["loc"]
        name = ".".join(str(step) for step in path if step not in ("given", "query", "filters"))
        fields.setdefault(f"{where} {name[:80]}", invalid_value(found))
    return problem_response(
        request,
        InvalidInput(
            "请求里有的值不对。",
            "Some values of the request are not right.",
            fields=fields,
            code="api.invalid",
        ),
    )


@api.exception_handler(Http404)
def not_there(request: HttpRequest, _error: Http404) -> HttpResponse:
    """No such thing."""
    return problem_response(request, GONE_WRONG[404])


@api.exception_handler(RequestDataTooBig)
def too_big(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    """Django stops reading where a body passes its own limit."""
    return problem_response(request, TooLarge(MOST_BYTES))


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    """ninja's own words: a body that could not be read (the cause tells why), or no token."""
    if isinstance(error.__cause__, ZhongchuangError):
        return told(request, error.__cause__)
    if error.status_code == 401:
        return told(request, Unauthenticated(missing=True))
    return problem_response(request, GONE_WRONG.get(error.status_code, FAILURE), status=error.status_code)


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    """What nobody foresaw: recorded with its traceback, told without."""
    logger.error("%s %s", request.method, request.path, exc_info=error)
    return problem_response(request, FAILURE, status=500)


api.add_decorator(checked, mode="view")
for part in ROUTERS:
    api.add_router("", part)
