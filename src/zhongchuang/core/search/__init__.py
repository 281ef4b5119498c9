"""One index for everything that can be found. It knows no domain: rooms write entries and say how they are shown.

`index_write`, `index_remove`, `index_replace` write inside the transaction that changes the thing; `find` and `suggest` read;
`matches` asks the same of a text at hand. How it is built: docs/search.md.
"""

from zhongchuang.core.search.entries import (
    LONGEST_QUERY,
    PER_PAGE,
    PUBLIC,
    Entry,
    FacetCount,
    Hit,
    Part,
    Piece,
    Pieces,
    SearchPage,
    SearchQuery,
    Standing,
)
from zhongchuang.core.search.kinds import SearchKind, search_kind, search_kinds, use_kinds
from zhongchuang.core.search.read import find, propose, suggest
from zhongchuang.core.search.words import matches
from zhongchuang.core.search.write import (
    index_ensure,
    index_rebuild,
    index_remove,
    index_replace,
    index_write,
)

__all__ = [
    "LONGEST_QUERY",
    "PER_PAGE",
    "PUBLIC",
    "Entry",
    "FacetCount",
    "Hit",
    "Part",
    "Piece",
    "Pieces",
    "SearchKind",
    "SearchPage",
    "SearchQuery",
    "Standing",
    "find",
    "index_ensure",
    "index_rebuild",
    "index_remove",
    "index_replace",
    "index_write",
    "matches",
    "propose",
    "search_kind",
    "search_kinds",
    "suggest",
    "use_kinds",
]
