"""Money: exact in, exact out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.core.errors import InvalidInput
from zhongchuang.core.money import LARGEST, format_wan, format_yuan, parse_yuan, plain_yuan

AMOUNTS = st.integers(-LARGEST, LARGEST)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("0", 0),
        ("1,234.50", 123450),
        ("１２３．４元", 12340),
        ("￥ 12", 1200),
        ("12.5 万元", 12_500_000),
        ("3.2亿", 32_000_000_000),
        ("-0.01", -1),
        ("7千元", 700_000),
        ("0.000001万", 1),
    ],
)
def test_what_people_write_is_read(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "١٢٣",
        "10²",
        "①",
        "৪0000",
        "½",
        "NaN",
        "inf",
        "-",
        "0x10",
        "1e5",
        "",
        "1.005",
        "12,34",
        "abc",
        "1e3",
        "1 2 万 万",
        "九元",
        "99999999999亿",
        "--1",
        "1.",
    ],
)
def test_what_is_unclear_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_yuan(text)
    assert caught.value.zh.startswith("金额")
    assert caught.value.next_step.en


@given(AMOUNTS)
def test_an_amount_written_reads_back_exactly(fen: int) -> None:
    assert parse_yuan(format_yuan(fen)) == fen
    assert parse_yuan(format_yuan(fen, unit=False)) == fen
    assert parse_yuan(plain_yuan(fen)) == fen
    assert Decimal(plain_yuan(fen)) * 100 == fen


def test_formats() -> None:
    assert format_yuan(123450) == "1,234.50 元"
    assert format_yuan(-5, language="en") == "CNY −0.05"
    assert format_wan(12_345_678) == "12.35 万元"
    assert format_wan(10_000_000_00) == "1,000 万元"
    assert format_wan(-4_999) == "0 万元"
    assert format_wan(-5_000) == "−0.01 万元"
    assert format_wan(50_000_000, language="en") == "CNY 50 × 10,000"


@given(AMOUNTS)
def test_comparing_is_never_off_by_more_than_half_a_step(fen: int) -> None:
    shown = Decimal(format_wan(fen).removesuffix(" 万元").replace(",", "").replace("−", "-"))
    assert abs(shown - Decimal(fen) / 1_000_000) <= Decimal("0.005")
