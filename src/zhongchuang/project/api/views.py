"""The document of the API, the page that explains it, and the way from a form of that page to an address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zhongchuang.project.api.published import document_text


@require_safe
def openapi(_request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    response = HttpResponse(document_text(), content_type="application/json; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def reference(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def try_it(_request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(name)
