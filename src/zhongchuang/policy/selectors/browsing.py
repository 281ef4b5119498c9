"""Documents and measures as a reader finds them: lists narrowed by facets whose counts are true, and single ones.

A facet counts what each of its values would leave under the *other* facets, in one statement a facet; so the number
of statements does not grow with the data. Every read starts from what the actor may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case, Count, ExpressionWrapper, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, ExtractYear, StrIndex, Substr

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotFound
from zhongchuang.policy.access import PolicyAction, may_document, visible_documents
from zhongchuang.policy.models import Clause, Document, Measure, MeasureKind
from zhongchuang.policy.packs.schema import Text


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed by; several values of a facet are joined by “or”, an empty facet lets all through."""

    place: tuple[str, ...] = ()
    year: tuple[int, ...] = ()
    instrument: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    modality: tuple[str, ...] = ()
    words: str = ""

    def but(self, facet: str) -> Wanted:
        """The same with one facet open."""
        opened: dict[str, Any] = {facet: ()}
        return replace(self, **opened)


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet and how many things it leaves; `label` where the value's name is in the database."""

    value: str
    count: int
    label: Text | None = None


Choices = Mapping[str, tuple[Choice, ...]]

# ------------------------------------------------------------------ documents


def documents_matching(actor: Actor, wanted: Wanted) -> QuerySet[Any]:
    """The documents a reader may see and wants, each with its `year` and the number of its `promises`."""
    found = _dated(visible_documents(actor, Document.objects.all())).filter(_of_document(wanted))
    if wanted.instrument or wanted.kind:
        found = found.filter(pk__in=visible_measures(actor).filter(_of_measure(wanted)).values("document"))
    found = found.select_related("place").defer("text", "reading")
    wanted_ones: QuerySet[Any] = found.annotate(
        promises=Count("measures", filter=Q(measures__withdrawn=False))
    )
    return wanted_ones


def document_choices(actor: Actor, wanted: Wanted) -> Choices:
    """The facets of the list of documents: place, year, instrument, for whom. Four statements."""
    seen = _dated(visible_documents(actor, Document.objects.all()))
    measures = _dated(visible_measures(actor), "document__")

    def by_document(facet: str, *fields: str) -> Iterable[tuple[Any, ...]]:
        others = wanted.but(facet)
        condition = _of_document(others)
        if others.instrument or others.kind:
            promised = visible_measures(actor).filter(_of_measure(others))
            condition &= Q(pk__in=promised.values("document"))
        return _counted(seen, Count("pk", filter=condition), fields)

    def by_measure(facet: str, field: str) -> Iterable[tuple[Any, ...]]:
        others = wanted.but(facet)
        condition = _of_document(others, "document__") & _of_measure(others)
        return _counted(measures, Count("document", filter=condition, distinct=True), (field,))

    return {
        "place": _places(by_document("place", *_PLACE)),
        "year": _years(by_document("year", "year")),
        "instrument": _plain(by_measure("instrument", "instrument")),
        "kind": _plain(by_measure("kind", "kinds__kind")),
    }


def document_of(actor: Actor, slug: str, *, with_text: bool = False) -> Document:
    """A document the actor may see. Raises NotFound: whether there is a hidden one is nobody's business."""
    found = Document.objects.select_related("place").defer("reading")
    document = (found if with_text else found.defer("text", "reading")).filter(slug=slug).first()
    if document is None or not may_document(actor, PolicyAction.VIEW, document):
        raise NotFound()
    return document


# ------------------------------------------------------------------- measures


def visible_measures(actor: Actor) -> QuerySet[Measure]:
    """Measures are as public as their document; one no longer in the packs is for those who may see such documents."""
    if may_document(actor, PolicyAction.VIEW_WITHDRAWN):
        return Measure.objects.all()
    return Measure.objects.filter(withdrawn=False, document__withdrawn=False)


def measures_matching(actor: Actor, wanted: Wanted) -> QuerySet[Any]:
    """The measures a reader may see and wants, with place, document and whom they are for."""
    found = _dated(visible_measures(actor), "document__").filter(_wanted_measure(wanted))
    return (
        found.select_related("place", "document")
        .prefetch_related("kinds")
        .defer("document__text", "document__reading")
    )


def measure_choices(actor: Actor, wanted: Wanted) -> Choices:
    """The facets of the list of measures: place, for whom, instrument, how strongly, year. Five statements."""
    seen = _dated(visible_measures(actor), "document__")

    def by(facet: str, *fields: str) -> Iterable[tuple[Any, ...]]:
        return _counted(seen, Count("pk", filter=_wanted_measure(wanted.but(facet))), fields)

    return {
        "place": _places(by("place", *_PLACE)),
        "kind": _plain(by("kind", "kinds__kind")),
        "instrument": _plain(by("instrument", "instrument")),
        "modality": _plain(by("modality", "modality")),
        "year": _years(by("year", "year")),
    }


