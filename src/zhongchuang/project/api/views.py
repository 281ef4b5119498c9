"""The document of the API, the page that explains it, and the way from a form of that page to an address."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.core.errors import NotFound
from zhongchuang.core.page import Link
from zhongchuang.project.api.published import document_text
from zhongchuang.project.api.reference import address_of, operation_of, reference_view


@require_safe
def openapi(_request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    response = HttpResponse(document_text(), content_type="application/json; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Every address with its parameters, an example and a form to try it."""
    visitors, holders = settings.API_LIMITS["visitor"], settings.API_LIMITS["token"]
    origin = f"{request.scheme}://{request.get_host()}"
    language = "en" if (get_language() or "").startswith("en") else "zh"
    context = {
        "reference": reference_view(language, origin),
        "origin": origin,
        "visitor_limit": visitors[0] * 60 // visitors[1],
        "token_limit": holders[0] * 60 // holders[1],
        "breadcrumbs": (Link(_("首页"), "/"), Link(_("接口说明"), "")),
    }
    return render(request, "project/api_reference.html", context)


@require_safe
def try_it(request: HttpRequest, name: str) -> HttpResponse:
    """From a form of the page to the address itself: how reading is tried without a script. Raises NotFound."""
    found = operation_of(name)
    if found is None or found[0] != "get":
        raise NotFound()
    _method, path, declared = found
    address = address_of(path, declared, dict(request.GET.lists()))
    return redirect(address or f"{reverse('api_reference')}#{name}")
