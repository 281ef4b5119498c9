"""Coverage of clauses, and whether the reader finds in each text what the pack says it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zhongchuang.policy.documents.model import Document
from zhongchuang.policy.packs.errors import Problem
from zhongchuang.policy.packs.schema import ClauseClass, Pack, PackDocument, RuleBook
from zhongchuang.policy.packs.text import clauses_of, read_text


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many clauses of a document are classed, and as what (one clause may count in several columns)."""

    document: str
    title: str
    clauses: int
    classed: int
    by_class: tuple[tuple[ClauseClass, int], ...]

    @property
    def is_complete(self) -> bool:
        """Whether every clause is classed."""
        return self.classed == self.clauses


def coverage_of(document: PackDocument) -> Coverage:
    """The coverage of one document."""
    refs = clauses_of(document).keys()
    classed = {ref: classes for ref, classes in document.classes.items() if ref in refs and classes}
    counts = tuple((kind, sum(kind in classes for classes in classed.values())) for kind in ClauseClass)
    return Coverage(document.id, document.title, len(refs), len(classed), counts)


def document_problems(book: RuleBook) -> Iterator[Problem]:
    """Clauses not classed, classes without a clause, expectations the reader does not meet, classes
    without rows.
    """
    for pack in book.packs.values():
        for document in pack.documents.values():
            yield from _unclassed(document)
            yield from _unexpected(document)
            yield from _state(document)
        yield from _classes_without_rows(pack)
        yield from _rows_without_class(pack)


def _unclassed(document: PackDocument) -> Iterator[Problem]:
    clauses = clauses_of(document)
    for ref, clause in clauses.items():
        if not document.classes.get(ref):
            start = clause.text[:20]
            yield Problem.at(
                document.written_at,
                f"条款“{ref}”没有归类（{start}…），请写进 classes。",
                f"The clause “{ref}” is not classed ({start}…); write it into `classes`.",
            )
    for ref in document.classes:
        if ref not in clauses:
            yield Problem.at(
                document.written_at,
                f"classes 里的“{ref}”不是原文的条款。",
                f"“{ref}” in `classes` is no clause of the text.",
            )


def _unexpected(document: PackDocument) -> Iterator[Problem]:
    found = _scored(read_text(document))
    for name, wanted in document.expected.items():
        got = found[name]
        if name == "citations":
            wanted, got = _sorted_citations(wanted), _sorted_citations(got)
        if wanted != got:
            yield Problem.at(
                document.written_at,
                f"expected.{name} 与阅读器所得不同：写的是 {wanted!r}，读到 {got!r}。",
                f"expected.{name} differs from what the reader finds: written {wanted!r}, read {got!r}.",
            )


def _scored(document: Document) -> dict[str, object]:
    """The reader's answer in the form of `expected`."""
    data = document.to_json()
    clauses = list(document.walk())
    scored: dict[str, object] = {
        name: data[name]
        for name in ("title", "number", "issuers", "date", "addressees", "genre", "effective_from", "expires")
    }
    scored["level1"] = [clause.heading for clause in document.clauses if clause.level == 1]
    scored["refs"] = len({clause.ref for clause in clauses})
    scored["unit_notes"] = sum(len(clause.units) for clause in clauses)
    scored["citations"] = [
        {"title": c.title, "number": c.number, "relation": c.relation.value} for c in document.citations
    ]
    return scored


def _sorted_citations(rows: object) -> object:
    """A document cited in three clauses is one citation here; the order is the text's business."""
    if not isinstance(rows, list):
        return rows
    return sorted({(str(r.get("number")), str(r.get("title")), str(r.get("relation"))) for r in rows})


def _state(document: PackDocument) -> Iterator[Problem]:
    if document.state.value in ("repealed", "lapsed") and document.expires is None:
        yield Problem.at(
            document.written_at,
            "已废止或失效的文件要写 expires（有效的最后一日）。",
            "A repealed or lapsed document needs `expires`, the last day it was in force.",
        )


def _rows_of(pack: Pack) -> dict[ClauseClass, set[tuple[str, str]]]:
    """The clauses that have a row of each class; a restated measure counts as a measure."""
    restating = [row.clause for row in pack.lineage if row.measures]
    clauses = {
        ClauseClass.MEASURE: [m.clause for m in pack.measures] + restating,
        ClauseClass.DUTY: [d.clause for d in pack.duties],
        ClauseClass.TARGET: [t.clause for t in pack.targets],
    }
    return {kind: {(clause.document, clause.ref) for clause in found} for kind, found in clauses.items()}


_ROWS = {
    ClauseClass.MEASURE: ("措施或沿袭（lineage.measures）", "measure or lineage row that restates one"),
    ClauseClass.DUTY: ("职责（duties）", "duty"),
    ClauseClass.TARGET: ("目标（targets）", "target"),
}


def _classes_without_rows(pack: Pack) -> Iterator[Problem]:
    rows = _rows_of(pack)
    for document in pack.documents.values():
        for ref, classes in document.classes.items():
            for kind in classes:
                if kind in rows and (document.id, ref) not in rows[kind]:
                    zh, en = _ROWS[kind]
                    yield Problem.at(
                        document.written_at,
                        f"条款“{ref}”归为 {kind}，却没有对应的{zh}。",
                        f"The clause “{ref}” is classed {kind} but has no {en}.",
                    )


def _rows_without_class(pack: Pack) -> Iterator[Problem]:
    for kind, places in _rows_of(pack).items():
        for document_id, ref in sorted(places):
            document = pack.documents.get(document_id)
            if document is not None and kind not in document.classes.get(ref, ()):
                zh, en = _ROWS[kind]
                yield Problem.at(
                    document.written_at,
                    f"条款“{ref}”有{zh}，却没有归为 {kind}。",
                    f"The clause “{ref}” has a {en} but is not classed {kind}.",
                )
