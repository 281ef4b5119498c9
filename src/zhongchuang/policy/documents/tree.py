"""The clause tree: which labels are true labels, and which stands under which.

Labels nest by kind (一、 > （一） > 1. > （1） > ①), articles stand alone; but real documents break the
order, so the sequence decides: （三） after 二、 continues （二） of 一、; 1. that goes on behind a run of
（一）…（三） encloses it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from zhongchuang.policy.documents.labels import (
    Label,
    LabelKind,
    match_decimal,
    match_label,
    match_major,
    to_cn,
)
from zhongchuang.policy.documents.model import WarningCode
from zhongchuang.policy.documents.report import Report
from zhongchuang.policy.documents.source import Block, Paragraph, Table


@dataclass(slots=True)
class Node:
    """A clause in the making: its label, its own paragraphs (the label's line first), what stands under
    it.
    """

    label: Label | None
    ref: str
    paragraphs: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    parent: Node | None = None


_CONTAINERS = (LabelKind.PART, LabelKind.CHAPTER, LabelKind.SECTION)
_QUOTED_ITEM = re.compile(
    r"^(?:[（(][一二三四五六七八九十0-9]{1,3}[）)]\s*(?:[、和至或及]\s*[（(]"
    r"|、?\s*[（(][一二三四五六七八九十0-9]{1,3}[）)]\s*项)"
    r"|[一二三四五六七八九十]、[一二三四五六七八九十](?:、|产业|类|级|季|线|次))"
)


def build_tree(blocks: list[Block], prefix: str, report: Report) -> Node:
    """The tree of a text; ``prefix`` is put before every ref (附件2), the root holds what precedes the
    first label.
    """
    root = Node(None, prefix)
    labels = [match_label(block.text) if isinstance(block, Paragraph) else None for block in blocks]
    accepted = _decimals(_accept(labels, blocks), blocks)
    ranks = _ranks(accepted)
    current = root
    seen: dict[LabelKind, int] = {}
    for index, (block, label) in enumerate(zip(blocks, accepted, strict=True)):
        if label is None:
            if isinstance(block, Table):
                current.tables.append(block)
            else:
                current.paragraphs.append(block.text)
            continue
        parent = _parent(current, label, accepted[index + 1 :], ranks)
        anew = _begins_anew(parent, current, label)
        if not anew:
            _check_sequence(parent, label, seen, prefix, report)
        seen[label.kind] = label.value
        current = Node(label, _ref(parent, label, prefix), [label.rest] if label.rest else [], parent=parent)
        parent.children.append(current)
    return root


def _accept(labels: list[Label | None], blocks: list[Block]) -> list[Label | None]:
    """Only labels that can be: an article in sequence or set off by a space; no quotation of items."""
    article = 0
    kept: list[Label | None] = []
    for label, block in zip(labels, blocks, strict=True):
        text = block.text if isinstance(block, Paragraph) else ""
        if label is None or _QUOTED_ITEM.match(text):
            kept.append(None)
        elif label.kind is LabelKind.ARTICLE:
            true = _is_article(label, article)
            article = label.value if true else article
            kept.append(label if true else None)
        else:
            alone = not label.rest and label.kind in (LabelKind.ARABIC, LabelKind.CIRCLED)
            kept.append(None if alone else label)
    return kept


def _is_article(label: Label, last: int) -> bool:
    """第九条 begins an article if it comes in sequence or is set off by a space, and does not go on as prose
    (第九条规定的, 第九条、第十条).
    """
    if not label.spaced and re.match(r"[第、和至或及的款项规所]", label.rest):
        return False
    return label.value in (1, last, last + 1) or (label.spaced and label.value > last)


def _decimals(labels: list[Label | None], blocks: list[Block]) -> list[Label | None]:
    """Labels of a text numbered 1, 1.1, 1.1.1: only where at least two of two numbers are met in sequence."""
    texts = [block.text if isinstance(block, Paragraph) else "" for block in blocks]
    found = [match_decimal(text) for text in texts]
    double = {label.piece for label in found if label and label.piece.count(".") == 1}
    if not ("1.1" in double and ("1.2" in double or "2.1" in double)):
        return labels
    major = 0
    accepted: list[Label | None] = []
    for label, decimal, text in zip(labels, found, texts, strict=True):
        pointed = re.match(r"\d+[.．、]", text) and f"{major + 1}.1" not in double  # 2. of a list
        decimal = decimal or (None if pointed else match_major(text, major + 1))
        if decimal and "." not in decimal.piece:
            decimal = decimal if decimal.value in (major, major + 1) else None
            major = decimal.value if decimal else major
        accepted.append(decimal or label)
    return accepted


def _ranks(labels: list[Label | None]) -> dict[LabelKind, int]:
    """The nesting order of the kinds in this text: canonical, but 一、 encloses articles where it comes
    first.
    """
    order = list(LabelKind)
    kinds = [label.kind for label in labels if label]
    if (
        LabelKind.CN in kinds
        and LabelKind.ARTICLE in kinds
        and kinds.index(LabelKind.CN) < kinds.index(LabelKind.ARTICLE)
    ):
        order.remove(LabelKind.CN)
        order.insert(order.index(LabelKind.ARTICLE), LabelKind.CN)
    return {kind: rank for rank, kind in enumerate(order)}


def _parent(current: Node, label: Label, following: list[Label | None], ranks: dict[LabelKind, int]) -> Node:
    node = current
    if label.kind is LabelKind.DECIMAL:
        while node.label and not (
            node.label.kind is LabelKind.DECIMAL and label.piece.startswith(node.label.piece + ".")
        ):
            node = node.parent or node
        return node
    path: list[Node] = []
    while node.label is not None:
        path.append(node)
        node = node.parent or node
    for place in path:  # an open clause this one follows, however deep the text has gone below it
        assert place.label is not None
        if place.label.kind == label.kind and label.value == place.label.value + 1:
            return place.parent or place
    for place in path:  # else one that was closed by articles standing beside it: （一） 第一条 第二条 （二）
        if _continues_beside(place, label):
            return place.parent or place
    for place in path:  # else the nearest open clause of the same kind: its parent is ours
        assert place.label is not None
        if place.label.kind == label.kind:
            return place.parent or place
        if place.label.kind is LabelKind.DECIMAL:
            return place
        lower = ranks[place.label.kind] > ranks[label.kind]
        if lower and (_encloses(place.label, label, following) or _as_before(place, label)):
            return place
        if ranks[place.label.kind] < ranks[label.kind]:
            return place
    return node


def _continues_beside(place: Node, label: Label) -> bool:
    """Whether the run a label goes on with stands beside an open article that has no such run of its own."""
    if place.label is None or place.parent is None or place.label.kind is not LabelKind.ARTICLE:
        return False
    if label.kind is not LabelKind.CN_PAREN or label.value < 2:
        return False
    if any(child.label and child.label.kind == label.kind for child in place.children):
        return False
    run = [child.label for child in place.parent.children if child.label and child.label.kind == label.kind]
    return bool(run) and run[-1].value == label.value - 1


def _encloses(outer: Label, inner: Label, following: list[Label | None]) -> bool:
    """Whether a run (一)(二)… began under 1. although 1. is of the lower kind: 2. then comes behind the
    run.
    """
    if inner.value != 1:
        return False
    for label in following:
        if label is None or label.kind == inner.kind:
            continue
        if label.kind == outer.kind:
            return label.value == outer.value + 1
        if label.kind < inner.kind:
            return False
    return False


def _begins_anew(parent: Node, current: Node, label: Label) -> bool:
    """Whether a second run （一）（二）… begins in a clause behind a paragraph of the clause's own words (the second
    款 of an article). That paragraph, taken for words of the last item, is given back to the clause.
    """
    if current.parent is not parent or current.label is None or len(current.paragraphs) < 2:
        return False
    if label.value != 1 or current.label.kind != label.kind:
        return False
    if current.paragraphs[-1].endswith(("：", ":")):
        parent.paragraphs.append(current.paragraphs.pop())
    return True


def _as_before(place: Node, label: Label) -> bool:
    """Whether an earlier clause beside this one encloses a run of the label's kind."""
    beside = place.parent.children if place.parent else []
    return label.value == 1 and any(
        child.label is not None and child.label.kind == label.kind
        for node in beside
        for child in node.children
    )


