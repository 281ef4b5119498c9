"""What the three kinds of file are read as, and what is refused because an invoice would not be so."""

from __future__ import annotations

import codecs
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhongchuang.clearance.invoices import errors, values
from zhongchuang.clearance.invoices.model import Invoice, Line, Party, Source, Typed
from zhongchuang.clearance.invoices.read import read_invoice
from zhongchuang.clearance.invoices.tests.builders import (
    BUYER,
    NUMBER,
    OTHER_NUMBER,
    SELLER,
    UTF16,
    an_invoice,
    ofd,
    pdf,
    printed,
    xml,
    xml_text,
    zipped,
)

RED: dict[str, Any] = {
    "red": True,
    "reverses": OTHER_NUMBER,
    "net": -1_000_000,
    "tax": -74_000,
    "total": -1_074_000,
    "lines": (),
}
TYPED = Typed(number=NUMBER)


def of_pdf(**changes: Any) -> Invoice:
    return an_invoice(**{**changes, "lines": (), "source": Source.PDF})


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", codecs.BOM_UTF8), ("gbk", b""), ("gb2312", b""), ("utf-16", UTF16)],
)
def test_an_xml_says_everything_in_the_encodings_it_comes_in(encoding: str, mark: bytes) -> None:
    assert read_invoice(xml(an_invoice(), encoding, mark)) == an_invoice()


def test_an_ofd_is_the_xml_it_carries() -> None:
    assert read_invoice(ofd(an_invoice())) == an_invoice(source=Source.OFD)
    assert read_invoice(ofd(an_invoice(), shown=())) == an_invoice(source=Source.OFD)


def test_a_pdf_says_what_it_prints_once_its_number_is_typed() -> None:
    assert read_invoice(pdf([printed(an_invoice())]), TYPED) == of_pdf()


def test_of_a_pdf_each_side_is_known_by_where_it_stands() -> None:
    person = an_invoice(buyer=Party("虚构个人"))
    read = read_invoice(pdf([printed(person)]), TYPED)
    assert (read.buyer, read.seller) == (Party("虚构个人"), SELLER), "one code: it is the seller's"
    drawn_backwards = list(reversed(printed(an_invoice())))
    assert read_invoice(pdf([drawn_backwards]), TYPED) == of_pdf(), "the order of drawing does not matter"


@pytest.mark.parametrize("in_remark", [False, True])
def test_a_red_xml_says_what_it_takes_back(in_remark: bool) -> None:
    read = read_invoice(xml_text(an_invoice(**RED), in_remark=in_remark).encode())
    assert read == an_invoice(**RED)


def test_a_negative_total_is_red_whatever_the_flag_says() -> None:
    text = xml_text(an_invoice(**{**RED, "reverses": ""})).replace("<LabelCode>N<", "<LabelCode>Y<")
    read = read_invoice(text.encode())
    assert read.red
    assert read.reverses == ""


def test_a_red_pdf_says_what_it_takes_back_and_that_number_is_not_its_own() -> None:
    page = printed(an_invoice(**RED), remark=f"被红冲蓝字数电发票号码：{OTHER_NUMBER}")
    assert read_invoice(pdf([page]), TYPED) == of_pdf(**RED)
    before_it = [(x, y, text.replace("¥-", "-¥")) for x, y, text in page]
    assert read_invoice(pdf([before_it]), TYPED) == of_pdf(**RED), "the sign before the ¥"
    with pytest.raises(errors.NotAsTyped, match="发票号码处找不到"):
        read_invoice(pdf([page]), Typed(number=OTHER_NUMBER))


