"""Addresses of the room, a file per surface."""

from __future__ import annotations

from django.urls import URLPattern

from zhongchuang.cases.urls import after, applying, clearance, deciding, notices, office, programmes, review

app_name = "cases"
urlpatterns: list[URLPattern] = [
    *applying.urlpatterns,
    *programmes.urlpatterns,
    *office.urlpatterns,
    *review.urlpatterns,
    *notices.urlpatterns,
    *deciding.urlpatterns,
    *after.urlpatterns,
    *clearance.urlpatterns,
]
