"""Hostile and broken files get a clear error; the sandbox holds whatever the reader does."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner

from zhongchuang.policy.documents import errors
from zhongchuang.policy.documents.cli import read as read_command
from zhongchuang.policy.documents.limits import MAX_FILE_BYTES, MIB
from zhongchuang.policy.documents.read import read_document
from zhongchuang.policy.documents.sandbox import read_in_sandbox
from zhongchuang.policy.documents.tests import factory
from zhongchuang.policy.documents.tests.factory import OPINION, W

EMPTY = f'<w:document xmlns:w="{W}"><w:body/></w:document>'
BOMB = factory.docx("<w:p><w:r><w:t>" + "一" * 3_000_000 + "</w:t></w:r></w:p>")
ENTITIES = factory.archive(
    {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f'<!DOCTYPE a [<!ENTITY a "{"x" * 99}">]>{EMPTY}',
    }
)
EXTERNAL = factory.archive(
    {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f'<!DOCTYPE a SYSTEM "file:///etc/passwd">{EMPTY}',
    }
)
ENCRYPTED = factory.assemble(
    [b""],
    b"/ID[<"
    + b"01" * 16
    + b"><"
    + b"01" * 16
    + b">]/Encrypt<</Filter/Standard/V 1/R 2/O<"
    + b"41" * 32
    + b">/U<"
    + b"42" * 32
    + b">/P -4>>",
)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", errors.NoText),
        (b" \r\n\t\x00\x00", errors.NoText),
        (BOMB, errors.Hostile),
        (ENTITIES, errors.Hostile),
        (EXTERNAL, errors.Hostile),
        (ENCRYPTED, errors.Encrypted),
        (factory.docx(""), errors.NoText),
        (factory.assemble([b"0 0 m 9 9 l S"]), errors.NoText),
        (factory.ofd([]), errors.NoText),
        (factory.ofd([(1, 1, "字")])[:-60], errors.Broken),
        (b"%PDF-1.7\n" + b"\x93garbage" * 50, errors.Broken),
        (factory.archive({"OFD.xml": "<a/>"}), errors.Broken),
        (factory.archive({"word/a.xml": "<a/>", "[Content_Types].xml": "<a/>"}), errors.Broken),
        (factory.archive({"readme.txt": "x"}), errors.UnknownFormat),
        (bytes(range(1, 32)) * 400, errors.UnknownFormat),
        (b"<html>" + b"<div>" * 30_000 + b"x", errors.Hostile),
        (b"<html><table>" + b"<tr><td rowspan=90 colspan=90>a<td>b</tr>" * 60 + b"</table>", errors.Hostile),
        (b"<html>" + b"<b>a</b>" * 500_000, errors.Hostile),
        ("字".encode() * 1_100_000, errors.TooLarge),
        (b"a\n" * 200_000, errors.TooLarge),
    ],
    ids=[
        "empty", "blank", "bomb", "entities", "external-dtd", "encrypted-pdf", "empty-docx",
        "pdf-without-text", "empty-ofd", "cut-ofd", "broken-pdf", "ofd-without-document", "docx-without-body",
        "other-archive", "bytes", "deep-html", "spans", "tags", "long", "many-lines",
    ],
)  # fmt: skip
def test_each_gets_its_error(data: bytes, kind: type[errors.Unreadable]) -> None:
    with pytest.raises(kind) as caught:
        read_document(data)
    assert caught.value.zh.endswith("。")
    assert caught.value.en.endswith(".")


@pytest.mark.parametrize("cut", [100, 300, 700, 1500])
def test_a_cut_pdf_or_docx_is_broken_or_read_but_never_crashes(cut: int) -> None:
    for whole in (factory.pdf([[(60, 60, "示例")]]), factory.docx(factory.paragraph("示例"))):
        try:
            read_document(whole[:-cut])
        except errors.Unreadable as error:
            assert error.zh and error.en


def test_the_sandbox_gives_the_same_document() -> None:
    assert read_in_sandbox(OPINION.encode()) == read_document(OPINION.encode())


def test_the_sandbox_passes_errors_back(tmp_path: Path) -> None:
    with pytest.raises(errors.Encrypted, match="密码"):
        read_in_sandbox(ENCRYPTED)
    with pytest.raises(errors.Unreadable, match="找不到"):
        read_in_sandbox(tmp_path / "none.txt")
    with pytest.raises(errors.Unreadable, match="regular file"):
        read_in_sandbox(tmp_path)


def test_a_file_of_100_mb_is_refused_by_its_size(tmp_path: Path) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as stream:
        stream.truncate(100 * MIB)
    with pytest.raises(errors.TooLarge, match="100 MB"):
        read_in_sandbox(huge)
    with pytest.raises(errors.TooLarge):
        read_in_sandbox(b"a" * (MAX_FILE_BYTES + 1))


def test_the_sandbox_stops_what_takes_too_long() -> None:
    with pytest.raises(errors.ReadTimeout, match="停止"):
        read_in_sandbox(OPINION.encode(), timeout_s=0.001)


def test_the_sandbox_stops_what_takes_too_much_memory() -> None:
    stream = zlib.compress(b"0 0 m 1 1 l S " * 5_000_000, 9)
    content = b"q Q"
    data = factory.assemble([content]).replace(
        f"<</Length {len(content)}>>stream\n".encode() + content,
        f"<</Length {len(stream)}/Filter/FlateDecode>>stream\n".encode() + stream,
    )
    with pytest.raises(errors.DocumentError) as caught:
        read_in_sandbox(data, memory_bytes=192 * MIB)
    assert caught.value.zh.endswith("。")


def test_command_prints_json_and_stores_nothing(tmp_path: Path) -> None:
    path = tmp_path / "示例.txt"
    path.write_text(OPINION, encoding="utf-8")
    result = CliRunner().invoke(read_command, [str(path)])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == read_document(OPINION.encode()).to_json()
    assert [p.name for p in tmp_path.iterdir()] == ["示例.txt"]


def test_command_reads_standard_input() -> None:
    result = CliRunner().invoke(read_command, ["-"], input=OPINION.encode())
    assert json.loads(result.stdout)["number"] == "东政办发〔2031〕12号"


def test_command_says_in_two_languages_what_is_wrong_and_exits_2(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(ENCRYPTED)
    result = CliRunner().invoke(read_command, [str(path)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "密码" in result.stderr
    assert "password" in result.stderr
