"""The front page, documents, clauses and measures: what anybody may read."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from django.db.models import Case, F, IntegerField, QuerySet, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.core import clock
from zhongchuang.core.download import attachment_response
from zhongchuang.core.errors import NotFound
from zhongchuang.core.page import Code, Column, ColumnKind, DataTable, EmptyState, Link, sorted_by
from zhongchuang.core.page.listing import PER_PAGE
from zhongchuang.core.public_pages import public_page
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.access import DeskAction, may_draft, visible_documents
from zhongchuang.policy.models import Document
from zhongchuang.policy.packs.schema import Modality, PackDocument, RuleBook
from zhongchuang.policy.selectors import browsing as reads
from zhongchuang.policy.selectors.clauses import content_of
from zhongchuang.policy.selectors.promises import featured, measure_content
from zhongchuang.policy.selectors.rulebook import current_rulebook, rulebook_at
from zhongchuang.policy.views import addresses, labels, rows
from zhongchuang.policy.views.facts import document_facts, measure_facts
from zhongchuang.policy.views.narrowing import REGION, facets_of, pagination_of, wanted_of
from zhongchuang.policy.views.parameters import parameter_views

NEWEST = 5
EXAMPLES_SHOWN = 4  # the rest is folded


@require_safe
@public_page
def home(request: HttpRequest) -> HttpResponse:
    """What this is, where to begin, what is held, and what an answer looks like."""
    actor, book, today = actor_of(request), current_rulebook(), clock.today()
    held = reads.holdings(actor)
    newest = _newest_first(visible_documents(actor, Document.objects.filter(withdrawn=False)))
    context = {
        "held": held,
        "kinds": [
            (addresses.to_ask(kind=kind), label, labels.KIND_HINTS[kind], held.kinds.get(kind, 0))
            for kind, label in labels.KINDS.items()
        ],
        "place_names": _("、").join(
            labels.in_language(place.name) for place in held.places if place.code != addresses.NATION
        ),
        "newest": newest.select_related("place").defer("text", "reading")[:NEWEST],
        "featured": featured(book.version, today),
        "today": today,
    }
    return render(request, "policy/home.html", context)


@require_safe
@public_page
def documents(request: HttpRequest) -> HttpResponse:
    """The documents, narrowed by facets and words."""
    actor, wanted = actor_of(request), wanted_of(request.GET)
    found = reads.documents_matching(actor, wanted)
    page = pagination_of(request, found.count())
    shown = _document_order(found, request.GET.get("sort", ""))[(page.page - 1) * PER_PAGE :][:PER_PAGE]
    table = DataTable(
        _("政策文件"),
        (
            sorted_by(request.GET, Column(_("文件")), "title"),
            Column(_("地区")),
            sorted_by(request.GET, Column(_("成文日期"), ColumnKind.DATE), "date"),
            Column(_("效力")),
            sorted_by(request.GET, Column(_("措施"), ColumnKind.NUMBER), "measures"),
        ),
        tuple(rows.document_row(row) for row in shown),
        page,
        _nothing_found(request.path),
    )
    choices = reads.document_choices(actor, wanted)
    context = {
        "region": REGION,
        "facets": facets_of(request, wanted, choices, search_label=_("标题或文号")),
        "table": table,
        "total": page.total,
    }
    return render(request, "policy/documents.html", context)


@require_safe
@public_page
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """A document: what it is, its text clause by clause, and what each clause does."""
    row = reads.document_of(actor_of(request), slug)
    book = rulebook_at(row.pack_version_id)
    content = content_of(book, _held(book, slug), clock.today())
    context = {
        "row": row,
        "works_at_the_desk": may_draft(actor_of(request), DeskAction.VIEW),
        "content": content,
        "facts": document_facts(row, content),
        "counts": rows.class_counts(content),
        "digest": Code(row.text_sha256, group=8),
        "breadcrumbs": (Link(_("政策"), reverse("policy:documents")), Link(row.number or row.title, "")),
    }
    return render(request, "policy/document.html", context)


@require_safe
def document_text(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The text as it is held, byte for byte what the digest was taken of, to be saved."""
    row = reads.document_of(actor_of(request), slug, with_text=True)
    name = f"{row.number or row.slug} {row.title}.txt"
    return attachment_response(name, row.text.encode(), "text/plain; charset=utf-8")


