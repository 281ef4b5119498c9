"""Accounts in a real browser: signing up and in, an administrator at work, the published seals; every page looked at by axe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import override_settings
from playwright.sync_api import Page, expect

from tests.journeys.conftest import SCHEMES, WIDTHS, Opened, assert_accessible
from zhongchuang.core.audit.seal import seal_day
from zhongchuang.core.clock import today
from zhongchuang.parties import services
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import PASSWORD, SYSTEM, make_account, make_organisation
from zhongchuang.project import demonstration

pytestmark = pytest.mark.journey


@pytest.fixture(autouse=True)
def unhurried(site: str) -> Iterator[None]:
    """Many sign-ins from one machine within a minute are no attack here."""
    cache.clear()
    with override_settings(ACCOUNT_RATE_LIMITS=False):
        yield


def account_of(role: Role) -> Account:
    """The account of a role for these journeys; the database is kept between them."""
    email = f"{role.value}@journey.invalid"
    return Account.objects.filter(email=email).first() or make_account(
        role, name=f"走查·{role.label}", email=email
    )


def sign_in(page: Page, email: str) -> None:
    """By the form, as a person does."""
    page.goto("/accounts/login/")
    page.get_by_label("电子邮件").fill(email)
    page.get_by_label("密码").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_be_visible()


def test_a_visitor_signs_up_confirms_and_comes_in(opened: Opened) -> None:
    mail.outbox.clear()
    with opened("/accounts/signup/", tolerated="422") as page:
        page.get_by_role("button", name="注册").click()
        expect(
            page.locator(".error-summary")
        ).to_be_focused()  # what is missing is told, and the focus is there
        page.get_by_label("电子邮件").fill("visitor@journey.invalid")
        page.get_by_label("姓名或称呼").fill("走查·访客")
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_label("密码（重复）").fill(PASSWORD)
        page.get_by_label("创业导师").check()
        page.get_by_role("button", name="注册").click()
        expect(page.get_by_role("heading", name="请确认邮箱")).to_be_visible()
        assert_accessible(page)
        link = re.findall(r"https?://[^/\s]+(/\S+)", str(mail.outbox[-1].body))[0]
        page.goto(link)
        assert_accessible(page)
        page.get_by_role("button", name="是我的邮箱").click()
        sign_in(page, "visitor@journey.invalid")
        page.get_by_role("link", name="走查·访客").click()
        expect(page.get_by_role("listitem").filter(has_text="创业导师")).to_be_visible()
        page.get_by_label("姓名或称呼").fill("走查·改了名")
        page.get_by_role("button", name="保存", exact=True).click()
        expect(page.get_by_text("名称已保存")).to_be_visible()
        page.locator("header").get_by_role("button", name="退出").click()
        page.goto("/me/")
        expect(page.get_by_role("heading", name="登录")).to_be_visible()


def test_an_administrator_finds_somebody_and_gives_a_role(opened: Opened) -> None:
    other = make_account(Role.MENTOR, name="走查·被授权的人")
    # typing and then Enter asks twice, and htmx logs that it dropped the first request
    with opened("/accounts/login/", tolerated="htmx:") as page:
        sign_in(page, account_of(Role.ADMINISTRATOR).email)
        page.locator("summary", has_text="工作台").click()
        page.get_by_role("link", name="账户与角色").click()
        page.get_by_label("姓名、称呼或邮箱").fill("被授权")
        page.keyboard.press("Enter")
        expect(page.get_by_text("共 1 个账户")).to_be_visible()
        page.get_by_role("link", name="走查·被授权的人").click()
        page.get_by_label("授予角色").select_option("专家")
        page.get_by_role("button", name="授予").click()
        expect(page.get_by_text("已授予角色“专家”")).to_be_visible()
        page.get_by_role("button", name="收回 创业导师").click()
        expect(page.get_by_text("已收回角色“创业导师”")).to_be_visible()
        page.get_by_role("button", name="停用账户").click()
        expect(page.get_by_text("账户已停用；")).to_be_visible()
        assert_accessible(page)
    other.refresh_from_db()
    assert (other.is_active, other.row_version) == (False, 4)


def test_two_administrators_at_one_account_are_told(opened: Opened) -> None:
    other = make_account(Role.MENTOR)
    with opened("/accounts/login/", tolerated="409") as page:
        sign_in(page, account_of(Role.ADMINISTRATOR).email)
        page.goto(f"/accounts-and-roles/{other.pk}/")
        services.role_grant(actor=SYSTEM, account=other, role=Role.BANK, expected_version=1)
        page.get_by_role("button", name="授予").click()
        expect(page.get_by_role("heading", name=re.compile("别人已经保存过"))).to_be_visible()
        assert_accessible(page)


def test_it_all_works_without_script(opened: Opened) -> None:
    with opened("/accounts/login/", script=False) as page:
        sign_in(page, account_of(Role.ADMINISTRATOR).email)
        page.goto("/accounts-and-roles/?q=journey.invalid")
        page.locator("main table").get_by_role("link", name="走查·").first.click()
        expect(page.locator("h1")).to_contain_text("走查·")


def test_the_demonstration_accounts_are_one_press_away(opened: Opened) -> None:
    with override_settings(DEMONSTRATION=True):
        demonstration.load()
        with opened("/accounts/login/?next=/me/", tolerated="") as page:
            expect(page.locator(".demonstration-accounts li")).to_have_count(23)
            expect(page.get_by_text("演示环境：")).to_be_visible()
            page.get_by_role("button", name="登录 财政").first.click()
            expect(page).to_have_url(re.compile("/me/$"))
            expect(page.locator("main")).to_contain_text("finance@demo.invalid")


def test_the_published_seals_are_saved_as_a_file(opened: Opened, tmp_path: Path) -> None:
    with override_settings(AUDIT_PUBLICATION_DIR=tmp_path):
        make_account()
        seal_day(today(), actor=SYSTEM)
        with opened("/") as page:
            page.get_by_role("link", name="审计公布").click()
            with page.expect_download() as download:
                page.get_by_role("link", name="下载全部封存").click()
            assert download.value.suggested_filename == "seals.jsonl"
            assert Path(download.value.path()).read_bytes() == (tmp_path / "seals.jsonl").read_bytes()
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                assert_accessible(page)


PUBLIC_PAGES = (
    *("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/reset/done/"),
    *("/accounts/confirm-email/", "/accounts/confirm-email/x/", "/accounts/inactive/"),
    *("/accounts/password/reset/key/0-x/", "/accounts/password/reset/key/done/", "/audit/"),
)
OWN_PAGES = (
    *("/me/", "/accounts-and-roles/", "/accounts/email/", "/accounts/password/change/"),
    *("/accounts/reauthenticate/", "/accounts/logout/", "/admin/", "/admin/parties/account/"),
)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_public_pages_are_accessible(opened: Opened, width: int, scheme: str) -> None:
    with opened(PUBLIC_PAGES[0], width=width, scheme=scheme) as page:
        for path in PUBLIC_PAGES:
            page.goto(path)
            assert_accessible(page)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_pages_of_an_account_are_accessible(opened: Opened, width: int, scheme: str) -> None:
    administrator, other = account_of(Role.ADMINISTRATOR), account_of(Role.MENTOR)
    if not other.memberships.exists():
        services.membership_add(actor=SYSTEM, account=other, organisation=make_organisation())
    with opened("/accounts/login/", width=width, scheme=scheme) as page:
        sign_in(page, administrator.email)
        for path in (
            *OWN_PAGES,
            f"/accounts-and-roles/{other.pk}/",
            f"/accounts-and-roles/{administrator.pk}/",
        ):
            page.goto(path)
            assert_accessible(page)


def test_english_is_complete_on_the_pages(opened: Opened) -> None:
    """Chinese is left only in what people wrote: names, and the name of the other language."""
    with opened("/accounts/login/", language="en") as page:
        page.get_by_label("Email").fill(account_of(Role.AUDITOR).email)
        page.get_by_label("Password").fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        for path in (*PUBLIC_PAGES[2:], *OWN_PAGES[:6]):
            page.goto(path)
            words = page.locator("body").inner_text().replace("简体中文", "")
            names = {account.name for account in Account.objects.all()} | {"走查"}
            for name in sorted(names, key=len, reverse=True):
                words = words.replace(name, "")
            assert re.findall(r"[\u4e00-\u9fff]+", words) == [], path
