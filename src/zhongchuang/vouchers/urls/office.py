"""The department: providers, vouchers, orders looked into: /office/vouchers/…"""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
