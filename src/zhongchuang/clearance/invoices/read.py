"""Reading an invoice, whatever it came in, by its content and never by its name."""

from __future__ import annotations

from zhongchuang.clearance.invoices import values
from zhongchuang.clearance.invoices.electronic import read_xml
from zhongchuang.clearance.invoices.errors import NotAnInvoice, NotAsTyped, TooLarge
from zhongchuang.clearance.invoices.limits import MAX_FILE_BYTES, MIB
from zhongchuang.clearance.invoices.model import Invoice, Typed
from zhongchuang.clearance.invoices.ofd import read_ofd
from zhongchuang.clearance.invoices.pdf import read_pdf

_UNTAKEN = (b"\x89PNG", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


def read_invoice(data: bytes, typed: Typed | None = None) -> Invoice:
    """The invoice of a file: XML, OFD, or PDF (which needs the number typed).

    What was typed beside an XML or OFD must agree with it too. To be run where memory and time are limited: see
    `sandbox.read_in_sandbox`. Raises InvoiceError.
    """
    typed = typed or Typed()
    refuse_size(len(data))
    if not data.strip():
        raise NotAnInvoice("发票文件是空的：请重新上传。", "The invoice file is empty: upload it again.")
    if data.startswith(_UNTAKEN):
        raise NotAnInvoice(
            "只接受数电票的 XML、OFD 或 PDF，不接受图片、旧版 Office 文件和压缩包：请从税务系统下载后上传。",
            "Only the XML, OFD or PDF of a fully digitalised invoice can be taken, no pictures, old Office files or "
            "archives: download it from the tax system.",
        )
    if data.startswith(b"%PDF-"):
        return read_pdf(data, typed)
    invoice = read_ofd(data) if data.startswith(b"PK") else read_xml(data)
    _agrees(invoice, typed)
    return invoice


def refuse_size(size: int) -> None:
    """Raises TooLarge for a file that is not read at all; asked before it is, too."""
    if size > MAX_FILE_BYTES:
        raise TooLarge(
            f"发票文件超过 {MAX_FILE_BYTES // MIB} MB：请上传税务系统导出的原文件。",
            f"The invoice file exceeds {MAX_FILE_BYTES // MIB} MB: upload the file as the tax system exported it.",
        )


def _agrees(invoice: Invoice, typed: Typed) -> None:
    """Raises NotAsTyped naming what differs."""
    for given, wanted, zh, en in (
        (
            typed.number and values.half_width("".join(typed.number.split())),
            invoice.number,
            "发票号码",
            "number",
        ),
        (typed.issued_on, invoice.issued_on, "开票日期", "date of issue"),
        (typed.total, invoice.total, "价税合计", "total including tax"),
    ):
        if given not in ("", None) and given != wanted:
            raise NotAsTyped(
                f"填写的{zh}与发票文件不一致：请照发票改正，或换成这张发票的文件。",
                f"The {en} that was typed is not that of the invoice file: correct it, or upload the file of this "
                "invoice.",
            )
