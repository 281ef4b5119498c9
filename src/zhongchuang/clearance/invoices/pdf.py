"""数电票 as PDF: print, not data. The applicant types the number; the print must show it, where the number stands.

What a 数电票 always prints is read: its number is the topmost of 20 digits on a page (an account or another invoice's number in
the remark stands lower, and typing that one instead would slip past the check for doubles), 开票日期, the names and codes of
both sides (the buyer in the left half, the seller in the right), and the amounts, among which the total is the one that two
others add up to. What is not unmistakable must be typed, and whatever is typed must be printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations

import pypdfium2
from stdnum.cn import uscc

from zhongchuang.clearance.invoices import values
from zhongchuang.clearance.invoices.errors import Broken, Encrypted, NotAnInvoice, NotAsTyped, TooLarge
from zhongchuang.clearance.invoices.limits import MAX_PAGES, MAX_PDF_CHARACTERS
from zhongchuang.clearance.invoices.model import Invoice, Party, Source, Typed

_NUMBER = re.compile(r"(?<!\d)\d{20}(?!\d)", re.ASCII)
_DAY = re.compile(r"(?<!\d)\d{4}年\d{1,2}月\d{1,2}日", re.ASCII)
_CODE = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
_PRICED = re.compile(r"(-?)¥\s*(-?\d{1,13}\.\d{2})(?!\d)", re.ASCII)  # -¥5.00 and ¥-5.00
_DECIMAL = re.compile(r"(?<![\d.])(-?\d{1,13}\.\d{2})(?!\d)", re.ASCII)
_NAME = re.compile(r"名\s?称\s?:\s?(\S{2,100}?)(?=\s|名称|$)")
_RED = re.compile(r"被红冲蓝字(?:数电)?(?:发)?票号码\s*:\s*(\d{20})(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its words in half width, the number at its top, and what stands on the side of the buyer and of the seller."""

    text: str
    number: str
    buyer: Party
    seller: Party


def read_pdf(data: bytes, typed: Typed) -> Invoice:
    """The invoice a PDF prints, by the number typed. Raises TooLarge, Encrypted, Broken, NotAnInvoice, NotAsTyped."""
    number = values.invoice_number(typed.number)
    if number is None and not typed.among:
        raise NotAsTyped(
            "PDF 发票需要填写 20 位的发票号码：请照发票右上角填写。",
            "A PDF invoice needs its number of 20 digits: type it as it stands at the top right of the invoice.",
        )
    pages = printed(data)
    if number is None:
        number = _one_of(pages, typed.among)
    first = next((page for page in pages if page.number == number), None)
    if first is None:
        raise NotAsTyped(
            f"PDF 的发票号码处找不到 {number}：请核对号码，或换成这张发票的文件。",
            f"The PDF does not show {number} as its invoice number: check the number, or upload the file of this invoice.",
        )
    text = "\n".join(page.text for page in pages if page.number in (number, ""))
    total, net, tax = _amounts(text, typed)
    reverses = _RED.search(text)
    return Invoice(
        number=number,
        issued_on=_issued_on(text, typed),
        seller=first.seller,
        buyer=first.buyer,
        net=net,
        tax=tax,
        total=total,
        red=total < 0 or reverses is not None,
        reverses=reverses[1] if reverses else "",
        lines=(),
        source=Source.PDF,
    )


def _one_of(pages: Iterable[Page], among: Iterable[str]) -> str:
    """The number of the first page that is among those typed."""
    typed = {values.invoice_number(one) for one in among}
    found = next((page.number for page in pages if page.number in typed), "")
    if not found:
        raise NotAsTyped(
            "PDF 上的发票号码不在填写的发票号码里：请照发票右上角补填这个号码，或换成对应的文件。",
            "The number this PDF shows is not among those typed: type it as it stands at the top right, or use the other file.",
        )
    return found


