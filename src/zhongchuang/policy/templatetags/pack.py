"""`{% load pack %}`: words of the packs in the reader's language."""

from __future__ import annotations

from django import template

from zhongchuang.policy.packs.schema import Text
from zhongchuang.policy.views.labels import in_language

register = template.Library()


@register.filter
def spoken(text: Text | None) -> str:
    """A text of the packs as the reader reads it: English for a reader of English, else Chinese."""
    return in_language(text)
