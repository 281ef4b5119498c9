"""Applying and the applicant's own cases."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
