"""What every operator means, once: the interpreter runs these functions and every other engine is tested
against them.

Three-valued throughout (Kleene): ``None`` is unknown. An operator looks at the values of all its operands
and never fails; it is total, so the order in which operands are worked out cannot matter.
"""

from __future__ import annotations

import operator as arithmetic
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .industry import is_within
from .nodes import COMPARISONS, Node, Operator, ScaledNode
from .periods import days_between, divide_half_away, months_between, years_between

# The values of the operands (a tuple for p.list): their types were checked when the rule was compiled.
Operands = Sequence[Any]
Combine = Callable[[Operands], Any]


def _and(values: Operands) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


def _or(values: Operands) -> bool | None:
    if True in values:
        return True
    return None if None in values else False


def _not(values: Operands) -> bool | None:
    (value,) = values
    return None if value is None else not value


def _between(values: Operands) -> bool | None:
    """x >= low AND x <= high, so that one end known to fail is enough."""
    value, low, high = values
    if value is None:
        return None
    return _and((None if low is None else value >= low, None if high is None else value <= high))


def _in(values: Operands) -> bool | None:
    value = values[0]
    if value is None:
        return None
    return any(value in choice if isinstance(choice, tuple) else value == choice for choice in values[1:])


def _code_within(values: Operands) -> bool | None:
    industry, listed = values
    return None if industry is None else is_within(industry, listed)


def _case(values: Operands) -> Any:
    """The result of the first true condition; unknown as soon as a condition before it is unknown."""
    for index in range(0, len(values) - 1, 2):
        condition = values[index]
        if condition is None:
            return None
        if condition:
            return values[index + 1]
    return values[-1]


def _strict(function: Callable[..., Any]) -> Combine:
    """``function`` of the operands, unknown as soon as one of them is."""

    def combine(values: Operands) -> Any:
        return None if None in values else function(*values)

    return combine


_BY_OPERATOR: Mapping[Operator, Combine] = {
    Operator.AND: _and,
    Operator.OR: _or,
    Operator.NOT: _not,
    Operator.BETWEEN: _between,
    Operator.IN: _in,
    Operator.CODE_WITHIN: _code_within,
    Operator.CASE: _case,
    Operator.EQUAL: _strict(arithmetic.eq),
    Operator.UNEQUAL: _strict(arithmetic.ne),
    Operator.LESS: _strict(arithmetic.lt),
    Operator.LESS_OR_EQUAL: _strict(arithmetic.le),
    Operator.GREATER: _strict(arithmetic.gt),
    Operator.GREATER_OR_EQUAL: _strict(arithmetic.ge),
    Operator.NEGATE: _strict(arithmetic.neg),
    Operator.ADD: _strict(arithmetic.add),
    Operator.SUBTRACT: _strict(arithmetic.sub),
    Operator.LEAST: _strict(min),
    Operator.GREATEST: _strict(max),
    Operator.YEARS_BETWEEN: _strict(years_between),
    Operator.MONTHS_BETWEEN: _strict(months_between),
    Operator.DAYS_BETWEEN: _strict(days_between),
}


def combiner(node: Node) -> Combine:
    """The function from the values of ``node``'s operands to its own value."""
    if isinstance(node, ScaledNode):
        return _scaled(node)
    return _BY_OPERATOR[node.operator]


def _scaled(node: ScaledNode) -> Combine:
    multiplier, divisor = node.multiplier, node.divisor
    if node.operator is Operator.MULTIPLY:
        if divisor == 1:
            return _strict(arithmetic.mul)
        return _strict(lambda left, right: divide_half_away(left * right, divisor))
    if node.operator is Operator.ROUND_TO:
        return _strict(lambda value: divide_half_away(value, divisor) * multiplier)
    if node.operator is Operator.RATIO:
        return _strict(
            lambda numerator, denominator: (
                divide_half_away(numerator * multiplier, denominator) if denominator else None
            )
        )

    def widened(value: Any) -> Any:
        return tuple(item * multiplier for item in value) if isinstance(value, tuple) else value * multiplier

    return _strict(widened)


SELECTIVE = frozenset({Operator.AND, Operator.OR, Operator.CASE, Operator.BETWEEN})
"""The operators a known value of which need not rest on all operands."""


def deciding(operator: Operator, values: Operands, result: Any) -> Iterable[int]:
    """Which operands decided ``result``: changing none of the others could have changed it.

    A false AND is decided by each of its false operands, an unknown one by the unknown ones; a CASE by the
    conditions up to the branch taken and by that branch. Elsewhere every operand counts, or, when the
    result is unknown, the unknown ones.
    """
    if operator is Operator.CASE:
        return _deciding_case(values)
    if operator in (Operator.AND, Operator.OR):
        return [index for index, value in enumerate(values) if value is result]
    if result is None and None in values:
        return [index for index, value in enumerate(values) if value is None]
    if operator is Operator.BETWEEN and result is False:
        value, low, _ = values
        return (0, 1) if low is not None and value < low else (0, 2)
    return range(len(values))


def _deciding_case(values: Operands) -> list[int]:
    found: list[int] = []
    for index in range(0, len(values) - 1, 2):
        condition = values[index]
        if condition is None:
            return [index]
        found.append(index)
        if condition:
            return [*found, index + 1]
    return [*found, len(values) - 1]


def mattering(operator: Operator, values: Operands) -> Iterable[int]:
    """Of an unknown result: the unknown operands that can still change it, in the order to ask about them."""
    if operator is Operator.CASE:
        return _mattering_case(values)
    if operator is Operator.RATIO and values[1] == 0:
        return ()
    return [index for index, value in enumerate(values) if value is None]


def _mattering_case(values: Operands) -> list[int]:
    """Unknown conditions first (whether a branch applies), then what the branches still reachable need."""
    conditions: list[int] = []
    results: list[int] = []
    for index in range(0, len(values) - 1, 2):
        condition = values[index]
        if condition is None:
            conditions.append(index)
        if condition is not False and values[index + 1] is None:
            results.append(index + 1)
        if condition is True:
            return conditions + results
    if values[-1] is None:
        results.append(len(values) - 1)
    return conditions + results


assert _BY_OPERATOR.keys() >= COMPARISONS
