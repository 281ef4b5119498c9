"""Two states of the packs that grew from one: the folder of a new release, and what the desk published meanwhile.

File by file: what only one side changed is taken from that side, what both changed alike is taken once. A file that is
a list (measures, places, vocabulary, …) is merged entry by entry, told apart by id, code or name, comments and all. What
both sides changed differently is a conflict; nobody but a person can say which of two sentences is meant.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from zhongchuang.policy.packs.errors import Problems
from zhongchuang.policy.packs.reading import nodes

Files = Mapping[str, str]
_NAMED_BY = (("id",), ("code",), ("name",), ("document", "clause"))
"""The keys that tell the entries of a list apart; the first that an entry has all of."""
_CONFLICT = object()


@dataclass(frozen=True, slots=True)
class Merge:
    """The files that follow from both sides; good for nothing while there are conflicts."""

    files: Files
    conflicts: tuple[str, ...]  # a path, or `path#entry`


def merge_files(base: Files, ours: Files, theirs: Files) -> Merge:
    """What both sides made of `base`, put together."""
    merged: dict[str, str] = {}
    conflicts: list[str] = []
    for path in sorted({*base, *ours, *theirs}):
        chosen = _chosen(base.get(path), ours.get(path), theirs.get(path))
        if chosen is _CONFLICT:
            chosen, clashes = _merge_lists(path, base.get(path), ours.get(path), theirs.get(path))
            conflicts += clashes
        if isinstance(chosen, str):
            merged[path] = chosen
    return Merge(merged, tuple(conflicts))


T = TypeVar("T")


def _chosen(base: T, ours: T, theirs: T) -> T | object:
    """The side that changed it; `_CONFLICT` where both did, differently."""
    if ours == theirs or theirs == base:
        return ours
    return theirs if ours == base else _CONFLICT


@dataclass(frozen=True, slots=True)
class _List:
    """The text of a list in pieces that, joined, are the text again: what stands before, then each entry by name."""

    head: str
    entries: Mapping[str, str]


def _merge_lists(
    path: str, base: str | None, ours: str | None, theirs: str | None
) -> tuple[str | None, Sequence[str]]:
    """The file put together entry by entry, and the entries that cannot be; the whole file where it is no list."""
    lists = [_as_list(path, text) for text in (base or "", ours, theirs)]
    was, our, their = lists
    if our is None or their is None or was is None:
        return None, [path]
    head = _chosen(was.head, our.head, their.head) if was.entries else our.head or their.head
    if not isinstance(head, str):
        return None, [path]
    entries: list[str] = []
    conflicts: list[str] = []
    for name in _order(list(our.entries), list(their.entries)):
        entry = _chosen(was.entries.get(name), our.entries.get(name), their.entries.get(name))
        if entry is _CONFLICT:
            conflicts.append(f"{path}#{name}")
        elif isinstance(entry, str):
            entries.append(entry)
    return head + "".join(entries), conflicts


def _as_list(path: str, text: str | None) -> _List | None:
    """The pieces of a list written one entry after another; None where the text is not such a list."""
    if text is None or not path.endswith(".yaml"):
        return None
    if not text:
        return _List("", {})
    root = nodes.parse(path, text, Problems())
    if root is None:
        return None
    if root.is_table:
        inner = [spot for _, spot in root.table(optional=None).pairs()]
        if len(inner) != 1:
            return None
        root = inner[0]
    if not root.is_list:
        return None
    return _pieces(text, root.items())


def _pieces(text: str, spots: Sequence[nodes.Spot]) -> _List | None:
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    starts = [_with_comments(lines, spot.line - 1) for spot in spots]
    names = [_name(spot) for spot in spots]
    if None in names or len(set(names)) < len(names) or sorted(set(starts)) != starts:
        return None  # unnamed, named twice, or several on a line
    ends = [*starts[1:], len(lines)]
    pieces = ("".join(lines[start:end]) for start, end in zip(starts, ends, strict=True))
    head = "".join(lines[: starts[0]]) if starts else "".join(lines)
    return _List(head, dict(zip((str(name) for name in names), pieces, strict=True)))


def _with_comments(lines: Sequence[str], start: int) -> int:
    """The first line of what belongs to the entry: the comments right above it go where it goes."""
    while start and lines[start - 1].lstrip().startswith("#") and start > 1:
        start -= 1
    return start


def _name(spot: nodes.Spot) -> str | None:
    if not spot.is_table:
        return None
    told = dict(spot.table(optional=None).pairs())
    for keys in _NAMED_BY:
        if all(key in told for key in keys):
            return " ".join(str(told[key].plain()) for key in keys)
    return None


def _order(ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Ours, with what only they have put behind the entry it stands behind on their side."""
    order = list(ours)
    for position, name in enumerate(theirs):
        if name in order:
            continue
        before = next((n for n in reversed(theirs[:position]) if n in order), None)
        order.insert(0 if before is None else order.index(before) + 1, name)
    return order
