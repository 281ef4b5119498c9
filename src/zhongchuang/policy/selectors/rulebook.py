"""The rule book in the database: the current one, or the one a stored verdict rests on."""

from __future__ import annotations

from functools import lru_cache

from django.db.models import OuterRef, Subquery

from zhongchuang.core.errors import NotFound
from zhongchuang.policy.errors import NoPacks
from zhongchuang.policy.models import PackVersion, Publication
from zhongchuang.policy.packs.schema import RuleBook
from zhongchuang.policy.packs.storage import rulebook_from_json


def current_rulebook() -> RuleBook:
    """The rule book in force: one small query, the book itself stays in memory. Raises NoPacks."""
    version = PackVersion.objects.filter(is_current=True).values_list("version", flat=True).first()
    if version is None:
        raise NoPacks()
    return rulebook_at(version)


def content_version() -> str:
    """The state of what the public pages show; empty while there is nothing.

    A version can come back into force. It is another state then: under the name of the first time a page may be kept that
    was drawn while the next version came.
    """
    last = Publication.objects.filter(version=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    current = PackVersion.objects.filter(is_current=True)
    found = current.annotate(last=Subquery(last)).values_list("version", "last").first()
    return "" if found is None else f"{found[0]}.{found[1] or 0}"


@lru_cache(maxsize=8)
def rulebook_at(version: str) -> RuleBook:
    """The rule book of a version as it was loaded; a version never changes, so it is kept. Raises NotFound, PackError."""
    content = PackVersion.objects.filter(version=version).values_list("content", flat=True).first()
    if content is None:
        raise NotFound()
    return rulebook_from_json(content)
