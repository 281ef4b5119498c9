"""allauth's pages whose acts are logged by us: page and log entry in one transaction."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.views import EmailView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, RemoveWebAuthnView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from zhongchuang.core.page import Code
from zhongchuang.core.page.qr import qr_picture
from zhongchuang.parties import services
from zhongchuang.parties.accounts.asking import actor_of
from zhongchuang.parties.models import Account
from zhongchuang.parties.services import SecurityAct


def note(request: HttpRequest, act: SecurityAct) -> None:
    """Log an act of whoever is signed in."""
    services.security_note(actor=actor_of(request), account=cast(Account, request.user), act=act)


class EmailAddresses(EmailView):  # type: ignore[misc]  # allauth has no type information
    """The page of e-mail addresses; a change of the account's address is logged in the same transaction."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Add, remove, make primary, or send the confirmation again."""
        account = cast(Account, request.user)
        before = account.email
        with transaction.atomic():
            answer: HttpResponse = super().post(request, *args, **kwargs)
            services.email_changed(actor=actor_of(request), account=account, before=before)
        return answer


class ActivateTOTP(ActivateTOTPView):  # type: ignore[misc]  # allauth has no type information
    """Setting up an authenticator. The picture is drawn into the page: the content policy forbids data: addresses."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page shows, the picture as markup of our own."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["picture"] = qr_picture(context["totp_url"])
        context["secret_code"] = Code(context["form"].secret, _("密钥"))
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        """The code was right: the authenticator counts from now on."""
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
            note(self.request, SecurityAct.TOTP_ADDED)
        return answer


class GenerateRecoveryCodes(GenerateRecoveryCodesView):  # type: ignore[misc]  # allauth has no type information
    """New recovery codes; the old ones are void."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
            note(self.request, SecurityAct.RECOVERY_CODES_MADE)
        return answer


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]  # allauth has no type information
    """A new passkey, one that signs in by itself: the browser is asked for nothing less."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        options = webauthn.begin_registration(self.request.user, True)
        return {**context, "js_data": {"creation_options": options}}

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
        return answer


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]  # allauth has no type information
    """A passkey that signs in no more."""

    success_url = reverse_lazy("mfa_index")


class RenamePasskey(EditWebAuthnView):  # type: ignore[misc]  # allauth has no type information
    """Another name for a passkey."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
            note(self.request, SecurityAct.PASSKEY_RENAMED)
        return answer
