"""A resolved rule as a Polars expression over the columns of the scheme.

Strict three-valued: conditions rely on the engine's Kleene AND and OR; CASE, LEAST and GREATEST are
spelled so that an unknown operand gives null. Arithmetic runs on Int64 wherever the bounds prove
that nothing can wrap, on Int128 elsewhere; no rule passes 38 digits, the compiler sees to that.
"""

from __future__ import annotations

import functools
import operator as python
from collections.abc import Callable, Mapping

import polars as pl

from zhongchuang.expressions.bounds import INT64, Interval, interval
from zhongchuang.expressions.kinds import Kind, Raw, whole
from zhongchuang.expressions.nodes import (
    COMPARISONS,
    PERIODS,
    FactNode,
    LiteralNode,
    Node,
    Operator,
    ScaledNode,
)

from .column_dates import period_expression
from .scheme import Scheme, within_operands

_COMPARE: Mapping[Operator, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    Operator.EQUAL: python.eq,
    Operator.UNEQUAL: python.ne,
    Operator.LESS: python.lt,
    Operator.LESS_OR_EQUAL: python.le,
    Operator.GREATER: python.gt,
    Operator.GREATER_OR_EQUAL: python.ge,
}


class ColumnCompiler:
    """Compiles resolved nodes for one scheme."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme

    def compile(self, node: Node) -> pl.Expr:
        """The expression of a resolved node."""
        return self._typed(node)[0]

    def bounds(self, node: Node) -> Interval:
        """The interval of an exact node, from the bounds of its facts."""
        return interval(node, self._leaf)

    def _leaf(self, node: Node) -> tuple[Raw, Raw]:
        assert isinstance(node, FactNode)
        fact = self.scheme.facts[node.name]
        assert fact.low is not None and fact.high is not None
        return fact.low, fact.high

    def _typed(self, node: Node) -> tuple[pl.Expr, bool]:
        """The expression, and whether it is wide (Int128)."""
        if node.type.is_exact:
            return self._exact(node)
        if isinstance(node, FactNode):
            return pl.col(node.name), False
        if isinstance(node, LiteralNode):
            return pl.lit(node.value), False
        return self._condition_or_date(node), False

    # Conditions

    def _condition_or_date(self, node: Node) -> pl.Expr:
        operator = node.operator
        if operator in (Operator.AND, Operator.OR):
            join = python.and_ if operator is Operator.AND else python.or_
            return functools.reduce(join, [self.compile(operand) for operand in node.operands])
        if operator is Operator.NOT:
            return ~self.compile(node.operands[0])
        if operator is Operator.CODE_WITHIN:
            within, coarse = self.scheme.industry_bit(*within_operands(node))
            return pl.when(coarse == 0).then(within != 0)
        if node.operands[0].type.kind is Kind.CODE:
            return self._codes(node)
        if operator in COMPARISONS:
            left, right = (self.compile(operand) for operand in node.operands)
            return _COMPARE[operator](left, right)
        if operator is Operator.BETWEEN:
            value, low, high = (self.compile(operand) for operand in node.operands)
            return (value >= low) & (value <= high)
        if operator is Operator.IN:
            return self._in(node)
        return self._choice(node, [self.compile(operand) for operand in node.operands])

    def _in(self, node: Node) -> pl.Expr:
        """Equal to one of the constants; for an empty list false wherever the value is known."""
        value, *choices = (self.compile(operand) for operand in node.operands)
        if not choices:
            return value != value
        return functools.reduce(python.or_, [value == choice for choice in choices])

    def _codes(self, node: Node) -> pl.Expr:
        """=, <> and IN over codes, as tests of bits (or numbers)."""
        facts = [operand for operand in node.operands if isinstance(operand, FactNode)]
        if len(facts) == 2:
            return self._same_code(node, facts[0], facts[1])
        chosen = [str(operand.value) for operand in node.operands if isinstance(operand, LiteralNode)]
        found = self._is_one_of(facts[0], chosen)
        return ~found if node.operator is Operator.UNEQUAL else found

    def _is_one_of(self, fact: FactNode, values: list[str]) -> pl.Expr:
        book = self.scheme.code_books[fact.name]
        numbers = [book.numbers[value] for value in values if value in book.numbers]
        column = pl.col(fact.name)
        if book.has_bits:
            return (column & pl.lit(sum(1 << number for number in numbers), dtype=book.stored().dtype)) != 0
        return functools.reduce(python.or_, [column == number for number in numbers], column != column)

    def _same_code(self, node: Node, left: FactNode, right: FactNode) -> pl.Expr:
        """Two code facts hold the same value: both known, and some value is both."""
        shared = set(self.scheme.code_books[left.name].numbers) & set(
            self.scheme.code_books[right.name].numbers
        )
        pairs = [self._is_one_of(left, [value]) & self._is_one_of(right, [value]) for value in sorted(shared)]
        same = pl.any_horizontal(pairs) if pairs else pl.lit(value=False)
        both = pl.col(left.name).is_not_null() & pl.col(right.name).is_not_null()
        return pl.when(both).then(~same if node.operator is Operator.UNEQUAL else same)

    # Formulas

    def _exact(self, node: Node) -> tuple[pl.Expr, bool]:
        bounds = self.bounds(node)
        if isinstance(node, FactNode):
            return pl.col(node.name), bounds.magnitude > INT64
        if isinstance(node, LiteralNode):
            wide = bounds.magnitude > INT64
            return pl.lit(whole(node.value), dtype=pl.Int128 if wide else pl.Int64), wide
        wide = bounds.peak > INT64
        if node.operator in PERIODS:
            return period_expression(
                node.operator, *(self.compile(operand) for operand in node.operands)
            ), False
        if node.operator is Operator.CASE:
            operands = [
                self.compile(operand)
                if index % 2 == 0 and index < len(node.operands) - 1
                else self._at(operand, wide)
                for index, operand in enumerate(node.operands)
            ]
            return self._narrow(self._choice(node, operands), bounds, wide)
        operands = [self._at(operand, wide) for operand in node.operands]
        return self._narrow(self._arithmetic(node, operands, wide), bounds, wide)

    def _at(self, node: Node, wide: bool) -> pl.Expr:
        """An operand at the width its parent works with."""
        expression, is_wide = self._typed(node)
        if is_wide != wide:
            return expression.cast(pl.Int128 if wide else pl.Int64)
        return expression

    def _narrow(self, expression: pl.Expr, bounds: Interval, wide: bool) -> tuple[pl.Expr, bool]:
        """Back to Int64 after a wide step whose result fits again."""
        if wide and bounds.magnitude <= INT64:
            return expression.cast(pl.Int64), False
        return expression, wide

    def _arithmetic(self, node: Node, operands: list[pl.Expr], wide: bool) -> pl.Expr:
        first, *others = operands
        match node.operator:
            case Operator.NEGATE:
                return first * _integer(-1, wide)
            case Operator.ADD:
                return first + others[0]
            case Operator.SUBTRACT:
                return first - others[0]
            case Operator.LEAST | Operator.GREATEST:
                return _extreme(node, operands)
        assert isinstance(node, ScaledNode)
        return self._scaled(node, operands, wide)

    def _scaled(self, node: ScaledNode, operands: list[pl.Expr], wide: bool) -> pl.Expr:
        multiplier = _integer(node.multiplier, wide)
        if node.operator is Operator.RATIO:
            return _ratio(operands[0] * multiplier, operands[1], wide)
        value = operands[0] * operands[1] if node.operator is Operator.MULTIPLY else operands[0]
        if node.divisor != 1:
            value = _rounded(value, node.divisor, wide, may_be_negative=self.bounds(node).low < 0)
        return value if node.multiplier == 1 else value * multiplier

    def _choice(self, node: Node, operands: list[pl.Expr]) -> pl.Expr:
        """CASE, or LEAST and GREATEST of dates; every other node has been handled."""
        if node.operator in (Operator.LEAST, Operator.GREATEST):
            return _extreme(node, operands)
        assert node.operator is Operator.CASE, node.operator
        result = operands[-1]
        for index in range(len(operands) - 3, -1, -2):
            condition = operands[index]
            chosen = pl.when(condition).then(operands[index + 1]).otherwise(result)
            result = pl.when(condition.is_not_null()).then(chosen)
        return result


def _integer(value: int, wide: bool) -> pl.Expr:
    return pl.lit(value, dtype=pl.Int128 if wide else pl.Int64)


def _extreme(node: Node, operands: list[pl.Expr]) -> pl.Expr:
    """LEAST or GREATEST, null if any operand is null. Constants go first and cost one comparison each."""
    beyond = python.gt if node.operator is Operator.LEAST else python.lt
    pairs = sorted(
        zip(node.operands, operands, strict=True),
        key=lambda pair: isinstance(pair[0], LiteralNode),
        reverse=True,
    )
    (first, result), *others = pairs
    is_constant = isinstance(first, LiteralNode)
    for operand, column in others:
        replaced = pl.when(beyond(column, result)).then(result).otherwise(column)  # null where the column is
        result = replaced if is_constant else pl.when(result.is_not_null()).then(replaced)
        is_constant = is_constant and isinstance(operand, LiteralNode)
    return result


def _rounded(value: pl.Expr, divisor: int, wide: bool, *, may_be_negative: bool) -> pl.Expr:
    """``value / divisor`` half away from zero; the divisor is a power of ten, so its half is whole."""
    half, by = _integer(divisor // 2, wide), _integer(divisor, wide)
    if not may_be_negative:
        return (value + half) // by
    minus = _integer(-1, wide)
    return pl.when(value >= 0).then((value + half) // by).otherwise((half - value) // by * minus)


def _ratio(numerator: pl.Expr, denominator: pl.Expr, wide: bool) -> pl.Expr:
    """Half away from zero, null by 0: the magnitudes are divided, then the sign put back."""
    two, minus = _integer(2, wide), _integer(-1, wide)
    top, bottom = numerator.abs(), denominator.abs()
    size = (top * two + bottom) // (bottom * two)
    return pl.when(denominator != 0).then(
        pl.when((numerator < 0) == (denominator < 0)).then(size).otherwise(size * minus)
    )
