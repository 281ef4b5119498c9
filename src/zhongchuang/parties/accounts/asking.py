"""Who is asking."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from zhongchuang.core.actors import ANONYMOUS, Actor
from zhongchuang.parties.models import Account
from zhongchuang.parties.selectors import actor_for


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; read once a request."""
    known = getattr(request, "_zhongchuang_actor", None)
    if known is None:
        user: Account | AnonymousUser = getattr(request, "user", AnonymousUser())
        known = actor_for(user) if isinstance(user, Account) else ANONYMOUS
        request._zhongchuang_actor = known  # type: ignore[attr-defined]  # a cache on the request, private to this file
    return cast(Actor, known)
