"""Bringing operands to a common type without losing a digit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .kinds import MAXIMUM_SCALE, MONEY, Kind, Type, decimal, whole
from .nodes import LiteralNode, Node, Operator, ScaledNode


def common_type(types: Sequence[Type]) -> Type | None:
    """The type all of ``types`` fit into exactly, or ``None``.

    Numbers widen to the largest scale; codes join where one side's values contain the other's; everything
    else must be the same type already.
    """
    first = types[0]
    if all(type_.is_number for type_ in types):
        return decimal(max(type_.scale for type_ in types))
    if all(type_.kind is Kind.CODE for type_ in types):
        widest = max(types, key=lambda type_: len(type_.codes))
        return widest if all(type_.codes <= widest.codes for type_ in types) else None
    return first if all(type_.kind is first.kind for type_ in types) else None


def zero_as_money(operands: Sequence[Node]) -> tuple[Node, ...]:
    """A bare 0 beside an amount is an amount: zero is the one number that needs no unit."""
    if not any(operand.type.kind is Kind.MONEY for operand in operands):
        return tuple(operands)
    return tuple(
        replace(operand, type=MONEY)
        if isinstance(operand, LiteralNode) and operand.type.is_number and operand.value == 0
        else operand
        for operand in operands
    )


def widen(node: Node, type_: Type) -> Node:
    """``node`` at the larger scale of ``type_``; literals are rewritten, anything else is multiplied
    exactly.
    """
    factor = 10 ** (type_.scale - node.type.scale)
    if not node.type.is_number or factor == 1:
        return node
    if isinstance(node, LiteralNode):
        return LiteralNode(node.operator, type_, offset=node.offset, value=whole(node.value) * factor)
    return ScaledNode(Operator.WIDEN, type_, (node,), node.offset, multiplier=factor)


def unify(operands: Sequence[Node]) -> tuple[tuple[Node, ...], Type | None]:
    """The operands brought to their common type, and that type; ``None`` (operands as they are) if there is
    none.
    """
    operands = zero_as_money(operands)
    joined = common_type([operand.type for operand in operands])
    if joined is None or joined.scale > MAXIMUM_SCALE:
        return operands, None
    return tuple(widen(operand, joined) for operand in operands), joined
