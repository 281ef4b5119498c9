"""Pack files written and changed: an entry takes the place of the one that stood there, and all around it stays as it was.

Where something stands is told by YAML itself. Comments and the layout of other entries are kept; an entry that changes is
written anew, in the house's form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

import yaml

from zhongchuang.policy.packs.errors import Problems
from zhongchuang.policy.packs.reading import nodes

WIDEST = 120
_CODES = ("place", "code", "parent")
"""Keys whose values look like numbers and are none."""
_NULL_WORDS = ("", "~", "null")
_LEADING_ZERO = re.compile(r"0\d+")
_KEY, _VALUE, _KEY_IN_BRACKETS, _IN_BRACKETS = "%s: x", "k: %s", "{%s: x}", "{k: %s}"
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ufeff]")


class NotWritable(Exception):
    """A file of a form that the desk does not write in."""


def written(entry: Mapping[str, Any]) -> str:
    """A mapping as a file of its own."""
    return "".join(_block(entry, 0))


def written_list(entries: Iterable[Mapping[str, Any]]) -> str:
    """A list of entries as a file of its own, an empty line between."""
    return "\n".join(_item(entry, 0) for entry in entries)


def with_item_added(content: str, key: str | None, entry: Mapping[str, Any]) -> str:
    """The file with an entry more at the end of its list (bare, or under `key`)."""
    if not content.strip():
        return written_list([entry])
    sequence = _sequence(content, key)
    if sequence is None:  # a file of comments
        return content.rstrip("\n") + "\n" + written_list([entry])
    starts, ends = _spans(content, sequence)
    column = _column(content, starts[-1])
    apart = column == 0 if len(starts) == 1 else "\n" in content[ends[-2] : starts[-1]]
    before = content[: ends[-1]]
    before += "" if before.endswith("\n") else "\n"
    last = sequence.value[-1]
    if isinstance(last, yaml.MappingNode) and last.flow_style and (flow := _flow(entry)) is not None:
        return f"{before}{' ' * column}- {flow}\n{content[ends[-1] :]}"
    return before + ("\n" if apart else "") + _item(entry, column) + content[ends[-1] :]


def with_item_replaced(content: str, key: str | None, index: int, entry: Mapping[str, Any]) -> str:
    """The file with another entry in place of the one at `index`."""
    sequence = _sequence(content, key)
    if sequence is None:
        raise NotWritable(key)
    starts, ends = _spans(content, sequence)
    column = _column(content, starts[index])
    tail = content[ends[index] :]
    return content[: starts[index] - column] + _item(entry, column) + tail


def with_item_removed(content: str, key: str | None, index: int) -> str | None:
    """The file without the entry at `index`; None where nothing but it stood there."""
    sequence = _sequence(content, key)
    if sequence is None:
        raise NotWritable(key)
    if len(sequence.value) == 1:
        return None
    starts, ends = _spans(content, sequence)
    return content[: starts[index] - _column(content, starts[index])] + content[ends[index] :].removeprefix(
        "\n"
    )


def with_keys(content: str, changes: Mapping[str, Any]) -> str:
    """The file of one mapping with values in place of others; new keys go to its end."""
    for key, value in changes.items():
        content = _with_key(content, key, value)
    return content


def _with_key(content: str, key: str, value: Any) -> str:
    root = _composed(content)
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise NotWritable(key)
    new = "".join(_pair(key, value, 0))
    for key_node, value_node in root.value:
        if key_node.value == key:
            start = _index(content, key_node.start_mark)
            return content[:start] + new + content[_line_end(content, value_node, key_node) :]
    _, last = root.value[-1]
    end = _line_end(content, last, root.value[-1][0])
    before = content[:end]
    return before + ("" if before.endswith("\n") else "\n") + new + content[end:]


def _composed(content: str) -> yaml.Node | None:
    root = nodes.parse("file", content, Problems())
    return None if root is None else root.node


def _sequence(content: str, key: str | None) -> yaml.SequenceNode | None:
    """The list of a file; None where there is none yet. Raises NotWritable for a list in brackets."""
    root = _composed(content)
    if root is None:
        return None
    if isinstance(root, yaml.MappingNode):
        found = next((value for name, value in root.value if name.value == key), None)
    else:
        found = root
    if not isinstance(found, yaml.SequenceNode) or found.flow_style or not found.value:
        raise NotWritable(key)
    return found


def _spans(content: str, sequence: yaml.SequenceNode) -> tuple[list[int], list[int]]:
    """Of every item where its dash stands and where the line ends that it ends on."""
    starts, ends = [], []
    for item in sequence.value:
        starts.append(content.rindex("-", 0, _index(content, item.start_mark)))
        ends.append(_line_end(content, item, item))
    return starts, ends


def _column(content: str, start: int) -> int:
    return start - (content.rfind("\n", 0, start) + 1)


def _line_end(content: str, node: yaml.Node, anchor: yaml.Node) -> int:
    """Behind the line on which the last word of a value stands; an empty value ends with its key."""
    last = _last(node)
    end = max(_index(content, last.end_mark), _index(content, anchor.start_mark))
    if isinstance(last, yaml.ScalarNode) and last.style in ("|", ">"):
        end = len(content[:end].rstrip())
    if isinstance(last, yaml.ScalarNode) and not last.value and not last.style:
        end = _index(content, anchor.end_mark)
    at = content.find("\n", end)
    return len(content) if at < 0 else at + 1


def _last(node: yaml.Node) -> yaml.Node:
    """The last leaf of a block, whose end is where the block's words end: YAML's own end lies behind the comments."""
    if isinstance(node, yaml.MappingNode) and not node.flow_style and node.value:
        key, value = node.value[-1]
        return _last(value) if not _is_absent(value) else key
    if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
        return _last(node.value[-1])
    return node


def _is_absent(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.value and not node.style


def _index(content: str, mark: yaml.Mark) -> int:
    """Where a mark is in the text, by line and column."""
    at = 0
    for _ in range(mark.line):
        at = content.index("\n", at) + 1
    return at + mark.column


def _item(entry: Mapping[str, Any], column: int) -> str:
    lines = _block(entry, column + 2)
    return " " * column + "- " + "".join(lines)[column + 2 :]


def _block(entry: Mapping[str, Any], indent: int) -> list[str]:
    return [line for key, value in entry.items() for line in _pair(key, value, indent)]


def _pair(key: str, value: Any, indent: int) -> list[str]:
    """`key: value`, on one line where it fits, else as a block."""
    head = " " * indent + _scalar(key, _KEY) + ":"
    if key in _CODES and isinstance(value, str):
        return [f"{head} {_quoted(value)}\n"]
    if value is None or isinstance(value, str):
        return [f"{head} {_scalar(value, _VALUE)}\n"]
    flow = _flow(value)
    if flow is not None and len(head) + len(flow) < WIDEST:
        return [f"{head} {flow}\n"]
    if isinstance(value, Mapping):
        return [f"{head}\n", *_block(value, indent + 2)]
    lines = [f"{head}\n"]
    for item in value:
        inner = _flow(item)
        if inner is not None and indent + len(inner) < WIDEST:
            lines.append(" " * (indent + 2) + f"- {inner}\n")
        elif isinstance(item, Mapping):
            lines.append(_item(item, indent + 2))
        else:
            raise NotWritable(key)
    return lines


def _flow(value: Any) -> str | None:
    """The value on one line, in brackets; None where it holds what is better set apart."""
    if value is None or isinstance(value, str):
        return _scalar(value, _IN_BRACKETS)
    if isinstance(value, Mapping):
        if value and all(isinstance(item, list) for item in value.values()):
            return None  # the classes of clauses: a line each
        parts = []
        for key, item in value.items():
            inner = _quoted(item) if key in _CODES and isinstance(item, str) else _flow(item)
            if inner is None or isinstance(item, Mapping):
                return None
            parts.append(f"{_scalar(key, _KEY_IN_BRACKETS)}: {inner}")
        return "{" + ", ".join(parts) + "}"
    items = [_flow(item) for item in value]
    if any(isinstance(item, list | Mapping) for item in value) or None in items:
        return None if value else "[]"
    return "[" + ", ".join(item for item in items if item is not None) + "]"


@lru_cache(maxsize=4096)
def _scalar(value: str | None, within: str) -> str:
    """A word without quotes where YAML reads it back as it is, else in quotes."""
    if value is None:
        return "null"
    if value not in _NULL_WORDS and not _LEADING_ZERO.fullmatch(value) and _reads_back(value, within):
        return value
    return _quoted(value)


def _quoted(value: str) -> str:
    """Within double quotes, which nothing in it ends."""
    return '"' + "".join(map(_escaped, value)) + '"'


def _escaped(char: str) -> str:
    """A character within double quotes; what does not print is written by its number."""
    if char in '"\\':
        return "\\" + char
    if char.isprintable() or char == "\u3000":
        return char
    return f"\\U{ord(char):08X}"


def _reads_back(value: str, within: str) -> bool:
    if value != value.strip() or _CONTROL.search(value):
        return False
    node = _composed(within % value)
    if not isinstance(node, yaml.MappingNode) or len(node.value) != 1:
        return False
    key, found = node.value[0]
    read = key if within in (_KEY, _KEY_IN_BRACKETS) else found
    return isinstance(read, yaml.ScalarNode) and read.value == value and not read.style
