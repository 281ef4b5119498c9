"""Addresses of a library, held to the methods we mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.urls import URLPattern
from django.views.decorators.http import require_http_methods

FORM = ("GET", "HEAD", "POST")
"""A page with a form."""


def only(methods: Sequence[str], patterns: Iterable[URLPattern]) -> list[URLPattern]:
    """The same addresses, answering these methods only; anything else is 405 for everybody."""
    return [
        URLPattern(item.pattern, require_http_methods(methods)(item.callback), item.default_args, item.name)
        for item in patterns
    ]
