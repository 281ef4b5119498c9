"""The draw as anyone may replay it: with nothing but SHA-256."""

from __future__ import annotations

import hashlib

import pytest

from zhongchuang.cases.reviewing.drawing import (
    drawn_order,
    key_in_panel,
    pool_digest,
    seated,
    seed_digest,
)

SEED = "00" * 32
KEYS = [key_in_panel("PS-2026-0001", f"expert-{n}") for n in range(6)]


def test_the_order_is_that_of_sha256_over_seed_and_key() -> None:
    by_hand = sorted(KEYS, key=lambda key: hashlib.sha256(f"{SEED}:{key}".encode()).hexdigest())
    assert list(drawn_order(SEED, KEYS)) == by_hand
    assert seed_digest(SEED) == hashlib.sha256(SEED.encode()).hexdigest()


@pytest.mark.parametrize("keys", [KEYS[::-1], sorted(KEYS), KEYS[3:] + KEYS[:3]])
def test_the_order_of_the_list_changes_nothing(keys: list[str]) -> None:
    assert drawn_order(SEED, keys) == drawn_order(SEED, KEYS)
    assert pool_digest(keys) == pool_digest(KEYS)


def test_another_seed_is_another_draw() -> None:
    orders = {drawn_order(f"{n:064x}", KEYS) for n in range(50)}
    assert len(orders) > 30


def test_every_candidate_has_the_same_chance_of_a_seat() -> None:
    firsts = [drawn_order(f"{n:064x}", KEYS)[0] for n in range(3000)]
    assert all(abs(firsts.count(key) - 500) < 100 for key in KEYS)


def test_an_experts_key_differs_from_panel_to_panel() -> None:
    assert key_in_panel("PS-2026-0001", "one") != key_in_panel("PS-2026-0002", "one")


def test_who_is_passed_over_is_followed_by_the_next() -> None:
    order = drawn_order(SEED, KEYS)
    assert seated(order, 3, ()) == order[:3]
    assert seated(order, 3, {order[1]}) == (order[0], order[2], order[3])
    assert len(seated(order, 9, {order[0]})) == 5


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="重复"):
        drawn_order(SEED, [*KEYS, KEYS[0]])
