"""Who is let in: the second factor staff must have, and what somebody reads who tried too often."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from zhongchuang.core.actors import SystemActor
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import Role
from zhongchuang.parties.accounts.asking import actor_of
from zhongchuang.parties.models import Account

OPEN_TO_STAFF = ("/accounts/", "/language/", "/healthz", "/static/")
"""What somebody reaches who still has to show a second factor: where it is set up and shown."""


class SecondFactorMiddleware:
    """Staff who must have a second factor (settings.STAFF_NEEDS_SECOND_FACTOR) get nowhere before they have shown it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._stopped(request) or self.get_response(request)

    def _stopped(self, request: HttpRequest) -> HttpResponseBase | None:
        if not settings.STAFF_NEEDS_SECOND_FACTOR or request.path.startswith(OPEN_TO_STAFF):
            return None
        if not request.user.is_authenticated:
            return None
        actor, account = actor_of(request), request.user
        if not selectors.needs_second_factor(cast("frozenset[Role]", actor.roles)):
            return None
        if any(record["method"] == "mfa" for record in get_authentication_records(request, account)):
            return None
        if selectors.second_factors(account).exists():
            methods = get_adapter().get_reauthentication_methods(account)
            shown = next(one["url"] for one in methods if one["id"].startswith("mfa"))
            return redirect(f"{shown}?next={request.path}")
        messages.warning(request, _("您的角色要求双重验证。请先设置身份验证器或通行密钥，再继续办理。"))
        return redirect("mfa_index")


def client_ip(request: HttpRequest) -> str | None:
    """Where a request comes from, as allauth and axes both count it (ALLAUTH_TRUSTED_PROXY_COUNT)."""
    return cast("str | None", get_client_ip(request))


def locked_out(
    request: HttpRequest, _response: HttpResponse | None, credentials: Mapping[str, str] | None
) -> HttpResponse:
    """What somebody reads after too many wrong passwords: when to come again. The owner of the address is told once."""
    given = (credentials or {}).get("username") or request.POST.get("login", "")
    email = given.strip().lower()
    until = selectors.password_blocked_until(email, client_ip(request))
    account = Account.objects.filter(email=email, is_active=True).first()
    if account is not None and until is not None:
        services.sign_in_blocked(actor=SystemActor("parties.sign_in"), account=account, until=until)
    context = {"until": until, "reset_url": reverse("account_reset_password")}
    return render(request, "account/blocked.html", context, status=429)
