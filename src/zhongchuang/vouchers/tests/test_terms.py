"""Schemes as data: what is read, what is refused, and that quotes stand in the words they name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zhongchuang.vouchers.terms import SchemeError, Standing, read_scheme, unquoted
from zhongchuang.vouchers.tests.factory import EXAMPLES, scheme

DEMONSTRATION = (EXAMPLES / "demonstration.yaml").read_text(encoding="utf-8")
LIAONING = Path(__file__).parents[4] / "packs/liaoning/documents"


def read(content: str) -> str:
    """The sentences of what is wrong."""
    with pytest.raises(SchemeError) as caught:
        read_scheme("demonstration.yaml", content)
    return str(caught.value)


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda p: p.stem)
def test_every_example_is_read_and_only_grounded_ones_may_run(path: Path) -> None:
    found = scheme(path.stem)
    assert (found.why_not() is None) is (found.standing is Standing.IN_FORCE)
    assert (found.why_not(demonstration=True) is None) is (found.standing is Standing.DEMONSTRATION)


@pytest.mark.parametrize("name", ["innovation-voucher", "demonstration"])
def test_quotes_stand_in_the_documents(name: str) -> None:
    """Against the whole text of each document; with the rule book, against the clause."""
    found = scheme(name)
    clauses = {
        (b.document, b.clause or ""): (LIAONING / f"{b.document}.txt").read_text(encoding="utf-8")
        for b in found.basis
    }
    assert unquoted(found, clauses) == ()
    assert len(unquoted(found, dict.fromkeys(clauses, "别的话"))) >= 2


def test_liaoning_awaits_its_rules_and_has_no_numbers() -> None:
    found = scheme("innovation-voucher")
    assert found.standing is Standing.AWAITING and not found.figures
    why = found.why_not(demonstration=True)
    assert why is not None and "实施细则" in why.zh


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("ratio: {value: 0.6,", "ratio: {value: 1.2,", "抵扣比例应在 0 和 1 之间"),
        ("ratio: {value: 0.6,", "ratio: {value: 0.60001,", "小数位太多"),
        ("order_cap: {value: 60000,", "order_cap: {value: 0.001,", "以分为止"),
        ("order_cap: {value: 60000,", "order_cap: {value: 0,", "大于零"),
        ("services: [testing]", "services: [tasting]", "没有这种服务"),
        ("ends: 2026-12-31", "ends: 2025-12-31", "止期在起期之前"),
        ("starts: 2026-01-01", "starts: 2026-13-01", "日期写法"),
        (
            "value: 12, set_by: {zh: 演示用，不是规定, en: For demonstration; no rule}",
            "value: 12",
            "原话或自定说明",
        ),
        ("value: 12,", "value: 1.5,", "整数"),
        ("standing: demonstration", "standing: awaiting", "在等什么"),
        ("standing: demonstration", "standing: unconfirmed", "出处"),
        ('- place: "210100"', '- place: "210000"', "两条规定适用于同一订单"),
        ("id: demonstration", "id: another", "id 与文件名不同"),
        ("title:", "heading:", "不认识这个键"),
        ("standing:", "place: x\nstanding:", "这个键写了两次"),
    ],
)
def test_what_is_wrong_is_said_in_both_languages(old: str, new: str, told: str) -> None:
    assert old in DEMONSTRATION
    sentence = read(DEMONSTRATION.replace(old, new, 1))
    assert told in sentence
    assert re.search(r"demonstration\.yaml:\d+ .*。 [A-Z]\w* ?\w+", sentence)


def test_no_yaml_and_nothing_at_all_are_told() -> None:
    assert "YAML" in read("a: [")
    assert "文件是空的" in read("# nothing")
