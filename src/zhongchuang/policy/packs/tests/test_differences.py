"""Clauses of two texts paired: what moved is not taken for new, what is new not for changed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from zhongchuang.policy.documents.model import Clause, UnitNote
from zhongchuang.policy.packs import differences
from zhongchuang.policy.packs.differences import Fate, paired_clauses

RENT = "对众创空间的办公用房给予补助，由各市制定办法。"
WATER = "对众创空间用水、用能、网络给予支持。"
LOAN = "鼓励银行业金融机构开展投贷联动试点。"


def clauses(**words: str) -> dict[str, Clause]:
    return {ref: Clause(ref, ref, None, 1, text) for ref, text in words.items()}


def told(before: dict[str, Clause], after: dict[str, Clause]) -> list[tuple[str | None, str | None, Fate]]:
    return [
        (pair.before.ref if pair.before else None, pair.after.ref if pair.after else None, pair.fate)
        for pair in paired_clauses(before, after)
    ]


def test_the_same_text_is_the_same() -> None:
    both = clauses(一=RENT, 二=WATER)
    assert told(both, both) == [("一", "一", Fate.SAME), ("二", "二", Fate.SAME)]


def test_a_clause_put_in_the_middle_moves_the_rest() -> None:
    assert told(clauses(一=RENT, 二=WATER), clauses(一=RENT, 二=LOAN, 三=WATER)) == [
        ("一", "一", Fate.SAME),
        (None, "二", Fate.ADDED),
        ("二", "三", Fate.MOVED),
    ]


def test_changed_words_under_one_number_are_one_change() -> None:
    assert told(clauses(一=RENT), clauses(一=RENT.replace("各市", "省科技厅"))) == [
        ("一", "一", Fate.CHANGED)
    ]


def test_other_units_are_a_change() -> None:
    before = {"一": Clause("一", "一", None, 1, RENT, (UnitNote("省科技厅", joint=("省科技厅",)),))}
    assert told(before, clauses(一=RENT)) == [("一", "一", Fate.CHANGED)]


def test_another_clause_under_an_old_number_is_one_gone_and_one_come() -> None:
    assert told(clauses(一=RENT, 二=WATER), clauses(一=RENT, 二=LOAN)) == [
        ("一", "一", Fate.SAME),
        ("二", None, Fate.REMOVED),
        (None, "二", Fate.ADDED),
    ]


def test_what_moved_and_changed_is_found_by_its_words() -> None:
    before, after = clauses(一=LOAN, 二=RENT), clauses(一=RENT.replace("各市", "省里"), 二=WATER)
    assert ("二", "一", Fate.CHANGED) in told(before, after)


def test_what_went_stands_where_it_stood() -> None:
    assert told(clauses(一=RENT, 二=WATER, 三=LOAN), clauses(一=RENT, 二=LOAN)) == [
        ("一", "一", Fate.SAME),
        ("二", None, Fate.REMOVED),
        ("三", "二", Fate.MOVED),
    ]


def test_one_heading_over_other_words_is_one_clause() -> None:
    before = {"一": Clause("一", "一", "支持建设", 1, "支持建设。" + RENT)}
    after = {"一": Clause("一", "一", "支持建设", 1, "支持建设。" + LOAN)}
    assert told(before, after) == [("一", "一", Fate.CHANGED)]


def test_long_texts_are_not_compared_clause_by_clause() -> None:
    many = {f"旧{n}": Clause(f"旧{n}", "", None, 1, f"第{n}件旧事") for n in range(60)}
    new = {f"新{n}": Clause(f"新{n}", "", None, 1, f"第{n}件新事") for n in range(60)}
    assert differences.MOST_COMPARED < 60 * 60
    assert {fate for _, _, fate in told(many, new)} == {Fate.ADDED, Fate.REMOVED}


texts = st.lists(st.sampled_from([RENT, WATER, LOAN, RENT[:-4], WATER + LOAN]), max_size=6)


@given(texts, texts)
def test_every_clause_of_both_sides_stands_once(one: list[str], other: list[str]) -> None:
    before, after = (
        {str(n): Clause(str(n), str(n), None, 1, text) for n, text in enumerate(side)}
        for side in (one, other)
    )
    pairs = paired_clauses(before, after)
    assert sorted(p.before.ref for p in pairs if p.before) == sorted(before)
    assert [p.after.ref for p in pairs if p.after] == list(after)
