"""Awards as everybody reads them: /awards/…"""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
