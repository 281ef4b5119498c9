"""What allauth writes, written by the room's verbs instead, so that it is checked and logged like everything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy

from zhongchuang.core import clock, crypto
from zhongchuang.core.actors import ANONYMOUS
from zhongchuang.core.ids import new_id
from zhongchuang.messages.services import mail_write
from zhongchuang.parties import services
from zhongchuang.parties.access import STAFF, Role
from zhongchuang.parties.models import Account, MailLanguage
from zhongchuang.parties.selectors import (
    actor_for,
    language_at,
    needs_second_factor,
    roles_of,
    second_factors,
)
from zhongchuang.parties.services import SecurityAct
from zhongchuang.parties.services.rewrapping import SECRETS

if TYPE_CHECKING:
    from allauth.mfa.models import Authenticator
    from allauth.socialaccount.models import SocialLogin

NOTED = {
    "mfa/email/totp_deactivated": SecurityAct.TOTP_REMOVED,
    "mfa/email/webauthn_added": SecurityAct.PASSKEY_ADDED,
    "mfa/email/webauthn_removed": SecurityAct.PASSKEY_REMOVED,
    "account/email/email_deleted": SecurityAct.ADDRESS_REMOVED,
    "socialaccount/email/account_connected": SecurityAct.PROVIDER_LINKED,
    "socialaccount/email/account_disconnected": SecurityAct.PROVIDER_UNLINKED,
}
"""Acts that allauth tells of in the middle of doing them; those it tells of afterwards are logged by `logged.py`, the rest by
verbs of their own."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no type information
    """Passwords, addresses and mails."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """Name the address to axes as well, which counts wrong passwords by `username`."""
        if "email" in credentials:
            credentials.setdefault("username", credentials["email"])
        found: Account | None = super().authenticate(request, **credentials)
        return found

    def format_email_subject(self, subject: str) -> str:
        """As the template has it: the platform is named there, in the reader's language."""
        return subject.strip()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of whoever has the address; of the page, where nobody has it yet."""
        with translation.override(language_at(email) or get_language()):
            super().send_mail(template_prefix, email, context)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Account,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """What changed about somebody's account is logged and told to them, in one transaction with the change.

        Unlike `send_mail` these carry no secret, so they are written like every other mail and sent by the worker.
        """
        given = context or {}
        with transaction.atomic():
            if act := NOTED.get(template_prefix):
                linked = given.get("account")
                about = {"provider": linked.provider} if linked else {}
                services.security_note(actor=actor_for(user), account=user, act=act, about=about)
            address = email or user.email
            with translation.override(user.language):
                told = {"timestamp": clock.now(), "ip": self.get_client_ip(self.request), **given}
                message = self.render_mail(template_prefix, address, told)
            mail_write(
                actor=actor_for(user),
                key=f"parties.notice:{new_id().hex}",
                account_id=str(user.pk),
                address=address,
                language=user.language,
                subject=message.subject,
                body=str(message.body),
            )

    def save_user(self, request: HttpRequest, user: Account, form: Any, commit: bool = True) -> Account:
        """Make the account of a valid sign-up form. Raises EmailTaken where another request was quicker."""
        data = form.cleaned_data
        return services.account_register(
            actor=ANONYMOUS,
            email=data["email"],
            name=data["name"],
            password=data.get("password1"),
            roles=[Role(data["role"])],
            language=MailLanguage(get_language() or MailLanguage.CHINESE),
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

    def post_login(self, request: HttpRequest, user: Account, **known: Any) -> HttpResponse:
        """Somebody is in: logged, with how they showed who they are."""
        records = get_authentication_records(request, user)
        methods = [str(record.get("type") or record["method"]) for record in records]
        with transaction.atomic():
            services.security_note(
                actor=actor_for(user), account=user, act=SecurityAct.SIGNED_IN, about={"by": methods}
            )
        return cast(HttpResponse, super().post_login(request, user, **known))


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no type information
    """Second factors and passkeys. Seeds are encrypted: a copy of the database opens no account."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("验证码不对或已过期，请核对后再输入。"),
    }

    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text.encode(), purpose=SECRETS)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text, purpose=SECRETS).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff who must have a second factor may not give up the last one."""
        account = cast(Account, authenticator.user)
        others = second_factors(account).exclude(pk=authenticator.pk)
        return others.exists() or not needs_second_factor(roles_of(account))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The platform as the browser names it when it asks for the passkey."""
        return {"id": context.request.get_host().partition(":")[0], "name": "众创台"}


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no type information
    """Signing in with an OpenID Connect provider."""

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        """Whether an address confirmed by the provider leads into the account that has it, instead of a password.

        Only where the provider answers for the address's domain, the address is confirmed here too, and the account holds
        no staff role: those are linked by hand, signed in.
        """
        domains = login.provider.app.settings.get("trusted_domains", [])
        if email.rpartition("@")[2].lower() not in domains:
            return False
        ours = EmailAddress.objects.filter(email__iexact=email, verified=True).select_related("user").first()
        return ours is not None and not STAFF & roles_of(ours.user)

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Account:
        """Make the account of somebody who came from a provider, without a password, and link it."""
        with transaction.atomic():
            account = get_adapter().save_user(request, sociallogin.user, form)
            sociallogin.user = account
            sociallogin.save(request)
            services.security_note(
                actor=actor_for(account),
                account=account,
                act=SecurityAct.PROVIDER_LINKED,
                about={"provider": sociallogin.account.provider},
            )
        return cast(Account, account)
