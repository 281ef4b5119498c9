"""Decisions, letters, payment, what is owed afterwards."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
