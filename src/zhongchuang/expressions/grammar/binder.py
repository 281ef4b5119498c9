"""What the handlers of all constructs share: names in scope, errors with their place, and common checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlglot import exp

from zhongchuang.expressions.errors import Position, RuleError, RuleSyntaxError, RuleTypeError
from zhongchuang.expressions.kinds import Kind, Type
from zhongchuang.expressions.nodes import LiteralNode, Node, Operator, ParameterNode
from zhongchuang.expressions.parameters import ParameterType
from zhongchuang.expressions.parser import MAXIMUM_DEPTH, offset_of, too_deep
from zhongchuang.expressions.unify import unify
from zhongchuang.expressions.vocabulary import Vocabulary

Handler = Callable[["Binder", Any], Node]
"""Types one construct; each handler takes the kind of tree its line in the table names."""

Function = Callable[["Binder", exp.Anonymous], Node]
"""Types one call."""

_REFUSALS: Mapping[type[exp.Expr], tuple[str, str]] = {
    exp.Null: (
        "规则里不能写NULL；未知由引擎自行推算，请直接写条件。",
        "NULL cannot be written in a rule; the engine works out what is unknown, write the condition itself.",
    ),
    exp.Is: (
        "规则里没有IS；是否型事实直接写名称，未知由引擎推算。",
        "There is no IS in rules; write a boolean fact by its name, the engine works out what is unknown.",
    ),
    exp.Div: (
        "规则里没有“/”；请用ratio(分子, 分母, 小数位数)。",
        "There is no “/” in rules; use ratio(numerator, denominator, scale).",
    ),
    exp.Cast: (
        "规则里没有类型转换；日期请写DATE '2026-01-01'。",
        "There are no casts in rules; write a date as DATE '2026-01-01'.",
    ),
}


class Binder:
    """Binds one rule: what is in scope, and the way down the tree."""

    def __init__(
        self,
        text: str,
        vocabulary: Vocabulary,
        parameters: Mapping[str, ParameterType],
        handlers: Mapping[type[exp.Expr], Handler],
        functions: Mapping[str, Function],
    ) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.parameters = parameters
        self.functions = functions
        self._handlers = handlers
        self._depth = 0

    def fail(self, kind: type[RuleError], tree: exp.Expr, zh: str, en: str) -> RuleError:
        """The error of ``kind`` at the place of ``tree``."""
        return kind(zh, en, text=self.text, position=Position.of(self.text, offset_of(tree)))

    def refusal(self, tree: exp.Expr) -> RuleError:
        """The error for a construct the language does not have."""
        zh, en = _REFUSALS.get(type(tree)) or (
            f"规则语言没有这种写法（{type(tree).__name__}）；可用的写法见规则语言说明。",
            f"The rule language has no such construct ({type(tree).__name__}); see its guide.",
        )
        return self.fail(RuleSyntaxError, tree, zh, en)

    def bind(self, tree: exp.Expr) -> Node:
        """The typed node for ``tree``."""
        tree = tree.unnest()
        handler = self._handlers.get(type(tree))
        if handler is None:
            raise self.refusal(tree)
        self._depth += 1
        if self._depth > MAXIMUM_DEPTH:
            raise too_deep(self.text, offset_of(tree))
        node = handler(self, tree)
        self._depth -= 1
        return node

    def scalar(self, tree: exp.Expr) -> Node:
        """Bind an operand that must be one value, not a list."""
        node = self.bind(tree)
        if isinstance(node, ParameterNode) and node.many:
            raise self.fail(
                RuleTypeError,
                tree,
                f"p.{node.name}是一组值，此处只能用一个值；成组的参数用在IN或code_within里。",
                f"p.{node.name} is a list and one value is needed here; lists go into IN or code_within.",
            )
        return node

    def condition(self, tree: exp.Expr) -> Node:
        """Bind ``tree`` and make sure it is a condition."""
        node = self.scalar(tree)
        if node.type.kind is not Kind.BOOLEAN:
            raise self.fail(
                RuleTypeError,
                tree,
                f"此处应是条件，得到{node.type.zh}；请写成比较，如 area >= 500。",
                f"A condition is needed here, not {node.type.en}; write a comparison, such as area >= 500.",
            )
        return node

    def exact(self, tree: exp.Expr) -> Node:
        """Bind an operand of arithmetic: an amount or a number."""
        node = self.scalar(tree)
        if not node.type.is_exact:
            raise self.fail(
                RuleTypeError,
                tree,
                f"{node.type.zh}不能参加运算；日期请用days_between等函数。",
                f"A {node.type.en} cannot be calculated with; for dates use days_between and its kin.",
            )
        return node

    def result(self, tree: exp.Expr, expected: Type) -> Node:
        """Bind the whole rule and fit it to the type its owner expects, exactly or not at all."""
        node = self.scalar(tree)
        pattern = LiteralNode(Operator.LITERAL, expected, value=1)
        fitted, joined = unify((node, pattern))
        if joined != expected:
            raise self.fail(
                RuleTypeError,
                tree,
                f"规则的结果应是{expected.zh}，得到{node.type.zh}；请改写，位数过多时用round_to(…, 位数)。",
                f"The rule should give {expected.en}, not {node.type.en}; rewrite it, "
                "with round_to(…, scale) where it has too many digits.",
            )
        return fitted[0]

    def joined(self, tree: exp.Expr, operands: Sequence[Node]) -> tuple[tuple[Node, ...], Type]:
        """Operands at their common type, and the type; a type error with the most helpful hint if there is
        none.
        """
        fitted, type_ = unify(operands)
        if type_ is not None:
            return fitted, type_
        names_zh = "与".join(dict.fromkeys(operand.type.zh for operand in operands))
        names_en = " and ".join(dict.fromkeys(operand.type.en for operand in operands))
        kinds = {operand.type.kind for operand in operands}
        hint_zh, hint_en = "请核对两边的类型", "check both sides"
        if Kind.MONEY in kinds and kinds & {Kind.INTEGER, Kind.DECIMAL}:
            hint_zh, hint_en = (
                "金额请写yuan(500000)或用金额参数",
                "write an amount as yuan(500000) or as a parameter",
            )
        elif kinds == {Kind.CODE}:
            values = "、".join(sorted(set.union(*(set(operand.type.codes) for operand in operands))))
            names_zh, names_en = f"代码（{values}）", f"codes ({values})"
            hint_zh, hint_en = (
                "它们不属于同一事实的取值，请核对拼写",
                "they are not values of one fact, check the spelling",
            )
        raise self.fail(
            RuleTypeError,
            tree,
            f"{names_zh}不能放在一起；{hint_zh}。",
            f"{names_en} do not go together; {hint_en}.",
        )
