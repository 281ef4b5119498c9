"""A node's text in the rule language: canonical, reparsable, and made once per rule."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from .kinds import Kind, Raw, Type, decode
from .nodes import COMPARISONS, FactNode, ListNode, LiteralNode, Node, Operator, ParameterNode, ScaledNode

_PRECEDENCE = {
    Operator.OR: 1,
    Operator.AND: 2,
    Operator.NOT: 3,
    **dict.fromkeys(COMPARISONS, 4),
    Operator.BETWEEN: 4,
    Operator.IN: 4,
    Operator.ADD: 5,
    Operator.SUBTRACT: 5,
    Operator.MULTIPLY: 6,
    Operator.NEGATE: 7,
}
_PRIMARY = 8


def literal_text(type_: Type, value: Raw) -> str:
    """A literal as a rule would write it."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if type_.kind is Kind.MONEY:
        yuan = Decimal(f"{value}E-2")
        return "0" if value == 0 else f"yuan({_plain(yuan)})"
    public = decode(type_, value)
    return _plain(public) if isinstance(public, Decimal) else str(public)


def _plain(amount: Decimal) -> str:
    """Ordinary digits without closing zeros."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def node_text(node: Node) -> str:
    """The text of ``node``; parsing it again gives an equal tree."""
    return _text(node)[0]


def _text(node: Node) -> tuple[str, int]:
    """The text, and how tightly it binds."""
    if isinstance(node, FactNode):
        return node.name, _PRIMARY
    if isinstance(node, ParameterNode):
        return f"p.{node.name}", _PRIMARY
    if isinstance(node, LiteralNode):
        text = literal_text(node.type, node.value)
        return text, _PRECEDENCE[Operator.NEGATE] if text.startswith("-") else _PRIMARY
    if isinstance(node, ListNode):
        return ", ".join(literal_text(node.type, value) for value in node.values), _PRIMARY
    if node.operator is Operator.WIDEN:
        return _text(node.operands[0])
    if node.operator in _PRECEDENCE:
        return _operator_text(node), _PRECEDENCE[node.operator]
    if node.operator is Operator.CASE:
        return _case_text(node), _PRIMARY
    return _call_text(node), _PRIMARY


def _operand(node: Node, tighter_than: int) -> str:
    text, binding = _text(node)
    return text if binding > tighter_than else f"({text})"


def _operator_text(node: Node) -> str:
    binding = _PRECEDENCE[node.operator]
    first, *others = node.operands
    if node.operator in (Operator.AND, Operator.OR):
        return f" {node.operator.upper()} ".join(_operand(operand, binding) for operand in node.operands)
    if node.operator is Operator.NOT:
        return f"NOT {_operand(first, binding)}"
    if node.operator is Operator.NEGATE:
        return f"-{_operand(first, binding)}"
    if node.operator is Operator.BETWEEN:
        low, high = (_operand(operand, binding) for operand in others)
        return f"{_operand(first, binding)} BETWEEN {low} AND {high}"
    if node.operator is Operator.IN:
        return f"{_operand(first, binding)} IN ({', '.join(_text(operand)[0] for operand in others)})"
    # The left operand of an arithmetic operator may bind equally: a - b - c is (a - b) - c.
    left = _operand(first, binding if node.operator in COMPARISONS else binding - 1)
    return f"{left} {node.operator} {_operand(others[0], binding)}"


def _case_text(node: Node) -> str:
    *pairs, otherwise = (_text(operand)[0] for operand in node.operands)
    branches = " ".join(
        f"WHEN {condition} THEN {result}" for condition, result in zip(pairs[::2], pairs[1::2], strict=True)
    )
    return f"CASE {branches} ELSE {otherwise} END"


def _call_text(node: Node) -> str:
    arguments = [_text(operand)[0] for operand in node.operands]
    if isinstance(node, ScaledNode):
        arguments.append(str(node.digits))
    name = (
        node.operator.upper() if node.operator in (Operator.LEAST, Operator.GREATEST) else str(node.operator)
    )
    return f"{name}({', '.join(arguments)})"
