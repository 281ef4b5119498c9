"""Programmes from YAML, and from what the desk holds: whole or not at all, everything wrong told with its place.

The text of a scalar reaches the schema as it is written, so `0.70` stays the decimal 0.70 and a code keeps its zeros;
what a value has to be is decided by the schema and nowhere else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import yaml
from pydantic import ValidationError

from zhongchuang.cases.programmes.problems import Path as KeyPath
from zhongchuang.cases.programmes.problems import Problem, ProgrammeError
from zhongchuang.cases.programmes.schema import Programme
from zhongchuang.cases.programmes.wording import problems_of
from zhongchuang.policy.packs.errors import Problems
from zhongchuang.policy.packs.reading import nodes

FOLDER = "programmes"


@dataclass(frozen=True, slots=True)
class Source:
    """A programme and where it was read: `gansu/space-recognition`, its file, the line of every key."""

    code: str
    programme: Programme
    file: str
    lines: Mapping[KeyPath, int]

    @property
    def pack(self) -> str:
        """The pack it belongs to."""
        return self.code.partition("/")[0]

    def place(self, problem: Problem) -> Problem:
        """The problem with file and line."""
        return problem.in_file(self.file, _line(self.lines, problem.path))


def programme_files(root: Path) -> dict[str, str]:
    """The files of `<root>/<pack>/programmes/`, path → content, sorted. Raises ProgrammeError on other encodings."""
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted(root.glob(f"*/{FOLDER}/*.yaml")):
        name = path.relative_to(root).as_posix()
        try:
            found[name] = path.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            problems.append(
                Problem(
                    (),
                    "文件不是 UTF-8 编码，请另存为 UTF-8。",
                    "The file is not UTF-8; save it as UTF-8.",
                    name,
                )
            )
    if problems:
        raise ProgrammeError(problems)
    return found


def read_programmes(files: Mapping[str, str]) -> tuple[Source, ...]:
    """The programmes these files say, one a file. Raises ProgrammeError with everything wrong in all of them."""
    sources: list[Source] = []
    problems: list[Problem] = []
    for name, content in sorted(files.items()):
        try:
            sources.append(read_source(name, content))
        except ProgrammeError as error:
            problems += error.problems
    if problems:
        raise ProgrammeError(problems)
    return tuple(sources)


def read_source(name: str, content: str) -> Source:
    """The programme of one file `<pack>/programmes/<id>.yaml`. Raises ProgrammeError."""
    found = Problems()
    root = nodes.parse(name, content, found)
    if root is None:
        empty = Problem((), "文件是空的。", "The file is empty.", name)
        raise ProgrammeError([Problem((), p.zh, p.en, p.path, p.line) for p in found.errors] or [empty])
    lines = dict(_lines(root))
    twice = [
        Problem(path, "这个键写了两次。", "This key is written twice.", name, line)
        for path, line in _repeated(root)
    ]
    if twice:
        raise ProgrammeError(twice)
    try:
        programme = read_content(root.plain())
    except ProgrammeError as error:
        raise ProgrammeError(p.in_file(name, _line(lines, p.path)) for p in error.problems) from error
    path = PurePosixPath(name)
    if programme.id != path.stem:
        raise ProgrammeError(
            [
                Problem(
                    ("id",),
                    f"id“{programme.id}”与文件名“{path.stem}”不同。",
                    f"The id “{programme.id}” differs from the file name “{path.stem}”.",
                    name,
                    _line(lines, ("id",)),
                )
            ]
        )
    return Source(f"{path.parts[0]}/{programme.id}", programme, name, lines)


def read_content(content: object) -> Programme:
    """A programme from plain values. Raises ProgrammeError with everything that does not fit its shape."""
    try:
        return Programme.model_validate(content)
    except ValidationError as error:
        raise ProgrammeError(problems_of(error)) from error


def content_of(programme: Programme) -> dict[str, object]:
    """A programme as plain values that JSON keeps; `read_content` gives it back."""
    content: dict[str, object] = programme.model_dump(mode="json", exclude_none=True)
    return content


def written_of(programme: Programme) -> dict[str, object]:
    """A programme as somebody would write it: what only stands by default is left out."""
    written: dict[str, object] = programme.model_dump(mode="json", exclude_defaults=True)
    return written


def digest_of(programme: Programme) -> str:
    """SHA-256 over what was written. What only stands by default is left out: a key that the schema gains later must not
    make another programme of an old file.
    """
    written = json.dumps(written_of(programme), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def _lines(spot: nodes.Spot, path: KeyPath = ()) -> Iterator[tuple[KeyPath, int]]:
    yield path, spot.line
    for key, child in _children(spot):
        yield from _lines(child, (*path, key))


def _repeated(spot: nodes.Spot, path: KeyPath = ()) -> Iterator[tuple[KeyPath, int]]:
    """Keys that stand twice in one mapping: YAML would keep the last without a word."""
    seen: set[str | int] = set()
    for key, child in _children(spot):
        if key in seen:
            yield (*path, key), child.line
        seen.add(key)
        yield from _repeated(child, (*path, key))


def _children(spot: nodes.Spot) -> Iterator[tuple[str | int, nodes.Spot]]:
    node = spot.node
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value), nodes.Spot(value, spot.path, spot.problems)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield number, nodes.Spot(value, spot.path, spot.problems)


def _line(lines: Mapping[KeyPath, int], path: KeyPath) -> int:
    """The line of a key, or of the nearest thing that holds it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 0)
