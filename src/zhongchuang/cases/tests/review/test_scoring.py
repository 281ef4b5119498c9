"""What sheets come to: exact means, shared ranks."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.cases.programmes.schema import Criterion, Text
from zhongchuang.cases.reviewing.scoring import ranking, sheet_total, trimmed_mean

CRITERIA = tuple(
    Criterion(id=name, label=Text(zh=name, en=name), points=points)
    for name, points in (("worth", 60), ("plan", 40))
)


@pytest.mark.parametrize(
    ("totals", "trim", "mean"),
    [
        ([90, 80, 70, 60, 50], 1, "70.00"),
        ([85, 86, 86], 0, "85.67"),
        ([100, 0, 80, 81], 1, "80.50"),
        ([1] * 7 + [2], 0, "1.13"),  # 1.125: half up, not half even
        ([77], 0, "77.00"),
    ],
)
def test_the_trimmed_mean_to_two_places_half_up(totals: list[int], trim: int, mean: str) -> None:
    assert trimmed_mean(totals, trim).value == Decimal(mean)


def test_it_tells_which_sheets_were_left_out() -> None:
    mean = trimmed_mean([70, 90, 50, 90, 60], 1)
    assert mean.left_out == (2, 3) and mean.counted == (0, 1, 4)


def test_nothing_left_is_an_error_and_not_a_zero() -> None:
    for totals, trim in (([80, 90], 1), ([], 0), ([80], -1)):
        with pytest.raises(ValueError, match="评分"):
            trimmed_mean(totals, trim)


@given(st.lists(st.integers(0, 100), min_size=3, max_size=15), st.integers(0, 1))
def test_the_mean_is_the_exact_one_within_half_a_hundredth(totals: list[int], trim: int) -> None:
    kept = sorted(totals)[trim : len(totals) - trim]
    exact = Fraction(sum(kept), len(kept))
    found = Fraction(trimmed_mean(totals, trim).value)
    assert abs(found - exact) <= Fraction(1, 200)
    assert found >= exact if abs(found - exact) == Fraction(1, 200) else True


def test_equal_scores_share_a_rank_and_the_next_counts_them() -> None:
    scores = {"a": Decimal("90.5"), "b": Decimal("88"), "c": Decimal("88.00"), "d": Decimal("70")}
    assert ranking(scores) == {"a": 1, "b": 2, "c": 2, "d": 4}
    assert ranking({}) == {}


def test_a_sheet_adds_up_when_every_criterion_is_scored() -> None:
    assert sheet_total({"worth": 50, "plan": 30}, CRITERIA) == 80
    assert sheet_total({"worth": 50}, CRITERIA) is None


@pytest.mark.parametrize("scores", [{"worth": 61}, {"worth": -1}, {"other": 1}])
def test_points_outside_of_a_criterion_are_refused(scores: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="评分项"):
        sheet_total(scores, CRITERIA)
