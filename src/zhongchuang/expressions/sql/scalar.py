"""A resolved rule as one SQL expression over columns in inside form: 分, scaled integers, text, dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from zhongchuang.expressions.bounds import INT64, Interval, interval
from zhongchuang.expressions.errors import DialectError
from zhongchuang.expressions.industry import ancestors
from zhongchuang.expressions.kinds import Raw, whole
from zhongchuang.expressions.nodes import (
    COMPARISONS,
    PERIODS,
    FactNode,
    ListNode,
    LiteralNode,
    Node,
    Operator,
    ScaledNode,
)
from zhongchuang.expressions.parameters import Parameters
from zhongchuang.expressions.resolve import resolve
from zhongchuang.expressions.rule import Rule
from zhongchuang.expressions.vocabulary import Vocabulary

from .dates import period
from .dialects import Dialect, dialect_named

MAXIMUM_SQL = 200_000
"""Characters of SQL for one rule. Strict rewriting repeats operands, so a deeply nested rule could
grow without end.
"""


def to_sql(rule: Rule, dialect: str, parameters: Parameters, on: dt.date) -> str:
    """The rule as an SQL scalar expression whose results equal the interpreter's.

    It reads one column per fact, named like the fact and in inside form: money as BIGINT 分,
    decimals as BIGINT scaled by their declared digits, codes as text, NULL for unknown. Money comes
    out in 分, a decimal of scale s as a whole number times 10^s. ``population_sql`` puts the reading
    of raw columns around it. Raises ``DialectError`` for a dialect there is not, or one that could
    not keep every digit.
    """
    rule.check(parameters)
    return scalar_sql(resolve(rule.root, parameters.raw, on), rule.vocabulary, dialect_named(dialect))


def scalar_sql(root: Node, vocabulary: Vocabulary, dialect: Dialect) -> str:
    """The same for a tree that is resolved already."""
    text = _Writer(vocabulary, dialect).write(root)
    if len(text) > MAXIMUM_SQL:
        raise _too_long()
    return text


def scalar_bounds(root: Node, vocabulary: Vocabulary) -> Interval:
    """The interval of a resolved exact tree, from the bounds of its facts."""

    def leaf(node: Node) -> tuple[Raw, Raw]:
        assert isinstance(node, FactNode)
        fact = vocabulary[node.name]
        assert fact.low is not None and fact.high is not None
        return fact.low, fact.high

    return interval(root, leaf)


def _too_long() -> DialectError:
    return DialectError(
        f"规则写成SQL超过{MAXIMUM_SQL}个字符；请减少嵌套，或拆成几条规则。",
        f"The rule takes more than {MAXIMUM_SQL} characters of SQL; nest less, or split it up.",
    )


class _Writer:
    """Writes nodes in one dialect."""

    def __init__(self, vocabulary: Vocabulary, dialect: Dialect) -> None:
        self.vocabulary = vocabulary
        self.dialect = dialect

    def write(self, node: Node) -> str:
        """The SQL of a node; always safe to stand as an operand."""
        text = self._write(node)
        if len(text) > MAXIMUM_SQL:
            raise _too_long()
        return text

    def _write(self, node: Node) -> str:
        if isinstance(node, FactNode):
            return self.dialect.identifier(node.name)
        if isinstance(node, LiteralNode):
            return self._literal(node)
        if node.type.is_exact:
            return self._exact(node)
        operator = node.operator
        if operator is Operator.CODE_WITHIN:
            return self._code_within(node)
        operands = [self.write(operand) for operand in node.operands]
        if operator in (Operator.AND, Operator.OR):
            return "(" + f" {operator.upper()} ".join(operands) + ")"
        if operator is Operator.NOT:
            return f"(NOT {operands[0]})"
        if operator in COMPARISONS:
            return f"({operands[0]} {operator} {operands[1]})"
        if operator is Operator.BETWEEN:
            return f"({operands[0]} >= {operands[1]} AND {operands[0]} <= {operands[2]})"
        if operator is Operator.IN:
            first, *choices = operands
            return f"({first} IN ({', '.join(choices)}))" if choices else f"({first} <> {first})"
        return self._choice(node, operands)

    def _literal(self, node: LiteralNode) -> str:
        value = node.value
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, dt.date):
            return f"DATE '{value.isoformat()}'"
        if isinstance(value, str):
            return self.dialect.text(value)
        return self._integer(value, wide=abs(value) > INT64)

    def _integer(self, value: int, *, wide: bool) -> str:
        """A typed constant: left to itself a small number would be 32 bits, and products of it
        would overflow.
        """
        return f"CAST({value} AS {self.dialect.wide if wide else 'BIGINT'})"

    def _code_within(self, node: Node) -> str:
        """Under a listed code; unknown above one."""
        fact, listed = node.operands
        assert isinstance(listed, ListNode)
        column = self.write(fact)
        by_length: dict[int, list[str]] = {}
        for code in listed.values:
            by_length.setdefault(len(code), []).append(code)
        under = [
            f"substr({column}, 1, {length}) IN ({self._texts(codes)})"
            for length, codes in sorted(by_length.items())
        ]
        if not under:
            return f"({column} <> {column})"
        above = sorted({code for item in listed.values for code in ancestors(item)})
        coarse = f" WHEN {column} IN ({self._texts(above)}) THEN NULL" if above else ""
        within = " OR ".join(under)
        return f"(CASE WHEN {column} IS NULL THEN NULL WHEN {within} THEN TRUE{coarse} ELSE FALSE END)"

    def _texts(self, values: Sequence[str]) -> str:
        return ", ".join(self.dialect.text(value) for value in values)

    def _choice(self, node: Node, operands: list[str]) -> str:
        """CASE, LEAST and GREATEST, made strict."""
        if node.operator in (Operator.LEAST, Operator.GREATEST):
            known = " AND ".join(
                f"{text} IS NOT NULL"
                for text, operand in zip(operands, node.operands, strict=True)
                if not isinstance(operand, LiteralNode)
            )
            return f"(CASE WHEN {known} THEN {node.operator.upper()}({', '.join(operands)}) END)"
        assert node.operator is Operator.CASE, node.operator
        branches = "".join(
            f" WHEN {condition} IS NULL THEN NULL WHEN {condition} THEN {result}"
            for condition, result in zip(operands[:-1:2], operands[1::2], strict=True)
        )
        return f"(CASE{branches} ELSE {operands[-1]} END)"

    # Amounts and numbers

    def bounds(self, node: Node) -> Interval:
        """The interval of an exact node, from the bounds of its facts."""
        return scalar_bounds(node, self.vocabulary)

    def _exact(self, node: Node) -> str:
        """Arithmetic, in 64 bits where the bounds prove that it fits, else in 38 digits."""
        if node.operator in PERIODS:
            start, end = (self.write(operand) for operand in node.operands)
            return period(node.operator, start, end, self.dialect)
        bounds = self.bounds(node)
        wide = bounds.peak > INT64
        last = len(node.operands) - 1
        is_case = node.operator is Operator.CASE
        operands = [
            self.write(operand) if is_case and index % 2 == 0 and index < last else self._at(operand, wide)
            for index, operand in enumerate(node.operands)
        ]
        text = self._arithmetic(node, operands, wide)
        return f"CAST({text} AS BIGINT)" if wide and bounds.magnitude <= INT64 else text

    def _at(self, node: Node, wide: bool) -> str:
        """An operand at the width its parent works with."""
        if isinstance(node, LiteralNode):
            return self._integer(whole(node.value), wide=wide)
        text = self.write(node)
        is_wide = self.bounds(node).magnitude > INT64
        return text if is_wide == wide else f"CAST({text} AS {self.dialect.wide if wide else 'BIGINT'})"

    def _arithmetic(self, node: Node, operands: list[str], wide: bool) -> str:
        match node.operator:
            case Operator.NEGATE:
                return f"(-{operands[0]})"
            case Operator.ADD | Operator.SUBTRACT:
                return f"({operands[0]} {node.operator} {operands[1]})"
        if not isinstance(node, ScaledNode):
            return self._choice(node, operands)
        if node.operator is Operator.RATIO:
            return self._ratio(node, operands, wide)
        value = f"({operands[0]} * {operands[1]})" if node.operator is Operator.MULTIPLY else operands[0]
        if node.divisor != 1:
            value = self._rounded(value, node, wide)
        return value if node.multiplier == 1 else f"({value} * {self._integer(node.multiplier, wide=wide)})"

    def _divide(self, top: str, bottom: str, wide: bool) -> str:
        template = self.dialect.wide_divide if wide else self.dialect.divide
        return template.format(top=top, bottom=bottom)

    def _rounded(self, value: str, node: ScaledNode, wide: bool) -> str:
        """Half away from zero by a power of ten, from division and remainder that cut towards zero."""
        bounds = self.bounds(node)
        self._check_quotient(bounds.magnitude // node.multiplier, wide)
        by, half = (self._integer(number, wide=wide) for number in (node.divisor, node.divisor // 2))
        if bounds.low >= 0:
            return self._divide(f"({value} + {half})", by, wide)
        remainder = (self.dialect.wide_remainder if wide else self.dialect.remainder).format(
            top=value, bottom=by
        )
        return f"({self._divide(value, by, wide)} + {self._divide(remainder, half, wide)})"

    def _ratio(self, node: ScaledNode, operands: list[str], wide: bool) -> str:
        """The magnitudes are divided half up, then the sign is put back; NULL by 0."""
        self._check_quotient(self.bounds(node).magnitude, wide)
        two = self._integer(2, wide=wide)
        top = f"({operands[0]} * {self._integer(node.multiplier, wide=wide)})"
        bottom = f"NULLIF({operands[1]}, {self._integer(0, wide=wide)})"
        size = self._divide(f"(abs({top}) * {two} + abs({bottom}))", f"(abs({bottom}) * {two})", wide)
        zero = self._integer(0, wide=wide)
        same_sign = f"(({operands[0]} < {zero}) = ({operands[1]} < {zero}))"
        return f"(CASE WHEN {same_sign} THEN {size} ELSE -{size} END)"

    def _check_quotient(self, magnitude: int, wide: bool) -> None:
        if wide and self.dialect.wide_quotient_is_long and magnitude > INT64:
            raise DialectError(
                f"{self.dialect.name}的整除只保留64位，这条规则的商可能超出；请收紧上下限或改用postgres。",
                f"Whole division in {self.dialect.name} keeps 64 bits and a quotient of this rule could pass "
                "them; narrow the bounds, or use duckdb or postgres.",
            )
