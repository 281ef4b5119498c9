"""Texts and choices of a programme in the reader's language."""

from __future__ import annotations

from django import template

from zhongchuang.cases.programmes.schema import Text
from zhongchuang.cases.views.labels import in_reader_language
from zhongchuang.cases.views.programme_words import chosen

register = template.Library()


@register.filter
def in_words(text: Text) -> str:
    """A text of a programme."""
    return in_reader_language(text)


@register.filter
def choice(value: str, known: str) -> str:
    """A choice in words: `{{ field.type.value|choice:"FormField.type" }}`."""
    return chosen(known, value)