def test_the_pages_of_another_invoice_in_one_pdf_do_not_mix_in() -> None:
    other = an_invoice(number=OTHER_NUMBER, net=500, tax=30, total=530, issued_on=date(2026, 4, 1))
    data = pdf([printed(other), printed(an_invoice())])
    assert read_invoice(data, TYPED) == of_pdf()
    assert read_invoice(data, Typed(number=OTHER_NUMBER)).total == 530


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (Typed(), "需要填写 20 位"),
        (Typed(number="9921"), "需要填写 20 位"),
        (Typed(number=OTHER_NUMBER), "找不到"),
        (Typed(number=NUMBER[1:] + "2"), "找不到"),  # digits that run on into the date are no number
        (Typed(NUMBER, date(2026, 3, 17)), "开票日期 2026-03-17"),
        (Typed(NUMBER, None, 1_074_001), "价税合计"),
    ],
)
def test_what_is_typed_for_a_pdf_must_be_printed(typed: Typed, words: str) -> None:
    with pytest.raises(errors.NotAsTyped, match=words):
        read_invoice(pdf([printed(an_invoice())]), typed)


def test_what_a_pdf_does_not_say_unmistakably_is_typed() -> None:
    page = [(x, y, text.replace("¥", "")) for x, y, text in printed(an_invoice())]
    page.append((250, 300, "2026年03月01日至2026年03月15日"))
    data = pdf([page])
    with pytest.raises(errors.NotAsTyped, match="价税合计认不准"):
        read_invoice(data, Typed(NUMBER, date(2026, 3, 16)))
    with pytest.raises(errors.NotAsTyped, match="开票日期认不准"):
        read_invoice(data, Typed(NUMBER, None, 1_074_000))
    read = read_invoice(data, Typed(NUMBER, date(2026, 3, 16), 1_074_000))
    assert read == of_pdf(net=None, tax=None)


@pytest.mark.parametrize(
    "typed", [Typed(OTHER_NUMBER), Typed(issued_on=date(2026, 1, 1)), Typed(total=1_074_00)]
)
def test_what_is_typed_beside_data_must_agree_with_it(typed: Typed) -> None:
    for data in (xml(an_invoice()), ofd(an_invoice())):
        with pytest.raises(errors.NotAsTyped, match="与发票文件不一致"):
            read_invoice(data, typed)
    assert read_invoice(xml(an_invoice()), Typed(NUMBER, date(2026, 3, 16), 1_074_000)) == an_invoice()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (f"<InvoiceNumber>{NUMBER}<", "<InvoiceNumber>12345678<", "发票号码"),
        ("2026-03-16</IssueTime>", "2026-02-30</IssueTime>", "开票日期"),
        (f"<BuyerName>{BUYER.name}</BuyerName>", "", "购买方名称"),
        (f"<SellerName>{SELLER.name}</SellerName>", "<SellerName><b>假</b></SellerName>", "销售方名称"),
        ("10740.00</TotalTax-", "1e4</TotalTax-", "价税合计"),
        ("<TotalTaxAm>740.00", "<TotalTaxAm>740.001", "合计税额"),
        ("EInvoice>", "Rechnung>", "不是数电票"),
    ],
)
def test_an_xml_that_lacks_what_an_invoice_must_have_is_none(old: str, new: str, words: str) -> None:
    text = xml_text(an_invoice())
    assert old in text
    with pytest.raises(errors.NotAnInvoice, match=words) as caught:
        read_invoice(text.replace(old, new).encode())
    assert caught.value.en.isascii() or "’" in caught.value.en


@pytest.mark.parametrize(
    "part",
    [
        f"<InvoiceNumber>{OTHER_NUMBER}</InvoiceNumber>",
        "<IssueTime>2026-04-01</IssueTime>",
    ],
)
def test_what_stands_twice_counts_for_nobody(part: str) -> None:
    text = xml_text(an_invoice()).replace("</TaxSupervisionInfo>", f"{part}</TaxSupervisionInfo>")
    with pytest.raises(errors.Ambiguous, match="出现了 2 次"):
        read_invoice(text.encode())
    text = xml_text(an_invoice()).replace("</EInvoiceData>", "</EInvoiceData><EInvoiceData/>")
    with pytest.raises(errors.Ambiguous, match="EInvoiceData"):
        read_invoice(text.encode())


def test_a_name_elsewhere_in_the_xml_is_not_taken_for_that_of_the_buyer() -> None:
    text = xml_text(an_invoice()).replace("<Remark></Remark>", "<BuyerName>别人</BuyerName>")
    assert read_invoice(text.encode()).buyer == BUYER


