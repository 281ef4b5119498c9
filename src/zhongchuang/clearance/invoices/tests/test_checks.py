"""What is held against an invoice, and that the answer depends on nothing but the invoices and the case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from zhongchuang.clearance.invoices.checks import Counts, Expected, check, key_of, keys_typed, same_party
from zhongchuang.clearance.invoices.findings import Problem
from zhongchuang.clearance.invoices.model import Invoice, Line, Party, Source
from zhongchuang.clearance.invoices.tests.builders import (
    BUYER,
    LINES,
    NUMBER,
    OTHER_NUMBER,
    SELLER,
    a_code,
    an_invoice,
)

TODAY = date(2026, 6, 1)
STRANGER = Party("虚构商贸有限公司", a_code(303))
WRONG_DIGIT = BUYER.code[:-1] + ("0" if BUYER.code[-1] != "0" else "1")
CITIZEN = (body := "99999919000101000") + ric.calc_check_digit(body + "0")
"""A citizen's number of the right form over a region that no office gives out."""


def expected(**changes: Any) -> Expected:
    return Expected(**{"today": TODAY, "buyers": (BUYER,), **changes})


def problems(*invoices: Invoice, **changes: Any) -> list[Problem]:
    return [found.problem for found in check(invoices, expected(**changes)).findings]


def test_nothing_is_held_against_a_right_invoice_and_it_counts() -> None:
    outcome = check(
        [an_invoice()],
        expected(
            sellers=(SELLER,),
            first=date(2026, 3, 16),
            last=date(2026, 3, 16),
            claimed=1_074_000,
            claimed_each={NUMBER: 1_074_000},
        ),
    )
    assert outcome.findings == ()
    assert (outcome.refused, outcome.counted) == (False, 1_074_000)
    assert check([an_invoice()], expected(counts=Counts.NET)).counted == 1_000_000
    assert check([an_invoice(issued_on=TODAY)], expected()).findings == (), "issued today"


@pytest.mark.parametrize(
    ("invoice", "case", "problem"),
    [
        ({"buyer": STRANGER}, {}, Problem.BUYER),
        ({"buyer": Party(BUYER.name)}, {}, Problem.BUYER),  # made out to the bare name
        ({"buyer": Party("")}, {}, Problem.BUYER),
        ({"buyer": Party("虚构乙")}, {"buyers": (Party("虚构甲"),)}, Problem.BUYER),
        ({}, {"sellers": (STRANGER,)}, Problem.SELLER),
        ({"seller": BUYER}, {}, Problem.SELF_DEALT),
        ({"seller": Party("虚构", WRONG_DIGIT)}, {}, Problem.CODE),
        ({"buyer": Party("虚构", WRONG_DIGIT)}, {"buyers": ()}, Problem.CODE),
        ({"issued_on": TODAY + timedelta(1)}, {}, Problem.FUTURE),
        ({}, {"first": date(2026, 3, 17)}, Problem.TOO_EARLY),
        ({}, {"last": date(2026, 3, 15)}, Problem.TOO_LATE),
        ({"total": 1_074_001}, {}, Problem.SUMS),
        ({"lines": LINES[:1]}, {}, Problem.LINES),
        (
            {"net": 0, "tax": 0, "total": 0, "lines": (Line("赠品", "", "", "", "", 0, None, None),)},
            {},
            Problem.ZERO,
        ),
        ({"net": None, "tax": None}, {"counts": Counts.NET}, Problem.NET_UNKNOWN),
        ({}, {"claimed_each": {NUMBER: 1_074_001}}, Problem.CLAIMED_ONE),
        ({}, {"claimed": 1_074_001}, Problem.CLAIMED_ALL),
        ({}, {"claimed_each": {OTHER_NUMBER: 1}}, Problem.MISSING),
        ({}, {"used": {NUMBER}}, Problem.USED),
        ({}, {"reversed_by": {NUMBER: OTHER_NUMBER}}, Problem.REVERSED),
        ({"red": True}, {}, Problem.RED),
    ],
)
def test_each_wrong_is_one_refusal_in_two_languages(
    invoice: dict[str, Any], case: dict[str, Any], problem: Problem
) -> None:
    outcome = check([an_invoice(**invoice)], expected(**case))
    assert [found.problem for found in outcome.findings] == [problem]
    assert outcome.refused
    (found,) = outcome.findings
    assert found.wording.zh.endswith("。")
    assert found.wording.zh.count("。") == 1
    assert found.wording.en.endswith(".")
    assert found.wording.en != found.wording.zh
    if problem not in (Problem.CLAIMED_ALL, Problem.CLAIMED_ONE, Problem.MISSING):
        assert outcome.counted == 0, "what is wrong does not count"


