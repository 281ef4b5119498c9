"""Two texts compared: paragraph by paragraph, and word by word within a paragraph, Chinese included.

Chinese has no spaces; a run of changed characters is a “word”. Single characters that happen to be equal between two
changes only make a diff flicker, so short equal runs inside a changed stretch are counted as changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

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
    """One paragraph on both sides; a side is empty where the paragraph is only on the other."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Whether the sides differ."""
        return any(piece.change is not Change.SAME for piece in (*self.before, *self.after))

    @property
    def merged(self) -> tuple[Piece, ...]:
        """Both sides in one run: what is common once, removed before added."""
        pieces: list[Piece] = []
        after = list(self.after)
        for piece in self.before:
            if piece.change is Change.SAME:
                while after and after[0].change is Change.ADDED:
                    pieces.append(after.pop(0))
                if after:
                    after.pop(0)
            pieces.append(piece)
        return (*pieces, *after)


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


def _merge(pieces: Iterator[Piece]) -> tuple[Piece, ...]:
    merged: list[Piece] = []
    for piece in pieces:
        if merged and merged[-1].change is piece.change:
            merged[-1] = Piece(piece.change, merged[-1].text + piece.text)
        elif piece.text:
            merged.append(piece)
    return tuple(merged)


Opcode = tuple[str, int, int, int, int]


def _calm(opcodes: Sequence[Opcode]) -> list[Opcode]:
    """The same edits with short equal runs between two changes counted as changed."""
    return [
        ("replace", *spans)
        if tag == "equal" and spans[1] - spans[0] <= SHORT and 0 < i < len(opcodes) - 1
        else (tag, *spans)
        for i, (tag, *spans) in enumerate(opcodes)
    ]


def _line(before: str, after: str) -> DiffLine:
    left, right = TOKEN.findall(before), TOKEN.findall(after)
    opcodes = _calm(SequenceMatcher(None, left, right, autojunk=False).get_opcodes())
    return DiffLine(
        _merge(
            Piece(Change.SAME if tag == "equal" else Change.REMOVED, "".join(left[i1:i2]))
            for tag, i1, i2, _, _ in opcodes
            if i2 > i1
        ),
        _merge(
            Piece(Change.SAME if tag == "equal" else Change.ADDED, "".join(right[j1:j2]))
            for tag, _, _, j1, j2 in opcodes
            if j2 > j1
        ),
    )


def _removed(text: str) -> DiffLine:
    return DiffLine((Piece(Change.REMOVED, text),), ())


def _added(text: str) -> DiffLine:
    return DiffLine((), (Piece(Change.ADDED, text),))


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
            lines += [DiffLine((Piece(Change.SAME, t),), (Piece(Change.SAME, t),)) for t in left[i1:i2]]
        else:
            lines += _pair(left[i1:i2], right[j1:j2])
    return Diff(before_label, after_label, tuple(lines))
