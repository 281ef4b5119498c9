"""HTML: saved web pages. The page's order of words is kept; menus are left to ``furniture``.

Blocks become paragraphs, <br> ends one, an ordered list gives its items their numbers, a table that only lays
out the page is opened, and merged cells of a true table are filled out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from zhongchuang.policy.documents.errors import Broken, Hostile
from zhongchuang.policy.documents.extract.text import decode
from zhongchuang.policy.documents.limits import MAX_CELLS, MAX_CHARACTERS, MAX_NESTING
from zhongchuang.policy.documents.source import Block, Paragraph, Source, Table

_SKIPPED_NAMES = (
    "script style noscript template iframe object svg select option button input textarea nav footer head "
    "canvas audio video map"
)
_SKIPPED = frozenset(_SKIPPED_NAMES.split())
_BLOCK_NAMES = (
    "p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd tr td th table tbody thead tfoot section article main header "
    "aside blockquote pre form fieldset figure figcaption center hr address caption body html title "
    "ucapcontent ucaptitle"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
# Not visibility: pages hide their whole body so until a script has run.
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.I)
_LAYOUT_CELL = 300  # characters above which a lone cell holds a text and not a datum
_MAX_SPAN = 100


def read_html(data: bytes) -> Source:
    """The paragraphs and tables of a page. Raises ``Broken`` or ``Hostile``."""
    declared = _CHARSET.search(data[:4096])
    text, warnings = decode(data, declared[1].decode("ascii").lower() if declared else None)
    if text.count("<") > 400_000 or len(text) > 8 * MAX_CHARACTERS:
        raise Hostile(
            "网页的标签过多，已停止读取：请只保存正文部分后再上传。",
            "The page has too many tags; reading stopped: save only the document's part of the page.",
        )
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    text = re.sub(r"</br\s*/?>", "<br>", text, flags=re.I)  # as browsers take it
    text = re.sub(r"<%[^>]{0,2000}%>", "", text)
    parser = etree.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(text, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Broken(
            f"网页已损坏，无法解析（{error}）：请重新保存网页。",
            f"The page is damaged and cannot be parsed ({error}): save the page again.",
        ) from error
    if root is None:
        raise Broken("网页是空的：请重新保存网页。", "The page is empty: save the page again.")
    title = root.findtext(".//title")
    walker = _Walker()
    walker.walk(root)
    return Source(walker.finish(), page_title=(title or "").strip() or None, warnings=warnings)


class _Walker:
    """Goes through the tree without recursion into Python's stack beyond the depth allowed."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._words: list[str] = []
        self._cells = 0

    def walk(self, element: etree._Element, depth: int = 0, label: str = "") -> None:
        """Take the words of an element and all in it; ``label`` is the number a list gives it."""
        if depth > MAX_NESTING:
            raise Hostile(
                "网页嵌套过深，已停止读取：请只保存正文部分后再上传。",
                "The page is nested too deeply; reading stopped: save only the document's part of the page.",
            )
        tag = element.tag if isinstance(element.tag, str) else ""
        if (
            not tag
            or tag in _SKIPPED
            or _HIDDEN.search(element.get("style") or "")
            or element.get("hidden") is not None
        ):
            return
        if tag == "table" and (table := self._table(element, depth)):
            self._close()
            self.blocks.append(table)
            return
        if tag == "br":
            self._close()
            return
        block = tag in _BLOCKS
        if block:
            self._close()
        self._words += [label, element.text or ""]
        number = 0
        for child in element:
            shown = ""
            if tag == "ol" and child.tag == "li":
                number += 1
                shown = _list_label(element, child, number)
            self.walk(child, depth + 1, shown)
            self._words.append(child.tail or "")
        if block:
            self._close()

    def finish(self) -> list[Block]:
        self._close()
        return self.blocks

    def _close(self) -> None:
        # White space of the mark-up is one space; an ideographic space is the author's own.
        text = re.sub(r"[ \t\r\n\f]+", " ", "".join(self._words))
        if text.strip():
            self.blocks.append(Paragraph(text))
        self._words = []

    def _table(self, element: etree._Element, depth: int) -> Table | None:
        """A true table, or None if the element only lays out the page."""
        rows = [row for row in element.iter("tr") if _owner(row) is element]
        if element.find(".//table") is not None or len(rows) < 2:
            return None
        grid = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
        texts = [[_cell_text(cell) for cell in row] for row in grid]
        widest = max((len(row) for row in grid), default=0)
        if widest < 2 or (max(len(text) for row in texts for text in row) > _LAYOUT_CELL and len(rows) < 3):
            return None
        covered = sum(_span(cell, "rowspan") * _span(cell, "colspan") for row in grid for cell in row)
        self._cells += covered
        if self._cells > MAX_CELLS:
            raise Hostile(
                "表格单元格过多，已停止读取：请只上传公文本身。",
                "The tables have too many cells; reading stopped: upload the document alone.",
            )
        return Table(_filled(grid, texts))


def _owner(row: etree._Element) -> etree._Element | None:
    parent = row.getparent()
    while parent is not None and parent.tag != "table":
        parent = parent.getparent()
    return parent


def _cell_text(cell: etree._Element) -> str:
    lines = [re.sub(r"[ \t\r\f]+", " ", line).strip() for line in "".join(_cell_parts(cell)).split("\n")]
    return "\n".join(line for line in lines if line)


def _cell_parts(cell: etree._Element) -> Iterator[str]:
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag not in _SKIPPED:
                yield (element.text or "").replace("\n", " ")
        else:
            if tag in _BLOCKS or tag == "br":
                yield "\n"
            if element is not cell:
                yield (element.tail or "").replace("\n", " ")


def _filled(grid: list[list[etree._Element]], texts: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    """Rows in which a merged cell's words stand in every place it covers."""
    covering: dict[tuple[int, int], str] = {}
    rows: list[tuple[str, ...]] = []
    for y, (cells, words) in enumerate(zip(grid, texts, strict=True)):
        row: list[str] = []
        for cell, text in zip(cells, words, strict=True):
            while (y, len(row)) in covering:
                row.append(covering.pop((y, len(row))))
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            for offset in range(across):
                for below in range(1, down):
                    if y + below < len(grid):
                        covering[(y + below, len(row) + offset)] = text
            row += [text] * across
        while (y, len(row)) in covering:
            row.append(covering.pop((y, len(row))))
        rows.append(tuple(row))
    return tuple(rows)


def _span(cell: etree._Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return max(1, min(int(value), _MAX_SPAN)) if value.isdigit() else 1


def _list_label(parent: etree._Element, item: etree._Element, number: int) -> str:
    """The number a browser puts before a list item; an item that brings its own label gets none."""
    words = "".join(part for part in item.itertext() if isinstance(part, str)).strip()
    if re.match(r"[（(]?[一二三四五六七八九十\d]+[）)、.．]|第.{1,4}[条章节]|[①-⑳]", words):
        return ""
    start = parent.get("start") or "1"
    return f"{number + (int(start) - 1 if start.isdigit() else 0)}. "
