"""What is put into the index, what is asked of it, and what comes back. Plain values: no domain, no database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import IntEnum
from hashlib import sha256

PER_PAGE = 20
LONGEST_QUERY = 80
PUBLIC = ""
"""The audience everybody belongs to."""


class Standing(IntEnum):
    """How far a thing still holds; what holds comes before what does not."""

    IN_FORCE = 0
    ENDED = 1
    WITHDRAWN = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found.

    `title`, `heading`, `text` and their English are searched and shown; `keys` are searched only (a place's name, a number
    without its brackets); `context` is shown only (where a clause stands). `spoken` are the words that pinyin finds.
    `labels` are what facets count beyond kind, place and year. `rank` orders equals: the smaller, the higher;
    `text_weight` is what a word in the text alone counts (a whole document says less about it than a clause). After the day
    `until` it counts as ended. `group` is what it is replaced together with (the document of a clause).
    """

    kind: str
    key: str
    title: str
    text: str = ""
    title_en: str = ""
    text_en: str = ""
    heading: str = ""
    keys: tuple[str, ...] = ()
    spoken: tuple[str, ...] = ()
    context: str = ""
    place: str = ""
    group: str = ""
    day: date | None = None
    until: date | None = None
    year: int | None = None
    rank: int = 0
    text_weight: int = 1
    standing: Standing = Standing.IN_FORCE
    audience: str = PUBLIC
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def digest(self, salt: str) -> str:
        """Changes when anything of the entry changes, or the way it is indexed (`salt`)."""
        whole = json.dumps([salt, asdict(self)], ensure_ascii=False, sort_keys=True, default=str)
        return sha256(whole.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is looked for. Words parted by spaces must all be found; the values of a facet are joined by “or”."""

    words: str
    kind: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    year: tuple[int, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    page: int = 1
    per_page: int = PER_PAGE


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text as it was written, and whether it is what was looked for."""

    text: str
    found: bool = False


Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found; `title` is what its kind and `key` open, the rest is to be shown."""

    kind: str
    key: str
    title: str
    title_en: str
    title_pieces: Pieces
    title_en_pieces: Pieces
    heading: Pieces
    snippet: Pieces
    snippet_en: Pieces
    context: str
    place: str
    day: date | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class FacetCount:
    """A value of a facet and how many things it would leave under the other facets."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of what was found, the exact number of everything found, and the facets (`kind`, `place`, `year`, labels)."""

    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]
    page: int = 1


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what was looked for that would find something, and how much."""

    words: str
    count: int


NOTHING = SearchPage(0, (), {})
