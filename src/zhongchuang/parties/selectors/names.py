"""What people at work are called, for the colleagues who see what they did."""

from __future__ import annotations

from collections.abc import Iterable

from zhongchuang.core.actors import Actor
from zhongchuang.parties.access import STAFF, holds
from zhongchuang.parties.models import Account


def colleague_names(actor: Actor, account_ids: Iterable[str]) -> dict[str, str]:
    """The names of accounts by id, for people of the department; for anybody else their own alone."""
    wanted = {account_id for account_id in account_ids if account_id.isdecimal()}
    if not holds(actor, *STAFF):
        wanted &= {actor.user_id or ""}
    return {str(pk): name for pk, name in Account.objects.filter(pk__in=wanted).values_list("pk", "name")}