@require_safe
@public_page
def clause(request: HttpRequest, slug: str, ref: str) -> HttpResponse:
    """One clause alone, to be cited: its words, what it does, what it carries out and what carries it out."""
    row = reads.document_of(actor_of(request), slug)
    book = rulebook_at(row.pack_version_id)
    content = content_of(book, _held(book, slug), clock.today())
    clauses = list(content.walk())
    position = next((n for n, one in enumerate(clauses) if one.clause.ref == ref), None)
    if position is None:
        raise NotFound()
    found = clauses[position]
    context = {
        "row": row,
        "content": content,
        "clause": found,
        "path": [one for one in clauses if found is not one and found in one.walk()],
        "before": clauses[position - 1] if position else None,
        "after": clauses[position + 1] if position + 1 < len(clauses) else None,
        "address": Code(unquote(request.build_absolute_uri(addresses.to_clause(found.at)))),
        "breadcrumbs": (
            Link(_("政策"), reverse("policy:documents")),
            Link(row.number or row.title, addresses.to_document(slug)),
            Link(ref, ""),
        ),
    }
    return render(request, "policy/clause.html", context)


@require_safe
@public_page
def measures(request: HttpRequest) -> HttpResponse:
    """The measures, narrowed by facets and words."""
    actor, wanted = actor_of(request), wanted_of(request.GET)
    found = reads.measures_matching(actor, wanted)
    page = pagination_of(request, found.count())
    shown = _measure_order(found, request.GET.get("sort", ""))[(page.page - 1) * PER_PAGE :][:PER_PAGE]
    table = DataTable(
        _("政策措施"),
        (
            sorted_by(request.GET, Column(_("措施")), "title"),
            sorted_by(request.GET, Column(_("地区")), "place"),
            Column(_("支持方式")),
            Column(_("给谁")),
            sorted_by(request.GET, Column(_("文件怎么说")), "strength"),
        ),
        tuple(rows.measure_row(row) for row in shown),
        page,
        _nothing_found(request.path),
    )
    context = {
        "region": REGION,
        "facets": facets_of(
            request, wanted, reads.measure_choices(actor, wanted), search_label=_("名称或内容")
        ),
        "table": table,
        "total": page.total,
        "modalities": [(labels.modality_status(term), labels.MODALITY_MEANINGS[term]) for term in Modality],
    }
    return render(request, "policy/measures.html", context)


@require_safe
@public_page
def measure(request: HttpRequest, pack: str, name: str) -> HttpResponse:
    """A measure: what it promises, to whom, when, how much, on which words, and examples."""
    row = reads.measure_of(actor_of(request), f"{pack}/{name}")
    book, today = rulebook_at(row.pack_version_id), clock.today()
    promise = book.measure(row.slug)
    if promise is None:
        raise NotFound()
    content = measure_content(book, promise, today)
    cards = [rows.example_card(read) for read in content.examples]
    kind = promise.kinds[0] if len(promise.kinds) == 1 else None
    context = {
        "row": row,
        "content": content,
        "measure": promise,
        "facts": measure_facts(row, content),
        "parameters": parameter_views(book, promise, today),
        "examples": cards[:EXAMPLES_SHOWN],
        "more_examples": cards[EXAMPLES_SHOWN:],
        "ask_url": addresses.to_ask(place=promise.place, kind=kind),
        "calls_url": addresses.to_calls(promise.id),
        "kinds": [(labels.KINDS[k], addresses.to_ask(place=promise.place, kind=k)) for k in promise.kinds],
        "today": today,
        "breadcrumbs": (
            Link(_("措施"), reverse("policy:measures")),
            Link(labels.in_language(promise.title), ""),
        ),
    }
    return render(request, "policy/measure.html", context)


def _held(book: RuleBook, slug: str) -> PackDocument:
    document = book.document(slug)
    if document is None:
        raise NotFound()
    return document


def _newest_first(found: QuerySet[Any]) -> QuerySet[Any]:
    return found.order_by(F("issued").desc(nulls_last=True), "-number", "slug")


def _document_order(found: QuerySet[Any], order: str) -> QuerySet[Any]:
    """The order asked for; the newest first where none is."""
    match order:
        case "title" | "-title":
            return found.order_by(order, "slug")
        case "date":
            return found.order_by(F("issued").asc(nulls_last=True), "number", "slug")
        case "measures" | "-measures":
            return found.order_by(order.replace("measures", "promises"), "slug")
        case _:
            return _newest_first(found)


def _measure_order(found: QuerySet[Any], order: str) -> QuerySet[Any]:
    """The order asked for; what is promised most strongly first where none is, then by place and document."""
    if order in {"title", "-title", "place", "-place"}:
        return found.order_by(order, "slug")
    strength = Case(
        *(When(modality=term, then=position) for position, term in enumerate(Modality)),
        output_field=IntegerField(),
    )
    by_strength = strength.desc() if order == "-strength" else strength.asc()
    return found.order_by(by_strength, "place", "document", "pk")


def _nothing_found(path: str) -> EmptyState:
    return EmptyState(
        _("没有符合这些条件的内容"),
        _("去掉一两个筛选条件，或者换一个词再找。"),
        Link(_("清除全部条件"), path),
    )
