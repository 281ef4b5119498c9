"""Mending a reading: what an officer puts right where the reader was misled, as steps that can be replayed.

The words of a text never change; a mend says how they are to be taken: where a clause begins, what its number is, who is
named by its unit note. Every mend checks that what it names is there, and gives the same reading each time. The list is kept
with the document (`mended:` of its pack file).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import replace

from zhongchuang.policy.documents.labels import LabelKind, match_label
from zhongchuang.policy.documents.mends import (
    Cited,
    Drop,
    HeadField,
    Join,
    Mend,
    MendError,
    SetCitations,
    SetHead,
    SetHeading,
    SetLabel,
    SetLevel,
    SetUnits,
    Split,
    mend_from_json,
    mend_to_json,
)
from zhongchuang.policy.documents.model import Citation, Clause, Document
from zhongchuang.policy.documents.outline import Outline, OutlineNode
from zhongchuang.policy.documents.quantities import read_quantities

__all__ = [
    "Cited",
    "Drop",
    "HeadField",
    "Join",
    "Mend",
    "MendError",
    "SetCitations",
    "SetHead",
    "SetHeading",
    "SetLabel",
    "SetLevel",
    "SetUnits",
    "Split",
    "mend",
    "mend_from_json",
    "mend_to_json",
    "renamed_by",
]
_SPACE = re.compile(r"[\s\u3000\ufeff]+")
_ABSOLUTE = (LabelKind.ARTICLE, LabelKind.DECIMAL)


def mend(reading: Document, mends: Iterable[Mend], text: str) -> Document:
    """The reading with the mends applied in their order; `text` is the document as issued.

    Raises MendError for the first that does not fit, telling which.
    """
    for number, step in enumerate(mends, 1):
        try:
            reading = _applied(reading, step, text)
        except MendError as error:
            raise MendError(f"第 {number} 处订正：{error.zh}", f"Mend {number}: {error.en}") from None
    return reading


def renamed_by(step: Mend, before: Document, after: Document) -> dict[str, str]:
    """What became of the refs of clauses by one mend: old → new, where they differ."""
    old, new = [c.ref for c in before.walk()], [c.ref for c in after.walk()]
    match step:
        case SetLabel() | SetLevel():
            moved = new
        case Join():
            at = _index(old, step.ref, step.nth)
            moved = [*new[:at], new[at - 1], *new[at:]]
        case Split():
            at = _index(old, step.ref, step.nth)
            moved = [*new[: at + 1], *new[at + 2 :]]
        case _:
            return {}
    found: dict[str, str] = {}
    for one, other in zip(old, moved, strict=True):
        found.setdefault(one, other)
    return {one: other for one, other in found.items() if one != other}


def _index(refs: list[str], ref: str, nth: int) -> int:
    return [place for place, other in enumerate(refs) if other == ref][nth - 1]


def tight(words: str) -> str:
    """Words without white space: copies break lines anywhere."""
    return _SPACE.sub("", words)


def _set_heading(reading: Document, step: SetHeading) -> Document:
    outline = Outline.of(reading)
    node = _find(outline, step.ref, step.nth)
    if step.heading is not None and not node.text.startswith(step.heading):
        raise MendError(
            f"“{step.heading}”不是条款“{step.ref}”开头的话。",
            f"“{step.heading}” is not how the clause “{step.ref}” begins.",
        )
    node.heading = step.heading
    return _rebuilt(reading, outline)


def _set_label(reading: Document, step: SetLabel) -> Document:
    outline = Outline.of(reading)
    node = _find(outline, step.ref, step.nth)
    node.own = (
        node.own.removesuffix(_piece(node.label)) + _piece(step.label)
        if _is_label(node.label)
        else _piece(step.label)
    )
    node.label, node.absolute = step.label, _is_absolute(step.label)
    return _rebuilt(reading, outline)


def _set_level(reading: Document, step: SetLevel) -> Document:
    outline = Outline.of(reading)
    node = _find(outline, step.ref, step.nth)
    nodes = outline.around(node)
    at = nodes.index(node)
    deepest = nodes[at - 1].level + 1 if at else 1
    if not 1 <= step.level <= deepest:
        raise MendError(
            f"条款“{step.ref}”只能在第 1 至 {deepest} 层。",
            f"The clause “{step.ref}” can stand on levels 1 to {deepest}.",
        )
    deeper = step.level - node.level
    for moved in (*outline.below(node), node):
        moved.level += deeper
    return _rebuilt(reading, outline)


def _join(reading: Document, step: Join) -> Document:
    outline = Outline.of(reading)
    node = _find(outline, step.ref, step.nth)
    nodes = outline.around(node)
    at = nodes.index(node)
    if at == 0:
        raise MendError(
            f"条款“{step.ref}”前面没有条款，不能并入上一条。",
            f"No clause stands before “{step.ref}” to join it to.",
        )
    before = nodes[at - 1]
    for moved in outline.below(node):
        moved.level += before.level - node.level
    before.text += ("\n" if step.apart else "") + node.label + node.text
    before.units = (*before.units, *node.units)
    before.refs_taken += (node.ref, *node.refs_taken)
    nodes.remove(node)
    return _rebuilt(reading, outline)


def _split(reading: Document, step: Split) -> Document:
    outline = Outline.of(reading)
    node = _find(outline, step.ref, step.nth)
    place = _place_of(node.text, step.at, step.ref)
    if place == 0:
        raise MendError(
            "要从条款中间的话拆开，不能从开头拆。", "Split at words inside the clause, not at its beginning."
        )
    level = node.level if step.level is None else step.level
    if not 1 <= level <= node.level + 1:
        raise MendError(
            f"拆出的条款只能在第 1 至 {node.level + 1} 层。",
            f"The new clause can stand on levels 1 to {node.level + 1}.",
        )
    first, rest = node.text[:place].rstrip(), node.text[place:]
    found = match_label(rest)
    words = found.rest if found is not None and found.piece == _piece(step.label) else rest
    new = OutlineNode(
        ref="", label=step.label, own=_piece(step.label), absolute=_is_absolute(step.label), heading=None,
        level=level, text=words, units=tuple(u for u in node.units if u.raw not in first),
    )  # fmt: skip
    node.text, node.units = first, tuple(u for u in node.units if u.raw in first)
    if node.heading is not None and not first.startswith(node.heading):
        node.heading = None
    nodes = outline.around(node)
    nodes.insert(nodes.index(node) + 1, new)
    mended = _rebuilt(reading, outline)
    ref = new.ref
    moved = tuple(
        replace(c, ref=ref) if c.ref == node.ref and not _stands(c, first) and _stands(c, words) else c
        for c in mended.citations
    )
    return replace(mended, citations=moved)


def _set_units(reading: Document, step: SetUnits) -> Document:
    outline = Outline.of(reading)
    node = _find(outline, step.ref, step.nth)
    for unit in step.units:
        _require(unit.raw, node.text, step.ref)
        if not (unit.lead or unit.cooperating or unit.joint):
            raise MendError("责任单位至少要写一个。", "A unit note names at least one unit.")
    node.units = step.units
    return _rebuilt(reading, outline)


def _set_citations(reading: Document, step: SetCitations, text: str) -> Document:
    if step.ref is None:
        within = text
    else:
        outline = Outline.of(reading)
        annexes = {annex.ref for annex in reading.annexes}
        within = text if step.ref in annexes else _find(outline, step.ref, 1).text
    for cited in step.citations:
        if cited.title is None and cited.number is None:
            raise MendError("引用的文件要有标题或文号。", "A citation needs a title or a number.")
        for words in (cited.title, cited.number):
            if words is not None:
                _require(words, within if words == cited.title else text, step.ref or "正文")
    others = [c for c in reading.citations if c.ref != step.ref]
    new = [Citation(c.title, c.number, c.relation, step.ref) for c in step.citations]
    order = {ref: place for place, ref in enumerate([None, *(clause.ref for clause in reading.walk())])}
    kept = sorted([*others, *new], key=lambda c: order.get(c.ref, len(order)))
    return replace(reading, citations=tuple(kept))


def _drop(reading: Document, step: Drop) -> Document:
    outline = Outline.of(reading)
    node = _find(outline, step.ref, step.nth)
    place = _place_of(node.text, step.words, step.ref)
    before, after = node.text[:place], node.text[place + len(step.words) :]
    if not (before + after).strip():
        raise MendError(
            "不能把条款的话全部删去；它不是条款时，请并入上一条。",
            "A clause keeps some words; join it to the one before where it is no clause.",
        )
    # A line of its own goes with its line break; words in the middle of a sentence leave the sentence whole.
    alone = (not before or before.endswith("\n")) and (not after or after.startswith("\n"))
    node.text = (before + after[1:] if alone and before and after else before + after).strip("\n")
    node.units = tuple(unit for unit in node.units if unit.raw in node.text)
    if node.heading is not None and not node.text.startswith(node.heading):
        node.heading = None
    return _rebuilt(reading, outline)


def _set_head(reading: Document, step: SetHead, text: str) -> Document:
    said = (step.value,) if isinstance(step.value, str) else step.value or ()
    if not step.source.strip():
        raise MendError("请写明出处；原文写明的写 text。", "Give the source; `text` where the text says it.")
    if step.source == "text" and step.field not in (
        HeadField.DATE,
        HeadField.EFFECTIVE_FROM,
        HeadField.EXPIRES,
    ):
        for words in said:
            _require(words, text, "全文")
    match step.field:
        case HeadField.ISSUERS:
            return replace(reading, issuers=tuple(said))
        case HeadField.DATE:
            return replace(reading, date=_day(said))
        case HeadField.EFFECTIVE_FROM:
            return replace(reading, effective_from=_day(said))
        case HeadField.EXPIRES:
            return replace(reading, expires=_day(said))
        case HeadField.TITLE:
            return replace(reading, title=_only(said))
        case HeadField.NUMBER:
            return replace(reading, number=_only(said))
        case HeadField.ADDRESSEES:
            return replace(reading, addressees=_only(said))


def _only(said: tuple[str, ...]) -> str | None:
    if len(said) > 1:
        raise MendError("这里只能有一个值。", "Only one value is possible here.")
    return said[0] if said else None


def _applied(reading: Document, step: Mend, text: str) -> Document:
    match step:
        case SetHeading():
            return _set_heading(reading, step)
        case SetLabel():
            return _set_label(reading, step)
        case SetLevel():
            return _set_level(reading, step)
        case Join():
            return _join(reading, step)
        case Split():
            return _split(reading, step)
        case SetUnits():
            return _set_units(reading, step)
        case SetCitations():
            return _set_citations(reading, step, text)
        case Drop():
            return _drop(reading, step)
        case SetHead():
            return _set_head(reading, step, text)


def _find(outline: Outline, ref: str, nth: int) -> OutlineNode:
    node = outline.find(ref, nth)
    if node is None:
        times = "" if nth == 1 else f"第 {nth} 个"
        raise MendError(f"没有{times}条款“{ref}”。", f"There is no clause “{ref}” (number {nth}).")
    return node


def _place_of(text: str, words: str, ref: str) -> int:
    times = text.count(words)
    if times != 1:
        raise MendError(
            f"条款“{ref}”里，“{words}”出现 {times} 次；请写到只出现一次。",
            f"“{words}” stands {times} times in the clause “{ref}”; quote words that stand there once.",
        )
    return text.index(words)


def _require(words: str, text: str, where: str) -> None:
    if tight(words) not in tight(text):
        raise MendError(
            f"“{words}”不在“{where}”的原文里；不是原文写明的，请写出处。",
            f"“{words}” does not stand in “{where}”; give a source where the text does not say it.",
        )


def _is_label(label: str) -> bool:
    return match_label(label + " 一") is not None


def _piece(label: str) -> str:
    found = match_label(label + " 一")
    if found is None or found.rest != "一":
        raise MendError(
            f"“{label}”不是序号的写法，请写成一、（一）、1.、（1）、①、第九条 这样的。",
            f"“{label}” is not a number of clauses; write 一、 （一） 1. （1） ① or 第九条.",
        )
    return found.piece


def _is_absolute(label: str) -> bool:
    found = match_label(label + " 一")
    return found is not None and found.kind in _ABSOLUTE


def _stands(citation: Citation, words: str) -> bool:
    return any(part is not None and tight(part) in tight(words) for part in (citation.title, citation.number))


def _day(said: tuple[str, ...]) -> datetime.date | None:
    if not said:
        return None
    try:
        return datetime.date.fromisoformat(said[0])
    except ValueError:
        raise MendError(
            f"“{said[0]}”不是日期，请写成 2031-05-08。", f"“{said[0]}” is not a date; write 2031-05-08."
        ) from None


def _rebuilt(reading: Document, outline: Outline) -> Document:
    """The document over the changed outline: refs, citations, warnings and quantities follow the clauses."""
    clauses, annexes, renamed = outline.built()
    tops: list[Clause] = [*clauses, *(clause for annex in annexes for clause in annex.clauses)]
    quantities = [q for top in tops for c in top.walk() for q in read_quantities(c.ref, c.text)]
    return replace(
        reading,
        clauses=clauses,
        annexes=annexes,
        citations=tuple(
            replace(c, ref=renamed.get(c.ref, c.ref) if c.ref else None) for c in reading.citations
        ),
        warnings=tuple(
            replace(w, ref=renamed.get(w.ref, w.ref) if w.ref else None) for w in reading.warnings
        ),
        quantities=tuple(quantities),
    )
