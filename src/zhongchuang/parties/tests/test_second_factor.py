"""The second factor: set up, asked for, counted, lifted; secrets encrypted; staff who must have one."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from zhongchuang.core import clock
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import NotAllowed
from zhongchuang.messages.services import mail_send_due
from zhongchuang.parties import services
from zhongchuang.parties.access import Role
from zhongchuang.parties.decisions import MOST_WRONG_CODES, counted_failure
from zhongchuang.parties.models import Account, SecondFactorFailures
from zhongchuang.parties.tests.factory import PASSWORD, SYSTEM, actor, make_account

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 21, 8, tzinfo=dt.UTC)
HALF = dt.timedelta(minutes=30)


@pytest.fixture(autouse=True)
def unhurried(settings: Settings) -> None:
    cache.clear()
    settings.ACCOUNT_RATE_LIMITS = False


def code_of(secret: str, step: int = 0) -> str:
    """The code an authenticator app shows, `step` half-minutes from now."""
    now = list(yield_hotp_counters_from_time())[1]
    return str(format_hotp_value(hotp_value(secret, now + step)))


def signed_in(account: Account) -> Client:
    """By the form, so that allauth knows how; with the password shown once more."""
    browser = Client(raise_request_exception=False)
    browser.post("/accounts/login/", {"login": account.email, "password": PASSWORD})
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return browser


def secret_on(page: str) -> str:
    found = re.findall(r'data-copy="([A-Z2-7]{32})"', page)
    return str(found[0])


def with_totp(account: Account) -> tuple[Client, str]:
    """A browser in which an authenticator was set up, and its secret."""
    browser = signed_in(account)
    secret = secret_on(browser.get("/accounts/2fa/totp/activate/").content.decode())
    answer = browser.post("/accounts/2fa/totp/activate/", {"code": code_of(secret, -1)})
    assert answer.headers["Location"] == "/accounts/2fa/recovery-codes/"
    return browser, secret


def second_step(account: Account) -> Client:
    """A browser that gave the password and is asked for more."""
    browser = Client(raise_request_exception=False)
    answer = browser.post("/accounts/login/", {"login": account.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
    return browser


def recovery_codes(browser: Client) -> list[str]:
    return re.findall(r"<code>(\d{8})</code>", browser.get("/accounts/2fa/recovery-codes/").content.decode())


def verbs() -> list[str]:
    return list(
        AuditEntry.objects.filter(verb__startswith="parties.").order_by("pk").values_list("verb", flat=True)
    )


def test_an_authenticator_is_set_up_and_asked_for_after_the_password() -> None:
    account = make_account()
    _, secret = with_totp(account)
    assert verbs()[-2:] == ["parties.signed_in", "parties.totp_added"]
    browser = second_step(account)
    assert browser.get("/me/").status_code == 302
    answer = browser.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert answer.headers["Location"] == "/"
    assert browser.get("/me/").status_code == 200
    assert AuditEntry.objects.filter(verb="parties.signed_in").latest("pk").after == {
        "by": ["password", "totp"]
    }


def test_the_picture_is_markup_and_no_address() -> None:
    page = signed_in(make_account()).get("/accounts/2fa/totp/activate/").content.decode()
    assert '<svg class="qr"' in page and "data:image" not in page


def test_a_code_opens_once_also_in_another_process() -> None:
    """What was used stands in a table: the cache of one process would let the next one take it again."""
    account = make_account()
    _, secret = with_totp(account)
    code = code_of(secret)
    assert second_step(account).post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert second_step(account).post("/accounts/2fa/authenticate/", {"code": code}).status_code == 200
    from django.conf import settings

    assert str(settings.CACHES["default"]["BACKEND"]).endswith("DatabaseCache")


def test_a_code_opens_once_for_as_long_as_clocks_may_differ() -> None:
    account = make_account()
    _, secret = with_totp(account)
    code = code_of(secret, 1)  # of a telephone that is half a minute fast: right for a minute and a half
    assert second_step(account).post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    cache.delete(
        f"allauth.mfa.totp.used?user={account.pk}&code={code}"
    )  # what allauth keeps for half a minute
    for written in (code, f"{code[:3]} {code[3:]}"):
        assert second_step(account).post("/accounts/2fa/authenticate/", {"code": written}).status_code == 200


def test_a_recovery_code_opens_once_and_is_logged() -> None:
    account = make_account()
    codes = recovery_codes(with_totp(account)[0])
    assert len(codes) == 10
    browser = second_step(account)
    assert browser.post("/accounts/2fa/authenticate/", {"code": codes[0]}).headers["Location"] == "/"
    assert "parties.recovery_code_used" in verbs()
    again = second_step(account).post("/accounts/2fa/authenticate/", {"code": codes[0]})
    assert again.status_code == 200 and "验证码" in again.content.decode()
    assert second_step(account).post("/accounts/2fa/authenticate/", {"code": codes[1]}).status_code == 302


def test_new_recovery_codes_void_the_old_ones() -> None:
    account = make_account()
    browser, _ = with_totp(account)
    old = recovery_codes(browser)
    browser.post("/accounts/2fa/recovery-codes/generate/")
    new = recovery_codes(browser)
    assert not set(old) & set(new)
    assert verbs()[-1] == "parties.recovery_codes_made"
    assert second_step(account).post("/accounts/2fa/authenticate/", {"code": old[0]}).status_code == 200


def test_a_copy_of_the_database_holds_no_secret() -> None:
    account = make_account()
    browser, secret = with_totp(account)
    kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert not any(code in kept for code in recovery_codes(browser))


def test_wrong_codes_close_the_door_to_right_ones_and_an_administrator_opens_it() -> None:
    account = make_account(email="owner@test.invalid")
    _, secret = with_totp(account)
    for _ in range(MOST_WRONG_CODES):
        told = second_step(account).post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "暂停验证" in told.content.decode()
    right = second_step(account).post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert right.status_code == 200 and "暂停验证" in right.content.decode()
    mail_send_due(actor=SYSTEM)
    told_owner = [message for message in mail.outbox if "暂停登录" in message.subject]
    assert [message.to for message in told_owner] == [
        ["owner@test.invalid"]
    ]  # once, however often it is tried
    boss, account = make_account(Role.ADMINISTRATOR), Account.objects.get(pk=account.pk)
    with pytest.raises(NotAllowed):
        services.sign_in_reopen(
            actor=actor(make_account(Role.OFFICER)), account=account, expected_version=account.row_version
        )
    services.sign_in_reopen(actor=actor(boss), account=account, expected_version=account.row_version)
    assert (
        second_step(account).post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).status_code == 302
    )
    assert verbs().count("parties.sign_in_blocked") == 1


def test_the_door_opens_by_itself_after_half_an_hour() -> None:
    account = make_account()
    for _ in range(MOST_WRONG_CODES):
        closed = services.second_factor_failed(actor=SYSTEM, account=account)
    assert closed is not None
    from zhongchuang.parties.selectors import second_factor_blocked_until

    assert second_factor_blocked_until(account) == closed
    with clock.use_clock(clock.FrozenClock(closed)):
        assert second_factor_blocked_until(account) is None
        assert services.second_factor_failed(actor=SYSTEM, account=account) is None
    assert SecondFactorFailures.objects.get(account=account).failures == 1


@pytest.mark.parametrize(
    ("failures", "rest", "expected"),
    [(0, dt.timedelta(0), 1), (6, dt.timedelta(minutes=29), 7), (7, HALF, 1)],
)
def test_a_row_of_failures_ends_with_half_an_hours_rest(
    failures: int, rest: dt.timedelta, expected: int
) -> None:
    assert counted_failure(failures, NOW - rest, None, NOW) == (expected, None)


def test_the_eighth_failure_closes_for_half_an_hour() -> None:
    assert counted_failure(7, NOW, None, NOW) == (8, NOW + HALF)


class TestStaff:
    """Whoever works for the department shows a second factor, where the platform is set so."""

    @pytest.fixture(autouse=True)
    def required(self, settings: Settings) -> None:
        settings.STAFF_NEEDS_SECOND_FACTOR = True

    def test_an_officer_gets_nowhere_without_and_is_told_what_to_do(self) -> None:
        browser = signed_in(make_account(Role.OFFICER))
        answer = browser.get("/measures/", follow=True)
        assert answer.redirect_chain[-1][0] == "/accounts/2fa/"
        assert "您的角色要求双重验证" in answer.content.decode()
        assert browser.get("/accounts/logout/").status_code == 200

    def test_an_officer_who_has_shown_it_works(self) -> None:
        account = make_account(Role.OFFICER)
        _, secret = with_totp(account)
        browser = second_step(account)
        browser.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
        assert browser.get("/measures/").status_code == 200

    def test_a_session_without_it_is_asked_for_it(self) -> None:
        account = make_account(Role.OFFICER)
        browser, secret = with_totp(account)
        answer = browser.get("/me/")
        assert answer.headers["Location"] == "/accounts/2fa/reauthenticate/?next=/me/"
        browser.post("/accounts/2fa/reauthenticate/?next=/me/", {"code": code_of(secret)})
        assert browser.get("/me/").status_code == 200

    def test_the_last_one_is_not_given_up(self) -> None:
        account = make_account(Role.OFFICER)
        browser, _ = with_totp(account)
        told = browser.post("/accounts/2fa/totp/deactivate/")
        assert "最后一种不能停用" in told.content.decode()
        assert Authenticator.objects.filter(user=account, type="totp").exists()

    def test_others_and_the_demonstration_are_not_bothered(self, settings: Settings) -> None:
        assert signed_in(make_account(Role.MENTOR)).get("/measures/").status_code == 200
        settings.STAFF_NEEDS_SECOND_FACTOR = False
        assert signed_in(make_account(Role.OFFICER)).get("/measures/").status_code == 200


def test_turning_it_on_and_off_is_logged_and_told(django_capture_on_commit_callbacks: Any) -> None:
    account = make_account()
    with django_capture_on_commit_callbacks(execute=True):
        browser, _ = with_totp(account)
    browser.post("/accounts/2fa/totp/deactivate/")
    assert verbs()[-1] == "parties.totp_removed"
    mail_send_due(actor=SYSTEM)
    assert [message.subject for message in mail.outbox] == [
        "众创台：身份验证器已启用",
        "众创台：身份验证器已停用",
    ]
