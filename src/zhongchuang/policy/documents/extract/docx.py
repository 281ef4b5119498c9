"""DOCX: paragraphs with their automatic numbers, tables with merged cells filled out.

Read from the XML itself: the numbers Word shows are in no paragraph's text, and a document whose 一、 are
automatic would otherwise have no clauses at all. Deleted revisions are left out, inserted ones kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from zhongchuang.policy.documents.errors import Broken, Hostile
from zhongchuang.policy.documents.extract.archive import Archive
from zhongchuang.policy.documents.extract.numbering import Numbering
from zhongchuang.policy.documents.limits import MAX_CELLS
from zhongchuang.policy.documents.source import Block, Paragraph, Source, Table

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
# Words that are not on the page: deleted or moved away, field codes, properties, a drawing's fallback twin.
_NOT_SHOWN = {
    W + "del",
    W + "moveFrom",
    W + "instrText",
    W + "delText",
    W + "rPr",
    W + "pPr",
    _MC + "Fallback",
}
_LAYOUT_CELL = 300


def read_docx(data: bytes) -> Source:
    """The paragraphs and tables of a DOCX. Raises ``Broken`` or ``Hostile``."""
    archive = Archive(data)
    document = archive.xml("word/document.xml")
    if document is None:
        document = next(
            (archive.xml(n) for n in archive.names() if n.startswith("word/document") and n.endswith(".xml")),
            None,
        )
    body = None if document is None else document.find(W + "body")
    if body is None:
        raise Broken(
            "DOCX 中没有正文，文件可能已损坏：请用 Word 或 WPS 另存后再上传。",
            "The DOCX has no body and may be damaged: save it again with Word or WPS.",
        )
    reader = _Reader(Numbering(archive.xml("word/numbering.xml"), archive.xml("word/styles.xml")))
    return Source(list(reader.blocks(body)))


class _Reader:
    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._cells = 0

    def blocks(self, parent: etree._Element) -> Iterator[Block]:
        """The blocks under a body, a cell, a content control or a text box, in order."""
        for child in parent:
            if child.tag == W + "p":
                yield from self._paragraph(child)
            elif child.tag == W + "tbl":
                yield from self._table(child)
            elif child.tag in (W + "sdt", W + "customXml", W + "ins", W + "smartTag"):
                content = child.find(W + "sdtContent")
                yield from self.blocks(child if content is None else content)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[Block]:
        label = self._numbering.label(paragraph)
        lines = _words(paragraph).split("\n")
        for index, line in enumerate(lines):
            text = (label + line if index == 0 and line.strip() else line).rstrip()
            if text.strip():
                yield Paragraph(text, _indented(paragraph))
        for box in paragraph.iter(W + "txbxContent"):
            if not any(ancestor.tag == _MC + "Fallback" for ancestor in box.iterancestors()):
                yield from self.blocks(box)

    def _table(self, table: etree._Element) -> Iterator[Block]:
        rows = [[self._cell(cell) for cell in _cells_of(row)] for row in _rows_of(table)]
        self._cells += sum(len(row) for row in rows)
        if self._cells > MAX_CELLS:
            raise Hostile(
                "表格单元格过多，已停止读取：请只上传公文本身。",
                "The tables have too many cells; reading stopped: upload the document alone.",
            )
        widest = max((sum(cell.across for cell in row) for row in rows), default=0)
        if widest < 2 or (
            len(rows) < 2 and any(len(cell.text) > _LAYOUT_CELL for row in rows for cell in row)
        ):
            for row in _rows_of(table):  # a frame around text: the red head, a box
                for element in _cells_of(row):
                    yield from self.blocks(element)
            return
        yield Table(_filled(rows))

    def _cell(self, cell: etree._Element) -> _Cell:
        parts = [
            block.text
            if isinstance(block, Paragraph)
            else " ".join(word for row in block.rows for word in row)
            for block in self.blocks(cell)
        ]
        properties = cell.find(W + "tcPr")
        across, merge = 1, None
        if properties is not None:
            span = properties.find(W + "gridSpan")
            value = span.get(W + "val", "1") if span is not None else "1"
            across = max(1, min(int(value), 100)) if value.isdigit() else 1
            vertical = properties.find(W + "vMerge")
            merge = vertical.get(W + "val", "continue") if vertical is not None else None
        return _Cell("\n".join(part.strip() for part in parts if part.strip()), across, merge == "continue")


class _Cell:
    __slots__ = ("across", "continues", "text")

    def __init__(self, text: str, across: int, continues: bool) -> None:
        self.text = text
        self.across = across
        self.continues = continues  # merged with the cell above


def _filled(rows: list[list[_Cell]]) -> tuple[tuple[str, ...], ...]:
    filled: list[tuple[str, ...]] = []
    for row in rows:
        line: list[str] = []
        for cell in row:
            above = (
                filled[-1][len(line)] if cell.continues and filled and len(line) < len(filled[-1]) else None
            )
            line += [cell.text if above is None else above] * cell.across
        filled.append(tuple(line))
    return tuple(filled)


def _rows_of(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == W + "tr":
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif child.tag in (W + "sdt", W + "ins", W + "customXml"):
            content = child.find(W + "sdtContent")
            yield from _rows_of(child if content is None else content)


def _cells_of(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == W + "tc":
            yield child
        elif child.tag in (W + "sdt", W + "customXml"):
            content = child.find(W + "sdtContent")
            yield from _cells_of(child if content is None else content)


def _words(element: etree._Element) -> str:
    """The words of a paragraph as shown; line breaks as newlines, tabs as tabs, text boxes left out."""
    parts: list[str] = []
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            continue
        tag = child.tag
        if tag in _NOT_SHOWN or tag == W + "txbxContent":
            continue
        if tag == W + "t":
            parts.append(child.text or "")
        elif tag == W + "tab":
            parts.append("\t")
        elif tag in (W + "br", W + "cr"):
            parts.append("\n")
        elif tag == W + "noBreakHyphen":
            parts.append("-")
        elif tag == W + "sym":
            code = child.get(W + "char", "")
            parts.append(
                chr(int(code, 16))
                if code
                and all(c in "0123456789abcdefABCDEF" for c in code[:6])
                and int(code[:6], 16) < 0x110000
                else ""
            )
        else:
            stack.append(iter(child))
    return "".join(parts)


def _indented(paragraph: etree._Element) -> bool:
    indent = paragraph.find(f"{W}pPr/{W}ind")
    if indent is None:
        return False
    return any(indent.get(W + name, "0") not in ("0", "") for name in ("firstLine", "firstLineChars"))
