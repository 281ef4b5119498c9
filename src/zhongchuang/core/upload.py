"""What comes in: a size, a name and a kind that agree with the content. Nothing here parses the content; that
happens in a process of its own with limits (`policy/documents`)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256

from django.core.files.uploadedfile import UploadedFile

from zhongchuang.core.download import safe_filename
from zhongchuang.core.errors import InvalidInput, Wording

MEBIBYTE = 1024 * 1024
_HEAD_BYTES = 4096


class FileKind(Enum):
    """The kinds of file the platform takes: extensions, the type it is sent out as, and what to call it."""

    PDF = ((".pdf",), "application/pdf", Wording("PDF", "PDF"))
    DOCX = (
        (".docx",),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Wording("Word 文档（.docx）", "Word document (.docx)"),
    )
    XLSX = (
        (".xlsx",),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Wording("Excel 表格（.xlsx）", "Excel workbook (.xlsx)"),
    )
    OFD = ((".ofd",), "application/ofd", Wording("OFD 版式文件", "OFD document"))
    HTML = ((".html", ".htm"), "text/html; charset=utf-8", Wording("网页（.html）", "web page (.html)"))
    TEXT = ((".txt",), "text/plain; charset=utf-8", Wording("纯文本（.txt）", "plain text (.txt)"))
    CSV = ((".csv",), "text/csv; charset=utf-8", Wording("CSV 表格（.csv）", "CSV table (.csv)"))
    XML = ((".xml",), "application/xml", Wording("XML 文件（.xml）", "XML file (.xml)"))
    PNG = ((".png",), "image/png", Wording("PNG 图片", "PNG image"))
    JPEG = ((".jpg", ".jpeg"), "image/jpeg", Wording("JPEG 图片", "JPEG image"))

    def __init__(self, extensions: tuple[str, ...], content_type: str, label: Wording) -> None:
        self.extensions = extensions
        self.content_type = content_type
        self.label = label


_SIGNATURES: dict[bytes, FileKind] = {
    b"%PDF-": FileKind.PDF,
    b"\x89PNG\r\n\x1a\n": FileKind.PNG,
    b"\xff\xd8\xff": FileKind.JPEG,
}
_ZIP_MARKS: dict[str, FileKind] = {
    "word/document.xml": FileKind.DOCX,
    "xl/workbook.xml": FileKind.XLSX,
    "OFD.xml": FileKind.OFD,
}


_WRITTEN = (FileKind.HTML, FileKind.CSV, FileKind.XML)
"""Kinds of text, told apart by what they are called."""


@dataclass(frozen=True)
class AcceptedUpload:
    """A file that may be kept: its cleaned name, its kind by content, its bytes and their SHA-256
    (hexadecimal)."""

    name: str
    kind: FileKind
    data: bytes
    sha256: str


def accept_upload(
    file: UploadedFile[bytes], *, kinds: Collection[FileKind], max_bytes: int, field: str = "file"
) -> AcceptedUpload:
    """Take an uploaded file if its size, extension and content are what is asked for.

    Raises InvalidInput, with `field` naming the form field, for one that is empty, too large (refused
    before it is read), of another kind, or named as something it is not.
    """
    name = safe_filename(file.name or "")
    size = file.size or 0
    if size == 0:
        raise _refused(field, "文件是空的", "the file is empty")
    if size > max_bytes:
        limit = f"{max_bytes / MEBIBYTE:g}"
        raise _refused(field, f"文件超过 {limit} MB", f"the file is larger than {limit} MB")
    data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise _refused(field, "文件比声明的大", "the file is larger than it claims")
    kind = kind_of(data)
    extension = "." + name.rpartition(".")[2].lower()
    if kind is FileKind.TEXT:
        kind = next((one for one in _WRITTEN if extension in one.extensions), kind)
    if kind is None or kind not in kinds:
        wanted_zh = "、".join(wanted.label.zh for wanted in kinds)
        wanted_en = ", ".join(wanted.label.en for wanted in kinds)
        raise _refused(field, f"只接受{wanted_zh}", f"only {wanted_en} can be taken")
    if extension not in kind.extensions:
        raise _refused(
            field,
            f"文件内容是 {kind.label.zh}，扩展名却是 {extension[:12]}",
            f"the content is a {kind.label.en}, but the extension is {extension[:12]}",
        )
    return AcceptedUpload(name, kind, data, sha256(data).hexdigest())


def kind_of(data: bytes) -> FileKind | None:
    """The kind of a content, by the content alone; None for one we do not take. HTML, CSV and XML count as text."""
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            return kind
    if data.startswith(b"PK\x03\x04"):
        return _kind_of_zip(data)
    head = data[:_HEAD_BYTES]
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16 text holds zero bytes
    return FileKind.TEXT if wide or b"\x00" not in head else None


def _kind_of_zip(data: bytes) -> FileKind | None:
    """By the table of contents; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    return next((kind for mark, kind in _ZIP_MARKS.items() if mark in names), None)


def _refused(field: str, zh: str, en: str) -> InvalidInput:
    return InvalidInput(
        f"文件没有收下：{zh}。",
        f"The file was not taken: {en}.",
        fields={field: Wording(zh, en[0].upper() + en[1:])},
        next_zh="请换一个文件再上传。",
        next_en="Choose another file and upload again.",
        code="core.upload",
    )
