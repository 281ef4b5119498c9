"""One matter laid side by side: what the nation says, and what each province makes of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from zhongchuang.core import clock
from zhongchuang.core.errors import NotFound
from zhongchuang.core.page import (
    Cell,
    Change,
    Chart,
    ChartKind,
    Column,
    DataTable,
    DiffLine,
    EmptyState,
    Link,
    Piece,
    Row,
    Series,
    Shape,
    Status,
    diff_texts,
)
from zhongchuang.core.public_pages import public_page
from zhongchuang.policy.matching.words import Words
from zhongchuang.policy.packs.schema import ClauseRef, Measure, PackDocument, RuleBook
from zhongchuang.policy.selectors import compare as reads
from zhongchuang.policy.selectors.rulebook import current_rulebook
from zhongchuang.policy.views import addresses, labels
from zhongchuang.policy.views.parameters import as_drawn, unit_of
from zhongchuang.policy.views.sheets import benefit_in_words, units_in_words

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ALIKE = 0.3  # below this share of common characters a text is said in words of its own and nothing is marked
SILENT = Status(gettext_lazy("没有写"), Shape.RING)
SAME = Status(gettext_lazy("与国家相同"), Shape.CHECK)
OTHER = Status(gettext_lazy("与国家不同"), Shape.NEAR)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a clause, what the higher text does not say marked."""

    ref: str
    source: str
    url: str
    lines: tuple[tuple[Piece, ...], ...]
    own_words: bool  # too unlike the higher text for marks to tell anything


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a measure on the day."""

    label: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A measure of one side, and how it stands to the nation's on the same matter."""

    title: str
    url: str
    quote: str
    modality: Status
    kinds: str
    amount: tuple[str, ...]
    set_by: str
    numbers: tuple[Number, ...]
    standing: Status | None
    differs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SideView:
    """One column."""

    place: str
    is_silent: bool
    words: tuple[Wording, ...]
    promises: tuple[Promise, ...]
    restated: tuple[tuple[str, str, str], ...]  # title, address, words
    units: tuple[str, ...]
    adds: tuple[str, ...]
    leaves_out: tuple[str, ...]


@require_safe
@public_page
def compare(request: HttpRequest) -> HttpResponse:
    """What can be compared: topics, and national clauses with who carries them out; or one of them, side by side."""
    book, today = current_rulebook(), clock.today()
    topic, clause = request.GET.get("topic", ""), request.GET.get("clause", "")
    if topic:
        return _topic(request, book, topic, today)
    if clause:
        return _clause(request, book, clause, today)
    found = reads.comparable(book, today)
    places = tuple(labels.in_language(book.places[pack.place].name) for pack in found.packs)
    tables = [_topics(found, places)] if found.topics else []
    tables += [_clauses(found, places, document, clauses) for document, clauses in found.documents]
    nothing = EmptyState(_("收录的政策里还没有可以对比的内容"))
    return render(request, "policy/compare.html", {"tables": tables, "nothing": nothing})


def _topics(found: reads.Comparable, places: tuple[str, ...]) -> DataTable:
    rows = (
        Row(
            (
                Cell(labels.in_language(topic.title), _to("topic", topic.id)),
                *(_count(topic.counts.get(pack.id, 0), _("%(n)s 项")) for pack in found.packs),
            )
        )
        for topic in found.topics
    )
    return DataTable(_("按事项"), _columns(_("事项"), places), tuple(rows))


def _clauses(
    found: reads.Comparable,
    places: tuple[str, ...],
    document: PackDocument,
    clauses: Iterable[reads.CarriedClause],
) -> DataTable:
    rows = (
        Row(
            (
                Cell(f"{one.at.ref} {one.content.clause.heading or ''}".strip(), _to("clause", str(one.at))),
                *(_count(one.counts.get(pack.id, 0), _("%(n)s 条")) for pack in found.packs),
            )
        )
        for one in clauses
    )
    name = document.number or document.title
    return DataTable(
        _("按%(document)s的条款") % {"document": name}, _columns(_("国家的条款"), places), tuple(rows)
    )


