"""The seam to allauth, axes and the request: who is asking, how an account is made, what a locked-out visitor reads."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.views import EmailView
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from zhongchuang.core.actors import ANONYMOUS, Actor
from zhongchuang.core.views import too_many_requests
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
    """What allauth writes, written by the room's verbs instead, so that it is checked and logged like everything else."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """Name the address to axes as well, which counts wrong passwords by `username`."""
        if "email" in credentials:
            credentials.setdefault("username", credentials["email"])
        found: Account | None = super().authenticate(request, **credentials)
        return found

    def format_email_subject(self, subject: str) -> str:
        """As the template has it: the platform is named there, in the reader's language."""
        return subject.strip()

    def save_user(self, request: HttpRequest, user: Account, form: Any, commit: bool = True) -> Account:
        """Make the account of a valid sign-up form. Raises EmailTaken where another request was quicker."""
        data = form.cleaned_data
        return services.account_register(
            actor=ANONYMOUS,
            email=data["email"],
            name=data["name"],
            password=data["password1"],
            roles=[Role(data["role"])],
        )

    def set_password(self, user: Account, password: str) -> None:
        """A password changed by its owner, signed in or by the link that was mailed."""
        services.password_set(actor=actor_for(user), account=user, password=password)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """An address its owner has shown to be theirs; the first one becomes the address of the account."""
        account = email_address.user
        with transaction.atomic():
            confirmed = bool(super().confirm_email(request, email_address))
            if confirmed:
                services.email_confirmed(actor=actor_for(account), account=account, email=email_address.email)
        return confirmed


class EmailAddresses(EmailView):  # type: ignore[misc]  # allauth has no type information
    """allauth's page of e-mail addresses; a change of the account's address is logged in the same transaction."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add, remove, make primary, or send the confirmation again."""
        account = cast(Account, request.user)
        before = account.email
        with transaction.atomic():
            answer: HttpResponse = super().post(request, *args, **kwargs)
            services.email_changed(actor=actor_of(request), account=account, before=before)
        return answer


email_addresses = EmailAddresses.as_view()


def locked_out(request: HttpRequest, *_args: Any) -> HttpResponse:
    """What somebody reads after too many wrong passwords."""
    return too_many_requests(request)
