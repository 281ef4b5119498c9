"""Loading the packs into the database: the whole rule book as one immutable version, and the rows that others point at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from zhongchuang.core import clock
from zhongchuang.core.actors import Actor
from zhongchuang.core.audit import audit_write
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.locks import exclusive
from zhongchuang.parties import services as parties
from zhongchuang.policy import models
from zhongchuang.policy.access import PolicyAction, may_document
from zhongchuang.policy.documents.model import Clause
from zhongchuang.policy.documents.read import read_document
from zhongchuang.policy.packs.loader import read_files, rulebook_of, version_of
from zhongchuang.policy.packs.schema import Measure, PackDocument, Place, RuleBook
from zhongchuang.policy.packs.storage import rulebook_to_json


def packs_load(*, actor: Actor, root: Path) -> str | None:
    """Make the packs under `root` the current version; returns it, or None if it was current already.

    A version that was loaded before becomes current again; its content is not written twice. Raises PackError with
    everything wrong in the files, NotAllowed.
    """
    if not may_document(actor, PolicyAction.LOAD):
        raise NotAllowed()
    files = read_files(root)
    version = version_of(files)
    if models.PackVersion.objects.filter(version=version, is_current=True).exists():
        return None
    book = rulebook_of(files)
    with exclusive("policy.packs_load"):
        before = models.PackVersion.objects.filter(is_current=True).values_list("version", flat=True).first()
        models.PackVersion.objects.filter(is_current=True).update(is_current=False)
        current, _ = models.PackVersion.objects.get_or_create(
            version=version, defaults={"content": rulebook_to_json(book), "loaded_at": clock.now()}
        )
        current.is_current = True
        current.save(update_fields=["is_current"])
        _write_places(actor, book)
        _write_documents(book, current)
        _write_measures(book, current)
        audit_write(
            actor=actor,
            verb="policy.packs_load",
            target=current,
            before={"version": before},
            after={"version": version, "measures": sum(len(pack.measures) for pack in book.packs.values())},
        )
    return version


def _write_places(actor: Actor, book: RuleBook) -> None:
    def depth(place: Place) -> int:
        return 0 if place.parent is None else 1 + depth(book.places[place.parent])

    for place in sorted(book.places.values(), key=lambda p: (depth(p), p.code)):
        parties.place_register(
            actor=actor, code=place.code, name=place.name.zh, name_en=place.name.en, parent=place.parent
        )


def _write_documents(book: RuleBook, version: models.PackVersion) -> None:
    held = {document.id: document for pack in book.packs.values() for document in pack.documents.values()}
    models.Document.objects.exclude(slug__in=held).update(withdrawn=True)
    for document in held.values():
        _write_document(document, version)


def _write_document(document: PackDocument, version: models.PackVersion) -> None:
    sha256 = hashlib.sha256(document.text.encode()).hexdigest()
    reading = read_document(document.text.encode(), filename=f"{document.id}.txt")
    row, _ = models.Document.objects.update_or_create(
        slug=document.id,
        defaults={
            "place_id": document.place,
            "title": document.title,
            "number": document.number,
            "issuers": list(document.issuers),
            "issued": document.issued,
            "rank": document.rank,
            "state": document.state,
            "text": document.text,
            "text_sha256": sha256,
            "reading": reading.to_json(),
            "pack_version": version,
            "withdrawn": False,
        },
    )
    clauses = list(_flat(reading.clauses))
    row.clauses.exclude(ref__in=[clause.ref for clause in clauses]).delete()
    for position, clause in enumerate(clauses):
        models.Clause.objects.update_or_create(
            document=row,
            ref=clause.ref,
            defaults={
                "position": position,
                "level": clause.level,
                "heading": clause.heading,
                "text": clause.text,
                "units": [unit.to_json() for unit in clause.units],
                "classes": [c.value for c in document.classes.get(clause.ref, ())],
            },
        )


def _flat(clauses: tuple[Clause, ...]) -> Iterator[Clause]:
    for clause in clauses:
        yield clause
        yield from _flat(clause.clauses)


def _write_measures(book: RuleBook, version: models.PackVersion) -> None:
    documents = dict(models.Document.objects.values_list("slug", "pk"))
    held = {measure.id: measure for pack in book.packs.values() for measure in pack.measures}
    models.Measure.objects.exclude(slug__in=held).update(withdrawn=True)
    for measure in held.values():
        _write_measure(measure, documents[measure.clause.document], version)


def _write_measure(measure: Measure, document: int, version: models.PackVersion) -> None:
    row, _ = models.Measure.objects.update_or_create(
        slug=measure.id,
        defaults={
            "document_id": document,
            "place_id": measure.place,
            "clause_ref": measure.clause.ref,
            "title": measure.title.zh,
            "title_en": measure.title.en,
            "summary": measure.summary.zh,
            "summary_en": measure.summary.en,
            "instrument": measure.instrument,
            "modality": measure.modality,
            "benefit_kind": measure.benefit_kind,
            "start": measure.start,
            "end": measure.end,
            "pack_version": version,
            "withdrawn": False,
        },
    )
    kinds = {kind.value for kind in measure.kinds}
    row.kinds.exclude(kind__in=kinds).delete()
    for kind in kinds:
        models.MeasureKind.objects.get_or_create(measure=row, kind=kind)
