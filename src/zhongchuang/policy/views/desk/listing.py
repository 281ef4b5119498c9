"""Which clauses want a measure, and what is written of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from zhongchuang.core.page import EmptyState, Link, Shape, Status, Tone
from zhongchuang.policy.drafting.content import Entry, EntryKind
from zhongchuang.policy.packs.schema import ClauseClass, Modality
from zhongchuang.policy.views.desk.common import (
    desk_page,
    to,
)
from zhongchuang.policy.views.desk.frame import Opened, Stage, opened, trail, without_measure, work_of
from zhongchuang.policy.views.labels import modality_status

LONGEST_SHOWN = 160
NEW = "new"
"""In the address of a measure that is not there yet."""


@dataclass(frozen=True, slots=True)
class MeasureLink:
    """A measure of the draft in a list."""

    title: str
    url: str
    status: Status
    problems: str = ""


@dataclass(frozen=True, slots=True)
class ClauseOfMeasures:
    """A clause classed as a measure, and what stands for it."""

    ref: str
    heading: str
    words: str
    url: str
    new_url: str
    status: Status
    measures: tuple[MeasureLink, ...]
    lineage: str


@require_safe
@desk_page
def measures(request: HttpRequest, key: str) -> HttpResponse:
    """The clauses that want a measure, with what is written of them."""
    desk = opened(request, key)
    rows = list(_rows(desk))
    refs = {row.ref for row in rows}
    missing = len(without_measure(desk.bench))
    context = {
        "work": work_of(desk, Stage.MEASURES),
        "rows": rows,
        "coverage": ngettext("还有 %(n)s 条没写", "还有 %(n)s 条没写", missing) % {"n": missing}
        if missing
        else _("都写了"),
        "loose": [
            _link(desk, row) for row in desk.bench.content.measures if str(row.get("clause")) not in refs
        ],
        "facts": [
            Link(str(row.get("name", "")), to("fact", key, str(row.get("name", ""))))
            for row in desk.bench.content.facts
        ],
        "places_without_cities": _places_without_cities(desk),
        "nothing": EmptyState(
            _("还没有归为措施的条款"),
            _("先在“归类”里说明哪些条款给了什么。"),
            Link(_("去归类"), to("classes", key)),
        ),
        "breadcrumbs": trail(desk, Link(_("措施"), "")),
    }
    return render(request, "policy/desk/measures.html", context)


def _rows(desk: Opened) -> Iterator[ClauseOfMeasures]:
    bench, seen = desk.bench, set[str]()
    lineage = {str(row.get("clause")) for row in bench.content.of(EntryKind.LINEAGE)}
    for number, clause in enumerate(bench.clauses):
        if ClauseClass.MEASURE not in bench.content.classes.get(clause.ref, ()) or clause.ref in seen:
            continue
        seen.add(clause.ref)
        own = tuple(
            _link(desk, row) for row in bench.content.measures if str(row.get("clause")) == clause.ref
        )
        restated = clause.ref in lineage
        done = bool(own) or restated
        words = clause.text[len(clause.heading or "") :].lstrip("。：: \n")
        yield ClauseOfMeasures(
            ref=clause.ref,
            heading=clause.heading or "",
            words=words[:LONGEST_SHOWN] + ("……" if len(words) > LONGEST_SHOWN else ""),
            url=f"{to('work', desk.draft.key)}#c{number}",
            new_url=to("measure", desk.draft.key, NEW, clause=clause.ref),
            status=Status(_("写了"), Shape.CHECK) if done else Status(_("没写"), Shape.RING, Tone.DANGER),
            measures=own,
            lineage=_("重申上级文件的措施，写在沿袭里。") if restated else "",
        )


def _link(desk: Opened, row: Entry) -> MeasureLink:
    title = row.get("title")
    shown = (title.get("zh") if isinstance(title, Mapping) else "") or row.get("id") or _("没有名称")
    word = str(row.get("modality") or "")
    status = (
        modality_status(Modality(word)) if word in list(Modality) else Status(_("语气没写"), Shape.QUESTION)
    )
    return MeasureLink(str(shown), to("measure", desk.draft.key, str(row.get("id", ""))), status)


def _places_without_cities(desk: Opened) -> str:
    """A province that is new here has no cities to choose from until somebody names them."""
    new = desk.bench.content.places
    if not new or any(place.code != desk.bench.content.head.place for place in new):
        return ""
    return _("%(place)s是第一次收录，还没有市州可选。") % {"place": new[0].zh}
