"""Invented invoices. The codes stand over region 999999, which no office gives out; the numbers begin with 99."""

from __future__ import annotations

import codecs
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from xml.sax.saxutils import escape

from stdnum.cn import uscc

from zhongchuang.clearance.invoices.model import Invoice, Line, Party, Source

NUMBER = "99212000000000000017"
OTHER_NUMBER = "99212000000000000025"


def a_code(number: int) -> str:
    """A 统一社会信用代码 of the right form that nobody has."""
    body = f"91999999{number:08d}A"
    return body + str(uscc.calc_check_digit(body))


BUYER = Party("虚构众创科技有限公司", a_code(101))
SELLER = Party("虚构检测服务有限公司", a_code(202))
LINES = (
    Line("*研发和技术服务*检测费", "", "次", "2", "4000.00", 800_000, 600, 48_000),
    Line("*印刷品*报告", "A4", "份", "10", "200", 200_000, 1300, 26_000),
)


def an_invoice(**changes: object) -> Invoice:
    """An invoice that is right; `changes` to its fields."""
    held: dict[str, object] = {
        "number": NUMBER,
        "issued_on": date(2026, 3, 16),
        "seller": SELLER,
        "buyer": BUYER,
        "net": 1_000_000,
        "tax": 74_000,
        "total": 1_074_000,
        "red": False,
        "reverses": "",
        "lines": LINES,
        "source": Source.XML,
        **changes,
    }
    return Invoice(**held)  # type: ignore[arg-type]  # the names are those of the fields, the tests give their types


def yuan(fen: int | None) -> str:
    """As an invoice writes an amount; nothing for None."""
    return "" if fen is None else f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02}"


def _line(line: Line) -> str:
    rate = "" if line.rate is None else f"{line.rate / 10_000:g}"
    return (
        f"<IssuItemInformation><ItemName>{escape(line.name)}</ItemName><SpecMod>{escape(line.specification)}</SpecMod>"
        f"<MeaUnits>{escape(line.unit)}</MeaUnits><Quantity>{line.quantity}</Quantity><UnPrice>{line.unit_price}</UnPrice>"
        f"<Amount>{yuan(line.net)}</Amount><TaxRate>{rate}</TaxRate><ComTaxAm>{yuan(line.tax)}</ComTaxAm>"
        f"<TotaltaxIncludedAmount>{yuan((line.net or 0) + (line.tax or 0))}</TotaltaxIncludedAmount></IssuItemInformation>"
    )


def xml_text(invoice: Invoice, *, when: str = "", in_remark: bool = False) -> str:
    """The invoice as the XML of a 数电票, without a declaration; what is reversed stands in its element or the remark."""
    original = f"<RedEInvoice><OriginalInvoiceCode>{invoice.reverses}</OriginalInvoiceCode></RedEInvoice>"
    remark = f"被红冲蓝字数电发票号码：{invoice.reverses} 红字发票信息确认单编号：{'9' * 20}"
    return (
        f"<EInvoice><Header><EIid>{invoice.number}</EIid><InherentLabel><InIssuType>"
        f"<LabelCode>{'N' if invoice.red else 'Y'}</LabelCode></InIssuType></InherentLabel></Header><EInvoiceData>"
        f"<SellerInformation><SellerIdNum>{invoice.seller.code}</SellerIdNum>"
        f"<SellerName>{escape(invoice.seller.name)}</SellerName></SellerInformation>"
        f"<BuyerInformation><BuyerIdNum>{invoice.buyer.code}</BuyerIdNum>"
        f"<BuyerName>{escape(invoice.buyer.name)}</BuyerName></BuyerInformation>"
        f"<BasicInformation><TotalAmWithoutTax>{yuan(invoice.net)}</TotalAmWithoutTax>"
        f"<TotalTaxAm>{yuan(invoice.tax)}</TotalTaxAm>"
        f"<TotalTax-includedAmount>{yuan(invoice.total)}</TotalTax-includedAmount></BasicInformation>"
        f"{''.join(map(_line, invoice.lines))}"
        f"<SpecificInformation>{original if invoice.reverses and not in_remark else ''}</SpecificInformation>"
        f"<AdditionalInformation><Remark>{remark if in_remark else ''}</Remark></AdditionalInformation></EInvoiceData>"
        f"<TaxSupervisionInfo><InvoiceNumber>{invoice.number}</InvoiceNumber>"
        f"<IssueTime>{when or invoice.issued_on.isoformat()}</IssueTime></TaxSupervisionInfo></EInvoice>"
    )


