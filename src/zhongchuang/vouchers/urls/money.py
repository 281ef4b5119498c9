"""Settlement: /money/settlements/…"""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
