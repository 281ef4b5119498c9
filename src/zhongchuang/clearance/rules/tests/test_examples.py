"""Every rule that is written as an example does what its examples promise; what is only an example binds nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhongchuang.clearance.rules import evaluate, in_force
from zhongchuang.clearance.rules.facts import Support
from zhongchuang.clearance.rules.packs import cumulation_files
from zhongchuang.clearance.rules.reading import Example, RuleFile, example_files
from zhongchuang.clearance.rules.schema import Effect

EXAMPLES = example_files()
ROOT = Path(__file__).resolve().parents[5]
IN_PACKS = cumulation_files(ROOT / "packs")
INVENTED = cumulation_files(ROOT / "src/zhongchuang/project/demonstration_files")
FILES = EXAMPLES | IN_PACKS | INVENTED
PROMISES = [(name, example) for name, held in FILES.items() for example in held.examples]


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


def test_an_example_binds_nobody() -> None:
    assert in_force(rule for held in EXAMPLES.values() for rule in held.rules) == ()


def test_ids_stand_once_over_all_files() -> None:
    ids = [rule.id for held in FILES.values() for rule in held.rules]
    assert len(ids) == len(set(ids))


def test_an_example_that_promises_otherwise_is_noticed() -> None:
    name, example = PROMISES[0]
    other = [Support(f"{o.ref}-moved", o.amount, o.on, o.support.standing, keys={}) for o in example.others]
    result = evaluate(example.case.support, other, FILES[name].rules)
    assert {f.rule.id: f.outcome for f in result.findings} != dict(example.outcomes)
