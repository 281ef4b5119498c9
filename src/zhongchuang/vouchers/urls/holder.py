"""A holder's wallet and orders, and whoever looks for a provider: /vouchers/…"""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
