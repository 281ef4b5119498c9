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
    """The smallest and largest value of a node (inside form), and the largest magnitude met in
    working it out.

    ``peak`` covers the operands, the result and what lies between (a product before it is rounded);
    it says how wide the engine must calculate at this node.
    """

    low: int
    high: int
    peak: int

    @property
    def magnitude(self) -> int:
        """The largest absolute value of the result."""
        return max(abs(self.low), abs(self.high))


Leaf = Callable[[Node], tuple[Raw, Raw]]
"""The bounds of a fact or parameter."""


def interval(node: Node, leaf: Leaf) -> Interval:
    """The interval of a node. Conditions and dates count as 0 to 1: they are not calculated with."""
    if not node.type.is_exact:
        return Interval(0, 1, 1)
    if isinstance(node, LiteralNode):
        value = whole(node.value)
        return Interval(value, value, abs(value))
    if isinstance(node, FactNode | ParameterNode):
        low, high = (whole(bound) for bound in leaf(node))
    else:
        inner = [interval(operand, leaf) for operand in node.operands]
        if isinstance(node, ScaledNode):
            return _scaled(node, inner)
        low, high = _ends(node.operator, inner)
        return Interval(low, high, max(abs(low), abs(high), *(operand.magnitude for operand in inner)))
    return Interval(low, high, max(abs(low), abs(high)))


def _ends(operator: Operator, inner: list[Interval]) -> tuple[int, int]:
    """The ends of a node that neither multiplies nor divides."""
    lows, highs = [operand.low for operand in inner], [operand.high for operand in inner]
    if operator in PERIODS:
        days = (LATEST - EARLIEST).days
        return -days, days
    match operator:
        case Operator.NEGATE:
            return -highs[0], -lows[0]
        case Operator.LEAST:
            return min(lows), min(highs)
        case Operator.GREATEST:
            return max(lows), max(highs)
        case Operator.ADD:
            return lows[0] + lows[1], highs[0] + highs[1]
        case Operator.SUBTRACT:
            return lows[0] - highs[1], highs[0] - lows[1]
    assert operator is Operator.CASE, operator
    return min(*lows[1::2], lows[-1]), max(*highs[1::2], highs[-1])


def _scaled(node: ScaledNode, inner: list[Interval]) -> Interval:
    """Products, ratios, roundings and widenings, with what rounding adds on the way."""
    first = inner[0]
    if node.operator is Operator.RATIO:
        top, bottom = first.magnitude * node.multiplier, inner[1].magnitude
        return Interval(-top, top, 2 * top + 2 * bottom)
    corners = [first.low, first.high]
    if node.operator is Operator.MULTIPLY:
        corners = [end * other for end in corners for other in (inner[1].low, inner[1].high)]
    low, high = (
        divide_half_away(end, node.divisor) * node.multiplier for end in (min(corners), max(corners))
    )
    between = max(abs(min(corners)), abs(max(corners))) + node.divisor
    return Interval(low, high, max(between, abs(low), abs(high), *(operand.magnitude for operand in inner)))


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
