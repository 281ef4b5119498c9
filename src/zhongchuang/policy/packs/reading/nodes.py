"""YAML with its places: every value knows its file and line, and reading it checks its form.

Values are read from the scalar's own text, never from YAML's guess at a type: `0.70` stays the decimal
0.70, `on` stays the word “on”, and a place code keeps its leading zeros. Aliases and duplicate keys are
refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

import yaml

from zhongchuang.policy.packs.days import iso_day
from zhongchuang.policy.packs.errors import Problem, Problems, Severity, near_names
from zhongchuang.policy.packs.magnitude import is_of_use
from zhongchuang.policy.packs.schema import Text

_NULLS = ("", "~", "null")
_BASE: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is ten times faster


class _Loader(_BASE):  # type: ignore[misc, valid-type]  # which of the two it is, is known when it runs
    """Guesses no types: every plain scalar stays the text it is."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


E = TypeVar("E", bound=StrEnum)


DEEPEST = 200
"""Levels of brackets, or characters of indentation with dashes; a pack has about ten."""
_BRACKETS = re.compile(r"[\[{]|([\]}])")
_DEEP_INDENT = re.compile(rf"^(?: |[-?] ?){{{DEEPEST},}}[^ ]", re.MULTILINE)


def _is_too_deep(content: str) -> bool:
    """Whether libyaml, which composes by recursion in C, could run out of stack, which no `except` meets."""
    depth = 0
    for match in _BRACKETS.finditer(content):
        depth = max(depth - 1, 0) if match[1] else depth + 1
        if depth > DEEPEST:
            return True
    return _DEEP_INDENT.search(content) is not None