def _columns(first: str, places: tuple[str, ...]) -> tuple[Column, ...]:
    return (Column(first), *(Column(place) for place in places))


def _count(count: int, words: str) -> Cell:
    return Cell(words % {"n": count} if count else SILENT)


def _topic(request: HttpRequest, book: RuleBook, topic: str, on: date) -> HttpResponse:
    sides = reads.topic_sides(book, topic, on)
    if sides is None:
        raise NotFound()
    measures = [measure for side in sides for measure in side.measures]
    title = labels.in_language(measures[0].title)
    chart = _chart(book, measures, on)
    return _page(request, book, title, "", sides, on, {"chart": chart, "by_quote": True})


def _clause(request: HttpRequest, book: RuleBook, written: str, on: date) -> HttpResponse:
    document_id, _sign, ref = written.partition("#")
    sides = reads.clause_sides(book, ClauseRef(document_id, ref), on)
    if sides is None:
        raise NotFound()
    entry = sides[0].entries[0]
    name = entry.document.number or entry.document.title
    heading = entry.clause.clause.heading or ""
    return _page(request, book, f"{name} {ref} {heading}".strip(), "zh-hans", sides, on, {"by_quote": False})


def _page(
    request: HttpRequest,
    book: RuleBook,
    title: str,
    title_language: str,
    sides: Sequence[reads.Side],
    on: date,
    more: dict[str, object],
) -> HttpResponse:
    above = "\n".join(entry.clause.clause.text for side in sides[:1] for entry in side.entries)
    context = {
        "title": title,
        "title_language": title_language,
        "sides": [_side(book, side, above if position else None, on) for position, side in enumerate(sides)],
        "today": on,
        "breadcrumbs": (Link(_("各地对比"), reverse("policy:compare")), Link(title, "")),
        **more,
    }
    return render(request, "policy/compare_sides.html", context)


def _side(book: RuleBook, side: reads.Side, above: str | None, on: date) -> SideView:
    lineages = list(dict.fromkeys(entry.lineage for entry in side.entries if entry.lineage is not None))
    return SideView(
        place=labels.in_language(side.place),
        is_silent=side.is_silent,
        words=tuple(_wording(entry, above) for entry in side.entries),
        promises=tuple(_promise(book, measure, above is None, on) for measure in side.measures),
        restated=tuple(
            (labels.in_language(one.measure.title), addresses.to_measure(one.measure.id), one.quote)
            for one in side.restated
        ),
        units=tuple(words for entry in side.entries if (words := units_in_words(entry.clause.clause.units))),
        adds=tuple(labels.in_language(one.adds) for one in lineages if one.adds),
        leaves_out=tuple(labels.in_language(one.leaves_out) for one in lineages if one.leaves_out),
    )


def _wording(entry: reads.Entry, above: str | None) -> Wording:
    clause = entry.clause.clause
    lines: Sequence[DiffLine] = diff_texts(
        clause.text if above is None else above, clause.text, before_label="", after_label=""
    ).lines
    shown = [line.after for line in lines if line.after]
    own_words = above is not None and _common(shown) < ALIKE
    if own_words:
        shown = [(Piece(Change.SAME, paragraph),) for paragraph in clause.text.split("\n") if paragraph]
    return Wording(
        ref=clause.ref,
        source=entry.document.number or entry.document.title,
        url=addresses.to_clause(entry.clause.at),
        lines=tuple(shown),
        own_words=own_words,
    )


def _common(lines: Iterable[tuple[Piece, ...]]) -> float:
    """The share of characters that stand in the higher text, too."""
    pieces = [piece for line in lines for piece in line]
    whole = sum(len(piece.text) for piece in pieces)
    return sum(len(p.text) for p in pieces if p.change is Change.SAME) / whole if whole else 0.0