def test_the_officer_is_shown_what_cannot_be_proved() -> None:
    renamed = Party("虚构众创科技（集团）有限公司", BUYER.code)
    old_number = Party("虚构门市部", "999999000000012")
    for invoice, problem in (
        (an_invoice(buyer=renamed), Problem.NAME),
        (an_invoice(seller=old_number), Problem.CODE_UNPROVEN),
        (an_invoice(seller=Party("虚构个人")), Problem.CODE_UNPROVEN),
        (an_invoice(lines=(), source=Source.PDF), Problem.LINES_UNKNOWN),
    ):
        outcome = check([invoice], expected())
        assert [found.problem for found in outcome.findings] == [problem]
        assert (outcome.refused, outcome.counted) == (False, invoice.total)


def test_a_citizens_number_is_shown_to_the_officer_without_the_number() -> None:
    for problem, case in ((Problem.CODE_UNPROVEN, expected()), (Problem.SELLER, expected(sellers=(SELLER,)))):
        outcome = check([an_invoice(seller=Party("虚构个人", CITIZEN))], case)
        assert problem in [found.problem for found in outcome.findings]
        assert CITIZEN not in "".join(found.wording.zh + found.wording.en for found in outcome.findings)


def test_an_applicant_who_sells_stands_on_the_other_side() -> None:
    assert problems(an_invoice(), buyers=(), sellers=(SELLER,)) == []
    assert problems(an_invoice(), buyers=(), sellers=(BUYER,)) == [Problem.SELLER]
    assert problems(an_invoice(), buyers=(STRANGER, BUYER)) == [], "the payee, where the programme says so"


def test_two_files_of_one_invoice_count_for_none_of_them() -> None:
    twice = (an_invoice(), an_invoice(lines=(), source=Source.PDF))
    outcome = check(twice, expected())
    assert [found.problem for found in outcome.findings] == [Problem.DOUBLED, Problem.LINES_UNKNOWN]
    assert "出现了 2 次" in outcome.findings[0].wording.zh
    assert outcome.counted == 0


def test_a_red_invoice_takes_the_blue_one_with_it() -> None:
    red = an_invoice(
        number=OTHER_NUMBER,
        red=True,
        reverses=NUMBER,
        net=-1_000_000,
        tax=-74_000,
        total=-1_074_000,
        lines=tuple(
            Line(one.name, "", "", "", "", -(one.net or 0), one.rate, -(one.tax or 0)) for one in LINES
        ),
    )
    outcome = check([an_invoice(), red], expected())
    assert [(found.problem, found.number) for found in outcome.findings] == [
        (Problem.REVERSED, NUMBER),
        (Problem.RED, OTHER_NUMBER),
    ]
    assert OTHER_NUMBER in outcome.findings[0].wording.zh
    assert f"冲减发票 {NUMBER}" in outcome.findings[1].wording.zh
    assert outcome.counted == 0


def test_taxes_of_lines_are_rounded_each_and_their_nets_are_not() -> None:
    def with_tax(tax: int) -> Invoice:
        return an_invoice(tax=tax, total=1_000_000 + tax)

    assert problems(with_tax(74_002)) == []
    assert problems(with_tax(74_003)) == [Problem.LINES]
    assert problems(an_invoice(net=1_000_001, total=1_074_001)) == [Problem.LINES]


