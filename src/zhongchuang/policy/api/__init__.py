"""The room's part of the API; project/api/root.py puts it together with the others'.

`documents.py` `clauses.py` `measures.py`: what is held. `vocabulary.py`: places and facts, what a subject is described with.
`match.py`: verdicts for a subject. `verdicts.py`: kept ones. `search.py` and `packs.py`.
"""

from ninja import Router

from zhongchuang.policy.api import (
    clauses,
    documents,
    match,
    measures,
    packs,
    search,
    verdicts,
    vocabulary,
)

PARTS = (documents, clauses, measures, vocabulary, match, verdicts, search, packs)
ROUTERS: tuple[Router, ...] = tuple(part.router for part in PARTS)
