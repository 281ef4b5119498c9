"""Two texts compared: nothing lost, nothing invented, and calm to read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.core.page import Change, Diff, Piece, diff_texts

LINES = st.lists(st.text(alphabet="研发团队收益不得低于70%，。AB ", min_size=1, max_size=30), max_size=6)


def compare(before: str, after: str) -> Diff:
    return diff_texts(before, after, before_label="旧", after_label="新")


@given(LINES, LINES)
def test_each_side_can_be_read_back_whole(before: list[str], after: list[str]) -> None:
    diff = compare("\n".join(before), "\n".join(after))
    sides = [
        ["".join(p.text for p in line.before) for line in diff.lines],
        ["".join(p.text for p in line.after) for line in diff.lines],
    ]
    assert [text for text in sides[0] if text] == [line for line in before if line.strip()]
    assert [text for text in sides[1] if text] == [line for line in after if line.strip()]


@given(LINES)
def test_a_text_does_not_differ_from_itself(lines: list[str]) -> None:
    assert compare("\n".join(lines), "\n".join(lines)).changed == 0


def test_a_changed_number_is_one_word() -> None:
    (line,) = compare("收益不得低于70%。", "收益不得低于80%。").lines
    assert line.pieces == (
        Piece(Change.SAME, "收益不得低于"),
        Piece(Change.REMOVED, "70%"),
        Piece(Change.ADDED, "80%"),
        Piece(Change.SAME, "。"),
    )


def test_a_single_equal_character_between_two_changes_does_not_flicker() -> None:
    (line,) = compare("由省科技厅负责", "由市科学厅负责").lines
    assert [piece.text for piece in line.pieces] == ["由", "省科技", "市科学", "厅负责"]


def test_a_new_paragraph_stands_alone_and_does_not_pair_with_a_stranger() -> None:
    diff = compare("第一条照旧。\n第二条照旧。", "第一条照旧。\n每半年报送一次落实情况。\n第二条照旧。")
    assert [line.changed for line in diff.lines] == [False, True, False]
    assert diff.lines[1].before == ()