def measure_of(actor: Actor, slug: str) -> Measure:
    """A measure the actor may see, with its document and place. Raises NotFound."""
    found = visible_measures(actor).select_related("place", "document")
    measure = found.defer("document__text", "document__reading").filter(slug=slug).first()
    if measure is None:
        raise NotFound()
    return measure


# ------------------------------------------------------------------ front page


@dataclass(frozen=True, slots=True)
class PlaceHoldings:
    """What is held of one place."""

    code: str
    name: Text
    documents: int
    measures: int


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the platform holds, counted now."""

    documents: int
    clauses: int
    measures: int
    places: tuple[PlaceHoldings, ...]
    kinds: Mapping[str, int]  # kind of subject → measures for it


def holdings(actor: Actor) -> Holdings:
    """Counted live, in four statements; what is no longer in the packs does not count."""
    documents = visible_documents(actor, Document.objects.filter(withdrawn=False))
    measures = visible_measures(actor).filter(withdrawn=False, document__withdrawn=False)
    by_place = list(_counted(documents, Count("pk"), _PLACE))
    promised = {row[0]: row[-1] for row in _counted(measures, Count("pk"), ("place",))}
    places = tuple(
        PlaceHoldings(code, Text(name, name_en), held, promised.get(code, 0))
        for code, name, name_en, held in by_place
    )
    return Holdings(
        documents=sum(place.documents for place in places),
        clauses=Clause.objects.filter(document__in=documents).count(),
        measures=sum(promised.values()),
        places=places,
        kinds={row[0]: row[-1] for row in _counted(measures, Count("pk"), ("kinds__kind",)) if row[0]},
    )


# --------------------------------------------------------------------- helpers

_PLACE = ("place", "place__name", "place__name_en")


def _dated(rows: QuerySet[Any], prefix: str = "") -> QuerySet[Any]:
    """With the `year` of the document: of its date, or where the text has no date, of its number 〔2015〕."""
    number = f"{prefix}number"
    opening = ExpressionWrapper(StrIndex(number, Value("〔")) + 1, IntegerField())
    of_number = Case(
        When(
            **{f"{number}__regex": r"〔[0-9]{4}〕"},
            then=Cast(Substr(number, opening, 4), IntegerField()),
        )
    )
    dated: QuerySet[Any] = rows.annotate(year=Coalesce(ExtractYear(f"{prefix}issued"), of_number))
    return dated


def _of_document(wanted: Wanted, prefix: str = "") -> Q:
    """What is asked of the document itself; `year` is the annotation of `_dated`."""
    condition = Q()
    if wanted.place:
        condition &= Q(**{f"{prefix}place__in": wanted.place})
    if wanted.year:
        condition &= Q(year__in=wanted.year)
    for word in wanted.words.split():
        condition &= Q(**{f"{prefix}title__icontains": word}) | Q(**{f"{prefix}number__icontains": word})
    return condition


def _of_measure(wanted: Wanted) -> Q:
    """What is asked of one measure: its instrument and whom it is for."""
    condition = Q()
    if wanted.instrument:
        condition &= Q(instrument__in=wanted.instrument)
    if wanted.kind:
        condition &= Q(pk__in=MeasureKind.objects.filter(kind__in=wanted.kind).values("measure"))
    return condition


def _wanted_measure(wanted: Wanted) -> Q:
    condition = _of_measure(wanted)
    if wanted.place:
        condition &= Q(place__in=wanted.place)
    if wanted.year:
        condition &= Q(year__in=wanted.year)
    if wanted.modality:
        condition &= Q(modality__in=wanted.modality)
    for word in wanted.words.split():
        condition &= Q(title__icontains=word) | Q(title_en__icontains=word) | Q(summary__icontains=word)
    return condition


def _counted(rows: QuerySet[Any], count: Count, fields: Iterable[str]) -> Iterable[tuple[Any, ...]]:
    """(field, …, count) for every value there is, those that count nothing included."""
    names = tuple(fields)
    counted: Iterable[tuple[Any, ...]] = (
        rows.order_by(F(names[0]).asc(nulls_last=True)).values_list(*names).annotate(n=count)
    )
    return counted


def _plain(rows: Iterable[tuple[Any, ...]]) -> tuple[Choice, ...]:
    return tuple(Choice(value, count) for value, count in rows if value is not None)


def _years(rows: Iterable[tuple[Any, ...]]) -> tuple[Choice, ...]:
    """The newest first."""
    return tuple(Choice(str(year), count) for year, count in rows if year is not None)[::-1]


def _places(rows: Iterable[tuple[Any, ...]]) -> tuple[Choice, ...]:
    return tuple(Choice(code, count, Text(name, name_en)) for code, name, name_en, count in rows)
