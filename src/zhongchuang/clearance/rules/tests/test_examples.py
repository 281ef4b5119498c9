"""Every rule that is written as an example does what its examples promise; confirmed words stand in the clause they name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zhongchuang.clearance.rules import evaluate, in_force
from zhongchuang.clearance.rules.facts import Support
from zhongchuang.clearance.rules.reading import Example, RuleFile, example_files
from zhongchuang.clearance.rules.schema import Effect

FILES = example_files()
PROMISES = [(name, example) for name, held in FILES.items() for example in held.examples]
STATE_COUNCIL = Path(__file__).resolve().parents[5] / "packs/national/documents/guobanfa-2016-7.txt"


@pytest.mark.parametrize(("name", "example"), PROMISES, ids=[f"{n}: {e.title.en}" for n, e in PROMISES])
def test_the_promise(name: str, example: Example) -> None:
    result = evaluate(example.case.support, [o.support for o in example.others], FILES[name].rules)
    assert result.complete
    assert (result.allowed, result.verdict) == (example.left, example.verdict)
    outcomes = {finding.rule.id: finding.outcome for finding in result.findings}
    assert {rule: outcomes.get(rule) for rule in example.outcomes} == dict(example.outcomes)


@pytest.mark.parametrize("held", FILES.values(), ids=list(FILES))
def test_every_rule_has_an_example_in_which_it_says_something(held: RuleFile) -> None:
    said = {
        finding.rule.id
        for example in held.examples
        for finding in evaluate(
            example.case.support, [o.support for o in example.others], held.rules
        ).findings
    }
    assert said == {rule.id for rule in held.rules}


def test_every_effect_has_an_example() -> None:
    assert {rule.effect for held in FILES.values() for rule in held.rules} == set(Effect)


def test_only_words_compared_with_their_document_bind() -> None:
    rules = [rule for held in FILES.values() for rule in held.rules]
    assert {rule.source.document for rule in in_force(rules)} == {"国办发〔2016〕7号"}
    paragraph = next(
        line for line in STATE_COUNCIL.read_text(encoding="utf-8").splitlines() if line.startswith("（十四）")
    )
    for rule in in_force(rules):
        assert rule.source.clause == "（十四）"
        assert rule.source.quote is not None and re.sub(r"\s", "", rule.source.quote) in paragraph


def test_ids_stand_once_over_all_files() -> None:
    ids = [rule.id for held in FILES.values() for rule in held.rules]
    assert len(ids) == len(set(ids))


def test_an_example_that_promises_otherwise_is_noticed() -> None:
    name, example = PROMISES[0]
    other = [Support(f"{o.ref}-moved", o.amount, o.on, o.support.standing, keys={}) for o in example.others]
    result = evaluate(example.case.support, other, FILES[name].rules)
    assert {f.rule.id: f.outcome for f in result.findings} != dict(example.outcomes)