def xml(invoice: Invoice, encoding: str = "utf-8", mark: bytes = b"") -> bytes:
    """The invoice as XML bytes in an encoding that its declaration names."""
    words = f'<?xml version="1.0" encoding="{encoding}"?>\n{xml_text(invoice)}'
    return mark + words.encode(encoding if encoding != "utf-16" else "utf-16-le")


UTF16 = codecs.BOM_UTF16_LE


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, words in parts.items():
            package.writestr(name, words)
    return buffer.getvalue()


def ofd(
    invoice: Invoice, *, shown: Sequence[str] | None = None, attached: Mapping[str, str] | None = None
) -> bytes:
    """The invoice as an OFD that shows words (its number by default) and carries its XML (or `attached` instead)."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    words = (f"发票号码：{invoice.number}",) if shown is None else shown
    objects = "".join(
        f"<ofd:TextObject><ofd:TextCode>{escape(text)}</ofd:TextCode></ofd:TextObject>" for text in words
    )
    carried = {"Doc_0/Attach/original_invoice.xml": xml_text(invoice)} if attached is None else attached
    return zipped(
        {
            "OFD.xml": f"<ofd:OFD {space}/>",
            "Doc_0/Document.xml": f"<ofd:Document {space}/>",
            "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {space}>{objects}</ofd:Page>",
            "Doc_0/Attach/Attachments.xml": f"<ofd:Attachments {space}/>",
            **carried,
        }
    )


Placed = tuple[float, float, str]


def printed(invoice: Invoice, *, remark: str = "") -> list[Placed]:
    """Where a 数电票 prints what: number and date at the top right, the buyer left and the seller right of each other."""
    day = invoice.issued_on
    return [
        (250, 40, "电子发票（普通发票）"),
        (420, 60, f"发票号码：{invoice.number}"),
        (420, 75, f"开票日期：{day.year}年{day.month:02}月{day.day:02}日"),
        (40, 110, f"名称：{invoice.buyer.name}"),
        (320, 110, f"名称：{invoice.seller.name}"),
        (40, 130, "统一社会信用代码/纳税人识别号："),
        (40, 145, invoice.buyer.code or "-"),
        (320, 130, "统一社会信用代码/纳税人识别号："),
        (320, 145, invoice.seller.code),
        (40, 200, "合计"),
        (350, 200, f"¥{yuan(invoice.net)}"),
        (480, 200, f"¥{yuan(invoice.tax)}"),
        (350, 230, f"（小写）¥{yuan(invoice.total)}"),
        (40, 260, f"备注：{remark}"),
    ]


def pdf(pages: Sequence[Sequence[Placed]], extra: bytes = b"") -> bytes:
    """A PDF with words at (x, y from the top), in a font every reader knows by name; `extra` goes into the trailer."""
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
        b"/Supplement 4>>/DW 500/FontDescriptor 5 0 R>>",
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
        b"/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
    ]
    for index, placed in enumerate(pages):
        words = "".join(
            f"BT /F1 8 Tf {x} {400 - y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for x, y, text in placed
        ).encode()
        place = f"/Contents {7 + 2 * index} 0 R/Resources<</Font<</F1 3 0 R>>>>>>"
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 400]" + place.encode())
        objects.append(f"<</Length {len(words)}>>stream\n".encode() + words + b"\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, data in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + data + b"\nendobj\n"
    table = b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    size = len(objects) + 1
    tail = f"trailer<</Size {size}/Root 1 0 R".encode() + extra + f">>\nstartxref\n{len(out)}\n%%EOF".encode()
    return out + f"xref\n0 {size}\n0000000000 65535 f \n".encode() + table + tail
