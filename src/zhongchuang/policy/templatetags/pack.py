"""`{% load pack %}`: words of the packs in the reader's language, their terms by name, their addresses."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from zhongchuang.core.page import ClauseQuote, Status
from zhongchuang.policy.matching.words import day
from zhongchuang.policy.packs.schema import ClauseRef, Measure, Modality, Text
from zhongchuang.policy.selectors.clauses import ClauseContent
from zhongchuang.policy.views import addresses, labels

if TYPE_CHECKING:
    import datetime

    from django_stubs_ext import StrOrPromise

register = template.Library()
register.filter("document_url", addresses.to_document)
register.filter("measure_url", addresses.to_measure)


@register.filter
def spoken(text: Text | None) -> str:
    """A text of the packs as the reader reads it: English for a reader of English, else Chinese."""
    return labels.in_language(text)


@register.filter
def named(term: StrEnum) -> StrOrPromise:
    """What a term of the packs (an instrument, a rank, …) is called."""
    return labels.NAMES[type(term)][term]


@register.filter
def modality(term: Modality) -> Status:
    """How strongly a sentence promises, as a state."""
    return labels.modality_status(term)


@register.filter
def in_days(value: datetime.date | None) -> str:
    """A day as the reader writes it: 2016年7月29日, 29 July 2016."""
    return "" if value is None else labels.in_language(day(value))


@register.filter
def clause_url(at: ClauseRef) -> str:
    """The page of a clause."""
    return addresses.to_clause(at)


@register.filter
def in_text_url(at: ClauseRef) -> str:
    """The clause in its place in the document."""
    return addresses.to_clause_in_text(at)


@register.filter
def answer(term: str) -> Status:
    """A verdict in one word."""
    return labels.answer_status(term)


@register.simple_tag
def clause_heading(content: ClauseContent) -> SafeString:
    """The number and heading of a clause as the text has them, at the level it stands on."""
    return format_html(
        '<h{0} lang="zh-hans"><span class="clause-label">{1}</span>{2}</h{0}>',
        content.depth,
        content.clause.label,
        content.heading,
    )


@register.inclusion_tag("core/clause_quote.html")
def measure_quote(measure: Measure, title: str, number: str | None) -> dict[str, ClauseQuote]:
    """The words a measure rests on, leading to their clause."""
    url = addresses.to_clause(measure.clause)
    return {"part": ClauseQuote(measure.quote, title, number or "", measure.clause.ref, url)}
