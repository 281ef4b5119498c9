"""What guards an account, in a real browser: a passkey of Chromium's own making, an authenticator, recovery codes, one's data."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import override_settings
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SCHEMES, WIDTHS, Opened, assert_accessible
from tests.journeys.test_accounts import sign_in
from zhongchuang.parties import services
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account, Standing
from zhongchuang.parties.tests.factory import PASSWORD, SYSTEM, make_account, make_organisation
from zhongchuang.project.demonstration import synthetic_uscc

pytestmark = pytest.mark.journey


@pytest.fixture(autouse=True)
def unhurried(site: str) -> Iterator[None]:
    cache.clear()
    with override_settings(ACCOUNT_RATE_LIMITS=False):
        yield


def confirm(page: Page) -> None:
    """The password once more, where it is asked for."""
    expect(page.get_by_role("heading", name="请再输入一次密码")).to_be_visible()
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="继续").click()


def on_localhost(page: Page) -> None:
    """A passkey belongs to a name; an address in numbers has none."""
    page.goto(page.url.replace("127.0.0.1", "localhost"))


def with_authenticator(page: Page) -> None:
    """A device with finger or face, as Chromium pretends it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def code_of(secret: str, step: int = 0) -> str:
    now = list(yield_hotp_counters_from_time())[1]
    return str(format_hotp_value(hotp_value(secret, now + step)))


def test_a_passkey_is_added_and_signs_in_without_a_password(opened: Opened) -> None:
    account = make_account(Role.MENTOR, name="走查·通行密钥")
    # the other name of this machine counts as another host to the journey's watch
    with opened("/accounts/login/", tolerated="localhost") as page:
        on_localhost(page)
        with_authenticator(page)
        page.get_by_label("电子邮件").fill(account.email)
        page.get_by_label("密码").fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        page.get_by_role("link", name="走查·通行密钥").click()
        page.locator("main").get_by_role("link", name="登录与安全").first.click()
        page.get_by_role("link", name="添加通行密钥").click()
        confirm(page)
        page.get_by_label("名称").fill("办公室电脑")
        assert_accessible(page)
        page.get_by_role("button", name="添加").click()
        expect(page.get_by_role("heading", name="恢复码")).to_be_visible()
        page.get_by_role("link", name="返回登录与安全").click()
        expect(page.get_by_text("办公室电脑").first).to_be_visible()
        assert_accessible(page)
        page.locator("header").get_by_role("button", name="退出").click()
        page.goto(page.url.partition("/accounts")[0].rstrip("/") + "/accounts/login/")
        page.get_by_role("button", name="用通行密钥登录").click()
        expect(page.get_by_role("link", name="走查·通行密钥")).to_be_visible()


def test_without_a_passkey_on_the_device_a_sentence_says_so(opened: Opened) -> None:
    with opened("/accounts/login/", tolerated="localhost") as page:
        page.get_by_role("button", name="用通行密钥登录").click()
        expect(page.get_by_role("alert")).to_contain_text("请改用域名")
        assert_accessible(page)


def test_an_authenticator_and_a_recovery_code(opened: Opened) -> None:
    account = make_account(Role.MENTOR, name="走查·验证器")
    with opened("/accounts/login/") as page:
        sign_in(page, account.email)
        page.goto("/accounts/2fa/")
        page.get_by_role("link", name="设置身份验证器").click()
        confirm(page)
        assert_accessible(page)
        secret = page.locator("[data-copy]").get_attribute("data-copy") or ""
        page.get_by_label("应用显示的 6 位验证码").fill(code_of(secret, -1))
        page.get_by_role("button", name="启用").click()
        expect(page.get_by_role("heading", name="恢复码")).to_be_visible()
        codes = page.locator(".recovery-codes code").all_inner_texts()
        assert len(codes) == 10
        assert_accessible(page)
        page.locator("header").get_by_role("button", name="退出").click()
        sign_in(page, account.email)
        expect(page.get_by_role("heading", name="登录：第二步")).to_be_visible()
        assert_accessible(page)
        page.get_by_label("验证码").fill("000000")
        page.locator("main").get_by_role("button", name="登录", exact=True).click()
        expect(page.locator(".error-summary")).to_be_visible()
        page.get_by_label("验证码").fill(code_of(secret))
        page.locator("main").get_by_role("button", name="登录", exact=True).click()
        expect(page.get_by_role("link", name="走查·验证器")).to_be_visible()
        for works in (True, False):
            page.locator("header").get_by_role("button", name="退出").click()
            sign_in(page, account.email)
            page.get_by_label("验证码").fill(codes[0])
            page.locator("main").get_by_role("button", name="登录", exact=True).click()
            if works:
                expect(page.get_by_role("link", name="走查·验证器")).to_be_visible()
            else:
                expect(page.locator(".error-summary")).to_be_visible()
                break


