"""What can be found, one line a kind: how it is called, where it opens, who may find it, and how it is read anew.

A room whose things are to be found writes them to the index in its verbs (`core.search.index_write`) and stands here.
"""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from zhongchuang.core.search import SearchKind
from zhongchuang.parties.services import space_index as spaces
from zhongchuang.policy.packs.schema import ClauseRef
from zhongchuang.policy.services import search_index as policy
from zhongchuang.policy.views import addresses


def to_clause(key: str) -> str:
    """The page of a clause from its key `liaozhengbanfa-2016-88#三（四）`."""
    return addresses.to_clause(ClauseRef(*key.split("#", 1)))


def to_space(key: str) -> str:
    """The page of a makerspace from its key, which is its primary key."""
    return reverse("parties:space", args=[int(key)])


SEARCH_KINDS = (
    SearchKind(
        policy.DOCUMENT,
        pgettext_lazy("what is found", "文件"),
        addresses.to_document,
        policy.search_audiences,
        policy.document_entries,
    ),
    SearchKind(
        policy.MEASURE,
        pgettext_lazy("what is found", "措施"),
        addresses.to_measure,
        policy.search_audiences,
        policy.measure_entries,
    ),
    SearchKind(
        policy.CLAUSE,
        pgettext_lazy("what is found", "条款"),
        to_clause,
        policy.search_audiences,
        policy.clause_entries,
    ),
    SearchKind(
        spaces.SPACE,
        pgettext_lazy("what is found", "众创空间"),
        to_space,
        spaces.search_audiences,
        spaces.space_entries,
    ),
)
