"""Two states of the packs that grew from one: the folder of a new release, and what the desk published meanwhile.

File by file: what only one side changed is taken from that side, what both changed alike is taken once. What both
changed differently is a conflict; nobody but a person can say which of two sentences is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Files = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Merge:
    """The files that follow from both sides; good for nothing while there are conflicts."""

    files: Files
    conflicts: tuple[str, ...]  # paths


def merge_files(base: Files, ours: Files, theirs: Files) -> Merge:
    """What both sides made of `base`, put together."""
    merged: dict[str, str] = {}
    conflicts: list[str] = []
    for path in sorted({*base, *ours, *theirs}):
        was, our, their = base.get(path), ours.get(path), theirs.get(path)
        if our == their or their == was:
            chosen = our
        elif our == was:
            chosen = their
        else:
            conflicts.append(path)
            continue
        if chosen is not None:
            merged[path] = chosen
    return Merge(merged, tuple(conflicts))
