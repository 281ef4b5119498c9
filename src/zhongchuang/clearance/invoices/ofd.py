"""数电票 as OFD: the XML attached to it is the invoice; what its pages show must be the same invoice."""

from __future__ import annotations

import posixpath

from lxml import etree

from zhongchuang.clearance.invoices.archive import Archive, parse_xml
from zhongchuang.clearance.invoices.electronic import invoice_of, is_invoice
from zhongchuang.clearance.invoices.errors import Ambiguous, NotAnInvoice
from zhongchuang.clearance.invoices.model import Invoice, Source

_ATTACHED = "original_invoice.xml"


def read_ofd(data: bytes) -> Invoice:
    """The invoice attached to an OFD. Raises the errors of `archive` and `electronic`.

    The pages are looked at because people read those and programs the attachment: a file that shows one invoice and carries
    another is refused. Pages without any text say nothing.
    """
    archive = Archive(data)
    if not any(name.upper() == "OFD.XML" for name in archive.names()):
        raise NotAnInvoice(
            "这个压缩文件不是 OFD 发票：请先解压，再逐张上传里面的 XML、OFD 或 PDF。",
            "This archive is no OFD invoice: unpack it and upload the XML, OFD or PDF files in it one by one.",
        )
    found = [root for root in map(parse_xml, _attachments(archive)) if is_invoice(root)]
    if not found:
        raise NotAnInvoice(
            "OFD 里没有附带数电票 XML：请改为上传这张发票的 XML，或上传 PDF 并填写发票号码。",
            "The OFD carries no invoice XML: upload the XML of this invoice, or its PDF and type the number.",
        )
    if len(found) > 1:
        raise Ambiguous(
            "OFD 里附带了不止一张发票，无法确定以哪张为准：请逐张上传。",
            "The OFD carries more than one invoice and nobody can know which one counts: upload them one by one.",
        )
    invoice = invoice_of(found[0], Source.OFD)
    shown = _shown(archive)
    if shown and invoice.number not in shown:
        raise Ambiguous(
            f"OFD 版面上看不到发票号码 {invoice.number}，与附带的 XML 不是同一张发票：请重新下载后再上传。",
            f"The pages of the OFD do not show invoice {invoice.number}, which its XML is: download it again.",
        )
    return invoice


def _attachments(archive: Archive) -> list[bytes]:
    """What lies in a folder of attachments, or is called as the tax system calls it."""
    return [
        archive.read(name)
        for name in archive.names()
        if name.lower().endswith(".xml")
        and (
            posixpath.basename(name).lower() == _ATTACHED
            or posixpath.basename(posixpath.dirname(name)).lower() in ("attach", "attachs", "attachments")
        )
    ]


def _shown(archive: Archive) -> str:
    """The words of the pages in drawing order, without spaces."""
    words: list[str] = []
    for name in archive.names():
        if posixpath.basename(name).lower() == "content.xml":
            words += [
                element.text or ""
                for element in parse_xml(archive.read(name)).iter()
                if isinstance(element.tag, str) and etree.QName(element).localname == "TextCode"
            ]
    return "".join("".join(words).split())
