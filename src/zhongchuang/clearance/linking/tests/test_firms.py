"""Firms linked: what is one, what only looks like it, with few rows and with many."""

from __future__ import annotations

import pytest

from bench.linking.world import two_lists
from zhongchuang.clearance.linking.competing import settled
from zhongchuang.clearance.linking.firms import Firm, firms_link, firms_repeated

BRANDS = ("祺禾", "穆竺", "筠箴", "绮缦", "翊翰", "聿舜", "荻莲", "裕谦", "赫跃", "醴钧")
CODE, OTHER = "914403001922038216", "91110000802100433B"


def pairs(left: list[Firm], right: list[Firm]) -> set[tuple[str, str]]:
    return {(link.left, link.right) for link in firms_link(left, right, threads=1)}


def f1(size: int, *, codes: bool, seed: int, repeated: float = 0.0) -> float:
    left, right, truth = two_lists(seed, size, codes=codes, repeated=repeated)
    found = pairs([Firm(**row) for row in left], [Firm(**row) for row in right])
    return 2 * len(found & truth) / (len(found) + len(truth))


@pytest.mark.parametrize(("codes", "least"), [(True, 0.98), (False, 0.95)])
def test_firms_nobody_has_seen_are_linked_as_well_as_the_bar_asks(codes: bool, least: float) -> None:
    assert f1(700, codes=codes, seed=5) >= least


def test_lists_that_repeat_themselves_are_linked_too() -> None:
    assert f1(400, codes=False, seed=6, repeated=0.15) >= 0.95


def test_few_rows() -> None:
    left = [
        Firm("1", "沈阳市鑫岚木业有限责任公司", city="沈阳"),
        Firm("2", "大连澄泓食品有限公司", city="大连"),
    ]
    right = [Firm("a", "沈阳鑫岚木业"), Firm("b", "沈阳澄泓食品"), Firm("c", "")]
    assert pairs(left, right) == {("1", "a")}
    assert pairs(left, []) == pairs([], right) == set()
    assert firms_repeated([left[0]]) == []


def test_an_equal_code_decides_and_two_proved_codes_keep_apart() -> None:
    one = Firm("1", "沈阳市鑫岚木业有限公司", CODE, "张明", "13800000001", "沈阳")
    renamed = Firm("a", "大连澄泓食品有限公司", CODE, "王芳", "13900000002", "大连")
    assert pairs([one], [renamed]) == {("1", "a")}
    twin = Firm("a", "沈阳市鑫岚木业有限公司", OTHER, "张明", "13800000001", "沈阳")
    assert pairs([one], [twin]) == set()
    mistyped = Firm("a", "沈阳鑫岚木业", CODE[:-1] + "0")
    assert pairs([one], [mistyped]) == {("1", "a")}


@pytest.mark.parametrize(
    "other",
    [
        Firm("a", "沈阳市鑫岚食品有限公司", representative="张明", city="沈阳"),  # a sister
        Firm("a", "大连市鑫岚木业有限公司", representative="王芳", city="大连"),
        Firm("a", "沈阳澄泓渔具有限公司", representative="张明", phone="13800000001", city="沈阳"),
    ],
)
def test_kin_is_not_the_firm_itself(other: Firm) -> None:
    one = Firm("1", "沈阳市鑫岚木业有限公司", "", "张明", "13800000001", "沈阳")
    others = [Firm(str(n), f"昆明{brand}科技有限公司") for n, brand in enumerate(BRANDS, 2)]
    assert pairs([one, *others], [other]) == set()


def test_the_better_one_takes_it_and_equals_that_are_one_both_do() -> None:
    """Short names: of two firms with it the right one is known by its city; a row that stands twice is linked twice."""
    left = [
        Firm("1", "沈阳市鑫岚木业有限公司", phone="13800000001", city="沈阳"),
        Firm("2", "大连市鑫岚木业有限公司", phone="13800000002", city="大连"),
        *(Firm(str(n), f"昆明{brand}食品有限公司", city="昆明") for n, brand in enumerate(BRANDS, 3)),
    ]
    assert pairs(left, [Firm("a", "鑫岚木业", city="大连")]) == {("2", "a")}
    twice = [
        Firm("a", "沈阳鑫岚木业", phone="13800000001"),
        Firm("b", "沈阳市鑫岚木业", phone="13800000001"),
    ]
    assert pairs(left, twice) == {("1", "a"), ("1", "b")}


def test_rivals_share_what_one_row_can_be() -> None:
    weights = {("1", "a"): 3.0, ("2", "a"): 3.0, ("3", "b"): 3.0}
    apart = settled(weights, lambda _one, _other: False)
    assert apart["1", "a"] == pytest.approx(8 / 17) and apart["3", "b"] == pytest.approx(8 / 9)
    assert settled(weights, lambda _one, _other: True)["1", "a"] == pytest.approx(8 / 9)


def test_a_list_with_itself() -> None:
    firms = [
        Firm("1", "沈阳市鑫岚木业有限责任公司", phone="024-88880000"),
        Firm("2", "沈阳鑫岚木业", phone="02488880000"),
        Firm("3", "沈阳澄泓食品有限公司"),
    ]
    assert [(link.left, link.right) for link in firms_repeated(firms)] == [("1", "2")]


@pytest.mark.parametrize("more", [0, 3, 40])
def test_short_names_of_one_city_are_linked_in_short_lists(more: int) -> None:
    """Names are all there is, 字号 and trade are common words, and every row is of one city: still one firm; its kin is not."""
    full, short = Firm("1", "沈阳市创新科技有限责任公司"), Firm("a", "沈阳创新科技")
    trades = ("科技", "机械制造", "食品", "医药")
    others = [
        Firm(f"n{n}", f"沈阳{BRANDS[n % 10]}{trades[n // 10 % 4]}有限公司")  # each of another 字号 or trade
        for n in range(more)
    ]
    kin = [Firm("k", "沈阳创新食品有限公司"), Firm("m", "大连创新科技有限公司")]
    assert pairs([full, *others], [short, *kin]) == {("1", "a")}
    assert [(link.left, link.right) for link in firms_repeated([full, *others, short])] == [("1", "a")]
