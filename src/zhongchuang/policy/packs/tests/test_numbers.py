"""A number and the words quoted for it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from zhongchuang.expressions import Value
from zhongchuang.policy.packs.numbers import contradicts, numbers_in


@pytest.mark.parametrize(
    ("quote", "value", "type_"),
    [
        ("所得转让收益不得低于70%", Decimal("0.7"), "rate"),
        ("不超过3万元", 30_000_00, "money"),
        ("每年最高１０００万元", 10_000_000_00, "money"),
        ("补助1,500元", 1_500_00, "money"),
        ("三年内保留人事关系", 3, "integer"),
        ("一半归成果完成人", Decimal("0.5"), "rate"),
        ("减按15%的税率", Decimal("0.85"), "rate"),
        ("运营满3年", 36, "integer"),
        ("2千万元以上", 20_000_000_00, "money"),
        ("不超过3万元", True, "boolean"),
    ],
)
def test_what_the_quote_says_is_no_contradiction(quote: str, value: Value, type_: str) -> None:
    assert not contradicts(quote, value, type_)


@pytest.mark.parametrize(
    ("quote", "value", "type_"),
    [
        ("不超过3万元", 35_000_00, "money"),
        ("不得低于70%", Decimal("0.6"), "rate"),
        ("不少于10个", 12, "integer"),
        ("不超过3万元", 3_000_00, "money"),
    ],
)
def test_another_number_is_told(quote: str, value: Value, type_: str) -> None:
    assert contradicts(quote, value, type_)


def test_a_number_too_long_to_be_meant_is_not_read() -> None:
    assert numbers_in("9" * 400) == frozenset()
