"""Plain text in any encoding Chinese offices use: UTF-8 with or without BOM, UTF-16, GB 18030 (GBK, GB
2312).
"""

from __future__ import annotations

import codecs
import re

from zhongchuang.policy.documents.errors import TooLarge, UnknownFormat
from zhongchuang.policy.documents.limits import MAX_BLOCKS, MAX_CHARACTERS
from zhongchuang.policy.documents.model import ReadWarning, WarningCode
from zhongchuang.policy.documents.source import Block, Paragraph, Source

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f]")
_COMMON = re.compile("[的一是在人有和为中国大发工会政关部行要员务业]")


def read_text(data: bytes) -> Source:
    """A line each as a paragraph. Raises ``UnknownFormat`` where the bytes are not text."""
    text, warnings = decode(data)
    check_length(text)
    blocks: list[Block] = [Paragraph(line) for line in re.split(r"\r\n|\r|\n|\x0c|\u2028|\u2029", text)]
    return Source(blocks, warnings=warnings)


def check_length(text: str) -> None:
    """Refuse a text no document has, before it is taken apart. Raises ``TooLarge``."""
    if len(text) > MAX_CHARACTERS or text.count("\n") > 4 * MAX_BLOCKS:
        raise TooLarge(
            f"文件有 {len(text)} 个字符，超出一份公文的规模：请只上传公文本身。",
            f"The file holds {len(text)} characters, more than a document has: upload the document alone.",
        )


def decode(data: bytes, declared: str | None = None) -> tuple[str, list[ReadWarning]]:
    """The characters of a file, by its byte-order mark, else by what its bytes can be, else by
    ``declared``.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, "replace").lstrip("\ufeff"), []
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if not text or "\x00" in text[:4096]:
        candidates = [_strict(data, encoding) for encoding in ("gb18030", "utf-16-le", "utf-16-be")]
        text = max(candidates, key=lambda text: len(_COMMON.findall(text[:4000])), default="")
    if not text or len(_CONTROL.findall(text[:20_000])) * 50 > min(len(text), 20_000):
        return _damaged(data, declared)
    return text, []


def _strict(data: bytes, encoding: str) -> str:
    """The text in this encoding, or nothing if the bytes cannot be it."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return ""
    return "" if "\x00" in text else text


def _damaged(data: bytes, declared: str | None) -> tuple[str, list[ReadWarning]]:
    """Text with some broken bytes is read with a warning; bytes that are no text are refused."""
    best = min(("utf-8", "gb18030"), key=lambda encoding: data.decode(encoding, "replace").count("\ufffd"))
    text = data.decode(declared if declared in ("utf-8", "gb18030") else best, "replace")
    bad = sum(text.count(char) for char in ("\ufffd", "\x00"))
    control = len(_CONTROL.findall(text[:20_000]))
    if bad * 20 > len(text) or control * 50 > min(len(text), 20_000):
        raise UnknownFormat(
            "这不是文本文件，也不是网页、DOCX、PDF 或 OFD：请检查是否选错了文件。",
            "This is neither text nor HTML, DOCX, PDF or OFD: check that it is the right file.",
        )
    text = text.replace("\x00", "")
    message = f"文件编码有 {bad} 处损坏，损坏的字符已标为“\ufffd”，请对照原件。"
    return text, [ReadWarning(WarningCode.ENCODING, None, message)]
