"""Conditions: AND, OR, NOT, comparisons, BETWEEN and IN."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from zhongchuang.expressions.errors import RuleTypeError
from zhongchuang.expressions.kinds import BOOLEAN, Kind
from zhongchuang.expressions.nodes import LiteralNode, Node, Operator, ParameterNode
from zhongchuang.expressions.parser import offset_of

from .binder import Binder

COMPARISON_OPERATORS: Mapping[type[exp.Expr], Operator] = {
    exp.EQ: Operator.EQUAL,
    exp.NEQ: Operator.UNEQUAL,
    exp.LT: Operator.LESS,
    exp.LTE: Operator.LESS_OR_EQUAL,
    exp.GT: Operator.GREATER,
    exp.GTE: Operator.GREATER_OR_EQUAL,
}


def bind_connective(binder: Binder, tree: exp.And | exp.Or) -> Node:
    """A chain of AND or of OR, flat."""
    operator = Operator.AND if isinstance(tree, exp.And) else Operator.OR
    # Chains are unrolled with a stack: a pack may list many conditions, and the parser nests each one deeper.
    pending: list[exp.Expr] = [tree]
    found: list[exp.Expr] = []
    while pending:
        part = pending.pop().unnest()
        if isinstance(part, exp.And | exp.Or) and type(part) is type(tree):
            pending += (part.right, part.left)
        else:
            found.append(part)
    operands = tuple(binder.condition(part) for part in found)
    return Node(operator, BOOLEAN, operands, offset_of(tree))


def bind_not(binder: Binder, tree: exp.Not) -> Node:
    """NOT; unknown stays unknown."""
    return Node(Operator.NOT, BOOLEAN, (binder.condition(tree.this),), offset_of(tree))


def _joined(binder: Binder, tree: exp.Expr, operands: list[Node], *, ordered: bool) -> tuple[Node, ...]:
    """Operands of a comparison at their common type, checked for having an order where one is needed."""
    if any(operand.type.kind is Kind.INDUSTRY for operand in operands):
        raise binder.fail(
            RuleTypeError,
            tree,
            "行业代码有层级，不能直接比较；请用code_within(行业, 'C16', …)。",
            "Industry codes have levels and cannot be compared; use code_within(industry, 'C16', …).",
        )
    fitted, joined = binder.joined(tree, operands)
    if ordered and not joined.is_ordered:
        raise binder.fail(
            RuleTypeError,
            tree,
            f"{joined.zh}没有大小；请用=、<>或IN。",
            f"A {joined.en} has no order; use =, <> or IN.",
        )
    return fitted


def bind_comparison(binder: Binder, tree: exp.Binary) -> Node:
    """= <> < <= > >=."""
    operator = COMPARISON_OPERATORS[type(tree)]
    operands = [binder.scalar(tree.left), binder.scalar(tree.right)]
    ordered = operator not in (Operator.EQUAL, Operator.UNEQUAL)
    return Node(operator, BOOLEAN, _joined(binder, tree, operands, ordered=ordered), offset_of(tree))


def bind_between(binder: Binder, tree: exp.Between) -> Node:
    """x BETWEEN low AND high, both ends included."""
    operands = [binder.scalar(part) for part in (tree.this, tree.args["low"], tree.args["high"])]
    return Node(Operator.BETWEEN, BOOLEAN, _joined(binder, tree, operands, ordered=True), offset_of(tree))


def bind_in(binder: Binder, tree: exp.In) -> Node:
    """x IN (constants and parameters) or x IN p.list."""
    field = tree.args.get("field")
    listed = [field] if field is not None else tree.expressions
    if not listed or tree.args.get("query") or tree.args.get("unnest"):
        raise binder.refusal(tree)
    choices = [binder.bind(part) for part in listed]
    for part, choice in zip(listed, choices, strict=True):
        if not isinstance(choice, LiteralNode | ParameterNode):
            raise binder.fail(
                RuleTypeError,
                part,
                "IN里只能列常数和参数；与事实比较请用=和OR。",
                "IN lists constants and parameters only; compare with facts by = and OR.",
            )
    operands = [binder.scalar(tree.this), *choices]
    if operands[0].type.kind is Kind.BOOLEAN:
        raise binder.fail(
            RuleTypeError,
            tree,
            "是否型事实不用IN，直接写名称。",
            "A boolean fact needs no IN; write its name.",
        )
    return Node(Operator.IN, BOOLEAN, _joined(binder, tree, operands, ordered=False), offset_of(tree))
