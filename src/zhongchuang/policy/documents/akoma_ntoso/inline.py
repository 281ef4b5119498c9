"""Marks inside the words: units in their role, and cited documents. The words themselves stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from zhongchuang.policy.documents.akoma_ntoso.names import Names
from zhongchuang.policy.documents.akoma_ntoso.xml import add, plain
from zhongchuang.policy.documents.model import Citation, UnitNote


@dataclass(frozen=True, slots=True)
class Mark:
    """A run of words that is something: an element with its attributes, around the words themselves `within` it."""

    start: int
    end: int
    element: str
    attributes: dict[str, str]
    within: tuple[str, dict[str, str]] | None = None


def write(
    paragraph: etree._Element,
    words: str,
    units: tuple[UnitNote, ...],
    citations: list[Citation],
    names: Names,
) -> None:
    """The words with the marks that are found in them."""
    marks = _apart([*_cited(words, citations, names), *_answerable(words, units, names)])
    done, last = 0, None
    for mark in marks:
        _append(paragraph, last, words[done : mark.start])
        marked = words[mark.start : mark.end]
        last = add(paragraph, mark.element, None if mark.within else marked, **mark.attributes)
        if mark.within is not None:
            add(last, mark.within[0], marked, **mark.within[1])
        done = mark.end
    _append(paragraph, last, words[done:])


def _append(paragraph: etree._Element, last: etree._Element | None, words: str) -> None:
    """Words behind the last mark, or at the beginning of the paragraph."""
    if last is None:
        paragraph.text = (paragraph.text or "") + plain(words)
    else:
        last.tail = (last.tail or "") + plain(words)


def _cited(words: str, citations: list[Citation], names: Names) -> Iterator[Mark]:
    """A cited document where it is named: by its title in 《》, or by its number."""
    for citation in citations:
        for name in filter(None, (f"《{citation.title}》" if citation.title else None, citation.number)):
            at = words.find(name)
            if at >= 0:
                address = names.cited(citation.title, citation.number)
                yield Mark(at, at + len(name), "ref", {"href": address})


def _answerable(words: str, units: tuple[UnitNote, ...], names: Names) -> Iterator[Mark]:
    """The units inside their note, each in the role the text gives it."""
    for note in units:
        begins = words.find(note.raw)
        if begins < 0:
            continue
        looked = begins
        for role in ("lead", "cooperating", "joint"):
            for name in getattr(note, role):
                at = words.find(name, looked, begins + len(note.raw))
                if at < 0:  # listed in another order than its role, or joined (沈阳、大连市政府)
                    at = words.find(name, begins, begins + len(note.raw))
                if at >= 0:
                    looked = at + len(name)
                    unit = ("organization", {"refersTo": f"#{names.organisation(name)}"})
                    yield Mark(at, looked, "role", {"refersTo": f"#{role}"}, unit)


def _apart(marks: list[Mark]) -> list[Mark]:
    """The marks in their order; of two that overlap the longer one."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda m: (m.start - m.end, m.start)):
        if all(mark.end <= other.start or mark.start >= other.end for other in kept):
            kept.append(mark)
    return sorted(kept, key=lambda m: m.start)
