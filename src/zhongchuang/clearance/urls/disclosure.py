"""What is made public and corrected: /office/awards/…"""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
