"""A rule with its parameters and its day put in: what remains depends on the subject alone.

The columnar engine and SQL work on resolved trees. Equal parts of different rules become equal
nodes, whatever their parameters were called, and are then worked out once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from .kinds import BOOLEAN, DATE, Kind, Raw, whole
from .nodes import (
    COMPARISONS,
    PERIODS,
    FactNode,
    ListNode,
    LiteralNode,
    Node,
    Operator,
    ParameterNode,
    ScaledNode,
)
from .semantics import combiner
from .vocabulary import EARLIEST, LATEST


def resolve(node: Node, parameters: Mapping[str, Any], on: dt.date) -> Node:
    """``node`` with literals for its parameters and for ``on_date()``, constant parts worked out.

    An IN loses its parameters for the values they hold; a period compared with a number becomes a
    comparison of dates. A constant part that is unknown (a ratio by 0) stays as it is.
    """
    if isinstance(node, ParameterNode):
        value = parameters[node.name]
        if node.many and node.type.kind is Kind.INDUSTRY:
            return ListNode(Operator.LITERAL, node.type, values=tuple(value))
        return node if node.many else LiteralNode(Operator.LITERAL, node.type, value=value)
    if node.operator is Operator.ON_DATE:
        return LiteralNode(Operator.LITERAL, DATE, value=on)
    if node.operator is Operator.IN:
        first = resolve(node.operands[0], parameters, on)
        choices = dict.fromkeys(item for choice in node.operands[1:] for item in _choices(choice, parameters))
        literals = (LiteralNode(Operator.LITERAL, first.type, value=item) for item in choices)
        node = replace(node, operands=(first, *literals))
    else:
        node = replace(node, operands=tuple(resolve(operand, parameters, on) for operand in node.operands))
    return _simplify(node)


def _choices(node: Node, parameters: Mapping[str, Any]) -> tuple[Raw, ...]:
    """The values one choice of an IN stands for: a constant, a parameter, or a list, brought to scale."""
    if isinstance(node, LiteralNode):
        return (node.value,)
    if isinstance(node, ScaledNode):
        return tuple(whole(item) * node.multiplier for item in _choices(node.operands[0], parameters))
    assert isinstance(node, ParameterNode)
    value = parameters[node.name]
    return value if isinstance(value, tuple) else (value,)


def _simplify(node: Node) -> Node:
    if node.operands and all(isinstance(operand, LiteralNode) for operand in node.operands):
        value = combiner(node)(
            [operand.value for operand in node.operands if isinstance(operand, LiteralNode)]
        )
        return node if value is None else LiteralNode(Operator.LITERAL, node.type, value=value)
    if node.operator in COMPARISONS or node.operator is Operator.BETWEEN:
        period, *bounds = node.operands
        if _is_simple_period(period) and all(isinstance(bound, LiteralNode) for bound in bounds):
            return _as_dates(
                node.operator, period, [whole(b.value) for b in bounds if isinstance(b, LiteralNode)]
            )
    return node


def _is_simple_period(node: Node) -> bool:
    """Whether it is a period between one fact and one constant."""
    if node.operator not in PERIODS:
        return False
    start, end = node.operands
    kinds = {type(start), type(end)}
    return kinds == {FactNode, LiteralNode}


def _as_dates(operator: Operator, period: Node, bounds: list[int]) -> Node:
    """A comparison of a period with whole numbers, said as a comparison of its fact with dates.

    A period only grows as its end moves on, and only shrinks as its start does, so “at least k”
    holds from one day on (or up to one day); the day is found by bisection over the days a fact may
    have.
    """
    low = bounds[0]
    match operator:
        case Operator.GREATER_OR_EQUAL:
            return _reaches(period, low)
        case Operator.GREATER:
            return _reaches(period, low + 1)
        case Operator.LESS:
            return _not(_reaches(period, low))
        case Operator.LESS_OR_EQUAL:
            return _not(_reaches(period, low + 1))
        case Operator.UNEQUAL:
            return _not(_within(period, low, low))
        case _:
            return _within(period, low, bounds[-1])


def _not(node: Node) -> Node:
    return Node(Operator.NOT, BOOLEAN, (node,))


def _within(period: Node, low: int, high: int) -> Node:
    return Node(Operator.AND, BOOLEAN, (_reaches(period, low), _not(_reaches(period, high + 1))))


def _reaches(period: Node, least: int) -> Node:
    """“The period is at least ``least``”, as a comparison of its fact with a day."""
    start, end = period.operands
    combine = combiner(period)
    first, last = EARLIEST.toordinal(), LATEST.toordinal()
    if isinstance(start, FactNode) and isinstance(end, LiteralNode):
        # True up to a day: the last day on which the period is still long enough, or the day before all days.
        day = _bisect(first, last, lambda ordinal: combine((dt.date.fromordinal(ordinal), end.value)) < least)
        return _compare(start, Operator.LESS, day)
    assert isinstance(end, FactNode) and isinstance(start, LiteralNode)
    day = _bisect(first, last, lambda ordinal: combine((start.value, dt.date.fromordinal(ordinal))) >= least)
    return _compare(end, Operator.GREATER_OR_EQUAL, day)


def _bisect(first: int, last: int, holds: Callable[[int], bool]) -> dt.date:
    """The first day from which ``holds`` is true; the day after the last where it never is."""
    low, high = first, last + 1
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return dt.date.fromordinal(low)


def _compare(fact: FactNode, operator: Operator, day: dt.date) -> Node:
    return Node(operator, BOOLEAN, (fact, LiteralNode(Operator.LITERAL, DATE, value=day)))


def is_constant(node: Node) -> bool:
    """Whether a resolved node no longer depends on any fact."""
    return not any(isinstance(part, FactNode) for part in node.walk())
