"""Names and constants: facts, parameters, numbers, text, TRUE and FALSE, dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from difflib import get_close_matches

from sqlglot import exp

from zhongchuang.expressions.errors import RuleNameError, RuleSyntaxError
from zhongchuang.expressions.kinds import BOOLEAN, DATE, MAXIMUM_SCALE, Type, code, decimal
from zhongchuang.expressions.nodes import FactNode, LiteralNode, Node, Operator, ParameterNode
from zhongchuang.expressions.parser import offset_of
from zhongchuang.expressions.vocabulary import EARLIEST, LATEST

from .binder import Binder


def bind_name(binder: Binder, tree: exp.Column) -> Node:
    """A fact by its name, or a parameter as ``p.name``."""
    qualifiers = tree.parts[:-1]
    if any(part.args.get("quoted") for part in tree.parts) or len(qualifiers) > 1:
        raise binder.refusal(tree)
    offset = offset_of(tree)
    if qualifiers:
        return _bind_parameter(binder, tree, qualifiers[0].name, offset)
    fact = binder.vocabulary.get(tree.name)
    if fact is None:
        zh, en = _near(tree.name, [*binder.vocabulary, *(f"p.{name}" for name in binder.parameters)])
        raise binder.fail(
            RuleNameError,
            tree,
            f"词汇表里没有事实“{tree.name}”；请核对拼写，参数请写p.{tree.name}，文字请加单引号。{zh}",
            f"The vocabulary has no fact “{tree.name}”; check it, write a parameter as p.{tree.name}, "
            f"put text in single quotes.{en}",
        )
    return FactNode(Operator.FACT, fact.type, offset=offset, name=fact.name)


def _near(name: str, known: Sequence[str]) -> tuple[str, str]:
    """What is called alike, as a sentence in both languages; nothing where nothing is near."""
    near = get_close_matches(name, known, n=3, cutoff=0.6)
    return (f"相近的有{'、'.join(near)}。", f" Near it: {', '.join(near)}.") if near else ("", "")


def _bind_parameter(binder: Binder, tree: exp.Column, qualifier: str, offset: int) -> Node:
    declared = binder.parameters.get(tree.name)
    if qualifier != "p" or declared is None:
        name = f"{qualifier}.{tree.name}"
        zh, en = _near(name, [f"p.{known}" for known in binder.parameters])
        raise binder.fail(
            RuleNameError,
            tree,
            f"没有参数“{name}”；请核对拼写，或先声明该参数（写作p.名称）。{zh}",
            f"There is no parameter “{name}”; check its spelling, or declare it (written p.name).{en}",
        )
    return ParameterNode(Operator.PARAMETER, declared.type, offset=offset, name=tree.name, many=declared.many)


def bind_literal(binder: Binder, tree: exp.Literal) -> Node:
    """A number or a text; a text is a code, of whose fact its neighbour decides."""
    offset = offset_of(tree)
    if tree.is_string:
        if not tree.this:
            raise binder.fail(
                RuleSyntaxError,
                tree,
                "空文字不是任何代码；请写出取值，未知由引擎推算。",
                "Empty text is no code; write the value, the engine works out what is unknown.",
            )
        return LiteralNode(Operator.LITERAL, code(tree.this), offset=offset, value=tree.this)
    type_, value = read_number(binder, tree)
    return LiteralNode(Operator.LITERAL, type_, offset=offset, value=value)


def read_number(binder: Binder, tree: exp.Literal) -> tuple[Type, int]:
    """A number as written: its digits after the point, without closing zeros, are its scale."""
    whole, _, fraction = str(tree.this).partition(".")
    fraction = fraction.rstrip("0")
    if not (whole + fraction).isascii() or not (whole + fraction).isdigit() or len(fraction) > MAXIMUM_SCALE:
        raise binder.fail(
            RuleSyntaxError,
            tree,
            f"“{tree.this}”不是可用的数；请写普通十进制数，小数至多{MAXIMUM_SCALE}位。",
            f"“{tree.this}” is no usable number; write plain digits, up to {MAXIMUM_SCALE} after the point.",
        )
    return decimal(len(fraction)), int(whole + fraction)


def bind_boolean(_binder: Binder, tree: exp.Boolean) -> Node:
    """TRUE or FALSE."""
    return LiteralNode(Operator.LITERAL, BOOLEAN, offset=offset_of(tree), value=bool(tree.this))


def bind_date(binder: Binder, tree: exp.Cast) -> Node:
    """``DATE '2026-01-01'``, which the parser reads as a cast; every other cast is refused."""
    literal = tree.this
    if not (
        tree.to.this is exp.DataType.Type.DATE and isinstance(literal, exp.Literal) and literal.is_string
    ):
        raise binder.refusal(tree)
    try:
        day = dt.date.fromisoformat(literal.this) if len(literal.this) == 10 else None
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise binder.fail(
            RuleSyntaxError,
            tree,
            f"“{literal.this}”不是可用的日期；请写DATE '2026-01-01'，年份在1900至2199之间。",
            f"“{literal.this}” is no usable date; write DATE '2026-01-01', in the years 1900 to 2199.",
        )
    return LiteralNode(Operator.LITERAL, DATE, offset=offset_of(tree), value=day)
