"""Entries of pack files as plain values, where they stand in their file, and back: reading an entry that is no file yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import yaml

from zhongchuang.policy.drafting.content import Entry, EntryKind
from zhongchuang.policy.packs.errors import Problems
from zhongchuang.policy.packs.reading import nodes

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry and where it stands: the file, and its place in the file's list."""

    file: str
    index: int
    line: int
    entry: Entry


def files_of(files: Mapping[str, str], pack: str, kind: EntryKind) -> list[str]:
    """The files that hold entries of a kind: `<pack>/<kind>.yaml` and `<pack>/<kind>/*.yaml`."""
    alone, within = f"{pack}/{kind.value}.yaml", f"{pack}/{kind.value}/"
    return [name for name in files if name == alone or (name.startswith(within) and name.endswith(".yaml"))]


def entries_in(files: Mapping[str, str], pack: str, kind: EntryKind) -> list[Placed]:
    """All entries of a kind in a pack, in the order the loader reads them. Files that are no YAML hold none."""
    found: list[Placed] = []
    for name in files_of(files, pack, kind):
        for index, spot in enumerate(list_of(name, files[name], kind.list_key)):
            entry = spot.plain()
            if isinstance(entry, dict):
                found.append(Placed(name, index, spot.line, entry))
    return found


def list_of(name: str, content: str, key: str) -> list[nodes.Spot]:
    """The members of a file's list, bare or under `key`, as the loader takes them; none where there is no list."""
    root = nodes.parse(name, content, Problems())
    if root is None:
        return []
    if root.is_list:
        return root.items()
    for found, value in root.table(optional=None).pairs() if root.is_table else ():
        if found == key and value.is_list:
            return value.items()
    return []


def normal(value: Any) -> Any:
    """Plain values as a pack file gives them back: text, None, lists, mappings; empty mappings and lists stay."""
    if value is None or isinstance(value, str):
        return value.strip() if isinstance(value, str) else None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return {str(key): normal(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [normal(item) for item in value]
    return str(value)


class EntryReading:
    """An entry given to the readers of pack files as if it stood in one; what they say is led back to the value it is about."""

    FILE: ClassVar[str] = "draft"

    def __init__(self, entry: Entry) -> None:
        self.problems = Problems()
        self._paths: list[Path] = []
        self.spot = nodes.Spot(self._node(normal(entry), ()), self.FILE, self.problems)

    def path_of(self, line: int) -> Path:
        """The keys that lead to the value a problem is about; empty for the entry as a whole."""
        return self._paths[line - 1] if 0 < line <= len(self._paths) else ()

    def found(self) -> Iterator[tuple[Path, str, str]]:
        """What is wrong: where, and the sentence in both languages."""
        for problem in self.problems.errors:
            yield self.path_of(problem.line), problem.zh, problem.en

    def _node(self, value: Any, path: Path) -> yaml.Node:
        # The “line” of a value is its number among the values of the entry: that leads back from a problem to its keys.
        mark = yaml.Mark(self.FILE, 0, len(self._paths), 0, None, 0)
        self._paths.append(path)
        if isinstance(value, dict):
            pairs = []
            for key, item in value.items():
                name = yaml.ScalarNode("", key, mark, mark, style=None)
                pairs.append((name, self._node(item, (*path, key))))
            return yaml.MappingNode("", pairs, mark, mark)
        if isinstance(value, list):
            return yaml.SequenceNode(
                "", [self._node(item, (*path, place)) for place, item in enumerate(value)], mark, mark
            )
        # An empty text is a value somebody left out, not the empty word: the reader says so.
        return yaml.ScalarNode("", "" if value is None else value, mark, mark, style=None)
