"""Bombs, entities and odd encodings end in one sentence, in the reader as in the process of its own."""

from __future__ import annotations

import codecs
import io
import zipfile

import pytest

from zhongchuang.clearance.invoices import errors, sandbox
from zhongchuang.clearance.invoices.archive import Archive
from zhongchuang.clearance.invoices.limits import (
    MAX_ARCHIVE_ENTRIES,
    MAX_FILE_BYTES,
    MAX_LINES,
    MAX_XML_BYTES,
    MIB,
)
from zhongchuang.clearance.invoices.model import Source, Typed
from zhongchuang.clearance.invoices.read import read_invoice
from zhongchuang.clearance.invoices.sandbox import read_in_sandbox
from zhongchuang.clearance.invoices.tests.builders import (
    NUMBER,
    an_invoice,
    ofd,
    pdf,
    printed,
    xml,
    xml_text,
    zipped,
)

TEXT = xml_text(an_invoice())
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>' + TEXT.replace("<Remark>", "<Remark>&l9;")
EXTERNAL = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + TEXT.replace("<Remark>", "<Remark>&f;")
PROTECTED = (
    b"/ID[<" + b"01" * 16 + b"><" + b"01" * 16 + b">]/Encrypt<</Filter/Standard/V 1/R 2"
    b"/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">/P -4>>"
)


def many_lines() -> bytes:
    return TEXT.replace(
        "</EInvoiceData>", "<IssuItemInformation/>" * (MAX_LINES + 1) + "</EInvoiceData>"
    ).encode()


def twice_named() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package, pytest.warns(UserWarning, match="Duplicate"):
        for _ in range(2):
            package.writestr("OFD.xml", "<a/>")
    return buffer.getvalue()


def locked() -> bytes:
    """A zip whose parts claim to be encrypted, in both of its headers."""
    data = bytearray(ofd(an_invoice()))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 1)
    return bytes(data)


CASES: list[tuple[str, bytes, type[errors.InvoiceError]]] = [
    ("billion laughs", BILLION.encode(), errors.Hostile),
    ("external entity", EXTERNAL.encode(), errors.Hostile),
    ("entities in UTF-16", codecs.BOM_UTF16_BE + BILLION.encode("utf-16-be"), errors.Hostile),
    ("entities in the OFD", ofd(an_invoice(), attached={"Doc_0/Attach/a.xml": BILLION}), errors.Hostile),
    ("entities behind a long comment", f"<!--{'x' * 9000}-->{EXTERNAL}".encode(), errors.Hostile),
    ("UTF-7", b'<?xml version="1.0" encoding="UTF-7"?>' + TEXT.encode("utf-7"), errors.Broken),
    (
        "EBCDIC",
        f'<?xml version="1.0" encoding="cp037"?>{TEXT.replace("虚", "x")}'.encode("gbk"),
        errors.Broken,
    ),
    ("UTF-32", codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), errors.Broken),
    ("GBK that says UTF-8", b'<?xml version="1.0" encoding="UTF-8"?>' + TEXT.encode("gbk"), errors.Broken),
    ("zero bytes", TEXT.replace("虚构", "\0").encode(), errors.Broken),
    ("cut off", xml(an_invoice())[:-40], errors.Broken),
    ("too deep", ("<EInvoice>" + "<a>" * 50_000 + "</a>" * 50_000 + "</EInvoice>").encode(), errors.Broken),
    ("one huge field", TEXT.replace("<Remark>", "<Remark>" + "x" * 9_000).encode(), errors.TooLarge),
    ("too many lines", many_lines(), errors.TooLarge),
    ("huge XML", b"<EInvoice>" + b" " * MAX_XML_BYTES + b"</EInvoice>", errors.TooLarge),
    ("zip bomb", zipped({"OFD.xml": "<a/>", "Doc_0/Attach/a.xml": b" " * (30 * MIB)}), errors.Hostile),
    ("many parts", zipped({f"{n}.xml": "" for n in range(MAX_ARCHIVE_ENTRIES + 1)}), errors.Hostile),
    ("zip cut off", ofd(an_invoice())[:-60], errors.Broken),
    ("two parts of one name", twice_named(), errors.Broken),
    ("encrypted OFD", locked(), errors.Encrypted),
    ("encrypted PDF", pdf([printed(an_invoice())], PROTECTED), errors.Encrypted),
    ("broken PDF", b"%PDF-1.7\nnothing", errors.Broken),
    ("long PDF", pdf([printed(an_invoice())] * 60), errors.TooLarge),
    ("huge file", b"<" * (MAX_FILE_BYTES + 1), errors.TooLarge),
]


@pytest.mark.parametrize(("data", "kind"), [pytest.param(data, kind, id=name) for name, data, kind in CASES])
def test_a_hostile_file_is_one_sentence(data: bytes, kind: type[errors.InvoiceError]) -> None:
    with pytest.raises(kind) as caught:
        read_invoice(data, Typed(number=NUMBER))
    assert type(caught.value) is kind
    assert caught.value.zh.endswith("。")
    assert caught.value.zh.count("。") == 1
    assert caught.value.en.endswith(".")


def test_what_a_zip_says_of_its_sizes_is_not_believed() -> None:
    data = bytearray(zipped({"a": b" " * (2 * MIB)}))
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = (10).to_bytes(4, "little")  # the unpacked size in the table of contents
    with pytest.raises((errors.Broken, errors.Hostile)):
        Archive(bytes(data)).read("a")


def test_the_process_reads_what_the_reader_reads() -> None:
    assert read_in_sandbox(xml(an_invoice())) == an_invoice()
    read = read_in_sandbox(pdf([printed(an_invoice())]), Typed(number=NUMBER))
    assert read == an_invoice(lines=(), source=Source.PDF)


@pytest.mark.parametrize("name", ["billion laughs", "zip bomb"])
def test_the_process_says_the_same_of_a_bomb(name: str) -> None:
    data, kind = next((data, kind) for called, data, kind in CASES if called == name)
    with pytest.raises(kind, match="可能是恶意文件"):
        read_in_sandbox(data)


def test_a_process_that_needs_too_much_or_hangs_is_a_sentence_too() -> None:
    long = TEXT.replace("<Remark>", "<!--" + "x" * (3 * MIB) + "--><Remark>").encode()
    assert read_in_sandbox(long) == an_invoice(), "the control: the file is fine"
    with pytest.raises(errors.TooLarge, match="内存超过上限"):
        read_in_sandbox(long, memory_bytes=16 * MIB)
    with pytest.raises(errors.ReadTimeout, match="已停止"):
        read_in_sandbox(xml(an_invoice()), timeout_s=0.001)


@pytest.mark.parametrize(
    "output", [b"", b"null", b"[]", b'{"ok": {}}', b'{"error": {"code": "?", "zh": "", "en": ""}}']
)
def test_an_answer_that_is_none_is_taken_for_a_break(output: bytes) -> None:
    with pytest.raises(errors.Hostile, match="状态 -9"):
        sandbox._answer(-9, output)
