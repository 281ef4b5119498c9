"""Signing in with an OpenID Connect provider: a real round trip over HTTP, authorisation code and PKCE.

The provider is allauth's own, served by a live server; the site signs in to it as to any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.idp.oidc.models import Client as RegisteredClient
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import make_account, signed_in
from zhongchuang.project.environment import ConfigurationError, OidcProvider, oidc_providers

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("zhongchuang.project.tests.provider_urls"),
]
SECRET = "a-secret-of-the-test"
LOGIN = "/accounts/oidc/gov/login/"


@pytest.fixture
def at_provider() -> Account:
    """Somebody as the provider knows them."""
    return make_account(Role.MENTOR, email="person@gov.invalid", name="提供方的人")


@pytest.fixture
def host(live_server: LiveServer, settings: Settings) -> Iterator[str]:
    """The provider, with our site registered, and our site told of it."""
    cache.clear()
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    settings.IDP_OIDC_PRIVATE_KEY = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    host = urlsplit(live_server.url).netloc
    registered = RegisteredClient(
        id="site",
        name="site",
        scopes="openid\nprofile\nemail",
        redirect_uris=f"http://{host}{LOGIN}callback/",
        skip_consent=True,
    )
    registered.set_secret(SECRET)
    registered.save()
    configure(settings, live_server.url)
    yield host


def configure(settings: Settings, url: str, *, domains: tuple[str, ...] = (), scope: str = "email") -> None:
    provider = OidcProvider("gov", "政务统一身份", url, "site", SECRET, domains)
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "SCOPE": ["openid", "profile", scope],
            "APPS": [provider.app()],
        }
    }


def round_trip(browser: Client, host: str, at_provider: Account, query: str = "") -> Any:
    """To the provider, where the person is signed in, and back."""
    sent = browser.post(LOGIN + query, HTTP_HOST=host)
    address = urlsplit(sent.headers["Location"])
    asked = parse_qs(address.query)
    assert (asked["response_type"], asked["code_challenge_method"]) == (["code"], ["S256"])
    assert asked["code_challenge"] and asked["state"]
    granted = signed_in(at_provider).get(f"{address.path}?{address.query}", HTTP_HOST=host)
    back = urlsplit(granted.headers["Location"])
    assert back.path == f"{LOGIN}callback/"
    return browser.get(f"{back.path}?{back.query}", HTTP_HOST=host)


def whoever(browser: Client, host: str) -> str:
    return browser.get("/me/", HTTP_HOST=host).content.decode()


def test_a_confirmed_address_of_a_trusted_domain_leads_into_its_account(
    live_server: LiveServer, host: str, at_provider: Account, settings: Settings
) -> None:
    configure(settings, live_server.url, domains=("gov.invalid",))
    browser = Client()
    answer = round_trip(browser, host, at_provider)
    assert answer.headers["Location"] == "/"
    assert "person@gov.invalid" in whoever(browser, host)
    assert SocialAccount.objects.get().user == at_provider
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs.count("parties.provider_linked") == 1 and "parties.signed_in" in verbs
    again = Client()
    assert round_trip(again, host, at_provider).headers["Location"] == "/"
    assert SocialAccount.objects.count() == 1


@pytest.mark.parametrize("case", ["other domain", "staff", "not confirmed here"])
def test_an_address_alone_opens_no_account(
    live_server: LiveServer, host: str, at_provider: Account, settings: Settings, case: str
) -> None:
    configure(
        settings, live_server.url, domains=("elsewhere.invalid" if case == "other domain" else "gov.invalid",)
    )
    if case == "staff":
        from zhongchuang.parties import services
        from zhongchuang.parties.tests.factory import SYSTEM

        services.role_grant(actor=SYSTEM, account=at_provider, role=Role.OFFICER, expected_version=1)
    if case == "not confirmed here":
        from allauth.account.models import EmailAddress

        EmailAddress.objects.update(verified=False)
    browser = Client()
    answer = round_trip(browser, host, at_provider)
    assert answer.headers["Location"] == "/accounts/providers/signup/"
    assert browser.get("/me/", HTTP_HOST=host).status_code == 302
    assert not SocialAccount.objects.exists()


def test_a_newcomer_says_who_they_are_and_has_an_account_without_password(
    live_server: LiveServer, host: str, at_provider: Account, settings: Settings
) -> None:
    configure(settings, live_server.url, scope="profile")
    browser = Client()
    assert round_trip(browser, host, at_provider).headers["Location"] == "/accounts/providers/signup/"
    form = browser.get("/accounts/providers/signup/", HTTP_HOST=host).content.decode()
    assert "政务统一身份确认了您的身份" in form and 'value="officer"' not in form
    given = {"email": "new@test.invalid", "name": "新来的人", "role": "mentor"}
    refused = browser.post("/accounts/providers/signup/", {**given, "role": "officer"}, HTTP_HOST=host)
    assert refused.status_code == 200
    browser.post("/accounts/providers/signup/", given, HTTP_HOST=host)
    made = Account.objects.get(email="new@test.invalid")
    assert not made.has_usable_password()
    assert SocialAccount.objects.get().user == made
    assert AuditEntry.objects.filter(verb="parties.provider_linked").count() == 1


def test_somebody_signed_in_links_and_unlinks_by_hand(host: str, at_provider: Account) -> None:
    from zhongchuang.parties.tests.factory import PASSWORD

    mine = make_account(email="mine@test.invalid")
    browser = Client()
    browser.post("/accounts/login/", {"login": mine.email, "password": PASSWORD}, HTTP_HOST=host)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD}, HTTP_HOST=host)
    answer = round_trip(browser, host, at_provider, "?process=connect")
    assert answer.headers["Location"] == "/accounts/providers/"
    linked = SocialAccount.objects.get()
    assert linked.user == mine
    assert "取消关联" in browser.get("/accounts/providers/", HTTP_HOST=host).content.decode()
    browser.post("/accounts/providers/", {"account": linked.pk}, HTTP_HOST=host)
    assert not SocialAccount.objects.exists()
    assert AuditEntry.objects.filter(verb="parties.provider_unlinked").count() == 1


def test_an_answer_nobody_asked_for_signs_nobody_in(host: str) -> None:
    told = Client().get(f"{LOGIN}callback/?code=made-up&state=made-up", HTTP_HOST=host)
    assert told.status_code == 401 and "没有确认您的身份" in told.content.decode()


def test_the_sign_in_page_offers_the_provider_and_goes_there_by_post_only(host: str) -> None:
    browser = Client()
    assert "用政务统一身份登录" in browser.get("/accounts/login/", HTTP_HOST=host).content.decode()
    assert browser.get(LOGIN, HTTP_HOST=host).status_code == 405


def test_providers_come_from_the_environment_and_none_by_default() -> None:
    assert oidc_providers({}) == ()
    env = {
        "ZHONGCHUANG_OIDC": "gov, uni",
        **{f"ZHONGCHUANG_OIDC_{n}_ISSUER": f"https://{n.lower()}.invalid/realm" for n in ("GOV", "UNI")},
        **{f"ZHONGCHUANG_OIDC_{n}_CLIENT_ID": "site" for n in ("GOV", "UNI")},
        **{f"ZHONGCHUANG_OIDC_{n}_CLIENT_SECRET": "x" for n in ("GOV", "UNI")},
        "ZHONGCHUANG_OIDC_GOV_NAME": "政务统一身份",
        "ZHONGCHUANG_OIDC_GOV_DOMAINS": "gov.invalid, Other.invalid",
    }
    gov, uni = oidc_providers(env)
    assert (gov.name, gov.domains, gov.origins) == (
        "政务统一身份",
        ("gov.invalid", "other.invalid"),
        ("https://gov.invalid",),
    )
    assert (uni.name, uni.domains) == ("uni", ())


@pytest.mark.parametrize(
    "changes",
    [
        {"ZHONGCHUANG_OIDC": "Gov!"},
        {"ZHONGCHUANG_OIDC_GOV_ISSUER": "http://gov.invalid"},
        {"ZHONGCHUANG_OIDC_GOV_CLIENT_SECRET": ""},
    ],
)
def test_a_provider_half_configured_starts_nothing(changes: dict[str, str]) -> None:
    env = {
        "ZHONGCHUANG_OIDC": "gov",
        "ZHONGCHUANG_OIDC_GOV_ISSUER": "https://gov.invalid",
        "ZHONGCHUANG_OIDC_GOV_CLIENT_ID": "site",
        "ZHONGCHUANG_OIDC_GOV_CLIENT_SECRET": "x",
    }
    with pytest.raises(ConfigurationError):
        oidc_providers({**env, **changes})
