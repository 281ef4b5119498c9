"""Compiling a rule and asking it of one subject: the front door of the package."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from .bounds import check_widths
from .errors import ParameterError, Position, RuleTypeError, VocabularyError
from .grammar import FUNCTIONS, HANDLERS, Binder
from .interpreter import Scope, Trace, compile_trace, compile_value
from .kinds import Kind, Raw, Type, Value, decode
from .nodes import FactNode, Node, ParameterNode
from .parameters import Parameters, ParameterType
from .parser import parse, too_deep
from .text import node_text
from .trace import TraceNode
from .vocabulary import Subject, Vocabulary

LANGUAGE_VERSION = "1"
"""Raised when a rule could give another result than before; stored with every verdict."""


class Rule:
    """A condition or a formula, read and type-checked once. Made by ``compile_rule``; immutable.

    ``source`` is the text as written, ``text`` the canonical one; ``facts`` and ``parameters`` are the
    names it reads, in reading order; ``root`` is the tree the engines read.
    """

    __slots__ = (
        "_trace",
        "_value",
        "facts",
        "parameter_types",
        "parameters",
        "root",
        "source",
        "text",
        "type",
        "vocabulary",
    )

    def __init__(
        self, source: str, root: Node, type_: Type, vocabulary: Vocabulary, types: Mapping[str, ParameterType]
    ) -> None:
        self.source = source
        self.text = node_text(root)
        self.root = root
        self.type = type_
        self.vocabulary = vocabulary
        self.facts = tuple(dict.fromkeys(node.name for node in root.walk() if isinstance(node, FactNode)))
        self.parameters = tuple(
            dict.fromkeys(node.name for node in root.walk() if isinstance(node, ParameterNode))
        )
        self.parameter_types = {name: types[name] for name in self.parameters}
        self._value = compile_value(root)
        self._trace: Trace | None = None

    def value(self, scope: Scope) -> Raw | None:
        """The value as kept inside; ``None`` while unknown."""
        found: Raw | None = self._value(scope)
        return found

    def trace(self, scope: Scope) -> TraceNode:
        """The reasons. The texts of all nodes are made at the first call, once for all subjects."""
        if self._trace is None:
            self._trace = compile_trace(self.root)
        root = self._trace(scope)
        root.decisive = True
        return root

    def check(self, parameters: Parameters) -> None:
        """Raise ``ParameterError`` unless every parameter of the rule has a value of the type it was
        compiled with.
        """
        for name, declared in self.parameter_types.items():
            if name not in parameters.raw:
                raise ParameterError(
                    f"参数“{name}”在该日期没有值，规则“{self.text}”无法计算；请补上该日期适用的参数值。",
                    f"The parameter “{name}” has no value on this date and the rule “{self.text}” needs it; "
                    "give the value that applies.",
                    parameter=name,
                )
            given = parameters.types[name]
            if given is not declared and (given.type != declared.type or given.many != declared.many):
                raise ParameterError(
                    f"参数“{name}”的类型是{given.type.zh}，规则按{declared.type.zh}编译；请用同一声明。",
                    f"The parameter “{name}” is {given.type.en} but its rule expects {declared.type.en}; "
                    "use one declaration.",
                    parameter=name,
                )

    def __repr__(self) -> str:
        return f"Rule({self.text!r}: {self.type})"


def compile_rule(
    text: str,
    vocabulary: Vocabulary,
    parameter_types: Mapping[str, ParameterType],
    expected_type: Type,
) -> Rule:
    """Read one rule and check it against the vocabulary, its parameters and the type its owner expects.

    Raises a ``RuleError`` with line and column: ``RuleSyntaxError``, ``RuleNameError``, ``RuleTypeError``, or
    ``RuleOverflowError`` where the declared bounds let a value pass 38 digits.
    """
    if expected_type.kind in (Kind.CODE, Kind.INDUSTRY):
        raise RuleTypeError(
            "规则的结果只能是是否、金额、数或日期；代码请用条件表达。",
            "A rule gives a boolean, an amount, a number or a date; express codes by conditions.",
            text=text,
            position=Position(1, 1),
        )
    try:
        tree = parse(text)
        root = Binder(text, vocabulary, parameter_types, HANDLERS, FUNCTIONS).result(tree, expected_type)
    except RecursionError as error:
        raise too_deep(text, 0) from error
    rule = Rule(text, root, expected_type, vocabulary, parameter_types)
    check_widths(rule.root, vocabulary, rule.parameter_types, text)
    return rule


class Outcome:
    """The result of one rule for one subject on one day. ``value`` is public, ``None`` while unknown."""

    __slots__ = ("_scope", "_trace", "on", "rule", "value")

    def __init__(self, rule: Rule, scope: Scope, *, with_reasons: bool) -> None:
        self.rule = rule
        self.on = scope.on
        self._scope = scope
        self._trace = rule.trace(scope) if with_reasons else None
        raw = rule.value(scope) if self._trace is None else self._trace.raw
        self.value: Value | None = decode(rule.type, raw)

    @property
    def trace(self) -> TraceNode:
        """The reasons, worked out when first asked for."""
        if self._trace is None:
            self._trace = self.rule.trace(self._scope)
        return self._trace

    @property
    def is_unknown(self) -> bool:
        """Whether something is missing for an answer."""
        return self.value is None

    def __repr__(self) -> str:
        return f"Outcome({self.rule.text!r} = {self.value!r})"


def evaluate(
    rule: Rule,
    facts: Mapping[str, Value | None] | Subject,
    parameters: Parameters,
    on: dt.date,
    *,
    with_reasons: bool = False,
) -> Outcome:
    """Ask one rule of one subject on the day ``on``.

    The reasons are worked out when ``trace`` is first read; ``with_reasons`` works them out at once, together with
    the value, for those who will read them anyway.

    For many rules make the subject once with ``vocabulary.subject(facts)``. Raises ``FactError`` for a
    value that is not of its type, ``ParameterError`` for a missing parameter.
    """
    subject = facts if isinstance(facts, Subject) else rule.vocabulary.subject(facts)
    if subject.vocabulary is not rule.vocabulary:
        raise VocabularyError(
            "事实与规则用的不是同一个词汇表；请用编译规则时的词汇表读取事实。",
            "The facts were read with another vocabulary than the rule; read them with the rule's own.",
        )
    rule.check(parameters)
    return Outcome(rule, Scope(subject.raw, parameters.raw, on), with_reasons=with_reasons)


def unknown_facts(outcome: Outcome) -> tuple[str, ...]:
    """The facts that can still change the outcome, in the order to ask about them; empty when it is known.

    Given what is known: a false condition in an AND makes all others irrelevant. Empty also where the
    outcome is undefined (a ratio by 0): no further fact would help.
    """
    return outcome.trace.unknown_facts if outcome.value is None else ()
