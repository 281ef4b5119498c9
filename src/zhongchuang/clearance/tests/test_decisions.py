"""Keys and digests: the same thing is the same key, another thing another."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.clearance.decisions import KeyClaim, canonical, doubled, facts_digest

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=5)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("２４９１２０００００００１２３４５６７８", "24912000000012345678"),
        ("HT-2026-001", "ht 2026 001"),
        ("合同（2026）1号", "合同(2026)1号"),
        ("A—1", "A-1"),
        ("HT-2026\u200b-001\u2060", "HT-2026-001"),
        ("沈阳\ufeff甲\u202e公司", "沈阳甲公司"),
        ("HT\u22122026", "HT-2026"),
        ("A\u31641", "A1"),
    ],
)
def test_the_same_number_typed_otherwise(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


def test_other_numbers_stay_apart() -> None:
    assert canonical("HT-2026-001") != canonical("HT-2026-010")


def test_the_name_of_a_part_counts() -> None:
    invoice = KeyClaim("invoice", (("number", "1"),), "发票 1")
    contract = KeyClaim("contract", (("number", "1"),), "合同 1")
    year = KeyClaim("invoice", (("year", "1"),), "年度 1")
    assert len({invoice.digest, contract.digest, year.digest}) == 3


def test_what_stands_twice_in_one_form() -> None:
    claims = [KeyClaim("invoice", (("number", n),), n) for n in ("001", "002", "0 0 1")]
    assert [c.text for c in doubled(claims)] == ["0 0 1"]


@given(st.dictionaries(WORDS, st.integers() | WORDS, max_size=4))
def test_the_order_of_facts_makes_no_difference(facts: dict[str, object]) -> None:
    assert facts_digest(facts) == facts_digest(dict(reversed(facts.items())))


def test_a_fact_that_cannot_be_said_exactly() -> None:
    with pytest.raises(TypeError):
        facts_digest({"share": 0.5})
    assert facts_digest({"on": date(2026, 1, 1)}) == facts_digest({"on": "2026-01-01"})
