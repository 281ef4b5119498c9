"""Every address of allauth that we serve, each held to the methods it means; ours where an act is logged."""

from __future__ import annotations

from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as provider
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.db import transaction
from django.http import HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.generic import TemplateView

from zhongchuang.parties.accounts import logged

View = Callable[..., HttpResponseBase]
form = require_http_methods(("GET", "HEAD", "POST"))


def whole(view: View) -> View:
    """A page with a form whose act and log entry are one transaction."""
    return form(transaction.atomic(view))


urlpatterns: list[URLPattern] = [
    path("login/", form(account.login), name="account_login"),
    path("logout/", form(account.logout), name="account_logout"),
    path("inactive/", require_safe(account.account_inactive), name="account_inactive"),
    path("signup/", form(account.signup), name="account_signup"),
    path("reauthenticate/", form(account.reauthenticate), name="account_reauthenticate"),
    path("email/", form(logged.EmailAddresses.as_view()), name="account_email"),
    path(
        "confirm-email/",
        require_safe(account.email_verification_sent),
        name="account_email_verification_sent",
    ),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", form(account.confirm_email), name="account_confirm_email"),
    path("password/change/", whole(account.password_change), name="account_change_password"),
    path("password/set/", whole(account.password_set), name="account_set_password"),
    path("password/reset/", form(account.password_reset), name="account_reset_password"),
    path(
        "password/reset/done/", require_safe(account.password_reset_done), name="account_reset_password_done"
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        whole(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        require_safe(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("2fa/", require_safe(mfa.index), name="mfa_index"),
    path("2fa/authenticate/", form(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", form(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", form(logged.ActivateTOTP.as_view()), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", whole(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", require_safe(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        form(logged.GenerateRecoveryCodes.as_view()),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        require_safe(codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path("2fa/passkeys/add/", form(logged.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path(
        "2fa/passkeys/reauthenticate/",
        form(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/passkeys/<int:pk>/remove/", whole(logged.RemovePasskey.as_view()), name="mfa_remove_webauthn"),
    path("2fa/passkeys/<int:pk>/rename/", form(logged.RenamePasskey.as_view()), name="mfa_edit_webauthn"),
    path("2fa/passkeys/login/", form(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("providers/", whole(provider.connections), name="socialaccount_connections"),
    path("providers/signup/", form(provider.signup), name="socialaccount_signup"),
    path(
        "providers/cancelled/", require_safe(provider.login_cancelled), name="socialaccount_login_cancelled"
    ),
    path(
        "providers/error/",
        require_safe(TemplateView.as_view(template_name="socialaccount/authentication_error.html")),
        name="socialaccount_login_error",
    ),
    path("oidc/<slug:provider_id>/login/", require_POST(oidc.login), name="openid_connect_login"),
    path(
        "oidc/<slug:provider_id>/login/callback/", require_safe(oidc.callback), name="openid_connect_callback"
    ),
]
