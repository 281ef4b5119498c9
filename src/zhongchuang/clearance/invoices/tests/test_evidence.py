"""A file handed in as evidence: an invoice or a sentence, never an exception; findings by who buys, who sells, how much."""

from __future__ import annotations

import datetime as dt

from zhongchuang.clearance.invoices.checks import Counts
from zhongchuang.clearance.invoices.evidence import Reading, findings_for, invoice_read_file
from zhongchuang.clearance.invoices.findings import Problem
from zhongchuang.clearance.invoices.tests.builders import (
    BUYER,
    NUMBER,
    OTHER_NUMBER,
    SELLER,
    an_invoice,
    ofd,
    pdf,
    printed,
    xml,
)

TODAY = dt.date(2026, 11, 20)


def problems(reading: Reading, **said: object) -> list[Problem]:
    told = findings_for(reading, today=TODAY, **said)  # type: ignore[arg-type]  # the names are the function's
    return [one.problem for one in told.findings]


def test_every_kind_of_file_is_read_and_comes_back_out_of_json() -> None:
    for data in (xml(an_invoice()), ofd(an_invoice())):
        reading = invoice_read_file(data, "发票")
        assert reading.number == NUMBER and reading.problem is None
        assert Reading.from_json(reading.to_json()) == reading


def test_a_pdf_is_one_of_the_numbers_typed_in_the_form() -> None:
    data = pdf([printed(an_invoice())])
    assert invoice_read_file(data, "发票.pdf", among=[OTHER_NUMBER, NUMBER]).number == NUMBER
    other = invoice_read_file(data, "发票.pdf", among=[OTHER_NUMBER])
    assert (other.invoice, other.code) == (None, "not_as_typed") and other.problem is not None
    assert invoice_read_file(data, "发票.pdf").code == "not_as_typed"


def test_what_is_no_invoice_is_a_sentence() -> None:
    reading = invoice_read_file(b"<a/>", "发票.xml")
    assert reading.invoice is None and reading.code == "not_an_invoice"
    assert reading.problem is not None and reading.problem.zh and reading.problem.en
    assert findings_for(reading, today=TODAY).counted == 0
    assert Reading.from_json(reading.to_json()) == reading


def test_both_sides_and_the_amount_are_held_against_it() -> None:
    reading = invoice_read_file(xml(an_invoice()), "发票.xml")
    right = {"buyer_uscc": BUYER.code, "buyer_name": BUYER.name, "seller_uscc": SELLER.code.lower()}
    assert problems(reading, **right, seller_name=SELLER.name, amount=1_074_000) == []
    assert problems(reading, buyer_uscc=SELLER.code, seller_uscc=BUYER.code) == [
        Problem.BUYER,
        Problem.SELLER,
    ]
    assert problems(reading, amount=1_074_001) == [Problem.CLAIMED_ONE]
    assert problems(reading, amount=1_000_001, counts=Counts.NET) == [Problem.CLAIMED_ONE]
    assert problems(reading, used=[NUMBER]) == [Problem.USED]
    assert problems(reading, first=dt.date(2026, 4, 1)) == [Problem.TOO_EARLY]
    assert findings_for(reading, today=TODAY).counted == 1_074_000
