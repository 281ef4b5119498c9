"""One subject at a time: a compiled tree of closures, with or without reasons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .nodes import FactNode, ListNode, LiteralNode, Node, Operator, ParameterNode
from .semantics import SELECTIVE, Combine, combiner, deciding
from .text import node_text
from .trace import Shape, TraceNode


@dataclass(frozen=True, slots=True)
class Scope:
    """What a rule is asked about: facts and parameters by name, as kept inside, and the day of evaluation."""

    facts: Mapping[str, Any]
    parameters: Mapping[str, Any]
    on: dt.date


Evaluate = Callable[[Scope], Any]
Trace = Callable[[Scope], TraceNode]


def compile_value(node: Node) -> Evaluate:
    """A function from a scope to the value of ``node`` (inside form, ``None`` unknown)."""
    leaf = _leaf(node)
    if leaf is not None:
        return leaf
    combine = combiner(node)
    operands = [compile_value(operand) for operand in node.operands]
    if len(operands) == 2:
        return _binary(combine, *operands)
    return lambda scope: combine([operand(scope) for operand in operands])


def _binary(combine: Combine, left: Evaluate, right: Evaluate) -> Evaluate:
    """The commonest shape, without building a list comprehension each time."""
    return lambda scope: combine((left(scope), right(scope)))


def _leaf(node: Node) -> Evaluate | None:
    """The function for a node without operands."""
    if isinstance(node, FactNode):
        fact = node.name
        return lambda scope: scope.facts[fact]
    if isinstance(node, ParameterNode):
        name = node.name
        return lambda scope: scope.parameters[name]
    if isinstance(node, LiteralNode):
        value = node.value
        return lambda _: value
    if isinstance(node, ListNode):
        values = node.values
        return lambda _: values
    if node.operator is Operator.ON_DATE:
        return lambda scope: scope.on
    return None


def compile_trace(node: Node) -> Trace:
    """The same with reasons. Alignments of scale are not shown: a reader sees the operand itself."""
    shape = Shape(node, node_text(node))
    if isinstance(node, FactNode):
        fact = node.name
        return lambda scope: TraceNode(shape, scope.facts[fact])
    leaf = _leaf(node)
    if leaf is not None:
        return lambda scope: TraceNode(shape, leaf(scope))
    shown = [_without_widening(operand) for operand in node.operands]
    operands = [compile_trace(operand) for operand, _ in shown]
    if len(operands) == 2 and node.operator not in SELECTIVE and shown[0][1] is shown[1][1] is None:
        return _trace_of_two(shape, operands[0], operands[1])
    return _trace_of_many(shape, operands, [adapt for _, adapt in shown])


def _trace_of_two(shape: Shape, left: Trace, right: Trace) -> Trace:
    """The commonest shape, comparisons and arithmetic: a known value rests on both operands."""
    combine, operator = combiner(shape.node), shape.node.operator

    def trace(scope: Scope) -> TraceNode:
        children = first, second = left(scope), right(scope)
        values = first.raw, second.raw
        result = combine(values)
        if result is None:
            for index in deciding(operator, values, None):
                children[index].decisive = True
        else:
            first.decisive = second.decisive = True
        return TraceNode(shape, result, children)

    return trace


def _trace_of_many(shape: Shape, operands: list[Trace], adapts: list[Combine | None]) -> Trace:
    """Any operator; ``adapts`` bring operands to the scale it calculates with."""
    combine, operator = combiner(shape.node), shape.node.operator
    adapted = [(index, adapt) for index, adapt in enumerate(adapts) if adapt is not None]

    def trace(scope: Scope) -> TraceNode:
        children = tuple([operand(scope) for operand in operands])
        values = [child.raw for child in children]
        for index, adapt in adapted:
            values[index] = adapt((values[index],))
        result = combine(values)
        for index in deciding(operator, values, result):
            children[index].decisive = True
        return TraceNode(shape, result, children)

    return trace


def _without_widening(node: Node) -> tuple[Node, Combine | None]:
    """The operand a reader sees, and how its value is brought to the scale its parent calculates with."""
    if node.operator is Operator.WIDEN:
        return node.operands[0], combiner(node)
    return node, None
