"""Schemes from YAML: whole or not at all, everything wrong told with file, line and key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

import yaml
from pydantic import ValidationError

from zhongchuang.policy.packs.errors import Problems
from zhongchuang.policy.packs.reading import nodes
from zhongchuang.vouchers.terms.schema import Scheme

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class SchemeProblem:
    """One thing wrong: where, and what to do, in both languages."""

    file: str
    line: int
    key: str
    zh: str
    en: str

    def __str__(self) -> str:
        return " ".join(filter(None, (f"{self.file}:{self.line}", self.key, self.zh, self.en)))


class SchemeError(Exception):
    """A scheme cannot be used as it is written; `problems` holds everything found."""

    def __init__(self, problems: Iterable[SchemeProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


_SENTENCES = {
    "missing": ("缺少这一项，请补上。", "This is missing; add it."),
    "extra_forbidden": ("不认识这个键，请核对拼写。", "Unknown key; check its spelling."),
    "string_pattern_mismatch": ("写法不对，请核对。", "Not of the right form; check it."),
    "enum": ("没有这个取值。", "No such choice."),
    "decimal_parsing": ("这里应当是数字。", "A number is expected here."),
    "decimal_max_places": ("小数位太多。", "Too many digits after the point."),
    "date_from_datetime_parsing": ("日期写法如 2026-01-01。", "Write a day like 2026-01-01."),
    "date_parsing": ("日期写法如 2026-01-01。", "Write a day like 2026-01-01."),
    "greater_than_equal": ("数太小。", "The number is too small."),
    "int_parsing": ("这里应当是整数。", "A whole number is expected here."),
}
_OTHER = ("这里的写法不对，请核对。", "This is not written as it should be; check it.")


def read_scheme(file: str, content: str) -> Scheme:
    """The scheme of one file. Raises SchemeError with everything wrong in it."""
    found = Problems()
    root = nodes.parse(file, content, found)
    if root is None:
        empty = SchemeProblem(file, 0, "", "文件是空的。", "The file is empty.")
        raise SchemeError([SchemeProblem(p.path, p.line, "", p.zh, p.en) for p in found.errors] or [empty])
    lines: dict[KeyPath, int] = {}
    twice: list[SchemeProblem] = []
    for path, line in _places(root.node):
        if path in lines:
            twice.append(
                SchemeProblem(file, line, _key(path), "这个键写了两次。", "This key is written twice.")
            )
        lines[path] = line
    if twice:
        raise SchemeError(twice)
    try:
        scheme = Scheme.model_validate(root.plain())
    except ValidationError as error:
        raise SchemeError(_problems(file, lines, error)) from error
    if scheme.id != PurePosixPath(file).stem:
        raise SchemeError(
            [
                SchemeProblem(
                    file,
                    lines.get(("id",), 0),
                    "id",
                    "id 与文件名不同。",
                    "The id differs from the file name.",
                )
            ]
        )
    return scheme


def unquoted(scheme: Scheme, clauses: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    """The quotes that stand in none of the scheme's clauses: `clauses` gives the words by document and clause.

    A basis is compared with its own clause, a number and a service with all of them; spaces make no difference.
    """
    texts = {
        (b.document, b.clause): _squeezed(clauses.get((b.document, b.clause or ""), "")) for b in scheme.basis
    }
    missing = [
        b.quote for b in scheme.basis if b.quote and _squeezed(b.quote) not in texts[b.document, b.clause]
    ]
    quotes = [f.quote for f in scheme.figures] + [s.quote for s in scheme.services]
    missing += [q for q in quotes if q and not any(_squeezed(q) in text for text in texts.values())]
    return tuple(dict.fromkeys(missing))


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _problems(file: str, lines: Mapping[KeyPath, int], error: ValidationError) -> Iterator[SchemeProblem]:
    for found in error.errors():
        path: KeyPath = found["loc"]
        zh, en = _SENTENCES.get(found["type"], _OTHER)
        if found["type"] == "value_error":  # the schema's own sentences carry both languages
            zh, _, en = str(found["ctx"]["error"]).partition(" / ")
            zh, en = f"{zh}。", f"{en[:1].upper()}{en[1:]}."
        at = path
        while at and at not in lines:
            at = at[:-1]
        yield SchemeProblem(file, lines.get(at, 0), _key(path), zh, en)


def _key(path: KeyPath) -> str:
    return "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".")


def _places(node: yaml.Node, path: KeyPath = ()) -> Iterator[tuple[KeyPath, int]]:
    """Every key and item with its line; a key that stands twice comes twice."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, str(key.value)), key.start_mark.line + 1
            yield from _places(value, (*path, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield (*path, number), value.start_mark.line + 1
            yield from _places(value, (*path, number))