def _ref(parent: Node, label: Label, prefix: str) -> str:
    if label.kind in (LabelKind.ARTICLE, LabelKind.DECIMAL):
        return prefix + label.piece
    return parent.ref + label.piece


def _check_sequence(
    parent: Node, label: Label, seen: dict[LabelKind, int], prefix: str, report: Report
) -> None:
    siblings = [
        child.label.value for child in parent.children if child.label and child.label.kind == label.kind
    ]
    last = siblings[-1] if siblings else 0
    if label.kind is LabelKind.ARTICLE:
        last = seen.get(label.kind, 0)
    if label.value == last + 1 or (not siblings and label.value == seen.get(label.kind, 0) + 1):
        return
    where = _ref(parent, label, prefix)
    if label.value in siblings:
        report.add(WarningCode.REPEATED_NUMBER, f"序号“{label.printed}”重复出现。", where)
    elif siblings or label.value > 1:
        expected = (
            label.printed
            if last + 1 < 1
            else to_cn(last + 1)
            if label.kind is not LabelKind.ARABIC
            else str(last + 1)
        )
        report.add(
            WarningCode.MISSING_NUMBER, f"序号不连续：“{label.printed}”之前应有第{expected}项。", where
        )


def is_container(label: Label) -> bool:
    """Whether a label only groups (第一章, 第一节)."""
    return label.kind in _CONTAINERS
