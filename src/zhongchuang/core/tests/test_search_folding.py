"""What counts as the same: forms of characters, and where each stands in the text as written."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zhongchuang.core.search.folding import fold, places, written
from zhongchuang.core.search.words import matches, words_of

TEXTS = st.text(st.sampled_from("创創新業业 　\t\n〔〕（）[]2０〇○Ａa％…①㎡é\u0301“”"), max_size=40)


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("創新創業", "创新创业"),
        ("创新创业", "創新創業"),
        ("国办发[2016]7号", "国办发〔2016〕7号"),
        ("国办发（２０１６）７号", "国办发〔2016〕7号"),
        ("国办发【2016】7号", "国办发〔2016〕7号"),
        ("二〇一六", "二○一六"),
        ("70%", "７０％"),
        ("互联网+", "互联网＋"),
        ("众创空间", "众 创　空\u200b间"),
        ("vat", "免征 VAT"),
        ("50m2", "50㎡"),
        ("café", "cafe\u0301"),
    ],
)
def test_what_is_written_in_several_ways_is_one_word(typed: str, stands: str) -> None:
    assert matches(typed, f"前面的字。{stands}，后面的字")


@pytest.mark.parametrize(
    ("typed", "stands"), [("创业", "创\n业"), ("创业", "创，业"), ("ab", "a b"), ("7号", "17 7 号b")]
)
def test_what_only_looks_alike_is_not(typed: str, stands: str) -> None:
    assert matches(typed, stands) is (
        typed == "7号"
    )  # spaces beside a Chinese character are nothing, others part


def test_words_are_parted_by_spaces_and_lose_quotes_and_stops() -> None:
    assert [word.text for word in words_of(" “创新券”　贷款。 创新券 ， ")] == ["创新券", "贷款"]
    assert words_of("  “” 。") == ()


def test_a_query_has_an_end() -> None:
    assert len(words_of("字 " * 500)) == 1
    assert sum(len(word.text) for word in words_of("长" * 500)) == 80
    assert len(words_of(" ".join("甲乙丙丁戊己庚辛壬癸子丑寅卯"))) == 10


def test_every_word_must_stand_in_one_of_the_texts() -> None:
    assert matches("创新券 贷款", "科技创新券", "创业贷款")
    assert not matches("创新券 担保", "科技创新券", "创业贷款")
    assert matches("", "什么都行")


@given(TEXTS)
@example("a\u00ad\u0301")
@example("\uff21\u0301")
@example("\uff76\uff9e")
def test_folding_twice_changes_nothing_and_lines_stay_lines(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert once.count("\n") == text.count("\n")


@given(TEXTS)
def test_every_folded_character_is_known_by_its_place(text: str) -> None:
    kept = written(text)
    folded, place = fold(kept), places(kept)
    assert len(place) == len(folded) + 1
    assert place == sorted(place)
    for start in range(len(folded)):
        assert folded[start] in fold(kept[place[start]]) or kept[place[start]] in " \t　"


def test_what_no_database_keeps_is_left_out() -> None:
    assert written("创\x00新\ud800券\x1b") == "创新券"
    assert [word.text for word in words_of("创\x00新\ud800")] == ["创新"]
