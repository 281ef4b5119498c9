"""The room's part of the API; project/api/root.py puts it together with the others'.

`documents.py` `clauses.py` `measures.py`: what is held. `vocabulary.py`: places and facts, what a subject is described with.
`match.py`: verdicts for a subject. `verdicts.py`: kept ones. `search.py` and `packs.py`.
"""

from ninja import Router

from zhongchuang.policy.api.clauses import router as clauses
from zhongchuang.policy.api.documents import router as documents
from zhongchuang.policy.api.match import router as match
from zhongchuang.policy.api.measures import router as measures
from zhongchuang.policy.api.packs import router as packs
from zhongchuang.policy.api.search import router as search
from zhongchuang.policy.api.verdicts import router as verdicts
from zhongchuang.policy.api.vocabulary import router as vocabulary

ROUTERS: tuple[Router, ...] = (
    documents,
    clauses,
    measures,
    vocabulary,
    match,
    verdicts,
    search,
    packs,
)
