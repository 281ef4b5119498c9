"""Files in and out."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.core.download import LONGEST_NAME, attachment_response, safe_filename
from zhongchuang.core.errors import InvalidInput
from zhongchuang.core.upload import FileKind, accept_upload, kind_of


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


CONTENTS = {
    "文件.pdf": (b"%PDF-1.7 ...", FileKind.PDF),
    "文件.docx": (zipped("[Content_Types].xml", "word/document.xml"), FileKind.DOCX),
    "文件.xlsx": (zipped("[Content_Types].xml", "xl/workbook.xml"), FileKind.XLSX),
    "文件.ofd": (zipped("OFD.xml"), FileKind.OFD),
    "文件.txt": ("通知".encode("gb18030"), FileKind.TEXT),
    "宽.txt": ("通知".encode("utf-16"), FileKind.TEXT),
    "文件.HTM": (b"<html>", FileKind.HTML),
    "文件.png": (b"\x89PNG\r\n\x1a\n...", FileKind.PNG),
    "文件.jpeg": (b"\xff\xd8\xff\xe0...", FileKind.JPEG),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_each_kind_is_known_by_its_content(name: str) -> None:
    data, kind = CONTENTS[name]
    accepted = accept_upload(SimpleUploadedFile(name, data), kinds=list(FileKind), max_bytes=10_000)
    assert (accepted.kind, accepted.name, accepted.data) == (kind, name, data)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("空.pdf", b"", "空的"),
        ("大.pdf", b"%PDF-" + b"x" * 2000, "超过"),
        ("程序.pdf", b"\x7fELF\x00\x00", "只接受"),
        ("图.pdf", CONTENTS["文件.png"][0], "只接受"),
        ("压缩.pdf", zipped("evil.exe"), "只接受"),
        ("坏.docx", b"PK\x03\x04broken", "只接受"),
        ("改名.docx", CONTENTS["文件.pdf"][0], "扩展名却是 .docx"),
    ],
)
def test_what_is_not_asked_for_is_refused_with_a_sentence(name: str, data: bytes, says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as caught:
        accept_upload(
            SimpleUploadedFile(name, data),
            kinds=[FileKind.PDF, FileKind.DOCX],
            max_bytes=1000,
            field="attachment",
        )
    assert set(caught.value.fields) == {"attachment"}


@given(st.binary(max_size=200))
def test_looking_at_any_content_never_fails(data: bytes) -> None:
    assert kind_of(data) in (None, *FileKind)
    assert kind_of(b"PK\x03\x04" + data) is None


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\目录\\报告.pdf", "报告.pdf"),
        ("报告\u202efdp.exe", "报告 fdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie_ x.pdf"),
        ("", "下载"),
        ("...", "下载"),
        ("长" * 300 + ".pdf", "长" * (LONGEST_NAME - 4) + ".pdf"),
    ],
)
def test_names_are_made_safe(given_name: str, kept: str) -> None:
    assert safe_filename(given_name) == kept


@given(st.text())
def test_any_name_becomes_one_that_can_be_saved(name: str) -> None:
    safe = safe_filename(name)
    assert 0 < len(safe) <= LONGEST_NAME
    assert not set(safe) & set('\\/:*?"<>|\r\n\x00')
    assert safe_filename(safe) == safe


def test_a_download_is_saved_never_shown() -> None:
    response = attachment_response("公示 名单.html", "<script>alert(1)</script>", "text/html; charset=utf-8")
    headers = response.headers
    assert headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E5%85%AC%E7%A4%BA%20%E5%90%8D%E5%8D%95.html"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in headers["Cache-Control"]


def test_content_may_be_bytes_a_file_or_a_stream() -> None:
    whole = attachment_response("a.bin", b"abc", "application/octet-stream")
    assert isinstance(whole, HttpResponse)
    assert whole.content == b"abc"
    for content in (io.BytesIO(b"abc"), iter([b"a", b"bc"])):
        streamed = attachment_response("a.bin", content, "application/octet-stream")
        assert b"".join(streamed) == b"abc"
        assert streamed.headers["Content-Disposition"] == 'attachment; filename="a.bin"'


def test_a_header_cannot_be_smuggled_in_by_the_type() -> None:
    with pytest.raises(ValueError, match="不合规"):
        attachment_response("a", b"", "text/html\r\nX: y")
