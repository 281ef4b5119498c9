"""How a question is read, and that what cannot be read is told in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.clearance.disclosing.asking import (
    DEEPEST,
    LONGEST,
    MOST_WORDS,
    All,
    Not,
    QueryUnreadable,
    Some,
    Word,
    holds,
    read,
    words_in,
)

A, B, C = Word("孵化器"), Word("沈阳"), Word("补贴")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("孵化器", A),
        ("孵化器 沈阳", All((A, B))),
        ("孵化器　AND　沈阳", All((A, B))),
        ("孵化器 AND 沈阳 NOT 补贴", All((A, B, Not(C)))),
        ("孵化器 OR 沈阳 补贴", Some((A, All((B, C))))),
        ("(孵化器 OR 沈阳) 补贴", All((Some((A, B)), C))),
        ("（孵化器 OR 沈阳）AND NOT 补贴", All((Some((A, B)), Not(C)))),
        ("NOT 补贴", Not(C)),
        ("NOT (孵化器 OR 沈阳)", Not(Some((A, B)))),
        ("“科技 创新券”", Word("科技创新券")),
        ('"AND"', Word("and")),
        ("and", Word("and")),
        ("創新券，", Word("创新券")),
        ("辽政办发〔2016〕88号", Word("辽政办发(2016)88号")),
        ('"open lab"', Word("open lab")),
        ("", None),
        (" ，。 ", None),
    ],
)
def test_a_question_is_read(typed: str, expected: object) -> None:
    typed = typed.replace("辽政办发〔2016〕88号", '"辽政办发〔2016〕88号"')
    assert read(typed) == expected


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("孵化器 AND", "AND 后面缺一个词。"),
        ("孵化器 OR OR 沈阳", "OR 前面缺一个词。"),
        ("OR 沈阳", "OR 前面缺一个词。"),
        ("NOT", "NOT 后面缺一个词。"),
        ("NOT NOT 补贴", "NOT 前面缺一个词。"),
        ("(孵化器", "左括号后面没有右括号。"),
        ("孵化器)", "右括号前面没有左括号。"),
        ("()", "括号里没有词。"),
        ("“孵化器", "引号没有成对。"),
        ('"', "引号没有成对。"),
        ("(" * (DEEPEST + 1) + "沈阳", f"括号最多套 {DEEPEST} 层。"),
        (" ".join(["沈阳"] * (MOST_WORDS + 1)), f"一次最多 {MOST_WORDS} 个词。"),
        ("沈" * (LONGEST + 1), f"检索词最多 {LONGEST} 个字，现在是 {LONGEST + 1} 个。"),
    ],
)
def test_what_is_no_question_is_told_in_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(QueryUnreadable) as refused:
        read(typed)
    assert refused.value.told_in("zh-hans").startswith(sentence)
    assert refused.value.told_in("en")


@given(st.text(max_size=LONGEST))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    try:
        found = read(typed)
    except QueryUnreadable:
        return
    assert found is None or isinstance(holds(found, "x"), bool)


WORDS = st.sampled_from(["孵化器", "沈阳", "补贴", "创新券"])


@st.composite
def questions(draw: st.DrawFn, depth: int = 3) -> tuple[str, object]:
    """A question as it is typed, and what it says of a text by Python's own operators."""
    kind = draw(st.sampled_from(["word", "and", "or", "not"] if depth else ["word"]))
    if kind == "word":
        word = draw(WORDS)
        return word, lambda text: word in text
    one, says_one = draw(questions(depth=depth - 1))
    if kind == "not":
        return f"NOT ({one})", lambda text: not says_one(text)  # type: ignore[operator]
    two, says_two = draw(questions(depth=depth - 1))
    if kind == "and":
        return f"({one}) AND ({two})", lambda text: says_one(text) and says_two(text)  # type: ignore[operator]
    return f"({one}) OR ({two})", lambda text: says_one(text) or says_two(text)  # type: ignore[operator]


@given(questions(), st.lists(WORDS, max_size=4).map("\n".join))
def test_a_question_says_what_its_operators_say(question: tuple[str, object], text: str) -> None:
    typed, says = question
    try:
        found = read(typed)
    except QueryUnreadable:
        return  # more brackets or words than are taken
    assert found is not None
    assert holds(found, text) == says(text)  # type: ignore[operator]


def test_words_in_names_what_is_looked_for_and_not_what_is_kept_out() -> None:
    found = read("孵化器 (沈阳 OR 孵化器) NOT 补贴")
    assert words_in(found) == ("孵化器", "沈阳")
