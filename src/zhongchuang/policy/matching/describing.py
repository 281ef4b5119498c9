"""A measure's rule in plain words, without a subject: what it asks and how its amount is worked out on a
day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhongchuang.expressions import Operator, Rule, TraceNode, evaluate
from zhongchuang.policy.matching.prepared import Prepared, prepare
from zhongchuang.policy.matching.reasons import Explainer, Part
from zhongchuang.policy.matching.verdicts import ParameterRead
from zhongchuang.policy.packs.schema import Measure, RuleBook, Text


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a rule asks: a sentence with the numbers it rests on, and below it its parts (all or any of
    them).
    """

    text: Text
    parameters: tuple[ParameterRead, ...] = ()
    children: tuple[Requirement, ...] = ()


@dataclass(frozen=True, slots=True)
class Formula:
    """How an amount is worked out; `cases` are (when, what) where it depends on the case, the last one for
    all others.
    """

    text: Text
    parameters: tuple[ParameterRead, ...] = ()
    cases: tuple[tuple[Requirement | None, Formula], ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """A measure on a day. `condition` is None, and `not_in_force` says why, where it is not in force."""

    condition: Requirement | None
    benefit: Formula | None
    checks: tuple[Requirement, ...]
    not_in_force: Text | None


def describe(book: RuleBook, measure: Measure, on: date) -> Description:
    """The rule of a measure on that day in words."""
    prepared = prepare(measure, on)
    writer = _Writer(book, prepared, on)
    if prepared.condition is None:
        return Description(None, None, (), prepared.why)
    return Description(
        condition=writer.requirement(Part(writer.tree(prepared.condition), True)),
        benefit=None if prepared.benefit is None else writer.formula(writer.tree(prepared.benefit)),
        checks=tuple(writer.requirement(Part(writer.tree(rule), True)) for rule in prepared.checks),
        not_in_force=None,
    )


class _Writer:
    """Writes the rules of one measure; the tree of a subject of whom nothing is known is the rule itself."""

    def __init__(self, book: RuleBook, prepared: Prepared, on: date) -> None:
        self._book = book
        self._prepared = prepared
        self._on = on
        self._explainer = Explainer(book, prepared.measure, {}, prepared.values)

    def tree(self, rule: Rule) -> TraceNode:
        """The rule with the numbers of the day and no facts."""
        return evaluate(rule, {}, self._prepared.parameters, self._on).trace

    def requirement(self, part: Part) -> Requirement:
        """A condition and its parts."""
        every, parts = part.parts()
        if parts:
            text = (
                Text("同时满足：", "all of these:") if every else Text("满足其中一项：", "any one of these:")
            )
            return Requirement(text, children=tuple(self.requirement(inner) for inner in parts))
        single = part.single()
        if single.node.operator is Operator.CASE:
            return self._cases(single)
        return Requirement(self._explainer.requirement(single), self._explainer.parameters_read(single.node))

    def _cases(self, part: Part) -> Requirement:
        """A CASE that is a condition: each branch with what it asks."""
        *pairs, otherwise = part.node.children
        found = [
            Requirement(
                Text("如果：", "if:"),
                children=(self.requirement(Part(when, True)), self.requirement(Part(then, part.wanted))),
            )
            for when, then in zip(pairs[::2], pairs[1::2], strict=True)
        ]
        last = Requirement(
            Text("其他情形：", "otherwise:"), children=(self.requirement(Part(otherwise, part.wanted)),)
        )
        return Requirement(Text("按情形：", "depending on the case:"), children=(*found, last))

    def formula(self, node: TraceNode) -> Formula:
        """A benefit, its CASE taken apart."""
        if node.operator is not Operator.CASE:
            return Formula(self._explainer.words.term(node), self._explainer.parameters_read(node))
        *pairs, otherwise = node.children
        cases: list[tuple[Requirement | None, Formula]] = [
            (self.requirement(Part(when, True)), self.formula(then))
            for when, then in zip(pairs[::2], pairs[1::2], strict=True)
        ]
        return Formula(
            Text("按情形计算：", "depending on the case:"), (), (*cases, (None, self.formula(otherwise)))
        )
