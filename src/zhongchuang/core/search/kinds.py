"""What kinds of things can be found. The project writes them in one table; this floor only reads it.

``settings.ZHONGCHUANG_SEARCH`` is the dotted path of a sequence of :class:`SearchKind`; a room that wants its things found adds a
line there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from zhongchuang.core.actors import Actor
from zhongchuang.core.search.entries import Entry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class SearchKind:
    """How a kind of thing is named, opened, guarded, and read anew from the tables of its room."""

    name: str
    label: StrOrPromise
    url: Callable[[str], str]
    """The address of the thing with this key."""
    audiences: Callable[[Actor], frozenset[str]]
    """The audiences the actor belongs to, asked of the room's access."""
    entries: Callable[[], Iterable[Entry]]
    """Everything of this kind, to build the index again."""


_override: list[Sequence[SearchKind]] = []


def search_kinds() -> Sequence[SearchKind]:
    """All kinds, in the order a reader sees them."""
    if _override:
        return _override[-1]
    return _read(str(getattr(settings, "ZHONGCHUANG_SEARCH", "")))


def search_kind(name: str) -> SearchKind | None:
    """The kind of that name."""
    return next((kind for kind in search_kinds() if kind.name == name), None)


@lru_cache(maxsize=2)
def _read(path: str) -> tuple[SearchKind, ...]:
    return tuple(import_string(path)) if path else ()


@contextmanager
def use_kinds(kinds: Sequence[SearchKind]) -> Iterator[None]:
    """Put other kinds in place for a block (tests)."""
    _override.append(tuple(kinds))
    try:
        yield
    finally:
        _override.pop()
