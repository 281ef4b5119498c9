"""The addresses these tests ask for: the house's own, and views that fail in every way a view can."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from zhongchuang.core import views
from zhongchuang.core.errors import Conflict


def conflict(_request: HttpRequest) -> HttpResponse:
    raise Conflict("这份材料刚被别人改过。", "Someone has just changed this.")


def forbidden(_request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def suspicious(_request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def broken(_request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [
    path("", include("zhongchuang.core.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("fails/400", suspicious),
    path("fails/403", forbidden),
    path("fails/409", conflict),
    path("fails/429", views.too_many_requests),
    path("fails/csrf", views.csrf_failure),
    path("fails/500", broken),
]
handler400 = "zhongchuang.core.views.bad_request"
handler403 = "zhongchuang.core.views.permission_denied"
handler404 = "zhongchuang.core.views.page_not_found"
handler500 = "zhongchuang.core.views.server_error"
