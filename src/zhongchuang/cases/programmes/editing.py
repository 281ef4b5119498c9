"""A programme being written (pure): plain values that need not be right yet, and where in them something stands.

The desk shows one node of the programme at a time: the programme itself, a section, a field, a criterion … What a node holds
is read off the schema, so that a key the schema gains can be written without another line here.
"""

from __future__ import annotations

import copy
import types
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from zhongchuang.cases.programmes.problems import Path
from zhongchuang.cases.programmes.schema import Part, Programme, Text

Content = dict[str, Any]
LARGEST_LIST = 200


class NoSuchNode(LookupError):
    """The path leads nowhere in this programme: somebody else removed it, or the address was made up."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One key of a node: its name, the plain type of a value, whether it is a list, whether it may be left out."""

    name: str
    type: Any
    is_list: bool
    optional: bool
    default: Any

    @property
    def is_part(self) -> bool:
        """Whether it holds further nodes, edited on pages of their own."""
        return isinstance(self.type, type) and issubclass(self.type, Part) and self.type is not Text


def slots_of(model: type[Part]) -> tuple[Slot, ...]:
    """What a node of this kind holds, in the order of the schema."""
    return tuple(_slot(name, field) for name, field in model.model_fields.items())


def _slot(name: str, field: Any) -> Slot:
    kind, optional = field.annotation, not field.is_required()
    kind = _bare(kind)
    if get_origin(kind) in (Union, types.UnionType):
        kind = _bare(next(part for part in get_args(kind) if part is not type(None)))
    is_list = get_origin(kind) is tuple
    if is_list:
        kind = _bare(get_args(kind)[0])
    return Slot(name, kind, is_list, optional, None if field.is_required() else field.default)


def _bare(kind: Any) -> Any:
    while get_origin(kind) is Annotated:
        kind = get_args(kind)[0]
    return kind


def choices_of(kind: Any) -> tuple[str, ...]:
    """What may be chosen, where the type names it; nothing for any other type."""
    if get_origin(kind) is Literal:
        return tuple(str(value) for value in get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tuple(str(member.value) for member in kind)
    return ()


def parse_path(text: str) -> Path:
    """`sections.0.fields.2` as a path; empty text is the programme itself. Raises NoSuchNode."""
    parts: list[str | int] = []
    for part in text.split(".") if text else ():
        if part.isascii() and part.isdecimal() and len(part) < 4:
            parts.append(int(part))
        elif part.isidentifier():
            parts.append(part)
        else:
            raise NoSuchNode(text)
    return tuple(parts)


def path_text(path: Path) -> str:
    """A path as an address has it."""
    return ".".join(str(part) for part in path)


def kind_at(path: Path) -> type[Part]:
    """What kind of node stands there. Raises NoSuchNode."""
    model: type[Part] = Programme
    rest = list(path)
    while rest:
        name = rest.pop(0)
        slot = next((s for s in slots_of(model) if s.name == name), None)
        if slot is None or not slot.is_part:
            raise NoSuchNode(path_text(path))
        if slot.is_list and (not rest or not isinstance(rest.pop(0), int)):
            raise NoSuchNode(path_text(path))
        model = slot.type
    return model


def list_kind_at(path: Path) -> type[Part]:
    """What kind of node the list there holds. Raises NoSuchNode."""
    slot = _slot_at(path)
    if not slot.is_list:
        raise NoSuchNode(path_text(path))
    kind: type[Part] = slot.type
    return kind


def _slot_at(path: Path) -> Slot:
    if not path or not isinstance(path[-1], str):
        raise NoSuchNode(path_text(path))
    slot = next((s for s in slots_of(kind_at(path[:-1])) if s.name == path[-1]), None)
    if slot is None or not slot.is_part:
        raise NoSuchNode(path_text(path))
    return slot


def node_at(content: Content, path: Path) -> Content:
    """The node there, as it was written. Raises NoSuchNode."""
    kind_at(path)
    found: Any = content
    for part in path:
        try:
            found = found[part]
        except (KeyError, IndexError, TypeError):
            raise NoSuchNode(path_text(path)) from None
    if not isinstance(found, dict):
        raise NoSuchNode(path_text(path))
    return found


def entries_at(content: Content, path: Path) -> list[Content]:
    """The nodes of a list, none where it was not written yet. Raises NoSuchNode."""
    list_kind_at(path)
    held = node_at(content, path[:-1]).get(str(path[-1]))
    return [entry for entry in held if isinstance(entry, dict)] if isinstance(held, list) else []


def filled(content: Content, path: Path, values: Mapping[str, Any]) -> Content:
    """With the node's own values replaced; None takes a key away. Nodes within it stay. Raises NoSuchNode."""
    fresh = copy.deepcopy(content)
    node = node_at(fresh, path)
    own = {slot.name for slot in slots_of(kind_at(path)) if not slot.is_part}
    for name, value in values.items():
        if name not in own:
            raise NoSuchNode(path_text((*path, name)))
        if value is None:
            node.pop(name, None)
        else:
            node[name] = value
    return fresh


def added(content: Content, path: Path) -> tuple[Content, Path]:
    """With another node at the end of a list, or the node of an optional key; and where it stands. Raises NoSuchNode."""
    fresh = copy.deepcopy(content)
    slot = _slot_at(path)
    node, name = node_at(fresh, path[:-1]), slot.name
    if not slot.is_list:
        if name not in node:
            node[name] = {}
        return fresh, path
    entries = node.setdefault(name, [])
    if not isinstance(entries, list) or len(entries) >= LARGEST_LIST:
        raise NoSuchNode(path_text(path))
    entries.append(_skeleton(slot, entries))
    return fresh, (*path, len(entries) - 1)


def _skeleton(slot: Slot, entries: list[Any]) -> Content:
    """A new entry: with an id of its own where entries have one, so that nobody has to think of it."""
    names = {s.name for s in slots_of(slot.type)}
    if "id" not in names:
        return {}
    taken = {entry.get("id") for entry in entries if isinstance(entry, dict)}
    stem = slot.name.removesuffix("s")
    return {"id": next(name for n in range(1, LARGEST_LIST + 2) if (name := f"{stem}_{n}") not in taken)}


def removed(content: Content, path: Path) -> Content:
    """Without the node there. Raises NoSuchNode, also for a node that has to be there."""
    fresh = copy.deepcopy(content)
    node_at(fresh, path)
    if isinstance(path[-1] if path else None, int):
        del node_at_list(fresh, path[:-1])[int(path[-1])]
        return fresh
    if not path or not _slot_at(path).optional:
        raise NoSuchNode(path_text(path))
    del node_at(fresh, path[:-1])[str(path[-1])]
    return fresh


def node_at_list(content: Content, path: Path) -> list[Any]:
    """The list there itself. Raises NoSuchNode."""
    list_kind_at(path)
    held = node_at(content, path[:-1]).get(str(path[-1]))
    if not isinstance(held, list):
        raise NoSuchNode(path_text(path))
    return held


def shifted(content: Content, path: Path, by: int) -> Content:
    """With an entry of a list one place up or down; at either end it stays. Raises NoSuchNode."""
    fresh = copy.deepcopy(content)
    node_at(fresh, path)
    if not path or not isinstance(path[-1], int):
        raise NoSuchNode(path_text(path))
    entries, at = node_at_list(fresh, path[:-1]), path[-1]
    to = max(0, min(len(entries) - 1, at + by))
    entries.insert(to, entries.pop(at))
    return fresh
