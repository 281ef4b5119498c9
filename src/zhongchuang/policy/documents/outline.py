"""The clauses of a reading as a list with levels, so that one can be moved, joined or split, and built up again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zhongchuang.policy.documents.labels import LabelKind, match_label
from zhongchuang.policy.documents.model import Annex, Clause, Document, UnitNote


@dataclass(slots=True, eq=False)
class OutlineNode:
    """A clause without what stands below it. `own` is its piece of the ref; `ref` the whole as it was before the change."""

    ref: str
    label: str
    own: str
    absolute: bool  # 第九条 is addressed without the chapter above it
    heading: str | None
    level: int
    text: str
    units: tuple[UnitNote, ...]
    refs_taken: tuple[str, ...] = ()  # of clauses that became part of this one


class Outline:
    """The clauses of the body and of each annex, in the order of the text."""

    def __init__(self, parts: list[tuple[str, list[OutlineNode]]], annexes: tuple[Annex, ...]) -> None:
        self._parts = parts
        self._annexes = annexes

    @classmethod
    def of(cls, reading: Document) -> Outline:
        """The outline of a reading."""
        parts = [("", list(_flat(reading.clauses, "", "")))]
        parts += [(annex.ref, list(_flat(annex.clauses, annex.ref, annex.ref))) for annex in reading.annexes]
        return cls(parts, reading.annexes)

    def find(self, ref: str, nth: int = 1) -> OutlineNode | None:
        """The nth clause with this ref: a copy may number two clauses alike."""
        found = [node for _, nodes in self._parts for node in nodes if node.ref == ref]
        return found[nth - 1] if 0 < nth <= len(found) else None

    def around(self, node: OutlineNode) -> list[OutlineNode]:
        """The list a clause stands in; changing it changes the outline."""
        return next(nodes for _, nodes in self._parts if node in nodes)

    def below(self, node: OutlineNode) -> list[OutlineNode]:
        """All that stands under a clause."""
        nodes = self.around(node)
        found: list[OutlineNode] = []
        for other in nodes[nodes.index(node) + 1 :]:
            if other.level <= node.level:
                break
            found.append(other)
        return found

    def built(self) -> tuple[tuple[Clause, ...], tuple[Annex, ...], dict[str, str]]:
        """The clauses, the annexes, and the old ref of every clause → its new one; the nodes take their new refs."""
        renamed: dict[str, str] = {}
        trees = [_tree(nodes, prefix, renamed) for prefix, nodes in self._parts]
        annexes = tuple(
            replace(annex, clauses=tree) for annex, tree in zip(self._annexes, trees[1:], strict=True)
        )
        return trees[0], annexes, renamed


def _flat(clauses: tuple[Clause, ...], above: str, prefix: str) -> Iterator[OutlineNode]:
    for clause in clauses:
        label = match_label(clause.label + " 一")
        absolute = label is not None and label.kind in (LabelKind.ARTICLE, LabelKind.DECIMAL)
        base = prefix if absolute or not clause.ref.startswith(above) else above
        yield OutlineNode(
            ref=clause.ref,
            label=clause.label,
            own=clause.ref.removeprefix(base),
            absolute=absolute or base != above,
            heading=clause.heading,
            level=clause.level,
            text=clause.text,
            units=clause.units,
        )
        yield from _flat(clause.clauses, clause.ref, prefix)


def _tree(nodes: list[OutlineNode], prefix: str, renamed: dict[str, str]) -> tuple[Clause, ...]:
    """The tree of a list; a level that skips one is drawn up to the next possible."""
    open_: list[OutlineNode] = []
    for node in nodes:
        node.level = min(node.level, len(open_) + 1 if not open_ else open_[-1].level + 1)
        while open_ and open_[-1].level >= node.level:
            open_.pop()
        above = open_[-1].ref if open_ and not node.absolute else prefix
        new = above + node.own
        for old in (node.ref, *node.refs_taken):
            if old:
                renamed.setdefault(old, new)
        node.ref = new
        open_.append(node)
    return _gathered(nodes, 0, 1)[0]


def _gathered(nodes: list[OutlineNode], start: int, level: int) -> tuple[tuple[Clause, ...], int]:
    found: list[Clause] = []
    at = start
    while at < len(nodes) and nodes[at].level >= level:
        node = nodes[at]
        below, at = _gathered(nodes, at + 1, level + 1)
        found.append(Clause(node.ref, node.label, node.heading, level, node.text, node.units, below))
    return tuple(found), at
