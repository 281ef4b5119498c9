"""数电票 as XML: `EInvoice/EInvoiceData` and `EInvoice/TaxSupervisionInfo`.

Two names that look alike: `TotalTax-includedAmount` is the total on the face, `TotaltaxIncludedAmount` that of a line. Every
element is looked for at its own place, and where it stands twice the file is refused: programs that take the first and the
last would read two invoices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from lxml import etree

from zhongchuang.clearance.invoices import values
from zhongchuang.clearance.invoices.archive import parse_xml
from zhongchuang.clearance.invoices.errors import Ambiguous, NotAnInvoice, TooLarge
from zhongchuang.clearance.invoices.limits import MAX_FIELD, MAX_LINES
from zhongchuang.clearance.invoices.model import Invoice, Line, Party, Source

ROOT = "EInvoice"
_DATA = f"{ROOT}Data"
_BLUE_FLAG = ("Header", "InherentLabel", "InIssuType", "LabelCode")
_RED_NOTE = re.compile(r"被红冲蓝字(?:数电)?(?:发)?票号码\s*[:：]\s*(\d{20})(?!\d)", re.ASCII)


def read_xml(data: bytes, source: Source = Source.XML) -> Invoice:
    """The invoice of an XML. Raises TooLarge, Hostile, Broken, NotAnInvoice, Ambiguous."""
    return invoice_of(parse_xml(data), source)


def is_invoice(root: etree._Element) -> bool:
    """Whether an XML claims to be a 数电票."""
    return _name(root) == ROOT


def invoice_of(root: etree._Element, source: Source) -> Invoice:
    """The invoice of a parsed XML. Raises NotAnInvoice, Ambiguous, TooLarge."""
    if not is_invoice(root):
        raise NotAnInvoice(
            "这个 XML 不是数电票：请上传电子发票服务平台导出的数电票 XML。",
            "This XML is no fully digitalised invoice: upload the XML exported by the e-invoice service platform.",
        )
    number = values.invoice_number(_text(root, "TaxSupervisionInfo", "InvoiceNumber"))
    if number is None:
        raise _lacking("20 位的发票号码", "an invoice number of 20 digits")
    total = _amount(root, "TotalTax-includedAmount", "价税合计", "the total including tax")
    flag = _text(root, *_BLUE_FLAG).upper()
    reverses = _reversed(root)
    return Invoice(
        number=number,
        issued_on=_issued_on(root),
        seller=_party(root, "Seller", "销售方", "the seller"),
        buyer=_party(root, "Buyer", "购买方", "the buyer"),
        net=_amount(root, "TotalAmWithoutTax", "合计金额", "the amount before tax"),
        tax=_amount(root, "TotalTaxAm", "合计税额", "the tax"),
        total=total,
        red=flag == "N" or total < 0 or bool(reverses),
        reverses=reverses,
        lines=_lines(root),
        source=source,
    )


def _issued_on(root: etree._Element) -> date:
    day = values.issue_date(_text(root, "TaxSupervisionInfo", "IssueTime"))
    if day is None:
        raise _lacking("开票日期", "the date of issue")
    return day


def _party(root: etree._Element, side: str, zh: str, en: str) -> Party:
    held = (_DATA, f"{side}Information")
    name = _text(root, *held, f"{side}Name")
    if not name:
        raise _lacking(f"{zh}名称", f"{en}’s name")
    return Party(name, values.code(_text(root, *held, f"{side}IdNum")))


def _amount(root: etree._Element, name: str, zh: str, en: str) -> int:
    found = values.amount(_text(root, _DATA, "BasicInformation", name))
    if found is None:
        raise _lacking(zh, en)
    return found


def _reversed(root: etree._Element) -> str:
    """The invoice a red one takes back: in its own element, else in the remark; empty where neither says so."""
    told = _text(root, _DATA, "SpecificInformation", "RedEInvoice", "OriginalInvoiceCode")
    if number := values.invoice_number(told):
        return number
    remark = _RED_NOTE.search(_text(root, _DATA, "AdditionalInformation", "Remark"))
    return remark[1] if remark else ""


def _lines(root: etree._Element) -> tuple[Line, ...]:
    data = _one(root, _DATA)
    found = [] if data is None else list(_named(data, "IssuItemInformation"))
    if len(found) > MAX_LINES:
        raise TooLarge(
            f"发票明细超过 {MAX_LINES:,} 行：请分开上传，或只上传本次申报的发票。",
            f"The invoice has more than {MAX_LINES:,} lines: upload only the invoices of this application.",
        )
    return tuple(
        Line(
            name=_text(item, "ItemName"),
            specification=_text(item, "SpecMod"),
            unit=_text(item, "MeaUnits"),
            quantity=_text(item, "Quantity"),
            unit_price=_text(item, "UnPrice"),
            net=values.amount(_text(item, "Amount")),
            rate=values.rate(_text(item, "TaxRate")),
            tax=values.amount(_text(item, "ComTaxAm")),
        )
        for item in found
    )


def _text(element: etree._Element, *path: str) -> str:
    """The text at a path, trimmed; empty where there is none. Raises Ambiguous, TooLarge."""
    here: etree._Element | None = element
    for name in path:
        if here is None:
            return ""
        here = _one(here, name)
    if here is None or len(here):  # what has elements inside is no value
        return ""
    text = (here.text or "").strip()
    if len(text) > MAX_FIELD:
        raise TooLarge(
            f"发票里有一项超过 {MAX_FIELD:,} 字，不是正常的发票：请上传税务系统导出的原文件。",
            f"One field of the invoice has more than {MAX_FIELD:,} characters; no invoice has that: upload the "
            "file as the tax system exported it.",
        )
    return text


def _one(element: etree._Element, name: str) -> etree._Element | None:
    found = list(_named(element, name))
    if len(found) > 1:
        raise Ambiguous(
            f"发票文件里“{name}”出现了 {len(found)} 次，无法确定以哪个为准：请上传税务系统导出的原文件。",
            f"“{name}” stands {len(found)} times in the invoice file and nobody can know which one counts: upload "
            "the file as the tax system exported it.",
        )
    return found[0] if found else None


def _named(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if _name(child) == name)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _lacking(zh: str, en: str) -> NotAnInvoice:
    return NotAnInvoice(
        f"发票文件里没有可用的{zh}：请上传电子发票服务平台导出的数电票原文件。",
        f"The invoice file lacks {en} in a usable form: upload the file exported by the e-invoice service platform.",
    )
