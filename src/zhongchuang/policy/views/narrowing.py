"""From the query of a list to what is wanted, and back to the facets a reader sees."""

from __future__ import annotations

import re

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from zhongchuang.core.page import Facet, FacetOption, Facets, Pagination, page_number, paginate
from zhongchuang.policy.packs.schema import Instrument, Modality, SubjectKind
from zhongchuang.policy.selectors.browsing import Choice, Choices, Wanted
from zhongchuang.policy.views import labels

REGION = "found"
LONGEST_SEARCH = 60
_NAMED: dict[str, labels.Labels] = {
    "instrument": labels.INSTRUMENTS,
    "kind": labels.KINDS,
    "modality": labels.MODALITIES,
}
YEAR = re.compile("[0-9]{4}")


def wanted_of(query: QueryDict) -> Wanted:
    """What the query asks for; what is no value of its facet is left out, as an old link may name it."""
    return Wanted(
        place=tuple(code for code in query.getlist("place") if code.isascii() and code.isdecimal())[:50],
        year=tuple(int(year) for year in query.getlist("year") if YEAR.fullmatch(year))[:50],
        instrument=_terms(query, "instrument", Instrument),
        kind=_terms(query, "kind", SubjectKind),
        modality=_terms(query, "modality", Modality),
        words=query.get("q", "").strip()[:LONGEST_SEARCH],
    )


def _terms(
    query: QueryDict, name: str, terms: type[Instrument] | type[SubjectKind] | type[Modality]
) -> tuple[str, ...]:
    known = {term.value for term in terms}
    return tuple(value for value in dict.fromkeys(query.getlist(name)) if value in known)


def facets_of(request: HttpRequest, wanted: Wanted, choices: Choices, *, search_label: str) -> Facets:
    """The form that narrows the list; the order of the list is kept."""
    titles = {
        "place": _("地区"),
        "kind": _("给谁"),
        "instrument": _("支持方式"),
        "modality": _("文件怎么说"),
        "year": _("年份"),
    }
    return Facets(
        action=request.path,
        region=REGION,
        facets=tuple(
            Facet(name, titles[name], tuple(_options(name, found, wanted)))
            for name, found in choices.items()
            if found
        ),
        search=wanted.words,
        search_label=search_label,
        kept=tuple((name, request.GET[name]) for name in ("sort",) if request.GET.get(name)),
    )


def _options(name: str, found: tuple[Choice, ...], wanted: Wanted) -> list[FacetOption]:
    """The values in the order of their labels (terms) or of the database (places, years)."""
    chosen = {str(value) for value in getattr(wanted, name)}
    named = _NAMED.get(name)
    order = {value: position for position, value in enumerate(named or ())}
    return [
        FacetOption(
            choice.value,
            named[choice.value] if named else labels.in_language(choice.label) or choice.value,
            choice.count,
            choice.value in chosen,
        )
        for choice in sorted(found, key=lambda choice: order.get(choice.value, 0))
    ]


def pagination_of(request: HttpRequest, total: int) -> Pagination:
    """The page asked for, or the nearest there is."""
    return paginate(request.GET, total, page_number(request))
