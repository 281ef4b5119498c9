"""OFD (GB/T 33190-2016): the text objects of each page, put in lines by their places; ruled grids become
tables.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from lxml import etree

from zhongchuang.policy.documents.errors import Broken, NoText, TooLarge
from zhongchuang.policy.documents.extract.archive import Archive
from zhongchuang.policy.documents.extract.geometry import Glyph, Page, to_blocks, to_lines
from zhongchuang.policy.documents.limits import MAX_CHARACTERS, MAX_PAGES
from zhongchuang.policy.documents.model import ReadWarning, WarningCode
from zhongchuang.policy.documents.source import Source


def read_ofd(data: bytes) -> Source:
    """The paragraphs of an OFD. Raises ``Broken``, ``Hostile``, ``NoText`` or ``TooLarge``."""
    archive = Archive(data)
    pages: list[Page] = []
    scanned: list[int] = []
    total = 0
    for content in _pages(archive):
        glyphs = list(_glyphs(content))
        total += len(glyphs)
        if total > MAX_CHARACTERS or len(pages) >= MAX_PAGES:
            raise TooLarge(
                "OFD 的内容超出一份公文的规模：请只上传公文本身。",
                "The OFD holds more than a document has: upload the document alone.",
            )
        pages.append(Page(to_lines(glyphs)))
        if not glyphs:
            scanned.append(len(pages))
    if not total:
        raise NoText(
            "OFD 中没有文字，可能是扫描件：请先做文字识别（OCR）再上传。",
            "The OFD holds no text and may be a scan: run character recognition (OCR) first.",
        )
    blocks, dropped = to_blocks(pages)
    warnings = []
    if dropped:
        warnings.append(
            ReadWarning(WarningCode.PAGE_FURNITURE, None, f"已略去 {dropped} 处页码、页眉或页脚。")
        )
    if scanned:
        message = f"第{'、'.join(map(str, scanned[:20]))}页没有文字，可能是扫描图片，未能读取。"
        warnings.append(ReadWarning(WarningCode.LOW_TEXT_PAGE, None, message))
    return Source(blocks, warnings=warnings)


def _pages(archive: Archive) -> Iterator[etree._Element]:
    """The page contents in order, by OFD.xml → Document.xml → Pages."""
    entry = archive.xml(next((n for n in archive.names() if n.upper() == "OFD.XML"), "OFD.xml"))
    root = None if entry is None else _text_of(entry, "DocRoot")
    document = archive.xml(_clean(root)) if root else None
    if root is None or document is None:
        raise Broken(
            "OFD 缺少文档入口，文件可能已损坏：请重新下载后再上传。",
            "The OFD has no document entry and may be damaged: download it again.",
        )
    folder = posixpath.dirname(_clean(root))
    for page in _named(document, "Page"):
        location = page.get("BaseLoc")
        if location is None:
            continue
        path = location if location.startswith("/") else posixpath.join(folder, location)
        content = archive.xml(_clean(path))
        if content is not None:
            yield content


def _glyphs(content: etree._Element) -> Iterator[Glyph]:
    for item in _named(content, "TextObject"):
        box = _numbers(item.get("Boundary"))
        size = (_numbers(item.get("Size")) or [4.0])[0]
        matrix = _numbers(item.get("CTM"))
        if len(matrix) == 6 and matrix[0]:
            size *= abs(matrix[3] or matrix[0])
        if len(box) < 4 or size <= 0:
            continue
        for code in _named(item, "TextCode"):
            yield from _placed(code, box, size, matrix)


def _placed(code: etree._Element, box: list[float], size: float, matrix: list[float]) -> Iterator[Glyph]:
    text = (code.text or "").strip("\r\n")
    x, y = (_numbers(code.get("X")) or [0.0])[0], (_numbers(code.get("Y")) or [size])[0]
    across = _deltas(code.get("DeltaX"), len(text))
    down = _deltas(code.get("DeltaY"), len(text))
    a, d = (matrix[0], matrix[3]) if len(matrix) == 6 else (1.0, 1.0)
    e, f = (matrix[4], matrix[5]) if len(matrix) == 6 else (0.0, 0.0)
    for index, char in enumerate(text):
        left, base = box[0] + x * a + e, box[1] + y * d + f
        width = size * (0.5 if ord(char) < 0x2000 else 1.0)
        yield Glyph(left, left + width, base - 0.88 * size, base + 0.12 * size, char)
        x += across[index] if index < len(across) else width / (a or 1.0)
        y += down[index] if index < len(down) else 0.0


def _deltas(text: str | None, count: int) -> list[float]:
    """``3.5 g 10 2.0`` — g repeats: ten times 2.0."""
    if not text:
        return []
    words = text.split()
    found: list[float] = []
    index = 0
    while index < len(words) and len(found) < count:
        if words[index] == "g" and index + 2 < len(words):
            times, value = _numbers(words[index + 1]), _numbers(words[index + 2])
            found += (value or [0.0]) * min(int(times[0]) if times else 0, count)
            index += 3
        else:
            found += _numbers(words[index])
            index += 1
    return found


def _numbers(text: str | None) -> list[float]:
    found = []
    for word in (text or "").split():
        try:
            value = float(word)
        except ValueError:
            return []
        found.append(value if abs(value) < 1e6 else 0.0)
    return found


def _named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (
        element
        for element in root.iter()
        if isinstance(element.tag, str) and etree.QName(element).localname == name
    )


def _text_of(root: etree._Element, name: str) -> str | None:
    found = next(_named(root, name), None)
    return found.text.strip() if found is not None and found.text else None


def _clean(path: str) -> str:
    return posixpath.normpath(path).lstrip("/")
