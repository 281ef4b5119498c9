"""How large a value can get: interval arithmetic over a rule, from the bounds facts and parameters declare.

It decides the width each engine calculates with, so that nothing wraps or overflows silently.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .errors import Position, RuleOverflowError
from .kinds import Raw, whole
from .nodes import PERIODS, FactNode, LiteralNode, Node, Operator, ParameterNode, ScaledNode
from .parameters import ParameterType
from .periods import divide_half_away
from .vocabulary import EARLIEST, LATEST, Vocabulary

INT64 = 2**63 - 1
INT128 = 10**37
"""The largest magnitude any part of a rule may reach: 38 digits, with room for the doubling that rounding
needs.
"""


@dataclass(frozen=True, slots=True)
class Interval:
    """The smallest and largest value (inside form), and the largest magnitude met on the way to it."""

    low: int
    high: int
    peak: int

    @property
    def magnitude(self) -> int:
        """The largest absolute value."""
        return max(abs(self.low), abs(self.high))

    @classmethod
    def of(cls, low: int, high: int, *inner: Interval, peak: int = 0) -> Interval:
        """An interval whose ``peak`` covers itself, ``peak`` and the ``inner`` ones."""
        return cls(low, high, max(abs(low), abs(high), peak, *(interval.peak for interval in inner)))


Leaf = Callable[[Node], tuple[Raw, Raw]]
"""The bounds of a fact or parameter."""


def interval(node: Node, leaf: Leaf) -> Interval:
    """The interval of an exact node; conditions and dates count as 0 to 1, with the peaks below them."""
    inner = [interval(operand, leaf) for operand in node.operands]
    if not node.type.is_exact:
        return Interval.of(0, 1, *inner)
    if isinstance(node, FactNode | ParameterNode):
        low, high = leaf(node)
        return Interval.of(whole(low), whole(high))
    if isinstance(node, LiteralNode):
        return Interval.of(whole(node.value), whole(node.value))
    if isinstance(node, ScaledNode):
        return _scaled(node, inner)
    if node.operator in PERIODS:
        days = (LATEST - EARLIEST).days
        return Interval.of(-days, days, *inner)
    if node.operator is Operator.CASE:
        results = [*inner[1:-1:2], inner[-1]]
        return Interval.of(min(r.low for r in results), max(r.high for r in results), *inner)
    return _arithmetic(node.operator, inner)


def _arithmetic(operator: Operator, inner: list[Interval]) -> Interval:
    first = inner[0]
    if operator is Operator.NEGATE:
        return Interval.of(-first.high, -first.low, first)
    if operator is Operator.LEAST:
        return Interval.of(min(i.low for i in inner), min(i.high for i in inner), *inner)
    if operator is Operator.GREATEST:
        return Interval.of(max(i.low for i in inner), max(i.high for i in inner), *inner)
    second = inner[1]
    if operator is Operator.ADD:
        return Interval.of(first.low + second.low, first.high + second.high, *inner)
    return Interval.of(first.low - second.high, first.high - second.low, *inner)


def _scaled(node: ScaledNode, inner: list[Interval]) -> Interval:
    """Products, ratios and roundings. The peak includes the half divisor that rounding adds."""
    first = inner[0]
    if node.operator is Operator.RATIO:
        top = first.magnitude * node.multiplier
        low = -top if first.low < 0 or inner[1].low < 0 else 0
        high = top if first.high > 0 or inner[1].low < 0 else 0
        return Interval.of(low, high, *inner, peak=2 * top + inner[1].magnitude)
    if node.operator is Operator.MULTIPLY:
        second = inner[1]
        corners = [a * b for a in (first.low, first.high) for b in (second.low, second.high)]
    else:
        corners = [first.low, first.high]
    if node.operator is Operator.WIDEN:
        return Interval.of(first.low * node.multiplier, first.high * node.multiplier, first)
    limits = (min(corners), max(corners))
    low, high = (divide_half_away(end, node.divisor) * node.multiplier for end in limits)
    return Interval.of(low, high, *inner, peak=max(map(abs, corners)) + node.divisor)


def check_widths(root: Node, vocabulary: Vocabulary, types: Mapping[str, ParameterType], text: str) -> None:
    """Raise ``RuleOverflowError`` where, with the declared bounds, a value could pass 38 digits."""

    def leaf(node: Node) -> tuple[Raw, Raw]:
        declared = vocabulary[node.name] if isinstance(node, FactNode) else types[_name(node)]
        assert declared.low is not None and declared.high is not None
        return declared.low, declared.high

    for node in root.walk():
        if interval(node, leaf).peak > INT128:
            raise RuleOverflowError(
                "按所声明的上下限，此处的值可能超过38位数；请收紧事实或参数的上下限，或用round_to减少小数位数。",
                "With the declared bounds a value here could pass 38 digits; narrow the bounds of facts or "
                "parameters, or use round_to for fewer digits.",
                text=text,
                position=Position.of(text, node.offset),
            )


def _name(node: Node) -> str:
    assert isinstance(node, ParameterNode)
    return node.name
