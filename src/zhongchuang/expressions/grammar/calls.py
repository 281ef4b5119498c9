"""The functions of the language."""

from __future__ import annotations

from sqlglot import exp

from zhongchuang.expressions.errors import RuleError, RuleNameError, RuleSyntaxError, RuleTypeError
from zhongchuang.expressions.industry import is_industry_code
from zhongchuang.expressions.kinds import (
    BOOLEAN,
    DATE,
    INDUSTRY,
    INTEGER,
    MAXIMUM_SCALE,
    MONEY,
    Kind,
    decimal,
    whole,
)
from zhongchuang.expressions.nodes import (
    FactNode,
    ListNode,
    LiteralNode,
    Node,
    Operator,
    ParameterNode,
    ScaledNode,
)
from zhongchuang.expressions.parser import offset_of

from .binder import Binder


def bind_call(binder: Binder, tree: exp.Anonymous) -> Node:
    """Any call: looks the function up by name."""
    name = str(tree.this).lower()
    function = binder.functions.get(name)
    if function is None:
        known = sorted(binder.functions)
        raise binder.fail(
            RuleNameError,
            tree,
            f"没有函数“{name}”；可用：{'、'.join(known)}。",
            f"There is no function “{name}”; there are {', '.join(known)}.",
        )
    return function(binder, tree)


def _arity(binder: Binder, tree: exp.Anonymous, form: str, count: int) -> list[exp.Expr]:
    """The arguments, if there are ``count`` of them; ``form`` shows how the call is written."""
    arguments = list(tree.expressions)
    if len(arguments) != count:
        raise binder.fail(
            RuleSyntaxError,
            tree,
            f"参数个数不对，应写成{form}。",
            f"Wrong number of arguments; write {form}.",
        )
    return arguments


def _written_integer(binder: Binder, tree: exp.Expr, lowest: int, highest: int) -> int:
    """A whole number written out in the rule, such as the scale of ``ratio``."""
    node = binder.bind(tree)
    if isinstance(node, LiteralNode) and node.type == INTEGER and lowest <= whole(node.value) <= highest:
        return whole(node.value)
    raise binder.fail(
        RuleTypeError,
        tree,
        f"位数须写成{lowest}至{highest}的整数常数。",
        f"The scale is written as a whole number from {lowest} to {highest}.",
    )


def bind_yuan(binder: Binder, tree: exp.Anonymous) -> Node:
    """``yuan(500000)``: an amount in 元 with at most two digits after the point."""
    (argument,) = _arity(binder, tree, "yuan(500000)", 1)
    node = binder.bind(argument)
    if not isinstance(node, LiteralNode) or not node.type.is_number or node.type.scale > MONEY.scale:
        raise binder.fail(
            RuleTypeError,
            tree,
            "yuan()里只能写以元为单位的常数，至多两位小数；随年度变化的金额请用金额参数。",
            "yuan() takes a constant in 元 with at most two digits after the point; "
            "use a parameter for an amount that changes.",
        )
    fen = whole(node.value) * 10 ** (MONEY.scale - node.type.scale)
    return LiteralNode(Operator.LITERAL, MONEY, offset=offset_of(tree), value=fen)


def bind_extreme(binder: Binder, tree: exp.Anonymous) -> Node:
    """``LEAST(x, y, …)`` and ``GREATEST(x, y, …)``; unknown as soon as one operand is unknown."""
    name = str(tree.this).lower()
    if len(tree.expressions) < 2:
        raise binder.fail(
            RuleSyntaxError,
            tree,
            f"{name.upper()}至少要两个值。",
            f"{name.upper()} takes two values or more.",
        )
    operands = [binder.scalar(part) for part in tree.expressions]
    fitted, joined = binder.joined(tree, operands)
    if not joined.is_ordered:
        raise binder.fail(
            RuleTypeError,
            tree,
            f"{joined.zh}没有大小，不能取最大最小。",
            f"A {joined.en} has no order and no extreme.",
        )
    return Node(Operator(name), joined, fitted, offset_of(tree))


