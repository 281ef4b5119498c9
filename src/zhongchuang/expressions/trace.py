"""The reasons of a result: the rule's tree with the values that were met."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Any

from .kinds import Type, Value, decode
from .nodes import FactNode, Node, Operator, ParameterNode
from .semantics import mattering


class Note(enum.StrEnum):
    """Why a node is unknown although its operands are known."""

    DIVISION_BY_ZERO = "division_by_zero"
    INDUSTRY_TOO_COARSE = "industry_too_coarse"


class Shape:
    """What a node of the reasons shares with every other subject's: the rule's node and its text, made once."""

    __slots__ = ("node", "text")

    def __init__(self, node: Node, text: str) -> None:
        self.node = node
        self.text = text


class TraceNode:
    """One part of a rule with its value for one subject. Read it, do not change it.

    ``children`` are the operands in source order (a CASE: condition, result, …, else), all of them worked
    out, also those that did not matter. ``decisive`` says whether this node, as operand, decided its
    parent's value; the root is decisive. ``value`` is public (money in 分), ``None`` while unknown; a list
    parameter shows as a tuple. ``raw`` is the value as kept inside.
    """

    __slots__ = ("_shape", "children", "decisive", "raw")

    def __init__(self, shape: Shape, raw: Any, children: tuple[TraceNode, ...] = ()) -> None:
        self._shape = shape
        self.raw = raw
        self.children = children
        self.decisive = False

    @property
    def text(self) -> str:
        """The node in the rule language."""
        return self._shape.text

    @property
    def operator(self) -> Operator:
        """What kind of node it is."""
        return self._shape.node.operator

    @property
    def type(self) -> Type:
        """The type of its value."""
        return self._shape.node.type

    @property
    def name(self) -> str | None:
        """The name of the fact or parameter; ``None`` for any other node."""
        node = self._shape.node
        return node.name if isinstance(node, FactNode | ParameterNode) else None

    @property
    def value(self) -> Value | tuple[Value, ...] | None:
        """The public value."""
        if isinstance(self.raw, tuple):
            return tuple(value for item in self.raw if (value := decode(self.type, item)) is not None)
        return decode(self.type, self.raw)

    @property
    def is_known(self) -> bool:
        """Whether it has a value."""
        return self.raw is not None

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts read here and below, in reading order, each once."""
        return tuple(
            dict.fromkeys(node.name for node in self._shape.node.walk() if isinstance(node, FactNode))
        )

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters read here and below, in reading order, each once."""
        return tuple(
            dict.fromkeys(node.name for node in self._shape.node.walk() if isinstance(node, ParameterNode))
        )

    @property
    def note(self) -> Note | None:
        """Why it is unknown although its operands are known; ``None`` otherwise."""
        if self.raw is not None or any(child.raw is None for child in self.children):
            return None
        if self.operator is Operator.RATIO:
            return Note.DIVISION_BY_ZERO
        return Note.INDUSTRY_TOO_COARSE if self.operator is Operator.CODE_WITHIN else None

    @property
    def unknown_facts(self) -> tuple[str, ...]:
        """The facts that can still change this value, in the order to ask about them; empty when it is
        known.

        A fact whose value is known but too coarse (industry C where C16 is asked) counts: a finer answer
        helps.
        """
        found: dict[str, None] = {}
        self._collect(found)
        return tuple(found)

    def _collect(self, found: dict[str, None]) -> None:
        if self.raw is not None:
            return
        node = self._shape.node
        if isinstance(node, FactNode):
            found[node.name] = None
        elif self.note is Note.INDUSTRY_TOO_COARSE:
            found.update(dict.fromkeys(self.children[0].facts))
        else:
            for index in mattering(self.operator, [child.raw for child in self.children]):
                self.children[index]._collect(found)

    def walk(self) -> Iterator[TraceNode]:
        """This node and all below it, each before its operands."""
        yield self
        for child in self.children:
            yield from child.walk()

    def decisive_leaves(self) -> Iterator[TraceNode]:
        """The conditions and values the result rests on: the lowest nodes reached by decisive steps alone.

        Stops at comparisons and function calls (“area >= 500” is one reason, not two).
        """
        inner = self.operator in (Operator.AND, Operator.OR, Operator.NOT, Operator.CASE)
        steps = [child for child in self.children if child.decisive] if inner else []
        if not steps:
            yield self
        for child in steps:
            yield from child.decisive_leaves()

    def __repr__(self) -> str:
        return f"TraceNode({self.text!r} = {self.value!r})"
