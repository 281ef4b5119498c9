"""What is shown: the words as written, in a stretch that says most."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.core.search.entries import Pieces
from zhongchuang.core.search.folding import fold, written
from zhongchuang.core.search.snippets import LENGTH, marked, snippet
from zhongchuang.core.search.words import words_of

FILLER = "本省各市认真贯彻落实，结合实际制定办法，切实抓好各项工作。"


def shown(pieces: Pieces) -> str:
    """The pieces as one string, what was looked for in brackets."""
    return "".join(f"<{piece.text}>" if piece.found else piece.text for piece in pieces)


def cut(text: str, typed: str) -> str:
    """The snippet of a text."""
    return shown(snippet(text, fold(text), words_of(typed)))


def test_a_title_is_shown_whole_with_every_word_marked_as_written() -> None:
    assert shown(marked("科技創新券與创新创业", words_of("创新"))) == "科技<創新>券與<创新>创业"


def test_words_that_touch_or_overlap_are_marked_once() -> None:
    assert shown(marked("成果转化收益", words_of("转化 成果转"))) == "<成果转化>收益"
    assert shown(marked("成果转化", words_of("成果 转化"))) == "<成果转化>"


def test_brackets_and_wide_digits_are_marked_as_they_stand() -> None:
    assert shown(marked("（国办发〔2016〕７号）", words_of("国办发[2016]7号"))) == "（<国办发〔2016〕７号>）"
    assert shown(marked("场地50㎡以上", words_of("50m2"))) == "场地<50㎡>以上"


def test_the_stretch_holds_the_words_and_begins_at_a_sentence_where_one_is_near() -> None:
    text = FILLER * 8 + "发放科技创新券支持企业。" + FILLER * 8
    found = cut(text, "创新券")
    assert found.startswith("…发放科技<创新券>支持企业。") and found.endswith("…")
    assert len(found) <= LENGTH + 4


def test_the_line_that_holds_most_words_is_chosen_and_a_sentence_before_a_heading() -> None:
    text = "一、贷款\n支持贷款贴息。\n支持贷款和担保。"
    assert cut(text, "贷款 担保") == "支持<贷款>和<担保>。"
    assert cut("关于贷款的意见\n支持贷款贴息。", "贷款") == "支持<贷款>贴息。"


def test_where_no_word_stands_the_first_sentence_is_shown() -> None:
    assert cut("各市人民政府：\n　　现提出如下意见。\n第二句。", "甘肃") == "现提出如下意见。"
    assert cut("", "甘肃") == ""


@given(
    st.text(st.sampled_from("创創新业 　。，\n〔2①㎡…é"), max_size=300),
    st.text(st.sampled_from("创新业2"), min_size=1, max_size=3),
)
def test_a_snippet_is_a_stretch_of_the_text_and_marks_only_the_word(text: str, word: str) -> None:
    kept = written(text)
    pieces = snippet(kept, fold(kept), words_of(word))
    assert "".join(piece.text for piece in pieces).strip("…").strip() in kept
    marks = [piece.text for piece in pieces if piece.found]
    assert all(word[0] in fold(mark) for mark in marks)
    if any(word in fold(line) for line in kept.split("\n")):
        assert marks
