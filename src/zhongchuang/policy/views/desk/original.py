"""The text as it was put in, cut where its clauses begin, so that a page can show either side beside the other.

The reader cleans what it reads (spaces, broken lines, page numbers), so a clause is looked for by its characters alone.
What belongs to no clause (head, signature, what was left out) is a passage without one; nothing of the text is lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhongchuang.policy.documents.model import Clause

KNOWN_BY = 16
"""By how many characters after its label a clause is recognised."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the text; `clause` is the position, in the order of the text, of the clause it was read as."""

    clause: int | None
    text: str


def passages(text: str, clauses: Sequence[Clause]) -> tuple[Passage, ...]:
    """The whole text in passages; joined again they are the text."""
    bare, places = _bare(text)
    starts: list[tuple[int, int | None]] = [(0, None)]
    after = 0
    for position, clause in enumerate(clauses):
        found = _find(bare, clause, after)
        if found is None:
            continue
        start, length = found
        starts.append((_line_start(text, places[start]), position))
        after = start + length
        if position == len(clauses) - 1 and after < len(places):
            starts.append((_line_start(text, places[after]), None))
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return tuple(
        Passage(clause, text[start:end])
        for (start, clause), end in zip(starts, ends, strict=True)
        if start < end
    )


def _bare(text: str) -> tuple[str, list[int]]:
    """The text without white space, and where each of its characters stood."""
    kept = [(letter, at) for at, letter in enumerate(text) if not letter.isspace()]
    return "".join(letter for letter, _ in kept), [at for _, at in kept]


def _find(bare: str, clause: Clause, after: int) -> tuple[int, int] | None:
    """Where the clause begins and how far its words are sure; None where the text has them nowhere further on."""
    label, words = ("".join(part.split()) for part in (clause.label, clause.text))
    for known in (label + words[:KNOWN_BY], words[:KNOWN_BY]):
        start = bare.find(known, after) if known else -1
        if start >= 0:
            whole = known + words[KNOWN_BY:]
            return start, len(whole) if bare.startswith(whole, start) else len(known)
    return None


def _line_start(text: str, at: int) -> int:
    """The beginning of the line a place stands in; the place itself where something else stands before it."""
    start = text.rfind("\n", 0, at) + 1
    return start if not text[start:at].strip() else at