def bind_ratio(binder: Binder, tree: exp.Anonymous) -> Node:
    """``ratio(a, b, scale)``: a by b, both amounts or both numbers, rounded half away from zero to
    ``scale`` digits.

    Undefined, and therefore unknown, where b is 0.
    """
    first, second, digits = _arity(binder, tree, "ratio(分子, 分母, 小数位数)", 3)
    operands = [binder.exact(first), binder.exact(second)]
    fitted, _ = binder.joined(tree, operands)
    scale = _written_integer(binder, digits, 0, MAXIMUM_SCALE)
    return ScaledNode(
        Operator.RATIO, decimal(scale), fitted, offset_of(tree), multiplier=10**scale, divisor=1, digits=scale
    )


def bind_round_to(binder: Binder, tree: exp.Anonymous) -> Node:
    """``round_to(x, scale)``: half away from zero; scale 0 is whole units (元 for an amount), -4 is 万."""
    argument, digits = _arity(binder, tree, "round_to(数值, 小数位数)", 2)
    operand = binder.exact(argument)
    scale = _written_integer(binder, digits, -MAXIMUM_SCALE, operand.type.scale)
    divisor = 10 ** (operand.type.scale - scale)
    is_money = operand.type.kind is Kind.MONEY
    type_ = MONEY if is_money else decimal(max(scale, 0))
    multiplier = 10 ** (type_.scale - scale)
    return ScaledNode(
        Operator.ROUND_TO,
        type_,
        (operand,),
        offset_of(tree),
        multiplier=multiplier,
        divisor=divisor,
        digits=scale,
    )


def bind_period(binder: Binder, tree: exp.Anonymous) -> Node:
    """``years_between``, ``months_between``, ``days_between``: whole periods from the first date to the
    second.
    """
    name = str(tree.this).lower()
    operands = [binder.scalar(part) for part in _arity(binder, tree, f"{name}(起, 止)", 2)]
    if any(operand.type.kind is not Kind.DATE for operand in operands):
        raise binder.fail(
            RuleTypeError,
            tree,
            f"{name}的两个参数都应是日期；评价日请写on_date()。",
            f"Both arguments of {name} are dates; write on_date() for the day of evaluation.",
        )
    return Node(Operator(name), INTEGER, tuple(operands), offset_of(tree))


def bind_on_date(binder: Binder, tree: exp.Anonymous) -> Node:
    """``on_date()``: the day the rule is asked for."""
    _arity(binder, tree, "on_date()", 0)
    return Node(Operator.ON_DATE, DATE, offset=offset_of(tree))


def bind_code_within(binder: Binder, tree: exp.Anonymous) -> Node:
    """``code_within(industry, p.list)`` or with codes written out: in a listed industry, at any depth.

    Unknown where the subject's code is coarser than a listed one (C against C16).
    """
    listed = [part for item in tree.expressions[1:] for part in _tuple_items(item)]
    if not listed:
        raise _code_within_form(binder, tree)
    subject = binder.scalar(tree.expressions[0])
    if not isinstance(subject, FactNode) or subject.type.kind is not Kind.INDUSTRY:
        raise _code_within_form(binder, tree)
    choices = [binder.bind(part) for part in listed]
    only = choices[0]
    if len(choices) == 1 and isinstance(only, ParameterNode) and only.many and only.type == INDUSTRY:
        return Node(Operator.CODE_WITHIN, BOOLEAN, (subject, only), offset_of(tree))
    values = []
    for part, choice in zip(listed, choices, strict=True):
        if not isinstance(choice, LiteralNode) or not isinstance(choice.value, str):
            raise _code_within_form(binder, tree)
        if not is_industry_code(choice.value):
            raise binder.fail(
                RuleTypeError,
                part,
                f"“{choice.value}”不是国民经济行业分类代码；请核对门类字母与大类。",
                f"“{choice.value}” is no GB/T 4754 code; check the section letter and the division.",
            )
        values.append(choice.value)
    codes = ListNode(
        Operator.LITERAL, INDUSTRY, offset=choices[0].offset, values=tuple(dict.fromkeys(values))
    )
    return Node(Operator.CODE_WITHIN, BOOLEAN, (subject, codes), offset_of(tree))


def _tuple_items(tree: exp.Expr) -> list[exp.Expr]:
    return list(tree.expressions) if isinstance(tree, exp.Tuple) else [tree]


def _code_within_form(binder: Binder, tree: exp.Anonymous) -> RuleError:
    return binder.fail(
        RuleTypeError,
        tree,
        "code_within应写成code_within(行业事实, p.行业列表)或code_within(行业事实, 'C16', 'C39')。",
        "Write code_within(industry fact, p.list of industries) or code_within(industry fact, 'C16', 'C39').",
    )
