"""Paragraphs out of placed characters, for formats that know pages and not paragraphs (PDF, OFD).

Chinese documents are set in lines of one width, a paragraph's first line is indented by two characters, and a
line that does not reach the right edge ends its paragraph. That is all the evidence used.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from zhongchuang.policy.documents.labels import match_decimal, match_label
from zhongchuang.policy.documents.marks import is_addressee
from zhongchuang.policy.documents.source import Block, Paragraph, Table

_TERMINAL = "。；：！？）)”》】"
_FULL = 14  # characters a line has at least before it can be one that a page's edge broke
_PAGE_NUMBER = re.compile(
    r"^[-—–－─·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/，,共]\s*共?\s*\d{1,4}\s*页?)?[-—–－─·\s]*$"
)


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and its box; ``top`` and ``bottom`` grow downwards. Any unit of length."""

    x0: float
    x1: float
    top: float
    bottom: float
    char: str


@dataclass(slots=True)
class Line:
    """Characters on one base line."""

    x0: float
    x1: float
    top: float
    bottom: float
    text: str

    @property
    def height(self) -> float:
        """The height of the characters."""
        return max(self.bottom - self.top, 0.1)


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table and where it stands on its page."""

    top: float
    bottom: float
    table: Table


@dataclass(slots=True)
class Page:
    """The lines and tables of a page."""

    lines: list[Line]
    tables: Sequence[PlacedTable] = ()


def to_lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """Characters gathered into lines from top to bottom, each from left to right."""
    ordered = sorted((g for g in glyphs if g.char.strip()), key=lambda g: ((g.top + g.bottom) / 2, g.x0))
    rows: list[list[Glyph]] = []
    for glyph in ordered:
        middle = (glyph.top + glyph.bottom) / 2
        if rows and abs(_middle(rows[-1]) - middle) <= 0.45 * max(
            glyph.bottom - glyph.top, _height(rows[-1])
        ):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return [_line(row) for row in rows]


def _middle(row: list[Glyph]) -> float:
    tail = row[-8:]
    return sum(g.top + g.bottom for g in tail) / (2 * len(tail))


def _height(row: list[Glyph]) -> float:
    return max(g.bottom - g.top for g in row[-8:])


def _line(row: list[Glyph]) -> Line:
    row = sorted(row, key=lambda g: g.x0)
    size = median(max(g.bottom - g.top, 0.1) for g in row)
    text = row[0].char
    for left, right in pairwise(row):
        latin = left.char.isascii() and right.char.isascii()
        apart = right.x0 - left.x1 > (0.18 if latin else 0.7) * size
        text += (" " if apart else "") + right.char
    return Line(row[0].x0, max(g.x1 for g in row), min(g.top for g in row), max(g.bottom for g in row), text)


def to_blocks(pages: Sequence[Page]) -> tuple[list[Block], int]:
    """All paragraphs and tables in reading order, and how many running heads and page numbers were
    dropped.
    """
    dropped = _drop_running_lines(pages)
    blocks: list[Block] = []
    previous: Line | None = None
    edges = [_margins(page.lines) for page in pages]
    farthest = max((right for _, right in edges), default=0.0)
    right = 0.0
    for page, (left, own_right) in zip(pages, edges, strict=True):
        # A page of a few short lines does not show its right edge; the others do.
        new_right = own_right if sum(len(line.text) > 20 for line in page.lines) >= 8 else farthest
        pitch = _pitch(page.lines)
        tables = sorted(page.tables, key=lambda placed: placed.top)
        for line in page.lines:
            while tables and tables[0].top <= line.top:
                _add_table(blocks, tables.pop(0).table)
                previous = None
            apart = previous is not None and line.top - previous.top > 1.3 * pitch
            last = blocks[-1] if blocks else None
            goes_on = (
                previous is not None and not apart and _continues(previous, line, left, right or new_right)
            )
            if goes_on and isinstance(last, Paragraph) and not is_addressee(last.text):
                blocks[-1] = Paragraph(join_lines(last.text, line.text), last.indented)
            else:
                blocks.append(Paragraph(line.text, line.x0 - left > 1.2 * line.height))
            previous, right = line, new_right
        for placed in tables:
            _add_table(blocks, placed.table)
            previous = None
    return blocks, dropped


def _margins(lines: list[Line]) -> tuple[float, float]:
    """The left and right edge of a page's text: where most lines begin, and the farthest most reach."""
    long = [line for line in lines if len(line.text) > 6] or lines
    if not long:
        return 0.0, 0.0
    size = median(line.height for line in long)
    starts = Counter(round(line.x0 / (size / 2)) for line in long)
    ends = Counter(round(line.x1 / (size / 2)) for line in long)
    often = [place for place, count in starts.items() if count >= max(2, len(long) // 8)] or list(starts)
    reach = [place for place, count in ends.items() if count >= max(2, len(long) // 8)] or list(ends)
    return min(often) * size / 2, max(reach) * size / 2


def _pitch(lines: list[Line]) -> float:
    """The usual distance from line to line; a wider one parts paragraphs."""
    steps = [below.top - above.top for above, below in pairwise(lines)]
    return median(step for step in steps if step > 1) if any(step > 1 for step in steps) else 1e9


def _continues(previous: Line, line: Line, left: float, right: float) -> bool:
    size = line.height
    if line.x0 - left > 1.2 * size or previous.height > 1.5 * size or size > 1.5 * previous.height:
        return False  # an indent, or another size of type
    if previous.x1 < right - 1.8 * size or previous.x1 - previous.x0 < _FULL * size:
        return False  # the line above ended before the edge
    if previous.x0 - left > 3.5 * size:
        return False  # the line above is centred
    decimal = match_decimal(line.text)
    labelled = match_label(line.text) or (decimal and decimal.spaced and "." in decimal.piece)
    return not (labelled and previous.text[-1] in _TERMINAL)


def join_lines(left: str, right: str) -> str:
    """Two lines of one paragraph put together; only Latin words need a space between them."""
    both_latin = left[-1:].isascii() and left[-1:].isalnum() and right[:1].isascii() and right[:1].isalpha()
    return left + (" " if both_latin and left[-1:].isalpha() else "") + right


def _add_table(blocks: list[Block], table: Table) -> None:
    """A table that goes on behind a page break is one table; its repeated head is dropped."""
    last = blocks[-1] if blocks else None
    if isinstance(last, Table) and len(last.rows[0]) == len(table.rows[0]):
        rows = table.rows[1:] if table.rows[0] == last.rows[0] else table.rows
        blocks[-1] = Table((*last.rows, *rows))
    else:
        blocks.append(table)


def _drop_running_lines(pages: Sequence[Page]) -> int:
    """Take away page numbers, and heads and feet that come again on many pages."""
    edges: Counter[str] = Counter()
    for page in pages:
        edges.update({_pattern(line.text) for line in [*page.lines[:2], *page.lines[-2:]]})
    often = max(3, len(pages) // 3)
    dropped = 0
    for page in pages:
        for place in (0, 0, -1, -1):
            if not page.lines:
                break
            text = page.lines[place].text
            running = edges[_pattern(text)] >= often and len(text) < 60 and not match_label(text)
            if _PAGE_NUMBER.match(text) or running:
                page.lines.pop(place)
                dropped += 1
    return dropped


def _pattern(text: str) -> str:
    return re.sub(r"\d+", "0", re.sub(r"\s", "", text))
