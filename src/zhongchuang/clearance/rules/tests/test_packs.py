"""Rules of the packs: their words stand in the clause they name, what was not compared does not bind, each id stands once."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhongchuang.clearance.rules import in_force
from zhongchuang.clearance.rules.packs import (
    clause_named,
    cumulation_files,
    cumulation_rules,
    words_not_found,
)
from zhongchuang.policy.packs.errors import PackError
from zhongchuang.policy.packs.loader import load_rulebook

ROOT = Path(__file__).resolve().parents[5]
PACKS = ROOT / "packs"


def test_every_rule_of_the_packs_binds_and_its_words_stand_in_its_clause() -> None:
    rules = cumulation_rules(PACKS)
    assert {rule.id for rule in rules} >= {"many-heads", "invoice-once", "contract-once", "related-parties"}
    assert in_force(rules) == rules
    assert list(words_not_found(rules, load_rulebook(PACKS))) == []


def test_words_that_do_not_stand_there_are_noticed() -> None:
    book = load_rulebook(PACKS)
    rule = cumulation_rules(PACKS)[0]
    bent = rule.model_copy(update={"source": rule.source.model_copy(update={"quote": "可以多头重复支持"})})
    elsewhere = rule.model_copy(update={"source": rule.source.model_copy(update={"clause": "（九十九）"})})
    assert [problem.path for problem in words_not_found((bent, elsewhere), book)] == [rule.id, rule.id]


def test_a_clause_is_found_by_its_label() -> None:
    found = clause_named(load_rulebook(PACKS), "国办发〔2016〕7号", "（十四）")
    assert found is not None and found[0] == "guobanfa-2016-7" and "避免多头重复支持" in found[1].text


def test_one_id_in_two_files_is_refused(tmp_path: Path) -> None:
    text = (PACKS / "national/cumulation/no-duplicate.yaml").read_text(encoding="utf-8")
    for pack in ("one", "two"):
        (tmp_path / pack / "cumulation").mkdir(parents=True)
        (tmp_path / pack / "cumulation/a.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PackError, match="many-heads"):
        cumulation_files(tmp_path)


def test_the_demonstration_only_has_rules_that_say_they_are_invented() -> None:
    rules = cumulation_rules(ROOT / "src/zhongchuang/project/demonstration_files")
    assert rules and in_force(rules) == ()
    assert all("演示" in rule.title.zh and "演示" in rule.source.issuer.zh for rule in rules)
