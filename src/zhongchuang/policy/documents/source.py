"""What extraction hands to parsing: paragraphs and tables in reading order, whatever the format was."""

from __future__ import annotations

from dataclasses import dataclass, field

from zhongchuang.policy.documents.model import ReadWarning

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line or paragraph of the source. ``indented`` tells that it began with an indent (two spaces)."""

    text: str
    indented: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells. ``spans_known`` tells that merged cells are already filled out (HTML, DOCX, PDF);
    in tab-separated text a short row continues the row above and has its left cells missing.
    """

    rows: Rows
    spans_known: bool = True


Block = Paragraph | Table


@dataclass(slots=True)
class Source:
    """The extracted file. ``page_title`` is the <title> of a web page, never taken for the document's own."""

    blocks: list[Block]
    page_title: str | None = None
    warnings: list[ReadWarning] = field(default_factory=list)
