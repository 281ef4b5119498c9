"""What a file is, told from its content."""

from __future__ import annotations

import io
import re
import zipfile
from enum import Enum

from zhongchuang.policy.documents.errors import Broken, Encrypted, NoText, UnknownFormat
from zhongchuang.policy.documents.limits import MAX_ARCHIVE_ENTRIES


class Format(Enum):
    """The formats read; the value is what a message calls them."""

    TEXT = "纯文本"
    HTML = "网页（HTML）"
    DOCX = "Word 文档（DOCX）"
    PDF = "PDF"
    OFD = "OFD"


EXTENSIONS = {
    ".txt": Format.TEXT,
    ".md": Format.TEXT,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".shtml": Format.HTML,
    ".docx": Format.DOCX,
    ".pdf": Format.PDF,
    ".ofd": Format.OFD,
}

OTHER_OFFICE = (".doc", ".wps", ".rtf", ".dot")

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KNOWN_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"{\\rtf", "RTF 文档", "an RTF document"),
    (b"\x89PNG", "PNG 图片", "a PNG picture"),
    (b"\xff\xd8\xff", "JPEG 图片", "a JPEG picture"),
    (b"GIF8", "GIF 图片", "a GIF picture"),
    (b"II*\x00", "TIFF 图片", "a TIFF picture"),
    (b"MM\x00*", "TIFF 图片", "a TIFF picture"),
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"7z\xbc\xaf", "7z 压缩包", "a 7z archive"),
    (b"\x1f\x8b", "gzip 压缩包", "a gzip archive"),
    (b"MZ", "可执行程序", "a program"),
    (b"\x7fELF", "可执行程序", "a program"),
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|div|table|p|title|span|br)\b", re.I)


def sniff(data: bytes) -> Format:
    """The format of a file. Raises ``UnknownFormat``, ``Encrypted``, ``Broken`` or ``NoText``."""
    start = data[:4096]
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise NoText("文件是空的：请重新选择文件。", "The file is empty: choose the file again.")
    if b"%PDF-" in start[:1024]:
        return Format.PDF
    if start.startswith(b"PK"):
        return _zip_format(data)
    if start.startswith(_OLE):
        raise _ole_error(data)
    for magic, zh, en in _KNOWN_OTHERS:
        if start.startswith(magic):
            raise UnknownFormat(
                f"这是{zh}，不是可读的公文：请提供文本、网页、DOCX、PDF 或 OFD 格式的文件。",
                f"This is {en}, not a readable document: give a text, HTML, DOCX, PDF or OFD file.",
            )
    if _is_html(start):
        return Format.HTML
    return Format.TEXT


def _is_html(start: bytes) -> bool:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.decode("utf-16", "ignore").encode()
    head = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    return (head[:1] == b"<" and bool(_HTML.search(head))) or len(_HTML.findall(head)) >= 4


def _zip_format(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {info.filename for info in archive.infolist()[:MAX_ARCHIVE_ENTRIES]}
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Broken(
            f"文件已损坏，打不开（{error}）：请重新下载或另存后再上传。",
            f"The file is damaged and cannot be opened ({error}): download or save it again.",
        ) from error
    if any(name.upper() == "OFD.XML" for name in names):
        return Format.OFD
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return Format.DOCX
    raise UnknownFormat(
        "这是一个压缩包，里面不是 DOCX 或 OFD 公文：请解压后上传其中的公文。",
        "This is an archive that is neither a DOCX nor an OFD document: unpack it and give the document "
        "inside.",
    )


def _ole_error(data: bytes) -> UnknownFormat | Encrypted:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Encrypted(
            "文件设有密码，无法读取：请去掉密码后再上传。",
            "The file is protected by a password: remove the password and try again.",
        )
    return UnknownFormat(
        "这是旧版 Office（.doc/.wps）格式：请用 Word 或 WPS 另存为 DOCX 或 PDF 后再上传。",
        "This is the old Office format (.doc/.wps): save it as DOCX or PDF and try again.",
    )
