"""Forms of the second factor, of passkeys and of those who come from a provider."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar, cast

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm as AllauthActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from allauth.socialaccount.forms import SignupForm as AllauthProviderSignupForm
from django import forms
from django.core.cache import cache
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhongchuang.core.actors import SystemActor
from zhongchuang.core.clock import SHANGHAI
from zhongchuang.parties import selectors, services
from zhongchuang.parties.access import SELF_SERVICE, Role
from zhongchuang.parties.models import Account
from zhongchuang.parties.selectors import actor_for
from zhongchuang.parties.services import SecurityAct

ONE_TIME = {
    "autocomplete": "one-time-code",
    "inputmode": "numeric",
    "autocapitalize": "off",
    "spellcheck": "false",
}
BY = SystemActor("parties.second_factor")


class CountedCode(forms.Form):
    """A code is looked at only while the door is open; wrong ones are counted, for all processes together."""

    user: Account
    authenticator: Authenticator

    def clean_code(self) -> str:
        """The code. A right one empties the count; a recovery code is logged as spent."""
        until = selectors.second_factor_blocked_until(self.user)
        if until is not None:
            raise forms.ValidationError(_blocked_until(until))
        try:
            code = cast(str, super().clean_code())  # type: ignore[misc]  # allauth's form stands behind this one
            self._spend(code)
        except forms.ValidationError as wrong:
            if wrong.code == "incorrect_code" and (
                closed := services.second_factor_failed(actor=BY, account=self.user)
            ):
                raise forms.ValidationError(_blocked_until(closed)) from None
            raise
        services.second_factor_passed(account=self.user)
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            left = len(self.authenticator.wrap().get_unused_codes())
            services.security_note(
                actor=actor_for(self.user),
                account=self.user,
                act=SecurityAct.RECOVERY_CODE_USED,
                about={"left": left},
            )
        return code

    def _spend(self, code: str) -> None:
        """A code of an app opens once for as long as it is right. Allauth forgets after one step that it was used, while
        clocks may differ by a step on either side. Raises ValidationError.
        """
        if self.authenticator.type != Authenticator.Type.TOTP:
            return
        steps = 2 * app_settings.TOTP_TOLERANCE + 1
        name = f"parties.totp_spent:{self.user.pk}:{normalize_user_code(code)}"
        if not cache.add(name, "spent", timeout=steps * app_settings.TOTP_PERIOD):
            raise get_adapter().validation_error("incorrect_code")


def _blocked_until(until: dt.datetime) -> str:
    return _("验证码连续输错，暂停验证。请在 %(time)s 以后再试，或请平台管理员解除。") % {
        "time": date_format(until.astimezone(SHANGHAI), "TIME_FORMAT")
    }


class AuthenticateForm(CountedCode, AllauthAuthenticateForm):  # type: ignore[misc]  # allauth has no type information
    """The code after the password."""

    code = forms.CharField(
        label=gettext_lazy("验证码"),
        max_length=20,
        widget=forms.TextInput(ONE_TIME),
        help_text=gettext_lazy("身份验证器应用里的 6 位数字；手机不在身边时，可用一个恢复码。"),
    )


class ReauthenticateForm(CountedCode, AllauthReauthenticateForm):  # type: ignore[misc]  # allauth has no type information
    """The code before something that must not happen behind the owner's back."""

    code = forms.CharField(
        label=gettext_lazy("验证码"),
        max_length=20,
        widget=forms.TextInput(ONE_TIME),
        help_text=gettext_lazy("身份验证器应用里的 6 位数字；手机不在身边时，可用一个恢复码。"),
    )


class ActivateTOTPForm(AllauthActivateTOTPForm):  # type: ignore[misc]  # allauth has no type information
    """The first code of an authenticator shows that it was set up."""

    code = forms.CharField(
        label=gettext_lazy("应用显示的 6 位验证码"), max_length=20, widget=forms.TextInput(ONE_TIME)
    )


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth has no type information
    """A passkey and how its owner tells it from others. Always one that signs in by itself."""

    passwordless = None
    name = forms.CharField(
        label=gettext_lazy("名称"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("便于以后辨认，例如“办公室电脑”。"),
    )

    def clean(self) -> dict[str, Any]:
        """Allauth checks that the owner showed themselves to the device (PIN, finger, face)."""
        self.cleaned_data["passwordless"] = True
        return cast("dict[str, Any]", super().clean())


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]  # allauth has no type information
    """Another name for a passkey."""

    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)


class ProviderSignupForm(AllauthProviderSignupForm):  # type: ignore[misc]  # allauth has no type information
    """Somebody who came from a provider and has no account yet: who it is."""

    name = forms.CharField(
        label=gettext_lazy("姓名或称呼"), max_length=80, widget=forms.TextInput({"autocomplete": "name"})
    )
    role = forms.ChoiceField(
        label=gettext_lazy("您是"),
        choices=[(role.value, role.label) for role in Role if role in SELF_SERVICE],
        widget=forms.RadioSelect,
        initial=Role.ENTREPRENEUR.value,
    )
    field_order: ClassVar[list[str]] = ["email", "name", "role"]