def printed(data: bytes) -> list[Page]:
    """What stands on the pages of a PDF. Raises TooLarge, Encrypted, Broken, NotAnInvoice."""
    document = _open(data)
    try:
        if len(document) > MAX_PAGES:
            raise TooLarge(
                f"PDF 超过 {MAX_PAGES} 页，不是一张发票：请只上传发票本身。",
                f"The PDF has more than {MAX_PAGES} pages and is no invoice: upload the invoice alone.",
            )
        pages: list[Page] = []
        characters = 0
        for index in range(len(document)):
            page = document[index]
            words = page.get_textpage()
            characters += words.count_chars()
            if characters > MAX_PDF_CHARACTERS:
                raise TooLarge(
                    "PDF 的文字过多，不是一张发票：请只上传发票本身。",
                    "The PDF holds too much text for an invoice: upload the invoice alone.",
                )
            pages.append(_page(words, page.get_width()))
    except pypdfium2.PdfiumError as error:
        raise _broken() from error
    finally:
        document.close()
    if not any(page.text.strip() for page in pages):
        raise NotAnInvoice(
            "PDF 里没有文字，可能是扫描件：请上传税务系统下载的 PDF，或上传 XML、OFD。",
            "The PDF holds no text and may be a scan: upload the PDF from the tax system, or the XML or OFD.",
        )
    return pages


def _page(words: pypdfium2.PdfTextPage, width: float) -> Page:
    """What one page says, by where it stands."""
    text = "".join(c if len(half := values.half_width(c)) != 1 else half for c in words.get_text_range())
    last = words.count_chars() - 1

    def placed(found: Iterable[re.Match[str]]) -> list[tuple[float, bool, str]]:
        """How high, whether in the left half, and what, from the top."""
        marks = []
        for match in found:
            left, _, _, top = words.get_charbox(min(match.start(), last))
            marks.append((-top, left < width / 2, match[match.lastindex or 0]))
        return sorted(marks)

    numbers = placed(_NUMBER.finditer(text))
    codes = placed(match for match in _CODE.finditer(text) if uscc.is_valid(match[0]))
    names = placed(_NAME.finditer(text))

    def side(left: bool) -> Party:
        return Party(
            next((name for _, on_left, name in names if on_left is left), ""),
            next((code for _, on_left, code in codes if on_left is left), ""),
        )

    return Page(text, numbers[0][2] if numbers else "", buyer=side(True), seller=side(False))


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise Encrypted(
                "PDF 设有打开密码，无法读取：请去掉密码后再上传。",
                "The PDF needs a password to open: remove the password and upload it again.",
            ) from error
        raise _broken() from error


def _broken() -> Broken:
    return Broken(
        "PDF 已损坏，打不开：请从税务系统重新下载后再上传。",
        "The PDF is damaged and cannot be opened: download it again from the tax system.",
    )


def _issued_on(text: str, typed: Typed) -> date:
    compact = re.sub(r"(?<=[年月])\s+|\s+(?=[年月日])", "", text)
    days = {day for found in _DAY.findall(compact) if (day := values.issue_date(found))}
    if typed.issued_on is not None:
        if typed.issued_on not in days:
            raise NotAsTyped(
                f"PDF 里找不到开票日期 {typed.issued_on.isoformat()}：请核对后改正。",
                f"The date of issue {typed.issued_on.isoformat()} does not stand in the PDF: check and correct it.",
            )
        return typed.issued_on
    if len(days) != 1:
        raise NotAsTyped(
            "PDF 里的开票日期认不准：请填写开票日期，或改为上传 XML。",
            "The date of issue cannot be told from the PDF: type it, or upload the XML.",
        )
    return days.pop()


def _amounts(text: str, typed: Typed) -> tuple[int, int | None, int | None]:
    """Total, net and tax in 分. The total is the amount behind a ¥ that two others behind a ¥ add up to."""
    priced = _fen(before + behind for before, behind in _PRICED.findall(text))
    sums = {
        (one + two, max(one, two, key=abs), min(one, two, key=abs))
        for one, two in combinations(sorted(priced), 2)
        if one + two in priced and one * two > 0
    }
    if typed.total is not None:
        if typed.total not in _fen(_DECIMAL.findall(text)):
            raise NotAsTyped(
                "PDF 里找不到填写的价税合计：请照发票改正。",
                "The total that was typed does not stand in the PDF: correct it as the invoice says.",
            )
        sums = {made for made in sums if made[0] == typed.total}
        return sums.pop() if len(sums) == 1 else (typed.total, None, None)
    if len(sums) != 1:
        raise NotAsTyped(
            "PDF 里的价税合计认不准：请填写价税合计，或改为上传 XML。",
            "The total including tax cannot be told from the PDF: type it, or upload the XML.",
        )
    return sums.pop()


def _fen(found: Iterable[str]) -> set[int]:
    return {fen for text in found if (fen := values.amount(text)) is not None}
