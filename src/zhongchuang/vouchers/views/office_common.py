"""What the desk's pages share: who has a desk, where a page stands, the tabs, how a query narrows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from zhongchuang.core.actors import Actor
from zhongchuang.core.errors import NotFound
from zhongchuang.core.page import Link, with_query
from zhongchuang.parties.accounts import actor_of
from zhongchuang.vouchers.access import Reach, may_desk, reach_of
from zhongchuang.vouchers.selectors.desk import Narrowing, Pile
from zhongchuang.vouchers.selectors.keyset import Cut

LONGEST_SEARCH = 80


def at_desk(request: HttpRequest) -> tuple[Actor, Reach]:
    """Who asks and how far they reach. Raises NotFound: for whoever has no desk there is no such page."""
    actor = actor_of(request)
    reach = reach_of(actor)
    if not may_desk(actor, reach):
        raise NotFound()
    return actor, reach


def crumbs(*links: Link) -> tuple[Link, ...]:
    """Where a page stands: under the desk."""
    return (Link(_("创新券"), reverse("vouchers:office")), *links)


def tabs(current: str) -> tuple[Link, ...]:
    """The lists of the desk."""
    return (
        Link(_("要办的"), reverse("vouchers:office"), current == "home"),
        Link(_("券"), reverse("vouchers:office_vouchers"), current == "vouchers"),
        Link(_("订单"), reverse("vouchers:office_orders"), current == "orders"),
        Link(_("服务机构"), reverse("vouchers:office_providers"), current == "providers"),
    )


def narrowing_of(query: QueryDict) -> Narrowing:
    """What an address narrows a list by; what is no choice counts for nothing."""
    pile = query.get("pile", "")
    return Narrowing(
        pile=Pile(pile) if pile in frozenset(Pile) else Pile.ALL,
        state=query.get("state", "")[:20],
        words=query.get("q", "").strip()[:LONGEST_SEARCH],
    )


def pager(query: QueryDict, page: Cut[Any]) -> Mapping[str, str]:
    """The addresses of the pages around a page, with everything else of the query kept."""
    return {
        "next_url": with_query(query, after=page.after, before=None) if page.after else "",
        "previous_url": with_query(query, before=page.before, after=None) if page.before else "",
    }