def parse(path: str, content: str, problems: Problems) -> Spot | None:
    """The document of one YAML file; None (and a problem) where it is not YAML, None where it is empty."""
    if _is_too_deep(content):
        problems.add(
            Problem(
                path,
                0,
                f"层次超过 {DEEPEST} 层，请核对括号和缩进。",
                f"Nested deeper than {DEEPEST} levels; check brackets and indentation.",
            )
        )
        return None
    try:
        node = yaml.compose(content, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        detail = getattr(error, "problem", None) or str(error)
        problems.add(
            Problem(
                path,
                mark.line + 1 if mark else 0,
                f"不是合法的 YAML（{detail}），请检查缩进、冒号和引号。",
                f"Not valid YAML ({detail}); check indentation, colons and quotes.",
            )
        )
        return None
    if node is None:
        return None
    root = Spot(node, path, problems)
    return None if "&" in content and _has_alias(node, root) else root


def _has_alias(node: yaml.Node, root: Spot) -> bool:
    """An alias makes one node appear twice; packs write things out, so that a line is what it says."""
    seen: set[int] = set()
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            Spot(node, root.path, root.problems).error(
                "不支持 YAML 的锚点和别名（& 与 *），请把内容写全。",
                "YAML anchors and aliases (& and *) are not accepted; write the content out.",
            )
            return True
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                waiting += (key, value)
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
    return False


class Spot:
    """A YAML value with its place."""

    __slots__ = ("node", "path", "problems")

    def __init__(self, node: yaml.Node, path: str, problems: Problems) -> None:
        self.node = node
        self.path = path
        self.problems = problems

    @property
    def line(self) -> int:
        """Line of the file, from 1."""
        return int(self.node.start_mark.line) + 1

    @property
    def where(self) -> str:
        """`liaoning/measures.yaml:12`, kept by what is read from here."""
        return f"{self.path}:{self.line}"

    @property
    def is_null(self) -> bool:
        """`null`, `~` or nothing."""
        return self.is_plain and self.node.value in _NULLS

    @property
    def is_plain(self) -> bool:
        """Whether a value stands here without quotes."""
        return isinstance(self.node, yaml.ScalarNode) and not self.node.style

    @property
    def is_list(self) -> bool:
        """Whether a list stands here."""
        return isinstance(self.node, yaml.SequenceNode)

    @property
    def is_table(self) -> bool:
        """Whether a mapping stands here."""
        return isinstance(self.node, yaml.MappingNode)

    def error(self, zh: str, en: str) -> None:
        """Note what is wrong here."""
        self.problems.add(Problem(self.path, self.line, zh, en))

    def warning(self, zh: str, en: str) -> None:
        """Note what should be looked at here."""
        self.problems.add(Problem(self.path, self.line, zh, en, Severity.WARNING))

    def items(self) -> list[Spot]:
        """The members of a list; a single value counts as none and is a problem."""
        if self.is_null:
            return []
        if not isinstance(self.node, yaml.SequenceNode):
            self.error(
                "这里应当是一个列表（每项以 - 开头）。",
                "A list (each item with a leading -) is expected here.",
            )
            return []
        return [Spot(child, self.path, self.problems) for child in self.node.value]

    def table(self, required: Iterable[str] = (), optional: Iterable[str] | None = ()) -> Table:
        """The mapping here; missing, unknown and repeated keys are problems. `optional=None` accepts any
        key.
        """
        return Table(self, tuple(required), None if optional is None else tuple(optional))

    def raw(self) -> str:
        """The scalar as written; a list or mapping is a problem."""
        if not isinstance(self.node, yaml.ScalarNode):
            self.error(
                "这里应当是一个值，不是列表或表。", "A single value is expected here, not a list or mapping."
            )
            return ""
        return str(self.node.value)

    def text(self) -> str:
        """Words; empty ones are a problem."""
        words = self.raw().strip()
        if self.is_null or not words:
            self.error("这里不能为空。", "This must not be empty.")
        return words

    def texts(self) -> tuple[str, ...]:
        """A list of words."""
        return tuple(item.text() for item in self.items())

    def plain(self) -> object:
        """What stands here as plain values: text (never numbers or dates), null, lists, tables.

        Comments, the order of keys and the style of quotes leave no trace, so two ways to write the same are equal.
        """
        if isinstance(self.node, yaml.SequenceNode):
            return [Spot(child, self.path, self.problems).plain() for child in self.node.value]
        if isinstance(self.node, yaml.MappingNode):
            return {
                str(key.value): Spot(value, self.path, self.problems).plain()
                for key, value in self.node.value
            }
        return None if self.is_null else str(self.node.value).strip()

    def both(self) -> Text:
        """`{zh, en}`, both needed."""
        table = self.table(("zh", "en"))
        return Text(table.text("zh"), table.text("en"))

    def date(self) -> date | None:
        """An ISO date or null."""
        if self.is_null:
            return None
        day = iso_day(self.raw())
        if day is None:
            self.error(
                f"“{self.raw()}”不是日期，请写成 2016-07-29。",
                f"“{self.raw()}” is not a date; write it as 2016-07-29.",
            )
        return day

    def boolean(self) -> bool:
        """`true` or `false`."""
        word = self.raw().lower()
        if not self.is_plain or word not in ("true", "false"):
            self.error(
                f"“{self.raw()}”应当写成 true 或 false。", f"“{self.raw()}” must be written true or false."
            )
        return word == "true"

    def decimal(self) -> Decimal:
        """An exact number."""
        try:
            value = Decimal(self.raw().replace("_", ""))
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            self.error(f"“{self.raw()}”不是数字。", f"“{self.raw()}” is not a number.")
            return Decimal(0)
        if not is_of_use(value):
            shown = self.raw()[:20]
            self.error(
                f"“{shown}”大得或细得没有意义，请核对。",
                f"“{shown}” is too large or too fine to mean anything.",
            )
            return Decimal(0)
        return value

    def integer(self) -> int:
        """A whole number."""
        value = self.decimal()
        if value != value.to_integral_value():
            self.error(f"“{self.raw()}”应当是整数。", f"“{self.raw()}” must be a whole number.")
        return int(value)

    def fen(self) -> int:
        """元 as written, 分 as kept; a part of a 分 is a problem."""
        value = self.decimal() * 100
        if value != value.to_integral_value():
            self.error(
                f"金额“{self.raw()}”元不能小于一分。", f"The amount “{self.raw()}” yuan has a part of a fen."
            )
        return int(value)

    def word(self, kind: type[E], default: E) -> E:
        """A member of an enum; `default` stands in after a problem."""
        word = self.raw()
        try:
            return kind(word)
        except ValueError:
            zh, en = near_names(word, [member.value for member in kind])
            choices = " ".join(member.value for member in kind)
            self.error(
                f"没有“{word}”这个取值，可用：{choices}。{zh}",
                f"“{word}” is not a choice; use one of {choices}. {en}",
            )
            return default


class Table:
    """A mapping with checked keys. Reading an absent optional key gives None or the given default."""

    __slots__ = ("_children", "spot")

    def __init__(self, spot: Spot, required: tuple[str, ...], optional: tuple[str, ...] | None) -> None:
        self.spot = spot
        self._children: dict[str, Spot] = {}
        if not isinstance(spot.node, yaml.MappingNode):
            spot.error(
                "这里应当是一个表（键: 值）。需要：" + "、".join(required),
                "A mapping (key: value) is expected here. Needed: " + ", ".join(required),
            )
            return
        known = None if optional is None else {*required, *optional}
        for key_node, value_node in spot.node.value:
            key = Spot(key_node, spot.path, spot.problems)
            name = key.raw()
            if name in self._children:
                key.error(f"“{name}”写了两次。", f"“{name}” is written twice.")
            if known is not None and name not in known:
                zh, en = near_names(name, known)
                key.error(f"不认识的键“{name}”。{zh}", f"Unknown key “{name}”. {en}")
            self._children[name] = Spot(value_node, spot.path, spot.problems)
        for name in required:
            if name not in self._children:
                spot.error(f"缺少“{name}”。", f"“{name}” is missing.")

    def __contains__(self, key: str) -> bool:
        return key in self._children

    def pairs(self) -> Iterator[tuple[str, Spot]]:
        """Keys and values in the order of the file."""
        return iter(self._children.items())

    def get(self, key: str) -> Spot | None:
        """The value, or None where the key is absent or null."""
        child = self._children.get(key)
        return None if child is None or child.is_null else child

    def text(self, key: str, default: str = "") -> str:
        """Words of a key."""
        child = self._children.get(key)
        return default if child is None else child.text()

    def optional_text(self, key: str) -> str | None:
        """Words, or None where absent or null."""
        child = self.get(key)
        return None if child is None else child.text()

    def both(self, key: str) -> Text:
        """`{zh, en}` of a key; a placeholder after the problem of its absence."""
        child = self._children.get(key)
        return Text("", "") if child is None else child.both()

    def optional_both(self, key: str) -> Text | None:
        """`{zh, en}`, or None where absent or null."""
        child = self.get(key)
        return None if child is None else child.both()

    def date(self, key: str) -> date | None:
        """A date, or None where absent or null."""
        child = self.get(key)
        return None if child is None else child.date()

    def boolean(self, key: str, default: bool = False) -> bool:
        """true or false."""
        child = self.get(key)
        return default if child is None else child.boolean()

    def integer(self, key: str, default: int = 0) -> int:
        """A whole number."""
        child = self.get(key)
        return default if child is None else child.integer()

    def word(self, key: str, kind: type[E], default: E) -> E:
        """A member of an enum."""
        child = self.get(key)
        return default if child is None else child.word(kind, default)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of words; empty where absent."""
        child = self.get(key)
        return () if child is None else child.texts()

    def items(self, key: str) -> list[Spot]:
        """A list; empty where absent."""
        child = self.get(key)
        return [] if child is None else child.items()
