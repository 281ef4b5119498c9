"""A draft written into the rule book in force and asked all that `packs check` asks; what was wrong before is not the draft's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from zhongchuang.policy.documents.model import Document
from zhongchuang.policy.drafting.changing import changes_of
from zhongchuang.policy.drafting.content import DraftContent, EntryKind
from zhongchuang.policy.drafting.entries import entries_in
from zhongchuang.policy.drafting.rendering import RenderConflict, render
from zhongchuang.policy.packs.checks.documents import document_problems
from zhongchuang.policy.packs.checks.examples import broken_promises
from zhongchuang.policy.packs.checks.measures import measure_problems
from zhongchuang.policy.packs.checks.organs import organ_problems
from zhongchuang.policy.packs.errors import Problem, Problems
from zhongchuang.policy.packs.loader import read_rulebook, rulebook_of
from zhongchuang.policy.packs.quotes import quote_problems
from zhongchuang.policy.packs.schema import Measure, RuleBook

_HANDED_ON = {"effective_from", "expires", "issued", "rank", "mended"}
"""What a document states that its measures follow."""


@dataclass(frozen=True, slots=True)
class WholeProblem:
    """A problem of the rule book with the draft in it, led back to the entry it is about where there is one."""

    kind: EntryKind | None
    name: str | None
    zh: str
    en: str


def whole_problems(
    book: RuleBook, base: RuleBook, content: DraftContent, text: str, raw: Document
) -> Iterator[WholeProblem]:
    """What is wrong only once the draft stands beside everything else."""
    try:
        files = render(book, base, content, text, raw)
    except RenderConflict as conflict:
        for name in conflict.names:
            yield WholeProblem(
                None,
                name,
                f"起草期间，“{name}”已被别的发布改动：请放弃这份草稿，从现行文件重新打开，再改一遍。",
                f"Another publication changed “{name}” since the draft was begun: "
                "discard it, open the document again, and make the change anew.",
            )
        return
    after, problems = read_rulebook(files)
    if not problems.errors:
        problems = _looks(after)
    if not problems.errors:
        after = rulebook_of(files)  # the same object that will be published
        for problem in _promises(book, after, content, text, raw):
            problems.add(problem)
    before = _before(book)
    for problem in problems.errors:
        if (problem.path, problem.zh) not in before:
            yield WholeProblem(*_entry_at(files, content, problem), problem.zh, problem.en)


def _looks(book: RuleBook) -> Problems:
    """What `packs check` finds, but for the examples."""
    problems = Problems()
    for look in (quote_problems, document_problems, measure_problems, organ_problems):
        problems.extend(look(book))
    return problems


def _before(book: RuleBook) -> frozenset[tuple[str, str]]:
    return _known(_Identity(book))


class _Identity:
    """A rule book as a key: two of one version are the same."""

    __slots__ = ("book",)

    def __init__(self, book: RuleBook) -> None:
        self.book = book

    def __hash__(self) -> int:
        return hash(self.book.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and other.book.version == self.book.version


@lru_cache(maxsize=4)
def _known(identity: _Identity) -> frozenset[tuple[str, str]]:
    """What is wrong with the rule book in force; asked once for a version."""
    return frozenset((problem.path, problem.zh) for problem in _looks(identity.book).errors)


def _promises(
    before: RuleBook, after: RuleBook, content: DraftContent, text: str, raw: Document
) -> Iterator[Problem]:
    """Examples that are not kept any more, of all packs: those that speak of a measure the draft can have touched."""
    touched = _touched(before, after, content, text, raw)
    for pack in after.packs.values():
        for example in pack.examples:
            if not any(expected.measure in touched for expected in example.expect):
                continue
            yield from broken_promises(after, example)


def _touched(
    before: RuleBook, after: RuleBook, content: DraftContent, text: str, raw: Document
) -> frozenset[str]:
    """The measures that can be answered otherwise: those that changed, those whose document hands on another day or rank, and
    all that share a topic with one of them."""
    changes = changes_of(before, content, raw, text)
    names = {f"{content.head.pack}/{change.name}" for change in changes if change.kind is EntryKind.MEASURE}
    documents = {end.document for end in content.ends}
    for change in changes:
        if change.kind is None and not _HANDED_ON.isdisjoint(key for key, _, _ in change.fields):
            documents.add(change.name)
    measures: list[Measure] = [*before.measures(), *after.measures()]
    own = {m.id for m in measures if m.id in names or m.clause.document in documents}
    topics = {m.topic for m in measures if m.id in own and m.topic is not None}
    return frozenset(m.id for m in measures if m.id in own or m.topic in topics)


def _entry_at(
    files: dict[str, str], content: DraftContent, problem: Problem
) -> tuple[EntryKind | None, str | None]:
    """The entry a problem stands at."""
    for kind in EntryKind:
        for row in entries_in(files, content.head.pack, kind):
            if (row.file, row.line) == (problem.path, problem.line):
                return kind, str(row.entry.get(kind.key))
    return None, problem.path or None
