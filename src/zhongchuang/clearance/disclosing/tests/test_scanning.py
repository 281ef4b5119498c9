"""Numbers of persons are found however they are written, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.clearance.disclosing.scanning import HIDDEN, Secret, masked, scan

WORDS = st.text(alphabet="众创空间补助项目（）“”，。甲乙丙", min_size=1, max_size=12)
DIGITS = "0123456789"
MOBILES = st.builds(
    lambda second, rest: "1" + second + rest,
    st.sampled_from("3456789"),
    st.text(alphabet=DIGITS, min_size=9, max_size=9),
)
IDENTITIES = st.builds(
    lambda place, year, month, day, rest, last: f"{place}{year}{month:02}{day:02}{rest}{last}",
    st.integers(110000, 659004),
    st.integers(1900, 2025),
    st.integers(1, 12),
    st.integers(1, 28),
    st.text(alphabet=DIGITS, min_size=3, max_size=3),
    st.sampled_from(DIGITS + "X"),
)
ACCOUNTS = st.text(alphabet=DIGITS, min_size=16, max_size=19)
SEPARATORS = st.sampled_from(["", " ", "-", "·", "　", " - "[:2]])
WRITTEN = st.sampled_from(["plain", "wide"])


def written(number: str, separator: str, group: int, how: str) -> str:
    """The number in groups, perhaps in full width."""
    parts = [number[i : i + group] for i in range(0, len(number), group)]
    text = separator.join(parts)
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text) if how == "wide" else text


@given(WORDS, MOBILES, SEPARATORS, WRITTEN, WORDS)
def test_a_mobile_number_is_found(before: str, number: str, separator: str, how: str, after: str) -> None:
    text = before + written(number, separator, 4, how) + after
    assert [found.kind for found in scan(text)] == [Secret.TELEPHONE]


@given(WORDS, IDENTITIES, SEPARATORS, WRITTEN, WORDS)
def test_an_identity_number_is_found(before: str, number: str, separator: str, how: str, after: str) -> None:
    text = before + written(number, separator, 6, how) + after
    assert [found.kind for found in scan(text)] == [Secret.IDENTITY]


@given(WORDS, ACCOUNTS, SEPARATORS, WRITTEN, WORDS)
def test_an_account_is_found(before: str, number: str, separator: str, how: str, after: str) -> None:
    text = before + written(number, separator, 4, how) + after
    assert scan(text)
    assert scan(text)[0].kind in (Secret.ACCOUNT, Secret.IDENTITY)


@given(st.lists(st.one_of(WORDS, MOBILES, IDENTITIES, ACCOUNTS), max_size=5))
def test_what_is_masked_holds_nothing_any_more(parts: list[str]) -> None:
    text = "，".join(parts)
    hidden = masked(text)
    assert scan(hidden) == []
    assert len(hidden) == len(text)
    assert all(new in (old, HIDDEN) for old, new in zip(text, hidden, strict=True))


@given(WORDS)
def test_words_are_left_alone(text: str) -> None:
    assert scan(text) == [] and masked(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "2026年度众创空间补助",
        "国办发〔2016〕7号",
        "面积 12345.67 平方米，工位 300 个",
        "发票 24912000000012345678",  # twenty digits: a 数电票
        "编号 024-12345678",  # no telephone begins with 1 behind its area code
        "合同 2026-03-15 至 2027-03-14",
        "期限 2026.03.15-2027.03.14",
        "GB/T 9704-2012",
        "项目 2024-0411-2345678",
        "编号 HT0242389123",
        "代码 0242389123456",
        "",
    ],
)
def test_numbers_of_things_are_none(text: str) -> None:
    assert scan(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2024 13800138000", Secret.TELEPHONE),
        ("7 138 0013 8000 3", Secret.TELEPHONE),
        ("+86 138-0013-8000", Secret.TELEPHONE),
        ("电话：１３８００１３８０００", Secret.TELEPHONE),
        ("21010219900307123x", Secret.IDENTITY),
        ("6222 0212 3456 7890 123", Secret.ACCOUNT),
        ("138\u200b0013\u20608000", Secret.TELEPHONE),
        ("210102\u00ad19900307123X", Secret.IDENTITY),
        ("联系 024-2389 1234", Secret.TELEPHONE),
        ("（0411）84671234转", Secret.TELEPHONE),
        ("０１０—６２３４５６７８", Secret.TELEPHONE),
        ("0871\u200b63123456", Secret.TELEPHONE),
    ],
)
def test_as_people_write_them(text: str, kind: Secret) -> None:
    assert [found.kind for found in scan(text)] == [kind]
