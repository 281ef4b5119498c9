"""What was read before is not read again: a file with the same content, resting on the same, says the same.

A publication changes a handful of files; the rest of the rule book is built from the very objects the last one was.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from zhongchuang.policy.packs.errors import Problem, Problems

MOST = 4096  # readings of files; the packs have under a hundred
T = TypeVar("T")


def digest(*contents: str) -> bytes:
    """A short stand-in for long texts in a key; lengths count, so that no two sequences share one."""
    told = hashlib.sha256()
    for content in contents:
        encoded = content.encode()
        told.update(len(encoded).to_bytes(8, "big"))
        told.update(encoded)
    return told.digest()


class Memory:
    """The last readings by key, each with the problems its reading met; the oldest go first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[Any, tuple[Problem, ...]]] = OrderedDict()
        self._lock = Lock()

    def recall(self, key: Hashable, read: Callable[[Problems], T], problems: Problems) -> T:
        """What `read` made of it, now or before; what is wrong with it is told to `problems` either way.

        The key must hold everything the reading rests on. Two threads may read the same at once; the reading finished
        first stays and both are given it, so that what was read of one file fits what was read of another.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            kept = self._kept.get(key)
        if kept is None:
            met = Problems()
            kept = (read(met), (*met.errors, *met.warnings))
            with self._lock:
                kept = self._kept.setdefault(key, kept)
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        problems.extend(kept[1])
        value: T = kept[0]
        return value
