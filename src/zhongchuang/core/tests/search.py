"""What the tests of the index are built from: a kind of things of no domain, written and found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from zhongchuang.core.actors import ANONYMOUS, Actor, ActorKind
from zhongchuang.core.search import (
    PUBLIC,
    Entry,
    SearchKind,
    SearchPage,
    SearchQuery,
    find,
    index_write,
    use_kinds,
)

OFFICE = "office"
"""An audience of the tests: the system sees it, the public does not."""


def audiences(actor: Actor) -> frozenset[str]:
    """The public sees what is public, the system the rest too."""
    return frozenset({PUBLIC, OFFICE} if actor.kind is ActorKind.SYSTEM else {PUBLIC})


def kind(name: str = "thing", *, entries: Iterable[Entry] = ()) -> SearchKind:
    """A kind of things."""
    return SearchKind(name, name, lambda key: f"/{name}/{key}/", audiences, lambda: entries)


def thing(key: str, title: str = "题", text: str = "", **values: Any) -> Entry:
    """One thing."""
    return Entry(**{"kind": "thing", "key": key, "title": title, "text": text, **values})


def written(*entries: Entry) -> int:
    """Put things into the index, as a verb does."""
    with transaction.atomic():
        return index_write(entries)


def found(
    words: str, *, actor: Actor = ANONYMOUS, kinds: Iterable[str] = ("thing",), **asked: Any
) -> SearchPage:
    """What a search among these kinds finds."""
    with use_kinds([kind(name) for name in kinds]):
        return find(SearchQuery(words, **asked), actor=actor)


def keys(words: str, **asked: Any) -> list[str]:
    """The keys of the things found, in order."""
    return [hit.key for hit in found(words, **asked).hits]