def _promise(book: RuleBook, measure: Measure, is_top: bool, on: date) -> Promise:
    above = None if is_top else reads.counterpart(book, measure)
    differs = () if above is None else tuple(_told(book, measure, above, on))
    standing = None if above is None else OTHER if differs else SAME  # what has no topic is not guessed at
    amount = benefit_in_words(book, measure, on)
    return Promise(
        title=labels.in_language(measure.title),
        url=addresses.to_measure(measure.id),
        quote=measure.quote,
        modality=labels.modality_status(measure.modality),
        kinds=_("、").join(str(labels.KINDS[kind]) for kind in measure.kinds),
        amount=tuple(amount.split("\n")) if amount else (),
        set_by=labels.in_language(measure.amount_set_by),
        numbers=_numbers(book, measure, on),
        standing=standing,
        differs=differs,
    )


def _numbers(book: RuleBook, measure: Measure, on: date) -> tuple[Number, ...]:
    words = Words(book, measure)
    return tuple(
        Number(
            labels.in_language(parameter.label),
            labels.in_language(words.parameter_value(name, reads.value_at(parameter, on).value)),
            addresses.to_parameter(measure.id, name),
        )
        for name, parameter in measure.parameters.items()
    )


def _told(book: RuleBook, measure: Measure, above: Measure, on: date) -> Iterable[str]:
    """In what a measure differs from the nation's, in words: there … , here … ."""
    said: dict[reads.Difference, tuple[StrOrPromise, str, str]] = {
        reads.Difference.MODALITY: (
            _("语气"),
            str(labels.MODALITIES[above.modality]),
            str(labels.MODALITIES[measure.modality]),
        ),
        reads.Difference.KINDS: (_("给谁"), _kinds(above), _kinds(measure)),
        reads.Difference.INSTRUMENT: (
            _("支持方式"),
            str(labels.INSTRUMENTS[above.instrument]),
            str(labels.INSTRUMENTS[measure.instrument]),
        ),
        reads.Difference.NUMBERS: (
            _("数"),
            _values(book, above, on) or _("没有"),
            _values(book, measure, on) or _("没有"),
        ),
    }
    for difference in reads.differences(measure, above, on):
        what, there, here = said[difference]
        yield _("%(what)s：国家“%(there)s”，这里“%(here)s”") % {"what": what, "there": there, "here": here}


def _kinds(measure: Measure) -> str:
    return _("、").join(str(labels.KINDS[kind]) for kind in measure.kinds)


def _values(book: RuleBook, measure: Measure, on: date) -> str:
    return _("、").join(number.value for number in _numbers(book, measure, on))


def _chart(book: RuleBook, measures: Sequence[Measure], on: date) -> Chart | None:
    """A bar a place, where all measures have one number of one kind; a bar a measure where a place has several numbers."""
    if any(len(measure.parameters) != 1 for measure in measures) or len(measures) < 2:
        return None
    numbers = [parameter for measure in measures for parameter in measure.parameters.values()]
    drawn = [as_drawn(parameter, reads.value_at(parameter, on)) for parameter in numbers]
    if len({(parameter.type, parameter.unit) for parameter in numbers}) > 1 or None in drawn:
        return None
    label = labels.in_language(numbers[0].label)
    of_place: dict[str, set[int | float | None]] = defaultdict(set)
    for measure, number in zip(measures, drawn, strict=True):
        of_place[measure.place].add(number)
    bars: dict[str, int | float | None] = {}
    for measure, number in zip(measures, drawn, strict=True):
        place = labels.in_language(book.places[measure.place].name)
        several = len(of_place[measure.place]) > 1
        bars[f"{place} · {labels.in_language(measure.title)}" if several else place] = number
    return Chart(
        chart_id="by-place",
        title=label,
        kind=ChartKind.BAR,
        categories=tuple(bars),
        series=(Series(label, tuple(bars.values())),),
        unit=unit_of(numbers[0]),
        source=_("政策包所引的原文和依据文件，见下"),
        category_label=_("地区"),
    )


def _to(what: str, which: str) -> str:
    return addresses.to_list("compare", **{what: which})
