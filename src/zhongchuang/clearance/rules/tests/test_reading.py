"""Rules from YAML: what is wrong is told with its line, in both languages, all of it at once."""

from __future__ import annotations

import pytest

from zhongchuang.clearance.rules.reading import read_rules
from zhongchuang.policy.packs.errors import PackError

GOOD = """rules:
  - id: firm-cap
    title: {zh: 上限, en: Cap}
    source:
      issuer: {zh: 测试机关, en: Test office}
      quote: 累计不超过30万元
      unconfirmed: true
    effect: cap
    amount: "300000.01"
    same: [entity]
    window: {period: rolling, months: 12}
"""


def test_money_is_yuan_in_the_file_and_fen_inside() -> None:
    (rule,) = read_rules("a.yaml", GOOD).rules
    assert rule.cap == 30_000_001
    assert rule.window.length == 12


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("effect: cap", "effect: block", 2, "上限规则写明数额"),
        ('    amount: "300000.01"\n', "", 2, "an amount belongs to a cap"),
        ("300000.01", "300000.001", 9, "amount"),
        ("300000.01", "-1", 9, "amount"),
        (", months: 12", "", 11, "滚动期间写明几个月"),
        ("      unconfirmed: true\n", "", 5, "没有核对过原文的须写 unconfirmed"),
        ("      quote: 累计不超过30万元\n", "", 5, "引文和转述二者写其一"),
        ("same: [entity]", "same: []", 10, "same"),
        ("same: [entity]", "same: [entity]\n    differ: [entity]", 2, "一个键不能既同又不同"),
        ("same: [entity]", "same: [entity]\n    colour: red", 11, "colour"),
        ("same: [entity]", "same: [entity]\n    same: [project]", 11, "键 same 写了两次"),
        ("same: [entity]", "same: [entity]\n    excepts: [none]", 2, "只有叠加规则可以写例外"),
        ("same: [entity]", "same: [entity]\n    gives_way: true", 2, "让位的规则写明事项和层级"),
        (
            'effect: cap\n    amount: "300000.01"',
            "effect: stack\n    excepts: [other]",
            9,
            "叠加不能放开别人的规则",
        ),
        ("rules:", "rule:", 1, "rules"),
        ("  - id", "  -- id", 0, "YAML"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, line: int, said: str) -> None:
    assert old in GOOD
    with pytest.raises(PackError) as caught:
        read_rules("a.yaml", GOOD.replace(old, new))
    found = [p for p in caught.value.problems if said in f"{p.zh} {p.en}"]
    assert found, caught.value.problems
    assert found[0].zh.endswith("。") and found[0].en.endswith(".")
    if line:
        assert {p.line for p in found} & {line, line + 1}


def test_an_empty_file_and_a_promise_about_no_rule() -> None:
    with pytest.raises(PackError, match="文件是空的"):
        read_rules("a.yaml", "")
    promise = """examples:
  - title: {zh: 例, en: Example}
    case: {ref: "case:1", amount: "1", on: 2026-01-01, standing: waiting}
    left: "1"
    verdict: clear
    outcomes: {other: free}
"""
    with pytest.raises(PackError, match="没有规则 other"):
        read_rules("a.yaml", GOOD + promise)
