"""Signing in and out, wrong passwords and what they lead to, accounts that are locked."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from zhongchuang.messages.services import mail_send_due
from zhongchuang.parties import services
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import PASSWORD, SYSTEM, actor, make_account, signed_in

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def nobody_tried_before() -> None:
    """allauth counts attempts in the cache."""
    cache.clear()


@pytest.fixture
def account() -> Account:
    return make_account(Role.MENTOR, email="mentor@test.invalid")


def sign_in(
    password: str, email: str = "mentor@test.invalid", client: Client | None = None, **more: str
) -> Any:
    return (client or Client()).post(LOGIN, {"login": email, "password": password, **more})


def test_the_right_password_opens_the_account_and_the_page_that_was_wanted(account: Account) -> None:
    browser = Client()
    wanted = browser.get("/me/").headers["Location"]
    assert wanted == "/accounts/login/?next=/me/"
    assert 'name="next" value="/me/"' in browser.get(wanted).content.decode()
    answer = sign_in(PASSWORD, client=browser, next="/me/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/me/")
    assert account.name in browser.get("/me/").content.decode()
    assert sign_in(PASSWORD, "MENTOR@Test.invalid").status_code == 302


@pytest.mark.parametrize("elsewhere", ["https://evil.invalid/", "//evil.invalid", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(account: Account, elsewhere: str) -> None:
    assert sign_in(PASSWORD, next=elsewhere).headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_read_the_same(account: Account) -> None:
    told = [sign_in("wrong-password"), sign_in("wrong-password", "nobody@test.invalid")]
    sentences = {re.findall(r'class="error-summary".*?</ul>', t.content.decode(), re.S)[0] for t in told}
    assert len(sentences) == 1
    assert "不正确" in sentences.pop()


def test_a_session_ends_with_the_browser_unless_it_should_be_remembered(account: Account) -> None:
    assert sign_in(PASSWORD).cookies["sessionid"]["max-age"] == ""
    assert sign_in(PASSWORD, remember="on").cookies["sessionid"]["max-age"] > 0


def test_signing_out_asks_first_and_then_ends_the_session(account: Account) -> None:
    browser = signed_in(account)
    assert "要退出吗" in browser.get("/accounts/logout/").content.decode()
    assert browser.get("/me/").status_code == 200
    browser.post("/accounts/logout/")
    assert browser.get("/me/").status_code == 302


def test_a_locked_account_is_told_so_only_with_its_password(account: Account) -> None:
    services.account_lock(actor=SYSTEM, account=account, expected_version=1)
    told = sign_in(PASSWORD)
    assert (told.status_code, told.headers["Location"]) == (302, "/accounts/inactive/")
    assert "已停用" in Client().get("/accounts/inactive/").content.decode()
    assert "停用" not in sign_in("wrong-password").content.decode().partition("<main")[2]


class TestTooManyWrongPasswords:
    """axes: eight in a row for one address from one place close the door for half an hour, also to the right password."""

    @pytest.fixture(autouse=True)
    def axes(self, settings: Settings) -> None:
        settings.AXES_ENABLED = True
        settings.ACCOUNT_RATE_LIMITS = False  # allauth's own, shorter, is tested below

    def test_the_door_closes_with_a_sentence(self, account: Account, settings: Settings) -> None:
        answers = [sign_in("wrong-password").status_code for _ in range(settings.AXES_FAILURE_LIMIT)]
        assert answers[:-1] == [200] * (settings.AXES_FAILURE_LIMIT - 1)
        told = sign_in(PASSWORD)
        text = told.content.decode()
        assert told.status_code == 429
        assert "密码连续输错，暂停登录" in text
        assert re.search(r"请在 2\d\d\d年\d+月\d+日 \d\d:\d\d 以后再试", text)

    def test_others_and_other_places_come_in(self, account: Account, settings: Settings) -> None:
        for _ in range(settings.AXES_FAILURE_LIMIT + 1):
            sign_in("wrong-password")
        make_account(email="other@test.invalid")
        assert sign_in(PASSWORD, "other@test.invalid").status_code == 302
        elsewhere = Client(REMOTE_ADDR="192.0.2.7")
        assert sign_in(PASSWORD, client=elsewhere).status_code == 302

    def test_a_right_password_wipes_the_slate(self, account: Account, settings: Settings) -> None:
        for _ in range(3):
            for _ in range(settings.AXES_FAILURE_LIMIT - 1):
                sign_in("wrong-password")
            assert sign_in(PASSWORD).status_code == 302

    def test_the_owner_is_told_once_and_an_administrator_lifts_it(
        self, account: Account, settings: Settings
    ) -> None:
        for _ in range(settings.AXES_FAILURE_LIMIT + 3):
            sign_in("wrong-password")
        for _ in range(settings.AXES_FAILURE_LIMIT + 1):
            sign_in("wrong-password", "nobody@test.invalid")
        mail_send_due(actor=SYSTEM)
        (message,) = mail.outbox
        assert message.to == [account.email] and "暂停登录" in message.subject
        browser = signed_in(make_account(Role.ADMINISTRATOR))
        page = browser.get(f"/accounts-and-roles/{account.pk}/").content.decode()
        assert "解除暂停" in page
        form = page.partition(f"/accounts-and-roles/{account.pk}/reopen")[2].partition("</form>")[0]
        values = dict(re.findall(r'name="(row_version|idempotency_key)"\s+value="([^"]+)"', form))
        browser.post(f"/accounts-and-roles/{account.pk}/reopen", values)
        assert sign_in(PASSWORD).status_code == 302

    def test_the_door_opens_when_its_time_has_come(self, account: Account, settings: Settings) -> None:
        with time_machine.travel("2026-11-21T09:00:00+08:00", tick=False) as moment:
            for _ in range(settings.AXES_FAILURE_LIMIT):
                sign_in("wrong-password")
            assert "2026年11月21日 09:30 以后再试" in sign_in(PASSWORD).content.decode()
            moment.shift(29 * 60)
            assert sign_in(PASSWORD).status_code == 429
            moment.shift(2 * 60)
            assert sign_in(PASSWORD).status_code == 302

    def test_control_without_axes_the_door_stays_open(self, account: Account, settings: Settings) -> None:
        settings.AXES_ENABLED = False
        for _ in range(settings.AXES_FAILURE_LIMIT + 2):
            sign_in("wrong-password")
        assert sign_in(PASSWORD).status_code == 302


def test_quick_guessing_is_slowed_down_before_that(account: Account) -> None:
    told = [sign_in("wrong-password").content.decode() for _ in range(6)]
    assert "登录失败次数过多，请稍后重试" in told[-1]
    assert "次数过多" not in told[0]


def test_a_flood_of_forms_is_the_house_page(settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"signup": "2/m/ip"}
    answers = [Client().post("/accounts/signup/", {"email": "x"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "操作过于频繁" in answers[-1].content.decode()


def test_a_form_without_its_token_is_the_house_page(account: Account) -> None:
    browser = Client(enforce_csrf_checks=True)
    told = browser.post(LOGIN, {"login": account.email, "password": PASSWORD})
    assert told.status_code == 403
    assert "为安全起见未提交" in told.content.decode()
    assert browser.get("/me/").status_code == 302


def test_the_roles_of_a_session_are_those_of_this_moment(account: Account) -> None:
    """A role ended counts no more with the next click, not with the next sign-in."""
    boss = make_account(Role.ADMINISTRATOR)
    browser, chief = signed_in(boss), make_account(Role.ADMINISTRATOR)
    assert browser.get(f"/accounts-and-roles/{account.pk}/").status_code == 200
    services.role_revoke(actor=actor(chief), account=boss, role=Role.ADMINISTRATOR, expected_version=1)
    assert browser.get(f"/accounts-and-roles/{account.pk}/").status_code == 404
