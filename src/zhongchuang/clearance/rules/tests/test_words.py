"""Findings as sentences: whole, exact to the 分, in both languages, and no more than the reader may know."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from zhongchuang.clearance.rules import Effect, Level, evaluate, gap_sentence, sentence, source_line
from zhongchuang.clearance.rules.packs import cumulation_files
from zhongchuang.clearance.rules.reading import example_files
from zhongchuang.clearance.rules.schema import Levels
from zhongchuang.clearance.rules.tests.scene import case, rule, support

PACKS = Path(__file__).resolve().parents[5] / "packs"


def test_a_cap_says_how_much_is_used_by_what_and_left() -> None:
    cap = rule(Effect.CAP, amount=Decimal(3))
    (finding,) = evaluate(case(20_000), [support("award:A-1", 101)], [cap]).findings
    said = sentence(finding)
    assert said.zh == "上限 3.00 元，已用 1.01 元（A-1），本次至多 1.99 元。"
    assert said.en == "Of at most CNY 3.00, CNY 1.01 is used (A-1); CNY 1.99 is left."


def test_who_may_not_know_of_another_case_is_told_that_there_is_one() -> None:
    others = [support("case:MINE", 1), support("case:THEIRS", 2), support("case:SECRET", 3)]
    (finding,) = evaluate(case(), others, [rule(Effect.BLOCK)]).findings
    said = sentence(finding, may_see=lambda one: one.ref == "case:MINE")
    assert said.zh == "不得重复：MINE、另有 2 项。"
    assert said.en == "It may not be had again: MINE, 2 more."
    hidden = sentence(finding, may_see=lambda _: False)
    assert hidden.zh == "不得重复：3 项已有支持。"


def test_the_difference_up_to_the_higher_one() -> None:
    (finding,) = evaluate(case(100), [support("award:A-1", 60)], [rule(Effect.HIGHER)]).findings
    assert sentence(finding).zh == "就高不重复：已有 0.60 元（A-1），本次补差 0.40 元。"


def test_what_is_missing_is_asked_for() -> None:
    levels = rule(Effect.BLOCK, levels=Levels.SAME)
    (gap,) = evaluate(case(level=None), [], [levels]).gaps
    assert gap_sentence(gap).zh == "规则“a-rule”还不能核对：请补上哪一级财政支持。"
    (finding,) = evaluate(case(level=Level.CITY), [support("award:A-1", level=None)], [levels]).findings
    assert sentence(finding).zh == "没有妨碍。资料不全，请核对：A-1。"


def test_a_source_says_whether_its_words_were_compared() -> None:
    files = example_files()
    state = cumulation_files(PACKS)["national/cumulation/no-duplicate.yaml"].rules[0].source
    assert source_line(state).zh == "国务院办公厅 国办发〔2016〕7号 （十四）：“避免多头重复支持”"
    assert source_line(files["guangzhou.yaml"].rules[0].source).zh.endswith("（原文未收录，待核对）")
