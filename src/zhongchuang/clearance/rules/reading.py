"""Rules from YAML: whole or not at all, everything wrong told with its file and line.

A file holds `rules:` and `examples:`; an example is a promise that can be read: a case, what else there is, and what is left.
Money is 元 in a file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BeforeValidator, Field, ValidationError

from zhongchuang.clearance.rules.evaluation import Outcome, Verdict
from zhongchuang.clearance.rules.facts import Key, Level, Standing, Support
from zhongchuang.clearance.rules.schema import Id, Part, Place, Rule, Text
from zhongchuang.core.money import parse_yuan
from zhongchuang.policy.packs.errors import PackError, Problem, Problems
from zhongchuang.policy.packs.reading import nodes

EXAMPLES = Path(__file__).parent / "examples"


def _fen(written: object) -> int:
    """元 as written, in 分. Raises ValueError for anything that is no amount."""
    return parse_yuan(str(written))


Amount = Annotated[int, BeforeValidator(_fen)]
KeyPath = tuple[str | int, ...]


class Fact(Part):
    """A support as an example writes it."""

    ref: str
    amount: Amount = 0
    on: dt.date
    standing: Standing = Standing.AWARDED
    level: Level | None = None
    place: Place | None = None
    keys: Mapping[Key, tuple[str, ...]] = {}
    span: tuple[dt.date, dt.date] | None = None

    @property
    def support(self) -> Support:
        """The same as a fact the rules look at."""
        keys = {key: frozenset(values) for key, values in self.keys.items()}
        return Support(self.ref, self.amount, self.on, self.standing, self.level, self.place, keys, self.span)


class Example(Part):
    """One promise: these rules leave this case so much. `outcomes` says what single rules say."""

    title: Text
    case: Fact
    others: tuple[Fact, ...] = ()
    left: Amount
    verdict: Verdict
    outcomes: Mapping[Id, Outcome] = {}


class RuleFile(Part):
    """A file of rules."""

    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
    examples: tuple[Example, ...] = ()


def read_rules(name: str, content: str) -> RuleFile:
    """The rules one file says. Raises PackError with everything wrong in it."""
    problems = Problems()
    root = nodes.parse(name, content, problems)
    problems.raise_errors()
    if root is None:
        raise PackError([Problem(name, 0, "文件是空的。", "The file is empty.")])
    lines = dict(_lines(root))
    for path, line in _repeated(root):
        problems.add(
            Problem(name, line, f"键 {path[-1]} 写了两次。", f"The key {path[-1]} is written twice.")
        )
    problems.raise_errors()
    try:
        found = RuleFile.model_validate(root.plain())
    except ValidationError as error:
        raise PackError(
            [
                Problem(name, _line(lines, one["loc"]), *_told(one["loc"], one["msg"]))
                for one in error.errors()
            ]
        ) from error
    problems.extend(_unfitting(name, found, lines))
    problems.raise_errors()
    return found


def example_files(folder: Path = EXAMPLES) -> dict[str, RuleFile]:
    """The files of rules that come as examples, by name. Raises PackError."""
    return {
        path.name: read_rules(path.name, path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.yaml"))
    }


def _unfitting(name: str, found: RuleFile, lines: Mapping[KeyPath, int]) -> Iterator[Problem]:
    """Ids that stand twice; exceptions and outcomes that name no rule of the file, or one of another source."""
    rules = {rule.id: rule for rule in found.rules}
    for number, rule in enumerate(found.rules):
        if rules[rule.id] is not rule:
            line = _line(lines, ("rules", number, "id"))
            yield Problem(name, line, f"规则 {rule.id} 写了两次。", f"The rule {rule.id} is written twice.")
        for other in rule.excepts:
            target = rules.get(other)
            if target is None or target.source.issuer != rule.source.issuer:
                line = _line(lines, ("rules", number, "excepts"))
                yield Problem(
                    name,
                    line,
                    f"{rule.id} 的例外 {other} 不是同一机关的规则；叠加不能放开别人的规则。",
                    f"{rule.id} excepts {other}, which is no rule of the same issuer; stacking lifts nobody else's rule.",
                )
    for number, example in enumerate(found.examples):
        for other in example.outcomes:
            if other not in rules:
                line = _line(lines, ("examples", number, "outcomes", other))
                yield Problem(name, line, f"没有规则 {other}。", f"There is no rule {other}.")


def _told(path: KeyPath, said: str) -> tuple[str, str]:
    """What pydantic says, with its place. Sentences of the schema carry both languages: `中文 / English`."""
    key = ".".join(str(part) for part in path)
    zh, slash, en = said.removeprefix("Value error, ").partition(" / ")
    if not slash:
        return f"{key}：写法不对（{said}）。", f"{key}: {said}."
    return f"{key}：{zh}。", f"{key}: {en}."


def _lines(spot: nodes.Spot, path: KeyPath = ()) -> Iterator[tuple[KeyPath, int]]:
    yield path, spot.line
    for key, child in _children(spot):
        yield from _lines(child, (*path, key))


def _repeated(spot: nodes.Spot, path: KeyPath = ()) -> Iterator[tuple[KeyPath, int]]:
    """Keys that stand twice in one table: YAML would keep the last without a word."""
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
