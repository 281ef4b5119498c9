"""Searching everything that can be found: the reads of the page, the interface for other systems and subscriptions.

page = search(SearchQuery("创新券", place=("210000",)), actor=actor)
matches("创新券 辽宁", title, text)
"""

from __future__ import annotations

from zhongchuang.core import search as index
from zhongchuang.core.actors import Actor
from zhongchuang.core.search import FacetCount, Hit, Part, Piece, SearchPage, SearchQuery, Standing

__all__ = [
    "FacetCount",
    "Hit",
    "Part",
    "Piece",
    "SearchPage",
    "SearchQuery",
    "Standing",
    "matches",
    "propose",
    "search",
    "suggest",
]


def search(query: SearchQuery, *, actor: Actor) -> SearchPage:
    """A page of what the actor may see and looks for: best first, counted exactly, with facets."""
    return index.find(query, actor=actor)


def suggest(typed: str, *, actor: Actor) -> tuple[Hit, ...]:
    """The best things the actor may see whose title holds what is typed so far, by its words or their pinyin."""
    return index.suggest(typed, actor=actor)


def propose(words: str, *, actor: Actor) -> tuple[Part, ...]:
    """What of words that find nothing together would find something."""
    return index.propose(words, actor=actor)


def matches(words: str, *texts: str) -> bool:
    """Whether every word stands in the texts, as the search would find it: pure, for subscriptions and tests."""
    return index.matches(words, *texts)
