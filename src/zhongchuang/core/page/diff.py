"""Two texts compared: paragraph by paragraph, and word by word within a paragraph, Chinese included.

Chinese has no spaces; a run of changed characters is a “word”. Single characters that happen to be equal
between two changes only make a diff flicker, so short equal runs inside a changed stretch count as changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

TOKEN = re.compile(r"\d+(?:[.,]\d+)*%?|[A-Za-z]+|\s+|.", re.DOTALL)
LIKE_ENOUGH = 0.35  # paragraphs less alike than this are one removed and one added, not one changed
SHORT = 2  # equal runs of up to this many tokens between two changes are counted as changed


class Change(StrEnum):
    """What happened to a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text with one fate."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One paragraph as a run of pieces, removed before added; either side is read out of it."""

    pieces: tuple[Piece, ...]

    @property
    def before(self) -> tuple[Piece, ...]:
        """The paragraph as it was; empty where it is new."""
        return tuple(piece for piece in self.pieces if piece.change is not Change.ADDED)

    @property
    def after(self) -> tuple[Piece, ...]:
        """The paragraph as it is; empty where it is gone."""
        return tuple(piece for piece in self.pieces if piece.change is not Change.REMOVED)

    @property
    def changed(self) -> bool:
        """Whether the sides differ."""
        return any(piece.change is not Change.SAME for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Diff:
    """The comparison; `before_label` and `after_label` head the sides."""

    before_label: str
    after_label: str
    lines: tuple[DiffLine, ...]

    @property
    def changed(self) -> int:
        """How many paragraphs differ."""
        return sum(line.changed for line in self.lines)


Opcode = tuple[str, int, int, int, int]


def _calm(opcodes: Sequence[Opcode]) -> list[Opcode]:
    """The same edits with short equal runs between two changes counted as changed."""
    last = len(opcodes) - 1
    return [
        ("replace" if tag == "equal" and i2 - i1 <= SHORT and 0 < i < last else tag, i1, i2, j1, j2)
        for i, (tag, i1, i2, j1, j2) in enumerate(opcodes)
    ]


def _pieces(left: Sequence[str], right: Sequence[str], opcodes: Sequence[Opcode]) -> Iterator[Piece]:
    """The edits as pieces; all that neighbouring edits remove comes before all that they add."""
    for same, edits in groupby(opcodes, key=lambda opcode: opcode[0] == "equal"):
        spans = list(edits)
        before = "".join(token for _, i1, i2, _, _ in spans for token in left[i1:i2])
        after = "".join(token for _, _, _, j1, j2 in spans for token in right[j1:j2])
        if same:
            yield Piece(Change.SAME, before)
            continue
        if before:
            yield Piece(Change.REMOVED, before)
        if after:
            yield Piece(Change.ADDED, after)


def _line(before: str, after: str) -> DiffLine:
    left, right = TOKEN.findall(before), TOKEN.findall(after)
    opcodes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return DiffLine(tuple(_pieces(left, right, _calm(opcodes))))


def _removed(text: str) -> DiffLine:
    return DiffLine((Piece(Change.REMOVED, text),))


def _added(text: str) -> DiffLine:
    return DiffLine((Piece(Change.ADDED, text),))


def _pair(before: Sequence[str], after: Sequence[str]) -> Iterator[DiffLine]:
    """Changed paragraphs side by side: each old one with the first later new one that is like it."""
    start = 0
    for old in before:
        matches = (
            i
            for i in range(start, len(after))
            if SequenceMatcher(None, old, after[i], autojunk=False).ratio() >= LIKE_ENOUGH
        )
        found = next(matches, None)
        if found is None:
            yield _removed(old)
            continue
        yield from map(_added, after[start:found])
        yield _line(old, after[found])
        start = found + 1
    yield from map(_added, after[start:])


def diff_texts(before: str, after: str, *, before_label: str, after_label: str) -> Diff:
    """Compare two texts by paragraph (line), and word by word where a paragraph was changed."""
    left = [line for line in before.splitlines() if line.strip()]
    right = [line for line in after.splitlines() if line.strip()]
    lines: list[DiffLine] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [DiffLine((Piece(Change.SAME, text),)) for text in left[i1:i2]]
        else:
            lines += _pair(left[i1:i2], right[j1:j2])
    return Diff(before_label, after_label, tuple(lines))