def test_an_ofd_that_shows_another_invoice_than_it_carries_is_refused() -> None:
    with pytest.raises(errors.Ambiguous, match="不是同一张"):
        read_invoice(ofd(an_invoice(), shown=(f"发票号码：{OTHER_NUMBER}",)))
    two = {"Doc_0/Attach/a.xml": xml_text(an_invoice()), "Doc_0/Attach/b.xml": xml_text(an_invoice())}
    with pytest.raises(errors.Ambiguous, match="不止一张"):
        read_invoice(ofd(an_invoice(), attached=two))
    with pytest.raises(errors.NotAnInvoice, match="没有附带数电票 XML"):
        read_invoice(ofd(an_invoice(), attached={}))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b" \n", "空的"),
        (b"\x89PNG\r\n\x1a\n", "不接受图片"),
        (b"\xd0\xcf\x11\xe0", "旧版 Office"),
        (zipped({"a.xml": xml(an_invoice())}), "先解压"),
        (pdf([[]]), "扫描件"),
    ],
)
def test_what_is_no_invoice_is_told_so(data: bytes, words: str) -> None:
    with pytest.raises(errors.NotAnInvoice, match=words):
        read_invoice(data, TYPED)


@pytest.mark.parametrize(
    "text",
    ["2026-03-16", "2026-03-16 09:08:07", "2026-03-16T09:08:07", "20260316090807000", "2026年03月16日"],
)
def test_the_day_however_it_is_written(text: str) -> None:
    assert values.issue_date(text) == date(2026, 3, 16)
    assert read_invoice(xml_text(an_invoice(), when=text).encode()).issued_on == date(2026, 3, 16)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("0.06", 600),
        ("6%", 600),
        ("0.015", 150),
        ("1.5%", 150),
        ("0", 0),
        ("免税", None),
        ("***", None),
        ("13", None),
    ],
)
def test_rates_are_of_ten_thousand(text: str, wanted: int | None) -> None:
    assert values.rate(text) == wanted


@given(st.integers(-(10**14), 10**14))
def test_every_amount_is_read_back_exactly(fen: int) -> None:
    sign = "-" if fen < 0 else ""
    assert values.amount(f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02}") == fen
    assert values.amount(f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02}5") is None


WORDS = st.text(st.characters(exclude_categories=["C"]), max_size=30)
FEN = st.integers(-(10**13), 10**13)


@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    line = st.builds(
        Line,
        WORDS,
        WORDS,
        WORDS,
        WORDS,
        WORDS,
        st.none() | FEN,
        st.none() | st.integers(0, 10_000),
        st.none() | FEN,
    )
    return an_invoice(
        number=draw(st.from_regex(r"[0-9]{20}", fullmatch=True)),
        issued_on=draw(st.dates()),
        seller=Party(draw(WORDS), draw(WORDS)),
        net=draw(st.none() | FEN),
        total=draw(FEN),
        red=draw(st.booleans()),
        lines=tuple(draw(st.lists(line, max_size=3))),
        source=draw(st.sampled_from(Source)),
    )


@settings(max_examples=40)
@given(invoices())
def test_an_invoice_survives_its_json(invoice: Invoice) -> None:
    assert Invoice.from_json(invoice.to_json()) == invoice


@pytest.mark.parametrize(
    "change", [{"total": "1"}, {"total": True}, {"seller": None}, {"source": "fax"}, {"lines": 1}]
)
def test_what_is_no_stored_invoice_is_told_so(change: dict[str, Any]) -> None:
    with pytest.raises(errors.InvoiceModelError, match="读不出来"):
        Invoice.from_json({**an_invoice().to_json(), **change})


@given(
    st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4\n", b"<EInvoice>", b"<?xml "])
)
def test_whatever_comes_in_the_answer_is_an_invoice_or_a_sentence(data: bytes, head: bytes) -> None:
    try:
        read_invoice(head + data, TYPED)
    except errors.InvoiceError as error:
        assert error.zh.endswith("。")
        assert error.en.endswith(".")
