"""The seam to allauth, axes and the request: who is asking, how an account is made, what a locked-out visitor reads."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from zhongchuang.core.views import too_many_requests

from zhongchuang.core.actors import ANONYMOUS, Actor
from zhongchuang.parties import services
from zhongchuang.parties.access import Role
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


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no type information
    """Accounts signed up for are made by the room's verb, so that they are checked and logged like all others."""

    def save_user(self, request: HttpRequest, user: Account, form: Any, commit: bool = True) -> Account:
        """Make the account of a valid sign-up form."""
        data = form.cleaned_data
        return services.account_register(
            actor=ANONYMOUS,
            email=data["email"],
            name=data["name"],
            password=data["password1"],
            roles=[Role(data["role"])],
        )


def locked_out(request: HttpRequest, credentials: dict[str, Any] | None = None, *args: Any) -> HttpResponse:
    """What somebody reads after too many wrong passwords."""
    return too_many_requests(request)
