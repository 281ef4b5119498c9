"""The addresses these tests ask for: the house's own, and views that fail in every way a view can."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import RequestContext, Template
from django.urls import include, path

from zhongchuang.core import views
from zhongchuang.core.errors import Conflict
from zhongchuang.core.page import Upload


def conflict(_request: HttpRequest) -> HttpResponse:
    raise Conflict("这份材料刚被别人改过。", "Someone has just changed this.")


def forbidden(_request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def suspicious(_request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def hand_in(request: HttpRequest) -> HttpResponse:
    """Takes good.pdf and goes on; says of anything else what is wrong."""
    file = request.FILES.get("paper")
    if file is not None and file.name == "good.pdf":
        return redirect("/styleguide")
    error = "" if file is None else "这不是合同。"
    part = Upload("paper", "合同", (".pdf",), 1024 * 1024, error=error)
    page = Template(
        "{% extends 'base.html' %}{% load page %}"
        "{% block title %}交{% endblock %}{% block heading %}交{% endblock %}"
        "{% block content %}<form method='post' action='/hand-in' enctype='multipart/form-data'>"
        "{% csrf_token %}{% upload part %}<button class='btn btn-primary'>交</button></form>{% endblock %}"
    )
    return HttpResponse(page.render(RequestContext(request, {"part": part})), status=422 if error else 200)


def broken(_request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [
    path("", include("zhongchuang.core.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("hand-in", hand_in),
    path("fails/400", suspicious),
    path("fails/403", forbidden),
    path("fails/409", conflict),
    path("fails/429", views.too_many_requests),
    path("fails/csrf", views.csrf_failure),
    path("fails/500", broken),
    path("", include("zhongchuang.project.urls")),  # what the navigation leads to
]
handler400 = "zhongchuang.core.views.bad_request"
handler403 = "zhongchuang.core.views.permission_denied"
handler404 = "zhongchuang.core.views.page_not_found"
handler500 = "zhongchuang.core.views.server_error"
