"""Pages of the house itself: what failed, whether it lives, and the style guide."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from zhongchuang.core import error_pages
from zhongchuang.core.page.specimens import specimens

logger = logging.getLogger("zhongchuang.core")

LAST_RESORT = (
    '<!doctype html><html lang="zh-hans"><meta charset="utf-8"><title>500</title>'
    "<p>平台出了故障，已记录。请稍后再试。</p>"
    '<p lang="en">The platform failed; the failure was recorded. Try again later.</p></html>'
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what came cannot be understood."""
    logger.info("%s: %s", request.path, exception)
    return error_pages.error_page(request, error_pages.BAD_REQUEST, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: this reader may not."""
    logger.info("%s: %s", request.path, exception)
    return error_pages.error_page(request, error_pages.PERMISSION_DENIED, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page."""
    logger.info("%s: %s", request.path, exception)
    return error_pages.error_page(request, error_pages.NOT_FOUND, 404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429: too many attempts in a row."""
    return error_pages.error_page(request, error_pages.TOO_MANY, 429)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form came without its token; the reason is for the log, not for the reader."""
    logger.info("csrf: %s %s", request.path, reason)
    return error_pages.error_page(request, error_pages.CSRF_MISSING, 403)


def server_error(_request: HttpRequest) -> HttpResponse:
    """500: asks neither database nor session nor anything else that may be what is broken."""
    try:
        page: str = render_to_string("500.html")
    except Exception:  # whatever is broken, a page must come
        logger.exception("the page of the failure failed")
        page = LAST_RESORT
    return HttpResponse(page, status=500)


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """Whether the site lives and its database answers; 503 where it does not. For machines."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        logger.exception("healthz: the database does not answer")
        return JsonResponse({"status": "unavailable", "database": False}, status=503)
    return JsonResponse({"status": "ok", "database": True})


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every page part, living, with its code; not shown in production."""
    if settings.PRODUCTION:
        raise Http404
    return render(request, "core/styleguide.html", {"specimens": specimens(request.GET)})
