"""The rows of places, documents, clauses and measures that lists, facets and foreign keys need, kept in line with a rule book.

Only what changed is read and written; a row that others point at keeps its key for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Model

from zhongchuang.core.actors import SystemActor
from zhongchuang.parties import selectors as parties_read
from zhongchuang.parties import services as parties
from zhongchuang.policy.models import Clause, Document, Measure, MeasureKind, PackVersion
from zhongchuang.policy.packs.schema import Measure as PackMeasure
from zhongchuang.policy.packs.schema import PackDocument, RuleBook
from zhongchuang.policy.packs.text import clauses_of, read_text
from zhongchuang.policy.packs.versions import Item

PLACES = SystemActor("packs.places")
"""Places follow from the packs, whoever publishes them."""


def rows_write(book: RuleBook, items: Sequence[Item], version: PackVersion) -> None:
    """Bring the rows in line with the book. What is held points at this version, what is not at the last that held it."""
    sha256 = {item.slug: item.sha256 for item in items}
    _write_places(book)
    _write_documents(book, sha256, version)
    _write_measures(book, sha256, version)
    for model in (Document, Measure):
        model.objects.filter(withdrawn=False).update(pack_version=version)


def _write_places(book: RuleBook) -> None:
    known = {
        code: (name, name_en, parent)
        for code, name, name_en, parent in parties_read.places().values_list(
            "code", "name", "name_en", "parent_id"
        )
    }
    for place in sorted(book.places.values(), key=lambda p: (len(book.chain(p.code)), p.code)):
        if known.get(place.code) != (place.name.zh, place.name.en, place.parent):
            parties.place_register(
                actor=PLACES,
                code=place.code,
                name=place.name.zh,
                name_en=place.name.en,
                parent=place.parent,
            )


def _write_documents(book: RuleBook, sha256: Mapping[str, str], version: PackVersion) -> None:
    held = {document.id: document for pack in book.packs.values() for document in pack.documents.values()}
    rows = {row.slug: row for row in Document.objects.defer("text", "reading")}
    _withdraw(Document, [row for row in rows.values() if row.slug not in held])
    for document in held.values():
        row = rows.get(document.id)
        if row is None or row.withdrawn or row.content_sha256 != sha256[document.id]:
            _write_document(document, sha256[document.id], version)


def _write_document(document: PackDocument, sha256: str, version: PackVersion) -> None:
    row, _ = Document.objects.update_or_create(
        slug=document.id,
        defaults={
            "place_id": document.place,
            "title": document.title,
            "number": document.number,
            "issuers": list(document.issuers),
            "issued": document.issued,
            "expires": document.expires,
            "rank": document.rank,
            "state": document.state,
            "text": document.text,
            "text_sha256": hashlib.sha256(document.text.encode()).hexdigest(),
            "reading": read_text(document).to_json(),
            "version": document.version,
            "content_sha256": sha256,
            "pack_version": version,
            "withdrawn": False,
        },
    )
    _write_clauses(document, row)


def _write_clauses(document: PackDocument, row: Document) -> None:
    """The clauses of body and annexes; one that stays keeps its row, whatever its words are now."""
    wanted = {
        clause.ref: {
            "position": position,
            "level": clause.level,
            "heading": clause.heading,
            "text": clause.text,
            "units": [unit.to_json() for unit in clause.units],
            "classes": [c.value for c in document.classes.get(clause.ref, ())],
        }
        for position, clause in enumerate(clauses_of(document).values())
    }
    present = {clause.ref: clause for clause in row.clauses.all()}
    gone = [clause.pk for ref, clause in present.items() if ref not in wanted]
    Clause.objects.filter(pk__in=gone).delete()
    Clause.objects.bulk_create(
        Clause(document=row, ref=ref, **values) for ref, values in wanted.items() if ref not in present
    )
    _update(Clause, [(present[ref], values) for ref, values in wanted.items() if ref in present])


def _write_measures(book: RuleBook, sha256: Mapping[str, str], version: PackVersion) -> None:
    documents = dict(Document.objects.values_list("slug", "pk"))
    wanted = {
        measure.id: _measure_values(measure, documents[measure.clause.document], sha256[measure.id])
        for measure in book.measures()
    }
    rows = {row.slug: row for row in Measure.objects.all()}
    _withdraw(Measure, [row for row in rows.values() if row.slug not in wanted])
    Measure.objects.bulk_create(
        Measure(slug=slug, pack_version=version, **values)
        for slug, values in wanted.items()
        if slug not in rows
    )
    _update(
        Measure,
        [(rows[slug], values) for slug, values in wanted.items() if slug in rows],
    )
    _write_kinds(book)


def _measure_values(measure: PackMeasure, document: int, sha256: str) -> dict[str, Any]:
    return {
        "document_id": document,
        "place_id": measure.place,
        "clause_ref": measure.clause.ref,
        "title": measure.title.zh,
        "title_en": measure.title.en,
        "summary": measure.summary.zh,
        "summary_en": measure.summary.en,
        "instrument": measure.instrument.value,
        "modality": measure.modality.value,
        "benefit_kind": None if measure.benefit_kind is None else measure.benefit_kind.value,
        "version": measure.version,
        "content_sha256": sha256,
        "start": measure.start,
        "end": measure.end,
        "withdrawn": False,
    }


def _write_kinds(book: RuleBook) -> None:
    keys = dict(Measure.objects.filter(withdrawn=False).values_list("slug", "pk"))
    wanted = {(keys[measure.id], kind.value) for measure in book.measures() for kind in measure.kinds}
    rows = MeasureKind.objects.filter(measure__withdrawn=False)
    present = {(measure, kind): pk for pk, measure, kind in rows.values_list("pk", "measure_id", "kind")}
    MeasureKind.objects.filter(pk__in=[pk for key, pk in present.items() if key not in wanted]).delete()
    MeasureKind.objects.bulk_create(
        MeasureKind(measure_id=measure, kind=kind) for measure, kind in sorted(wanted - present.keys())
    )


def _withdraw(model: type[Document] | type[Measure], rows: Sequence[Document | Measure]) -> None:
    """Rows that are no longer part of the packs stay, because others may point at them."""
    model.objects.filter(pk__in=[row.pk for row in rows if not row.withdrawn]).update(withdrawn=True)


M = TypeVar("M", bound=Model)


def _update(model: type[M], wanted: Sequence[tuple[M, Mapping[str, Any]]]) -> None:
    """Write the rows that differ from what is wanted, in bulk."""
    fields: set[str] = set()
    changed: list[M] = []
    for row, values in wanted:
        differing = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not differing:
            continue
        for name, value in differing.items():
            setattr(row, name, value)
            fields.add(name.removesuffix("_id"))
        changed.append(row)
    if changed:
        model._default_manager.bulk_update(changed, sorted(fields), batch_size=200)
