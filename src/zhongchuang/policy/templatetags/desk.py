"""`{% load desk %}`: what the live check says beside a field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from zhongchuang.core.templatetags.page import icon

register = template.Library()


@register.simple_tag
def slot_of(slots: Mapping[str, Sequence[str]], name: str) -> SafeString:
    """The sentences about one field; nothing where all is well."""
    sign = icon("warning")
    return format_html_join(
        "", "<p>{}<span>{}</span></p>", ((sign, sentence) for sentence in slots.get(name, ()))
    )
