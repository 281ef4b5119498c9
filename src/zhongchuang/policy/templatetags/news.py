"""`{% load news %}`: the way from what somebody is looking at to hearing of its changes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import QueryDict
from django.template import Context
from django.urls import reverse

from zhongchuang.policy.services.subscriptions import LONGEST_WORDS

register = template.Library()


@register.inclusion_tag("policy/parts/subscribe.html", takes_context=True)
def subscribe_to_list(context: Context) -> dict[str, Any]:
    """For a list or search as it is narrowed now; several values of one facet are left to be chosen from."""
    query: QueryDict = context["request"].GET
    return _ways(place=_only(query, "place"), instrument=_only(query, "instrument"), q=query.get("q", ""))


@register.inclusion_tag("policy/parts/subscribe.html")
def subscribe_to(place: str = "", instrument: str = "", q: str = "") -> dict[str, Any]:
    """For one thing: its place, its kind of support, or words that are found in it."""
    return _ways(place=place, instrument=instrument, q=q)


@register.filter
def linked_url(measure_id: str) -> str:
    """Where a measure stands as JSON-LD, by its full id."""
    pack, _, name = measure_id.partition("/")
    return reverse("policy:measure_linked", args=[pack, name])


def _only(query: QueryDict, name: str) -> str:
    values = query.getlist(name)
    return values[0] if len(values) == 1 else ""


def _ways(**asked: str) -> dict[str, Any]:
    given = {name: value.strip()[:LONGEST_WORDS] for name, value in asked.items() if value and value.strip()}
    query = urlencode(given)
    return {"subscribe_url": reverse("policy:subscribe") + (f"?{query}" if query else "")}
