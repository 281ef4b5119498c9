"""How an amount came about, as a sentence: 1,000,000 元 × 70% = 700,000 元."""

from __future__ import annotations

from zhongchuang.expressions import Operator, Outcome, TraceNode
from zhongchuang.policy.matching.reasons import Explainer
from zhongchuang.policy.matching.verdicts import Working
from zhongchuang.policy.matching.words import money
from zhongchuang.policy.packs.schema import Text


def amount_working(outcome: Outcome, explainer: Explainer) -> Working | None:
    """The working of a benefit; None while its amount is unknown."""
    if not isinstance(outcome.value, int):
        return None
    node = _taken(outcome.trace)
    result = money(outcome.value)
    words = explainer.words.filled(node)
    is_plain = node.operator in (Operator.FACT, Operator.PARAMETER, Operator.LITERAL)
    text = result if is_plain else Text(f"{words.zh} = {result.zh}", f"{words.en} = {result.en}")
    return Working(text, explainer.facts_read(node), explainer.parameters_read(node))


def _taken(node: TraceNode) -> TraceNode:
    """Past a CASE to the branch taken: the working shows what was calculated, not what might have been."""
    while node.operator is Operator.CASE:
        node = [child for child in node.children if child.decisive][-1]
    return node