def test_somebody_takes_their_data_and_thinks_better_of_leaving(opened: Opened) -> None:
    account = make_account(Role.MENTOR, name="走查·我的数据")
    with opened("/accounts/login/") as page:
        sign_in(page, account.email)
        page.goto("/me/data/")
        page.get_by_role("link", name="看看删除什么").click()
        confirm(page)
        expect(page.get_by_role("heading", name="保留，以及为什么")).to_be_visible()
        assert_accessible(page)
        page.get_by_role("button", name="申请注销").click()
        expect(page.get_by_text("您已申请注销")).to_be_visible()
        assert_accessible(page)
        with page.expect_download() as download:
            page.get_by_role("button", name="下载我的数据").click()
        with zipfile.ZipFile(Path(download.value.path())) as archive:
            assert "走查·我的数据" in archive.read("data.json").decode()
        page.get_by_role("button", name="撤销注销申请").click()
        expect(page.get_by_text("注销申请已撤销")).to_be_visible()


@pytest.fixture
def manager() -> Account:
    """A manager of an organisation with one member and one open invitation."""
    account = Account.objects.filter(email="manager@journey.invalid").first()
    if account is not None:
        return account
    account = make_account(Role.OPERATOR, name="走查·管理人", email="manager@journey.invalid")
    organisation = make_organisation(synthetic_uscc(981), "走查·虚构单位")
    services.membership_add(
        actor=SYSTEM, account=account, organisation=organisation, standing=Standing.MANAGER
    )
    services.membership_add(actor=SYSTEM, account=make_account(name="走查·成员"), organisation=organisation)
    return account


def test_a_manager_invites_and_the_link_opens(opened: Opened, manager: Account) -> None:
    from django.core import mail

    mail.outbox.clear()
    guest = make_account(Role.MENTOR, name="走查·客人")
    with opened("/accounts/login/") as page:
        sign_in(page, manager.email)
        page.goto("/organisations/")
        page.get_by_role("link", name="走查·虚构单位").click()
        page.get_by_label("对方的邮箱").fill(guest.email)
        page.get_by_role("button", name="发送邀请").click()
        expect(page.get_by_text("七天内有效")).to_be_visible()
        assert_accessible(page)
        page.locator("header").get_by_role("button", name="退出").click()
        link = re.findall(r"https?://[^/\s]+(/invitations/\S+)", str(mail.outbox[-1].body))[0]
        sign_in(page, guest.email)
        page.goto(link)
        assert_accessible(page)
        page.get_by_role("button", name="接受邀请").click()
        expect(page.get_by_text("您现在可以代表“走查·虚构单位”办事")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_pages_are_accessible(opened: Opened, manager: Account, width: int, scheme: str) -> None:
    organisation = manager.memberships.get().organisation_id
    with opened("/accounts/login/", width=width, scheme=scheme, tolerated="") as page:
        for path in ("/accounts/login/", "/accounts/providers/cancelled/", "/accounts/providers/error/"):
            page.goto(path)
            assert_accessible(page)
        sign_in(page, manager.email)
        page.goto("/me/data/erase/")
        confirm(page)
        for path in (
            *("/me/", "/me/data/", "/me/data/erase/", "/me/sessions/", "/organisations/", "/accounts/2fa/"),
            *("/accounts/2fa/totp/activate/", "/accounts/2fa/passkeys/add/", "/accounts/providers/"),
            f"/organisations/{organisation}/",
        ):
            page.goto(path)
            assert_accessible(page)
