"""PDF: characters with their places from PDFium, ruled tables from pdfplumber (only on pages that have
rules).
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import pypdfium2
from pypdfium2 import raw

from zhongchuang.policy.documents.errors import Broken, Encrypted, NoText, TooLarge
from zhongchuang.policy.documents.extract.geometry import (
    Glyph,
    Page,
    PlacedTable,
    join_lines,
    to_blocks,
    to_lines,
)
from zhongchuang.policy.documents.limits import MAX_PAGES, MAX_PDF_CHARACTERS, MAX_TABLE_PAGES
from zhongchuang.policy.documents.model import ReadWarning, WarningCode
from zhongchuang.policy.documents.source import Source, Table

if TYPE_CHECKING:
    import pdfplumber.table

_HYPHENS = (2, 0xAD)  # how PDFium reports a hyphen at the end of a line, and a soft one that is shown
_RULES = 6  # drawn lines from which a page may hold a table
_MIN_TEXT = 8  # characters under which a page with a picture is taken for a scan


def read_pdf(data: bytes) -> Source:
    """The paragraphs and tables of a PDF. Raises ``Encrypted``, ``Broken``, ``NoText`` or ``TooLarge``."""
    document = _open(data)
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise TooLarge(
                f"PDF 有 {count} 页，超过 {MAX_PAGES} 页的上限：请只上传公文本身。",
                f"The PDF has {count} pages, the limit is {MAX_PAGES}: upload the document alone.",
            )
        pages, ruled, scanned = _read_pages(document)
    finally:
        document.close()
    if not any(page.lines for page in pages):
        raise NoText(
            "PDF 中没有文字，可能是扫描件：请先做文字识别（OCR）再上传。",
            "The PDF holds no text and may be a scan: run character recognition (OCR) first.",
        )
    if ruled:
        _find_tables(data, pages, ruled)
    blocks, dropped = to_blocks(pages)
    warnings = []
    if dropped:
        message = f"已略去 {dropped} 处页码、页眉或页脚。"
        warnings.append(ReadWarning(WarningCode.PAGE_FURNITURE, None, message))
    if scanned:
        message = f"第{'、'.join(map(str, scanned[:20]))}页没有文字，可能是扫描图片，未能读取。"
        warnings.append(ReadWarning(WarningCode.LOW_TEXT_PAGE, None, message))
    return Source(blocks, warnings=warnings)


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Encrypted(
                "PDF 设有打开密码，无法读取：请去掉密码后再上传。",
                "The PDF needs a password to open: remove the password and try again.",
            ) from error
        raise Broken(
            "PDF 已损坏，打不开：请重新下载或重新导出后再上传。",
            "The PDF is damaged and cannot be opened: download or export it again.",
        ) from error


def _read_pages(document: pypdfium2.PdfDocument) -> tuple[list[Page], list[int], list[int]]:
    """The pages' lines, the indices of pages with rules, the numbers of pages without text."""
    pages: list[Page] = []
    ruled: list[int] = []
    scanned: list[int] = []
    total = 0
    for index in range(len(document)):
        try:
            page = document[index]
        except pypdfium2.PdfiumError:
            pages.append(Page([]))
            scanned.append(index + 1)
            continue
        glyphs = list(_glyphs(page))
        total += len(glyphs)
        if total > MAX_PDF_CHARACTERS:
            raise TooLarge(
                "PDF 的文字超出一份公文的规模：请只上传公文本身。",
                "The PDF holds more text than a document has: upload the document alone.",
            )
        pages.append(Page(to_lines(glyphs)))
        if len(glyphs) < _MIN_TEXT:
            scanned.append(index + 1)
        elif _has_rules(page):
            ruled.append(index)
        page.close()
    return pages, ruled, scanned


def _glyphs(page: pypdfium2.PdfPage) -> Iterator[Glyph]:
    height = page.get_height()
    text = page.get_textpage()
    box = raw.FS_RECTF()
    for index in range(raw.FPDFText_CountChars(text.raw)):
        code = raw.FPDFText_GetUnicode(text.raw, index)
        if code in _HYPHENS:
            code = ord("-")
        if code < 33 or raw.FPDFText_IsGenerated(text.raw, index) == 1:
            continue
        # The loose box (advance width, font height) keeps 一 and 。 in line and in touch with their
        # neighbours.
        if raw.FPDFText_GetLooseCharBox(text.raw, index, box):
            yield Glyph(box.left, box.right, height - box.top, height - box.bottom, chr(code))
    text.close()


def _has_rules(page: pypdfium2.PdfPage) -> bool:
    paths = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=2)
    return sum(1 for _ in islice(paths, _RULES)) == _RULES


def _find_tables(data: bytes, pages: list[Page], ruled: list[int]) -> None:
    """Put the ruled tables of these pages in, and take their words out of the lines."""
    import pdfplumber  # heavy, and most documents have no table
    from pdfplumber.utils.exceptions import PdfminerException

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it tells of every odd font
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            for index in ruled[:MAX_TABLE_PAGES]:
                page = document.pages[index]
                placed = [found for table in page.find_tables() if (found := _placed(table))]
                page.close()
                if placed:
                    lines = [
                        line for line in pages[index].lines if not _inside(line.top, line.bottom, placed)
                    ]
                    pages[index] = Page(lines, placed)
    except (PdfminerException, ValueError, KeyError, TypeError, IndexError, AssertionError) as error:
        raise Broken(
            "PDF 中的表格结构已损坏：请重新导出后再上传。",
            "The tables of the PDF are damaged: export it again.",
        ) from error


def _inside(top: float, bottom: float, placed: list[PlacedTable]) -> bool:
    middle = (top + bottom) / 2
    return any(table.top <= middle <= table.bottom for table in placed)


def _placed(table: pdfplumber.table.Table) -> PlacedTable | None:
    """A pdfplumber table with merged cells filled out; None for a frame that holds no grid."""
    boxes: dict[tuple[float, float, float, float], str] = {}
    for row, texts in zip(table.rows, table.extract(), strict=True):
        boxes |= {box: _cell_words(text) for box, text in zip(row.cells, texts, strict=True) if box}
    columns = _apart(edge for box in boxes for edge in (box[0], box[2]))
    rows = _apart(edge for box in boxes for edge in (box[1], box[3]))
    if len(columns) < 3 or len(rows) < 3:
        return None

    def words_at(x: float, y: float) -> str:
        return next((words for b, words in boxes.items() if b[0] <= x <= b[2] and b[1] <= y <= b[3]), "")

    grid = tuple(
        tuple(words_at((x0 + x1) / 2, (y0 + y1) / 2) for x0, x1 in pairwise(columns))
        for y0, y1 in pairwise(rows)
    )
    return PlacedTable(rows[0], rows[-1], Table(grid))


def _apart(edges: Iterable[float]) -> list[float]:
    """Edges in order; those nearer than 3 points to each other are one (double rules)."""
    kept: list[float] = []
    for edge in sorted(edges):
        if not kept or edge - kept[-1] > 3:
            kept.append(edge)
    return kept


def _cell_words(text: str | None) -> str:
    """The words of a cell: its lines are broken by the cell's width, so they are joined."""
    lines = [line.strip() for line in (text or "").split("\n") if line.strip()]
    joined = ""
    for line in lines:
        joined = join_lines(joined, line)
    return joined
