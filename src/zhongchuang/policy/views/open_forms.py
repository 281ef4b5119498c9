"""Documents and measures in open forms, for other software: Akoma Ntoso, and JSON-LD in the words of schema.org.

They are as visible as the pages they belong to, name them as their canonical address, and are kept by who has them (ETag).
"""

from __future__ import annotations

import json
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from zhongchuang.core import clock
from zhongchuang.core.conditional import conditional
from zhongchuang.core.errors import NotFound
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.documents.akoma_ntoso import Work, akoma_ntoso, opening_of
from zhongchuang.policy.documents.akoma_ntoso.work import Held
from zhongchuang.policy.documents.model import Document as Reading
from zhongchuang.policy.models import Document
from zhongchuang.policy.packs.linked_data import Json, Site, document_json, measure_json
from zhongchuang.policy.packs.schema import PackDocument, RuleBook, Text
from zhongchuang.policy.selectors import browsing as reads
from zhongchuang.policy.selectors.rulebook import rulebook_at
from zhongchuang.policy.views import addresses, labels

AKN = "application/akn+xml"
JSON_LD = "application/ld+json"


@require_safe
def document_akn(request: HttpRequest, slug: str) -> HttpResponse:
    """The document as Akoma Ntoso. Raises NotFound."""
    row = reads.document_of(actor_of(request), slug, with_text=True)
    book = rulebook_at(row.pack_version_id)
    reading = Reading.from_json(row.reading)
    content = akoma_ntoso(_work(row, _held(book, slug), book, reading), reading)
    return _answer(request, content, f"{AKN}; charset=utf-8", addresses.to_document(slug))


@require_safe
def document_linked(request: HttpRequest, slug: str) -> HttpResponse:
    """The document as Legislation. Raises NotFound."""
    row = reads.document_of(actor_of(request), slug)
    book = rulebook_at(row.pack_version_id)
    found = document_json(book, _held(book, slug), site())
    return _answer(request, _json(found), JSON_LD, addresses.to_document(slug))


@require_safe
def measure_linked(request: HttpRequest, pack: str, name: str) -> HttpResponse:
    """The measure as a GovernmentService, with the numbers of today. Raises NotFound."""
    row = reads.measure_of(actor_of(request), f"{pack}/{name}")
    book = rulebook_at(row.pack_version_id)
    measure = book.measure(row.slug)
    if measure is None:
        raise NotFound()
    found = measure_json(book, measure, site(), in_both, clock.today())
    return _answer(request, _json(found), JSON_LD, addresses.to_measure(row.slug))


def site() -> Site:
    """The pages of this site by their whole addresses."""

    def whole(path: str) -> str:
        return str(settings.SITE_URL) + path

    return Site(
        document=lambda slug: whole(addresses.to_document(slug)),
        clause=lambda at: whole(addresses.to_clause(at)),
        measure=lambda measure_id: whole(addresses.to_measure(measure_id)),
        files=lambda slug: {
            AKN: whole(reverse("policy:document_akn", args=[slug])),
            "text/plain": whole(reverse("policy:document_text", args=[slug])),
        },
    )


def in_both(term: StrEnum) -> Text:
    """What a term of the packs is called, in both languages."""
    label = labels.NAMES[type(term)][term]
    with translation.override("zh-hans"):
        chinese = str(label)
    with translation.override("en"):
        return Text(chinese, str(label))


def _work(row: Document, held: PackDocument, book: RuleBook, reading: Reading) -> Work:
    """The document as the packs hold it, which may know more than its text says."""
    return Work(
        slug=held.id,
        title=held.title,
        number=held.number,
        issuers=held.issuers,
        issued=held.issued,
        place=(held.place, book.places[held.place].name.zh),
        version=held.version,
        state=held.state.value,
        state_note=held.state_note.zh,
        effective_from=held.effective_from,
        expires=held.expires,
        address=settings.SITE_URL + addresses.to_document(held.id),
        opening=opening_of(row.text, reading),
        held={name: Held(one.id, one.number, one.issued) for one in _documents(book) for name in _names(one)},
    )


def _documents(book: RuleBook) -> list[PackDocument]:
    return [document for pack in book.packs.values() for document in pack.documents.values()]


def _names(document: PackDocument) -> list[str]:
    """By what another document may cite it."""
    return [document.title, *([document.number] if document.number else [])]


def _held(book: RuleBook, slug: str) -> PackDocument:
    document = book.document(slug)
    if document is None:
        raise NotFound()
    return document


def _json(found: Json) -> bytes:
    return json.dumps(found, ensure_ascii=False, indent=2).encode()


def _answer(request: HttpRequest, content: bytes, media_type: str, page: str) -> HttpResponse:
    """The file, or 304 to who has it."""
    fresh = HttpResponse(content, content_type=media_type)
    fresh.headers["Cache-Control"] = "no-cache"
    fresh.headers["Link"] = f'<{page}>; rel="canonical"'
    fresh.headers["Content-Language"] = "zh-Hans, en"
    return conditional(request, fresh)
