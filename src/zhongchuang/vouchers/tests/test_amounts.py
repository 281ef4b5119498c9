"""How much an order may take, to the 分."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

import hypothesis.strategies as st
import pytest
from hypothesis import given

from zhongchuang.vouchers.errors import AmountImpossible, NoTerms, NothingToSpend, SchemeNotInForce
from zhongchuang.vouchers.terms import share_of, support_for, term_for, used_in_year
from zhongchuang.vouchers.terms.amounts import WHOLE, Limit
from zhongchuang.vouchers.terms.schema import Holder
from zhongchuang.vouchers.tests.factory import DAY, SHENYANG, scheme, support

DALIAN = ("210200", "210000", "000000")
PRICES = st.integers(1, 10**12)


@given(PRICES, st.integers(1, WHOLE))
def test_a_share_is_exact_and_rounded_down(price: int, ratio: int) -> None:
    exact = Fraction(price) * Fraction(ratio, WHOLE)
    assert 0 <= exact - share_of(price, ratio) < 1


@pytest.mark.parametrize(
    ("price", "fen"), [(1, 0), (2, 1), (3, 1), (333, 199), (100_01, 60_00), (99_999, 59_999)]
)
def test_sixty_per_cent_by_hand(price: int, fen: int) -> None:
    assert share_of(price, 6000) == fen


@given(PRICES, PRICES, st.integers(1, 10**8), st.integers(0, 40_000_000))
def test_a_higher_price_never_gives_less_and_no_limit_is_passed(
    low: int, more: int, available: int, used: int
) -> None:
    def least(price: int) -> int:
        try:
            found = support(price, available, used=used)
        except NothingToSpend:
            return 0
        assert found.fen == min(room.fen for room in found.rooms)
        assert found.own_share + found.fen == price and found.binding
        return found.fen

    assert least(low) <= least(low + more) <= min(available, 6_000_000, max(0, 30_000_000 - used))


@dataclass
class Taken:
    """An order, as a year's cap sees it."""

    on: dt.date
    counts: int


@given(st.lists(st.integers(1, 20_000_000), max_size=60))
def test_orders_one_after_another_never_pass_the_cap_of_the_year(prices: list[int]) -> None:
    orders: list[Taken] = []
    for price in prices:
        try:
            found = support(price, 10**9, used=used_in_year(orders, DAY.year))
        except NothingToSpend:
            continue
        orders.append(Taken(DAY, found.fen))
    assert used_in_year(orders, DAY.year) <= 30_000_000
    assert used_in_year(orders, DAY.year + 1) == 0


def test_the_nearest_place_that_speaks_of_the_service_holds() -> None:
    rules = scheme()
    testing = term_for(rules, SHENYANG, "testing", Holder.ENTERPRISE, DAY)
    assert (testing.place, testing.ratio.ratio) == ("210100", 6000)
    assert term_for(rules, SHENYANG, "research", Holder.ENTERPRISE, DAY).place == "210000"
    assert term_for(rules, SHENYANG, "testing", Holder.SPACE, DAY).place == "210000"
    assert term_for(rules, DALIAN, "testing", Holder.ENTERPRISE, DAY).place == "210000"


def test_each_day_has_its_own_rule() -> None:
    rules = scheme()
    last, after, before = dt.date(2026, 12, 31), dt.date(2027, 1, 1), dt.date(2025, 12, 31)
    assert term_for(rules, SHENYANG, "testing", Holder.TEAM, last).place == "210100"
    assert term_for(rules, SHENYANG, "testing", Holder.TEAM, after).place == "210000"
    with pytest.raises(NoTerms):
        term_for(rules, SHENYANG, "testing", Holder.TEAM, before)
    with pytest.raises(NoTerms):
        term_for(rules, ("620100", "620000"), "testing", Holder.TEAM, DAY)


def test_it_says_which_limit_binds() -> None:
    assert [r.limit for r in support(1_000_000).binding] == [Limit.RATIO]
    assert [r.limit for r in support(50_000_000).binding] == [Limit.ORDER]
    assert [r.limit for r in support(50_000_000, used=29_000_000).binding] == [Limit.YEAR]
    assert [r.limit for r in support(50_000_000, 77).binding] == [Limit.VOUCHER]
    assert [r.limit for r in support(1_000_000, asked=5).binding] == [Limit.ASKED]
    with pytest.raises(NothingToSpend) as caught:
        support(1_000_000, used=30_000_000)
    assert "本年度剩余额度 0.00 元" in caught.value.zh


@pytest.mark.parametrize(("price", "asked"), [(0, None), (-5, None), (100, 0), (100, -1)])
def test_amounts_of_nothing_are_refused(price: int, asked: int | None) -> None:
    with pytest.raises(AmountImpossible):
        support(price, asked=asked)


def test_invented_numbers_pay_only_in_a_demonstration() -> None:
    rules = scheme()
    term = term_for(rules, SHENYANG, "testing", Holder.ENTERPRISE, DAY)
    with pytest.raises(SchemeNotInForce):
        support_for(rules, term, price=100, available=100, used=0)
