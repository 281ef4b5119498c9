"""The search: one box on every page, the page of what was found, and what is suggested while somebody types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhongchuang.core.page import Facet, FacetOption, Facets, Link, Shape, Status, Tone, paginate
from zhongchuang.core.search import LONGEST_QUERY, Pieces, search_kind, search_kinds
from zhongchuang.parties import selectors as parties
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.packs.schema import Instrument
from zhongchuang.policy.selectors import search as reads
from zhongchuang.policy.selectors.search import FacetCount, Hit, SearchPage, SearchQuery, Standing
from zhongchuang.policy.views import labels
from zhongchuang.policy.views.narrowing import REGION

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrOrPromise

EXAMPLES = ("创新券", "成果转化 收益", "加计扣除", "国办发〔2016〕7号", "zckj")
"""What the page proposes where nothing was typed: a word, two words, a number, initials."""
INSTRUMENT = "instrument"
FACETS = ("kind", "place", INSTRUMENT, "year")
_DEEPEST = 500


@dataclass(frozen=True, slots=True)
class Found:
    """A hit as the page shows it."""

    url: str
    kind: StrOrPromise
    title: Pieces
    heading: Pieces
    context: str
    snippet: Pieces
    place: str
    day: date | None
    status: Status | None


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What was found, best first, with facets; where nothing was typed, what can be found and how."""
    actor, query = actor_of(request), query_of(request.GET)
    page = reads.search(query, actor=actor)
    names = _place_names()
    nothing_asked = not query.words and not _chosen(query)
    context = {
        "query": query,
        "nothing_asked": nothing_asked,
        "region": REGION,
        "total": page.total,
        "facets": _facets(request, query, page, names),
        "found": [_found(hit, names) for hit in page.hits],
        "pagination": paginate(request.GET, min(page.total, _DEEPEST * query.per_page), query.page),
        "subscribe": _subscribe(query),
        "kinds": [(kind.label, _count(page, kind.name)) for kind in search_kinds()] if nothing_asked else (),
        "examples": [Link(words, _address(words)) for words in EXAMPLES],
        "without_facets": _address(query.words) if _chosen(query) and query.words else "",
        "parts": ()
        if page.total
        else [
            (Link(part.words, _address(part.words)), part.count)
            for part in reads.propose(query.words, actor=actor)
        ],
    }
    return render(request, "policy/search.html", context)


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """The best titles for what is typed so far, as the box shows them."""
    hits = reads.suggest(request.GET.get("q", "")[:LONGEST_QUERY], actor=actor_of(request))
    names = _place_names() if hits else {}
    found = [_found(hit, names) for hit in hits]
    return JsonResponse(
        {
            "suggestions": [
                {
                    "title": "".join(piece.text for piece in one.title),
                    "pieces": [[piece.text, piece.found] for piece in one.title],
                    "kind": str(one.kind),
                    "place": one.place,
                    "url": one.url,
                }
                for one in found
            ]
        }
    )


def query_of(query: QueryDict) -> SearchQuery:
    """What the address asks for; what is no value of its facet is left out, as an old link may name it."""
    kinds = {kind.name for kind in search_kinds()}
    instruments = {term.value for term in Instrument}
    numbers = {name: _decimal(query.getlist(name)) for name in ("place", "year")}
    page = _decimal(query.getlist("page")) or ("1",)
    return SearchQuery(
        words=" ".join(query.get("q", "").split())[:LONGEST_QUERY],
        kind=tuple(value for value in dict.fromkeys(query.getlist("kind")) if value in kinds),
        place=numbers["place"],
        year=tuple(int(year) for year in numbers["year"] if len(year) == 4),
        labels={INSTRUMENT: tuple(v for v in dict.fromkeys(query.getlist(INSTRUMENT)) if v in instruments)},
        page=min(max(1, int(page[0])), _DEEPEST),
    )


def _decimal(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v for v in values if v.isascii() and v.isdecimal() and len(v) <= 6))[:50]


def _chosen(query: SearchQuery) -> bool:
    return bool(query.kind or query.place or query.year or any(query.labels.values()))


def _address(words: str) -> str:
    return reverse("policy:search") + (f"?{urlencode({'q': words})}" if words else "")


def _subscribe(query: SearchQuery) -> str:
    """Where a reader asks to hear of what is new among the found; one place and one instrument can be named there."""
    asked = {"q": query.words, "place": query.place[:1], INSTRUMENT: query.labels[INSTRUMENT][:1]}
    given = {name: value for name, value in asked.items() if value}
    return f"{reverse('policy:subscribe')}?{urlencode(given, doseq=True)}" if given else ""


def _place_names() -> dict[str, str]:
    rows = parties.places().values_list("code", "name", "name_en")
    return {code: labels.place_name(name, name_en) for code, name, name_en in rows}


def _found(hit: Hit, places: dict[str, str]) -> Found:
    kind, english = search_kind(hit.kind), labels.reads_english()
    assert kind is not None, "the index only answers with kinds of the table"
    in_english = english and bool(hit.title_en)
    statuses = {
        Standing.ENDED: Status(_("已废止或失效"), Shape.CROSS, Tone.DANGER),
        Standing.WITHDRAWN: Status(_("不再收录"), Shape.CROSS),
    }
    return Found(
        url=kind.url(hit.key),
        kind=kind.label,
        title=hit.title_en_pieces if in_english else hit.title_pieces,
        heading=hit.heading,
        context=hit.context,
        snippet=hit.snippet_en if in_english and hit.snippet_en else hit.snippet,
        place=places.get(hit.place, ""),
        day=hit.day,
        status=statuses.get(hit.standing),
    )


def _count(page: SearchPage, kind: str) -> int:
    return next((value.count for value in page.facets.get("kind", ()) if value.value == kind), 0)


def _facets(request: HttpRequest, query: SearchQuery, page: SearchPage, places: dict[str, str]) -> Facets:
    """The form that narrows; it keeps the words."""
    titles = {"kind": _("种类"), "place": _("地区"), INSTRUMENT: _("支持方式"), "year": _("年份")}
    named: dict[str, dict[str, StrOrPromise]] = {
        "kind": {kind.name: kind.label for kind in search_kinds()},
        "place": dict(places),
        INSTRUMENT: {term.value: labels.INSTRUMENTS[term] for term in Instrument},
    }
    chosen = {
        "kind": query.kind,
        "place": query.place,
        INSTRUMENT: query.labels[INSTRUMENT],
        "year": tuple(map(str, query.year)),
    }

    def options(name: str) -> tuple[FacetOption, ...]:
        counts = page.facets.get(name, ())
        order = {value: position for position, value in enumerate(named.get(name, ()))}
        ordered: list[FacetCount] = (
            sorted(counts, key=lambda count: order.get(count.value, len(order)))
            if order
            else list(reversed(counts))  # years: the newest first
        )
        return tuple(
            FacetOption(
                one.value, named.get(name, {}).get(one.value, one.value), one.count, one.value in chosen[name]
            )
            for one in ordered
        )

    shown = (Facet(name, titles[name], options(name)) for name in FACETS)
    return Facets(
        action=request.path,
        region=REGION,
        facets=tuple(facet for facet in shown if facet.options),
        kept=(("q", query.words),) if query.words else (),
    )
