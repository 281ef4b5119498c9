"""What is shown of a thing found: the words as they were written, what was looked for marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from zhongchuang.core.search.entries import Piece, Pieces
from zhongchuang.core.search.folding import fold, places
from zhongchuang.core.search.words import Word

BEFORE = 24
LENGTH = 110
ELLIPSIS = "…"
_STOPS = "。；;！？"
_SENTENCES = ("。", ". ")


def marked(text: str, words: Sequence[Word]) -> Pieces:
    """The whole text, the words in it marked."""
    return tuple(_pieces(text, 0, len(text), _spans(text, words)))


def snippet(text: str, folded: str, words: Sequence[Word], *, length: int = LENGTH) -> Pieces:
    """The part of the text that holds most of the words, the earliest such part; its beginning where it holds none.

    `folded` is the same text folded: that never moves a line break, so that the two are read line by line.
    """
    best, most = "", (-1, False)
    for line, compared in zip(text.split("\n"), folded.split("\n"), strict=True):
        if not line.strip():
            continue
        # A line without a full stop is a heading or an address; where a sentence says as much, the sentence is shown.
        said = (sum(word.text in compared for word in words), any(stop in line for stop in _SENTENCES))
        if said > most:
            best, most = line, said
        if said == (len(words), True):
            break
    best = best.strip()
    spans = _spans(best, words)
    start, end = _window(best, spans, length)
    shown = list(_pieces(best, start, end, spans))
    if start > 0:
        shown.insert(0, Piece(ELLIPSIS))
    if end < len(best):
        shown.append(Piece(ELLIPSIS))
    return tuple(shown)


def _spans(text: str, words: Sequence[Word]) -> list[tuple[int, int]]:
    """Where the words stand in the text as written, in order, those that touch joined."""
    folded = fold(text)
    found = sorted(span for word in words for span in _occurrences(folded, word.text))
    if not found:
        return []
    place = places(text)
    joined: list[tuple[int, int]] = []
    for start, end in found:
        first, last = place[start], place[end - 1] + 1
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def _occurrences(folded: str, word: str) -> Iterator[tuple[int, int]]:
    at = folded.find(word)
    while at >= 0:
        yield at, at + len(word)
        at = folded.find(word, at + len(word))


def _window(text: str, spans: list[tuple[int, int]], length: int) -> tuple[int, int]:
    """The stretch of the line to show: from the last stop before the densest place, at most `length` characters."""
    if len(text) <= length:
        return 0, len(text)
    if not spans:
        return 0, length

    def within(first: int) -> int:
        return len({text[a:b] for a, b in spans if first <= a and b <= first + length - BEFORE})

    focus = max((start for start, _ in spans), key=lambda start: (within(start), -start))
    start = max(0, focus - BEFORE)
    start = max([start, *(text.rfind(stop, start, focus) + 1 for stop in _STOPS)])
    start = min(start, len(text) - length)
    return start, min(len(text), start + length)


def _pieces(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> Iterator[Piece]:
    at = start
    for first, last in spans:
        first, last = max(first, start), min(last, end)
        if first >= last or first < at:
            continue
        if first > at:
            yield Piece(text[at:first])
        yield Piece(text[first:last], found=True)
        at = last
    if at < end:
        yield Piece(text[at:end])