def test_an_invoice_is_one_key_however_it_is_typed() -> None:
    assert key_of(NUMBER).digest == key_of(f" {NUMBER[:10]} {NUMBER[10:]}").digest
    assert key_of(NUMBER).digest != key_of(OTHER_NUMBER).digest
    for written in (f"No.{NUMBER}", f"发票号码：{NUMBER}", f"{NUMBER[:9]}\u200b{NUMBER[9:]}"):
        assert key_of(written).digest == key_of(NUMBER).digest, written
    assert key_of(NUMBER, "2100 1234 5678").digest == key_of(NUMBER).digest, "20 digits need no code"


def test_an_old_number_is_unique_under_its_code() -> None:
    assert key_of("00012345", "2100123456").digest == key_of("0001 2345", "2100-123456").digest
    assert key_of("00012345", "2100123456").digest != key_of("00012345", "2100999999").digest
    assert [one.digest for one in keys_typed("00012345", "2100123456")] == [
        key_of("00012345", "2100123456").digest
    ]
    assert key_of("00012345", "2100123456").text == "发票 2100123456 00012345"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Party("甲（中国）公司", ""), Party("甲(中国) 公司", a_code(1)), True),
        (Party("甲", a_code(1).lower()), Party("乙", a_code(1)), True),
        (Party("甲", a_code(1)), Party("甲", a_code(2)), False),
        (Party("", ""), Party("", ""), False),
    ],
)
def test_a_party_is_its_code_before_its_name(one: Party, other: Party, same: bool) -> None:
    assert same_party(one, other) is same
    assert same_party(other, one) is same


PARTIES = st.sampled_from([BUYER, SELLER, STRANGER, Party("虚构个人"), Party("虚构", WRONG_DIGIT)])
NUMBERS = st.integers(0, 5).map(lambda n: f"9921{n:016d}")


@st.composite
def some_invoices(draw: st.DrawFn) -> Invoice:
    net, tax = draw(st.integers(-300, 300)), draw(st.integers(-20, 20))
    return an_invoice(
        number=draw(NUMBERS),
        buyer=draw(PARTIES),
        seller=draw(PARTIES),
        net=net,
        tax=tax,
        total=net + tax + draw(st.sampled_from([0, 0, 0, 1])),
        red=net < 0,
        reverses=draw(st.just("") | NUMBERS),
        lines=(Line("服务", "", "", "", "", net, 600, tax),),
        issued_on=draw(st.dates(date(2025, 12, 1), date(2026, 7, 1))),
    )


BUNDLES = st.lists(some_invoices(), max_size=6)
CASE = expected(first=date(2026, 1, 1), claimed=100)


@given(BUNDLES, st.randoms(use_true_random=False))
def test_the_order_of_the_files_never_matters(invoices: list[Invoice], random: Any) -> None:
    shuffled = list(invoices)
    random.shuffle(shuffled)
    assert check(shuffled, CASE) == check(invoices, CASE)


@given(BUNDLES)
def test_what_counts_is_what_the_invoices_without_refusal_say(invoices: list[Invoice]) -> None:
    outcome = check(invoices, CASE)
    refused = {found.number for found in outcome.findings if found.problem.refuses}
    left = [invoice for invoice in invoices if invoice.number not in refused]
    assert outcome.counted == sum(invoice.total for invoice in left)
    assert all(invoice.total > 0 and same_party(invoice.buyer, BUYER) for invoice in left)
    assert len({invoice.number for invoice in left}) == len(left), "no number counts twice"


@given(BUNDLES, some_invoices())
def test_a_second_file_of_an_invoice_never_makes_more_count(invoices: list[Invoice], more: Invoice) -> None:
    with_it, twice = check([*invoices, more], CASE), check([*invoices, more, more], CASE)
    assert twice.counted <= with_it.counted
    assert Problem.DOUBLED in {found.problem for found in twice.findings}


@pytest.mark.parametrize("between", ["、", " ", "，", " / ", "和"])
def test_two_numbers_in_one_field_are_two_invoices(between: str) -> None:
    both = {one.digest for one in keys_typed(f"{NUMBER}{between}{OTHER_NUMBER}")}
    assert both == {key_of(NUMBER).digest, key_of(OTHER_NUMBER).digest}
