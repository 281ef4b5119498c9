"""The forms under which pinyin finds a title."""

from __future__ import annotations

import pytest

from zhongchuang.core.search.pinyin import spoken_forms, spoken_keys


def finds(typed: str, title: str) -> bool:
    """Whether a form of what is typed stands in a key of the title."""
    return any(form in key for form in spoken_forms(typed) for key in spoken_keys([title]))


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("zckj", "发展众创空间的意见"),
        ("zhongchuang", "众创空间"),
        ("cxq", "科技创新券"),
        ("cqyh", "重庆银行"),  # chóng, háng: the neighbours decide
        ("zxz", "增信者"),
        ("cxz", "增信者"),  # zēng or cēng: they do not
        ("kjjr", "科技金融（试点）"),
    ],
)
def test_initials_and_syllables_find_a_title(typed: str, title: str) -> None:
    assert finds(typed, title)


@pytest.mark.parametrize(
    ("typed", "title"),
    [("zqyh", "重庆银行"), ("abc", "众创空间"), ("kjs", "科技（试点）"), ("z", "众"), ("众c", "众创")],
)
def test_what_is_not_said_so_is_not_found(typed: str, title: str) -> None:
    assert not finds(typed, title)


def test_a_key_is_never_found_by_what_a_text_holds() -> None:
    for key in spoken_keys(["众创空间，ABC 公司"]):
        assert key != key.lower() or not key.isascii()
    assert spoken_keys(["ABC", "2016", ""]) == ()
