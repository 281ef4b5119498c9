"""What came, changed and went: publications newest first, by place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from zhongchuang.core.page import EmptyState, Facet, FacetOption, Facets, Link, Shape, Status, Tone
from zhongchuang.core.page.listing import PER_PAGE
from zhongchuang.parties.accounts import actor_of
from zhongchuang.policy.models import PackOrigin, PublishedChange
from zhongchuang.policy.packs.versions import Change, ItemKind
from zhongchuang.policy.selectors import versions
from zhongchuang.policy.views import addresses, labels
from zhongchuang.policy.views.narrowing import REGION, pagination_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    Labels = Mapping[str, StrOrPromise]

SHOWN = 8  # changes of a place in a publication; the rest is folded, and of the very first publication all
KINDS: Labels = {ItemKind.DOCUMENT: gettext_lazy("文件"), ItemKind.MEASURE: gettext_lazy("措施")}
CHANGES: Mapping[str, Status] = {
    Change.NEW: Status(gettext_lazy("新收录"), Shape.CHECK, Tone.ACCENT),
    Change.CHANGED: Status(gettext_lazy("有修改"), Shape.HALF),
    Change.REPEALED: Status(gettext_lazy("停止施行"), Shape.CROSS, Tone.DANGER),
    Change.WITHDRAWN: Status(gettext_lazy("不再收录"), Shape.RING),
}
ORIGINS: Labels = {
    PackOrigin.FILES: gettext_lazy("随政策包载入"),
    PackOrigin.DESK: gettext_lazy("政策工作台发布"),
    PackOrigin.MERGED: gettext_lazy("政策包与工作台的内容合并"),
}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change of a publication."""

    status: Status
    title: str
    url: str  # empty where the reader may not open it
    kind: StrOrPromise
    number: int
    compare_url: str


@dataclass(frozen=True, slots=True)
class PlaceChanges:
    """What changed in one place."""

    place: str
    first: Sequence[ChangeLine]
    more: Sequence[ChangeLine]


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What came, changed and went, newest publication first, by place."""
    wanted = _wanted_of(request)
    found = versions.publications(wanted)
    page = pagination_of(request, found.count())
    shown = list(found[(page.page - 1) * PER_PAGE :][:PER_PAGE])
    told = versions.changes_in(shown, wanted)
    open_to = versions.readable(actor_of(request), [row for rows in told.values() for row in rows])
    context = {
        "region": REGION,
        "facets": _facets(request, wanted),
        "publications": [
            (
                publication,
                ORIGINS[publication.origin],
                _by_place(told[publication.pk], open_to, SHOWN if publication.before_id else 0),
            )
            for publication in shown
        ],
        "pagination": page,
        "total": page.total,
        "empty": EmptyState(
            _("没有符合这些条件的变化"),
            _("去掉一两个筛选条件再看。"),
            Link(_("清除全部条件"), request.path),
        ),
    }
    return render(request, "policy/changes.html", context)


def _wanted_of(request: HttpRequest) -> versions.WantedChanges:
    def asked(name: str, known: type[ItemKind] | type[Change]) -> tuple[str, ...]:
        values = {member.value for member in known}
        return tuple(value for value in dict.fromkeys(request.GET.getlist(name)) if value in values)

    codes = dict.fromkeys(request.GET.getlist("place"))
    return versions.WantedChanges(
        place=tuple(code for code in codes if code.isascii() and code.isdecimal())[:50],
        kind=asked("kind", ItemKind),
        change=asked("change", Change),
    )


def _facets(request: HttpRequest, wanted: versions.WantedChanges) -> Facets:
    named: Mapping[str, Labels] = {
        "kind": KINDS,
        "change": {change: str(status.word) for change, status in CHANGES.items()},
    }
    titles = {"place": _("地区"), "kind": _("什么"), "change": _("变化")}
    return Facets(
        action=request.path,
        region=REGION,
        facets=tuple(
            Facet(
                name,
                titles[name],
                tuple(
                    FacetOption(
                        choice.value,
                        labels.in_language(choice.label) or named[name][choice.value],
                        choice.count,
                        choice.value in getattr(wanted, name),
                    )
                    for choice in choices
                ),
            )
            for name, choices in versions.change_choices(wanted).items()
        ),
    )


def _by_place(rows: Sequence[PublishedChange], open_to: frozenset[str], most: int) -> list[PlaceChanges]:
    found: dict[str, list[ChangeLine]] = {}
    for row in rows:
        place = labels.place_name(row.place.name, row.place.name_en)
        found.setdefault(place, []).append(_line(row, row.slug in open_to))
    return [PlaceChanges(place, lines[:most], lines[most:]) for place, lines in found.items()]


def _line(row: PublishedChange, is_open: bool) -> ChangeLine:
    kind = ItemKind(row.kind)
    url = addresses.to_item(kind, row.slug)
    both = row.number_before is not None and row.number != row.number_before
    compare_url = f"{url}changes/?from={row.number_before}&to={row.number}" if is_open and both else ""
    return ChangeLine(
        CHANGES[row.change],
        row.title_en if labels.reads_english() else row.title,
        url if is_open else "",
        KINDS[kind],
        row.number,
        compare_url,
    )
