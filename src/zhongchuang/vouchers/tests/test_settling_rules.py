"""The pure rules of settlement: lines add up to their orders, what comes back adds up to what was sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.vouchers.settling import Redeemed, Sent, acceptable, came_back, gathered

ORDERS = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 10**9)), min_size=1, max_size=30
).map(lambda rows: [Redeemed(number, *row) for number, row in enumerate(rows, start=1)])
PARTS = st.lists(
    st.integers(1, 10**9).flatmap(lambda sent: st.tuples(st.just(sent), st.integers(0, sent))),
    min_size=1,
    max_size=20,
).map(lambda rows: [Sent(number, *row) for number, row in enumerate(rows, start=1)])


@given(ORDERS, st.randoms())
def test_every_order_is_in_one_line_whatever_the_order_they_come_in(
    orders: list[Redeemed], chance: object
) -> None:
    lines = gathered(orders)
    shuffled = sorted(orders, key=lambda _one: chance.random())  # type: ignore[attr-defined]  # a random.Random
    assert gathered(shuffled) == lines
    assert sorted(part.order for line in lines for part in line.orders) == [one.order for one in orders]
    assert sum(line.fen for line in lines) == sum(one.fen for one in orders)
    assert len({(line.provider, line.budget) for line in lines}) == len(lines)
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))


@pytest.mark.parametrize("orders", [[Redeemed(1, 1, 1, 5)] * 2, [Redeemed(1, 1, 1, 0)]])
def test_an_order_twice_or_of_nothing_is_no_line(orders: list[Redeemed]) -> None:
    with pytest.raises(ValueError, match="不能结算"):
        gathered(orders)


@given(PARTS)
def test_what_comes_back_is_what_was_told_of_it(parts: list[Sent]) -> None:
    for told in acceptable(parts):
        came = came_back(parts, told)
        assert sum(came.back.values()) + came.surplus == told
        assert all(came.back.get(one.order, 0) == one.left for one in parts)
        assert 0 <= came.surplus <= sum(one.refunded for one in parts)


@given(PARTS, st.integers(1, 10**10))
def test_another_amount_is_refused(parts: list[Sent], told: int) -> None:
    if told not in acceptable(parts):
        with pytest.raises(ValueError, match="不符"):
            came_back(parts, told)


def test_the_example_of_the_text() -> None:
    parts = [Sent(1, 60, 30), Sent(2, 40)]
    assert came_back(parts, 100) == came_back(parts, 100)
    assert came_back(parts, 100).surplus == 30
    assert came_back(parts, 70).back == {1: 30, 2: 40}
    assert acceptable([Sent(1, 60, 60)]) == {60}
