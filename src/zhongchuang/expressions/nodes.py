"""A compiled rule as a tree: what the parser makes and every engine reads.

Operands already fit when a node exists: scales are aligned by ``Widen`` nodes, chains of AND and OR are
flat, and each node knows its type, its text in the rule language, and where it stood in the source. Two
nodes are equal when they mean the same, wherever they stood.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field

from .kinds import Raw, Type


class Operator(enum.StrEnum):
    """What a node does; stable names, for those who put reasons into words."""

    FACT = "fact"
    PARAMETER = "parameter"
    LITERAL = "literal"
    ON_DATE = "on_date"
    NOT = "not"
    AND = "and"
    OR = "or"
    EQUAL = "="
    UNEQUAL = "<>"
    LESS = "<"
    LESS_OR_EQUAL = "<="
    GREATER = ">"
    GREATER_OR_EQUAL = ">="
    BETWEEN = "between"
    IN = "in"
    CODE_WITHIN = "code_within"
    CASE = "case"
    NEGATE = "negate"
    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    LEAST = "least"
    GREATEST = "greatest"
    RATIO = "ratio"
    ROUND_TO = "round_to"
    YEARS_BETWEEN = "years_between"
    MONTHS_BETWEEN = "months_between"
    DAYS_BETWEEN = "days_between"
    WIDEN = "widen"


COMPARISONS = frozenset(
    {
        Operator.EQUAL,
        Operator.UNEQUAL,
        Operator.LESS,
        Operator.LESS_OR_EQUAL,
        Operator.GREATER,
        Operator.GREATER_OR_EQUAL,
    }
)
PERIODS = frozenset({Operator.YEARS_BETWEEN, Operator.MONTHS_BETWEEN, Operator.DAYS_BETWEEN})


@dataclass(frozen=True, slots=True)
class Node:
    """One part of a rule.

    ``operands`` in source order; a CASE has condition, result, condition, result, …, else. ``offset`` is
    where the node began in the source (characters from 0).
    """

    operator: Operator
    type: Type
    operands: tuple[Node, ...] = ()
    offset: int = field(default=0, compare=False)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, each before its operands."""
        yield self
        for operand in self.operands:
            yield from operand.walk()


@dataclass(frozen=True, slots=True)
class FactNode(Node):
    """A fact of the subject."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class ParameterNode(Node):
    """A parameter, ``p.name``; ``many`` where it is a list of values of the type."""

    name: str = ""
    many: bool = False


@dataclass(frozen=True, slots=True)
class LiteralNode(Node):
    """A value written in the rule, as kept inside."""

    value: Raw = False


@dataclass(frozen=True, slots=True)
class ListNode(Node):
    """Industry codes written out in a ``code_within``."""

    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScaledNode(Node):
    """An operation that ends in a multiplication and a division by powers of ten.

    MULTIPLY: the product is divided by ``divisor`` (money × rate back to 分). ROUND_TO: divided by
    ``divisor``, then multiplied by ``multiplier``. RATIO: the first operand is multiplied by ``multiplier``
    before it is divided by the second operand times ``divisor``. WIDEN: multiplied by ``multiplier``. Every
    division rounds half away from zero. ``digits`` is the scale the rule's text asked for (RATIO,
    ROUND_TO).
    """

    multiplier: int = 1
    divisor: int = 1
    digits: int = 0
