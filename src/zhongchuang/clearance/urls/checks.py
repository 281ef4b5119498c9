"""Exceptions as everybody reads them. What a check found is shown with its case (`cases.urls.clearance`)."""

from __future__ import annotations

from django.urls import URLPattern, path

from zhongchuang.clearance.views import exceptions

urlpatterns: list[URLPattern] = [
    path("awards/exceptions/", exceptions.exceptions, name="exceptions"),
]
