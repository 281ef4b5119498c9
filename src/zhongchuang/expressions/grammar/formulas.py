"""Formulas: CASE and the arithmetic of amounts and numbers."""

from __future__ import annotations

from dataclasses import replace

from sqlglot import exp

from zhongchuang.expressions.errors import RuleSyntaxError, RuleTypeError
from zhongchuang.expressions.kinds import MAXIMUM_SCALE, MONEY, Kind, decimal, whole
from zhongchuang.expressions.nodes import LiteralNode, Node, Operator, ScaledNode
from zhongchuang.expressions.parser import offset_of

from .binder import Binder


def bind_case(binder: Binder, tree: exp.Case) -> Node:
    """CASE WHEN condition THEN result … ELSE result END; the results have one type."""
    default = tree.args.get("default")
    if tree.this is not None or default is None:
        raise binder.fail(
            RuleSyntaxError,
            tree,
            "CASE须写成CASE WHEN 条件 THEN 结果 … ELSE 结果 END，且必须有ELSE。",
            "A CASE is written CASE WHEN condition THEN result … ELSE result END, and needs its ELSE.",
        )
    branches: list[exp.If] = tree.args["ifs"]
    conditions = [binder.condition(branch.this) for branch in branches]
    results = [binder.scalar(part) for part in (*(branch.args["true"] for branch in branches), default)]
    fitted, joined = binder.joined(tree, results)
    if joined.kind in (Kind.CODE, Kind.INDUSTRY):
        raise binder.fail(
            RuleTypeError,
            tree,
            "CASE的结果不能是代码；请把条件直接写出来，如 (甲 AND kind = 'a') OR (NOT 甲 AND kind = 'b')。",
            "A CASE cannot result in codes; write conditions: (x AND kind = 'a') OR (NOT x AND kind = 'b').",
        )
    pairs = [node for pair in zip(conditions, fitted, strict=False) for node in pair]
    return Node(Operator.CASE, joined, (*pairs, fitted[-1]), offset_of(tree))


def bind_negate(binder: Binder, tree: exp.Neg) -> Node:
    """-x; before a constant it is part of the constant."""
    node = binder.exact(tree.this)
    if isinstance(node, LiteralNode):
        return replace(node, value=-whole(node.value))
    return Node(Operator.NEGATE, node.type, (node,), offset_of(tree))


def bind_sum(binder: Binder, tree: exp.Add | exp.Sub) -> Node:
    """x + y and x - y, both amounts or both numbers."""
    operator = Operator.ADD if isinstance(tree, exp.Add) else Operator.SUBTRACT
    operands = [binder.exact(tree.left), binder.exact(tree.right)]
    fitted, joined = binder.joined(tree, operands)
    return Node(operator, joined, fitted, offset_of(tree))


def bind_product(binder: Binder, tree: exp.Mul) -> Node:
    """x * y: numbers exactly; an amount times a number is rounded to 分 at once, half away from zero.

    Rounding each product keeps every amount of a working one that could be paid, and shown.
    """
    left, right = binder.exact(tree.left), binder.exact(tree.right)
    amounts = [node for node in (left, right) if node.type.kind is Kind.MONEY]
    scale = left.type.scale + right.type.scale
    if len(amounts) == 2 or (not amounts and scale > MAXIMUM_SCALE):
        raise binder.fail(
            RuleTypeError,
            tree,
            f"金额不能乘金额，小数相乘不能超过{MAXIMUM_SCALE}位；比例请用ratio，位数请用round_to减少。",
            f"Amounts cannot be multiplied together, nor decimals beyond {MAXIMUM_SCALE} digits; "
            "use ratio for a proportion, round_to for fewer digits.",
        )
    type_ = MONEY if amounts else decimal(scale)
    divisor = 10 ** (scale - MONEY.scale) if amounts else 1
    return ScaledNode(Operator.MULTIPLY, type_, (left, right), offset_of(tree), divisor=divisor)
