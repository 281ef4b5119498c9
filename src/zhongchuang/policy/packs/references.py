"""What the files of the packs say of each other must be there: ids, places, basis texts, restated
measures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zhongchuang.policy.packs.errors import Problem, Problems, near_names
from zhongchuang.policy.packs.schema import Duty, FieldList, Lineage, Pack, Place, RuleBook, Target


def report_broken_references(book: RuleBook, problems: Problems) -> None:
    """Note every reference that leads nowhere and every id used twice."""
    problems.extend(_repeated_ids(book))
    problems.extend(_places(book))
    for pack in book.packs.values():
        problems.extend(_pack_frame(pack, book))
        problems.extend(_documents_named(pack, book))
        problems.extend(_basis_named(pack, book))
        problems.extend(_measures_named(pack, book))


def _repeated_ids(book: RuleBook) -> Iterator[Problem]:
    packs = book.packs.values()
    groups: tuple[Iterable[tuple[str, str]], ...] = (
        ((m.id, m.written_at) for p in packs for m in p.measures),
        ((d.id, d.written_at) for p in packs for d in p.duties),
        ((t.id, t.written_at) for p in packs for t in p.targets),
        ((f.id, f.written_at) for p in packs for f in p.fields),
        ((d.id, d.written_at) for p in packs for d in p.documents.values()),
        ((b.id, b.written_at) for p in packs for b in p.basis.values()),
    )
    for group in groups:
        first: dict[str, str] = {}
        for name, written_at in group:
            if name in first:
                yield Problem.at(
                    written_at,
                    f"编号“{name}”重复，先前见 {first[name]}。",
                    f"The id “{name}” is used twice; it stands at {first[name]} already.",
                )
            first.setdefault(name, written_at)


def _places(book: RuleBook) -> Iterator[Problem]:
    for place in book.places.values():
        if place.parent is not None and place.parent not in book.places:
            yield Problem.at(
                place.written_at,
                f"上级区划 {place.parent} 不在 places.yaml 里。",
                f"The parent {place.parent} is not in places.yaml.",
            )
        elif _is_circle(place, book):
            yield Problem.at(
                place.written_at,
                f"区划 {place.code} 的上级绕成了圈。",
                f"The parents of {place.code} form a circle.",
            )


def _is_circle(place: Place, book: RuleBook) -> bool:
    seen = {place.code}
    parent = place.parent
    while parent is not None and parent in book.places:
        if parent in seen:
            return True
        seen.add(parent)
        parent = book.places[parent].parent
    return False


def _pack_frame(pack: Pack, book: RuleBook) -> Iterator[Problem]:
    if pack.place not in book.places:
        yield Problem.at(
            pack.written_at,
            f"区划 {pack.place} 不在 places.yaml 里。",
            f"Place {pack.place} is not in places.yaml.",
        )
    if pack.parent is not None and pack.parent not in book.packs:
        yield Problem.at(
            pack.written_at, f"没有上级包“{pack.parent}”。", f"There is no parent pack “{pack.parent}”."
        )
    for example in pack.examples:
        if example.place not in book.places:
            yield Problem.at(
                example.written_at,
                f"区划 {example.place} 不在 places.yaml 里。",
                f"Place {example.place} is not in places.yaml.",
            )


def _documents_named(pack: Pack, book: RuleBook) -> Iterator[Problem]:
    rows: tuple[Duty | Target | FieldList | Lineage, ...] = (
        *pack.duties,
        *pack.targets,
        *pack.fields,
        *pack.lineage,
    )
    named = [(row.clause.document, row.written_at) for row in rows]
    for document, written_at in named:
        if document not in pack.documents:
            zh, en = near_names(document, pack.documents)
            yield Problem.at(
                written_at,
                f"本包没有文件“{document}”。{zh}",
                f"This pack holds no document “{document}”. {en}",
            )
    known = {d for p in book.packs.values() for d in p.documents}
    elsewhere = [(ref.document, i.written_at) for i in pack.lineage for ref in i.carries_out]
    for held in pack.documents.values():
        if held.ended is not None:
            told = (held.ended.by, None if held.ended.clause is None else held.ended.clause.document)
            elsewhere += [(name, held.written_at) for name in told if name is not None]
    for measure in pack.measures:
        for parameter in measure.parameters.values():
            elsewhere += [
                (v.clause.document, measure.written_at) for v in parameter.values if v.clause is not None
            ]
    for document, written_at in elsewhere:
        if document not in known:
            zh, en = near_names(document, known)
            yield Problem.at(
                written_at, f"没有文件“{document}”。{zh}", f"There is no document “{document}”. {en}"
            )


def _basis_named(pack: Pack, book: RuleBook) -> Iterator[Problem]:
    known = {name for p in book.packs.values() for name in (*p.basis, *p.documents)}
    named: list[tuple[str, str]] = []
    for measure in pack.measures:
        values = [v for parameter in measure.parameters.values() for v in parameter.values]
        sources = [*measure.basis, *(v.basis for v in values), *(c.basis for c in measure.checks)]
        named += [(basis, measure.written_at) for basis in sources if basis is not None]
    for basis, written_at in named:
        if basis not in known:
            zh, en = near_names(basis, known)
            yield Problem.at(
                written_at,
                f"没有依据文件“{basis}”，请写入 basis.yaml。{zh}",
                f"There is no basis document “{basis}”; write it into basis.yaml. {en}",
            )


def _measures_named(pack: Pack, book: RuleBook) -> Iterator[Problem]:
    known = {m.id for m in book.measures()}
    targets = {t.id for p in book.packs.values() for t in p.targets}
    named = [(name, row.written_at) for row in pack.lineage for name, _ in row.measures]
    named += [(expected.measure, e.written_at) for e in pack.examples for expected in e.expect]
    for name, written_at in named:
        if name not in known:
            zh, en = near_names(name, known)
            yield Problem.at(written_at, f"没有措施“{name}”。{zh}", f"There is no measure “{name}”. {en}")
    for target in pack.targets:
        if target.part_of is not None and target.part_of not in targets:
            yield Problem.at(
                target.written_at,
                f"没有目标“{target.part_of}”。",
                f"There is no target “{target.part_of}”.",
            )
