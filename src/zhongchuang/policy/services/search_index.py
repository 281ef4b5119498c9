"""What of this room can be found: documents, clauses, measures, as entries of the index.

`reindex` is called in the transaction that changes the rows. It compares by content, so that what did not change costs a
look at its row; whoever knows what changed says so, and only that is looked at.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from zhongchuang.core.actors import Actor
from zhongchuang.core.search import PUBLIC, Entry, Standing, index_replace
from zhongchuang.policy.access import PolicyAction, may_document
from zhongchuang.policy.models import Clause, Document, Measure
from zhongchuang.policy.packs.schema import DocumentState, Rank
from zhongchuang.policy.packs.versions import ItemChange, ItemKind

DOCUMENT, MEASURE, CLAUSE = "document", "measure", "clause"
INSTRUMENT = "instrument"
"""The label facets count by."""
WITHDRAWN = "policy.withdrawn"
"""The audience of what is no longer in the packs."""
_ENDED = {DocumentState.REPEALED, DocumentState.LAPSED}
_BRACKETS = re.compile(r"[〔〕\[\]（）()【】]")
_YEAR = re.compile(r"〔([0-9]{4})〕")
_READ_AT_ONCE = 200
_ORDERS = 3
"""Documents before measures before clauses, where nothing else parts them."""


def search_audiences(actor: Actor) -> frozenset[str]:
    """What the actor may find: what the pages of the room would show."""
    sees_withdrawn = may_document(actor, PolicyAction.VIEW_WITHDRAWN)
    return frozenset({PUBLIC, WITHDRAWN} if sees_withdrawn else {PUBLIC})


def reindex(changes: Iterable[ItemChange] | None = None) -> int:
    """Make the index say what the rows say: of the documents these changes touch with their clauses and measures, or of all.

    Returns how many entries were written or taken out. Must be called inside a transaction.
    """
    if changes is None:
        return sum(
            index_replace(kind, entries)
            for kind, entries in (
                (DOCUMENT, document_entries()),
                (MEASURE, measure_entries()),
                (CLAUSE, clause_entries()),
            )
        )
    slugs = _touched(changes)
    documents = Document.objects.filter(slug__in=slugs)
    return (
        index_replace(DOCUMENT, _documents(documents), groups=slugs)
        + index_replace(MEASURE, _measures(Measure.objects.filter(document__in=documents)), groups=slugs)
        + index_replace(CLAUSE, _clauses(Clause.objects.filter(document__in=documents)), groups=slugs)
    )


def _touched(changes: Iterable[ItemChange]) -> list[str]:
    """The documents that changed, and those whose measures did."""
    named: dict[ItemKind, set[str]] = {kind: set() for kind in ItemKind}
    for change in changes:
        named[change.kind].add(change.slug)
    measures = Measure.objects.filter(slug__in=named[ItemKind.MEASURE]).values_list(
        "document__slug", flat=True
    )
    return sorted(named[ItemKind.DOCUMENT] | set(measures))


def document_entries() -> Iterator[Entry]:
    """Every document."""
    return _documents(Document.objects.all())


def measure_entries() -> Iterator[Entry]:
    """Every measure."""
    return _measures(Measure.objects.all())


def clause_entries() -> Iterator[Entry]:
    """Every clause."""
    return _clauses(Clause.objects.all())


def clause_key(document: str, ref: str) -> str:
    """A clause as the index knows it: `liaozhengbanfa-2016-88#三（四）`."""
    return f"{document}#{ref}"


def _documents(rows: QuerySet[Document]) -> Iterator[Entry]:
    for row in rows.select_related("place").defer("reading").order_by("pk").iterator(_READ_AT_ONCE):
        issuers = "、".join(row.issuers)
        yield Entry(
            kind=DOCUMENT,
            key=row.slug,
            group=row.slug,
            title=row.title,
            heading=" · ".join(part for part in (row.number, issuers) if part),
            text=row.text,
            spoken=(row.title, *row.issuers),
            text_weight=0,
            **{
                **_of_document(row, 0),
                "keys": (row.place.name, row.place.name_en, _BRACKETS.sub("", row.number or "")),
            },
        )


def _measures(rows: QuerySet[Measure]) -> Iterator[Entry]:
    found = rows.select_related("document", "place").defer("document__text", "document__reading")
    for row in found.order_by("pk").iterator(_READ_AT_ONCE):
        withdrawn = row.withdrawn or row.document.withdrawn
        yield Entry(
            kind=MEASURE,
            key=row.slug,
            group=row.document.slug,
            title=row.title,
            title_en=row.title_en,
            text=row.summary,
            text_en=row.summary_en,
            spoken=(row.title,),
            context=_where(row.document, row.clause_ref),
            labels={INSTRUMENT: (row.instrument,)},
            **{
                **_of_document(row.document, 1),
                "place": row.place_id,
                "until": min((day for day in (row.end, row.document.expires) if day), default=None),
                "keys": (row.place.name, row.place.name_en),
                **(_WITHDRAWN if withdrawn else {}),
            },
        )


def _clauses(rows: QuerySet[Clause]) -> Iterator[Entry]:
    instruments = _instruments()
    found = rows.select_related("document__place").defer("document__text", "document__reading")
    for row in found.order_by("pk").iterator(_READ_AT_ONCE):
        heading = row.heading or ""
        yield Entry(
            kind=CLAUSE,
            key=clause_key(row.document.slug, row.ref),
            group=row.document.slug,
            title=heading or row.ref,
            text=row.text.removeprefix(heading).lstrip("。：:；"),
            spoken=(heading,),
            context=_where(row.document, row.ref),
            labels={INSTRUMENT: instruments[row.document_id, row.ref]},
            **_of_document(row.document, 2),
        )


_WITHDRAWN: dict[str, Any] = {"standing": Standing.WITHDRAWN, "audience": WITHDRAWN}


def _of_document(row: Document, order: int) -> dict[str, Any]:
    """What a document's things have of it."""
    year = _YEAR.search(row.number or "")
    return {
        "keys": (row.place.name, row.place.name_en),
        "place": row.place_id,
        "day": row.issued,
        "until": row.expires,
        "year": row.issued.year if row.issued else int(year[1]) if year else None,
        "rank": Rank(row.rank).order * _ORDERS + order,
        "standing": Standing.ENDED if DocumentState(row.state) in _ENDED else Standing.IN_FORCE,
        **(_WITHDRAWN if row.withdrawn else {}),
    }


def _where(document: Document, ref: str) -> str:
    return f"{document.number or document.title} {ref}"


def _instruments() -> defaultdict[tuple[int, str], tuple[str, ...]]:
    """(document, clause) → the instruments of its measures."""
    found: defaultdict[tuple[int, str], tuple[str, ...]] = defaultdict(tuple)
    rows = Measure.objects.filter(withdrawn=False).order_by("instrument").distinct()
    for document, ref, instrument in rows.values_list("document_id", "clause_ref", "instrument"):
        found[document, ref] += (instrument,)
    return found
