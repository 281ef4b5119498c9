"""Unit notes that name an organ whose kind was renamed elsewhere, with no entry here saying who succeeds
it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zhongchuang.policy.packs.errors import Problem, Severity
from zhongchuang.policy.packs.organs import Succession
from zhongchuang.policy.packs.schema import PackDocument, RuleBook
from zhongchuang.policy.packs.text import read_text

_LEVEL = re.compile(r"^(国家|省|市|县|区|自治区|各市|各级)+")


def organ_problems(book: RuleBook) -> Iterator[Problem]:
    """A warning for every such organ, once a document."""
    succession = Succession(book)
    renamed = {_stem(organ.name) for organ in book.organs if organ.successors}
    for pack in book.packs.values():
        for document in pack.documents.values():
            for name in sorted(_units(document)):
                if _stem(name) in renamed and not succession.knows(name, document.place):
                    yield Problem.at(
                        document.written_at,
                        f"责任单位“{name}”这一类机关已改名，organs.yaml 里没有它的沿革。",
                        f"The unit “{name}” is of a kind that was renamed; organs.yaml has no entry for it.",
                        Severity.WARNING,
                    )


def _units(document: PackDocument) -> set[str]:
    notes = [unit for clause in read_text(document).walk() for unit in clause.units]
    return {name for note in notes for name in (*note.lead, *note.cooperating, *note.joint)}


def _stem(name: str) -> str:
    """地税局 for 省地税局."""
    return _LEVEL.sub("", name)
