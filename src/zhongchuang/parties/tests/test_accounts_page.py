"""Accounts and roles: the list with its facets and pages, one account, granting, ending, locking."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhongchuang.parties import selectors
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import make_account, signed_in

pytestmark = pytest.mark.django_db
LIST = "/accounts-and-roles/"


@pytest.fixture
def administrator() -> Client:
    return signed_in(make_account(Role.ADMINISTRATOR, name="管理员甲"))


def names(browser: Client, query: str = "") -> list[str]:
    text = browser.get(LIST + query).content.decode()
    return re.findall(r'scope="row".*?<a href="[^"]+">\s*([^<]+?)\s*</a>', text, re.S)


def counts(browser: Client, query: str = "") -> dict[str, int]:
    text = browser.get(LIST + query).content.decode()
    found = re.findall(r'value="(\w+)"\s+id="facet-role-.*?facet-count">(\d+)', text, re.S)
    return {role: int(count) for role, count in found}


def press(browser: Client, account: Account, action: str, **values: str) -> Any:
    """Send the form of the page with this action, as it stands there."""
    page = browser.get(f"{LIST}{account.pk}/").content.decode()
    form = page.partition(f'action="{LIST}{account.pk}/{action}"')[2].partition("</form>")[0]
    hidden = dict(re.findall(r'name="(row_version|idempotency_key)"\s+value="([^"]+)"', form))
    assert hidden, f"no form {action}"
    return browser.post(f"{LIST}{account.pk}/{action}", {**hidden, **values}, follow=True)


def test_the_list_is_narrowed_by_words_and_roles_with_true_counts(administrator: Client) -> None:
    make_account(Role.MENTOR, name="导师甲", email="alpha@test.invalid")
    make_account(Role.MENTOR, Role.EXPERT, name="导师乙", email="beta@test.invalid")
    assert len(names(administrator)) == 3
    assert counts(administrator) == {"mentor": 2, "expert": 1, "administrator": 1}
    assert names(administrator, "?role=mentor") == ["导师甲", "导师乙"]
    assert names(administrator, "?role=expert&role=administrator") == ["管理员甲", "导师乙"]
    assert names(administrator, "?q=ALPHA") == ["导师甲"]
    assert names(administrator, "?q=导师&role=expert") == ["导师乙"]
    assert counts(administrator, "?q=乙") == {"mentor": 1, "expert": 1}
    assert "没有符合条件的账户" in administrator.get(f"{LIST}?q=none").content.decode()


@pytest.mark.parametrize("query", ["?role=king&page=x", "?page=99999999", "?page=-1", "?q=%25_", "?page=²"])
def test_a_made_up_query_is_no_failure(administrator: Client, query: str) -> None:
    assert administrator.get(LIST + query).status_code == 200


def test_the_list_has_pages_and_asks_the_database_no_more_for_more_accounts(administrator: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            administrator.get(LIST)
        return len(asked)

    for _ in range(3):
        make_account(Role.MENTOR)
    few = statements()
    for _ in range(30):
        make_account(Role.MENTOR, Role.EXPERT)
    assert statements() == few <= 12
    assert len(names(administrator)) == 20
    assert len(names(administrator, "?page=2")) == 14


def test_somebody_without_an_office_sees_their_own_account_only() -> None:
    own = make_account(Role.ENTREPRENEUR, name="创业者甲")
    make_account(Role.MENTOR)
    browser = signed_in(own)
    assert names(browser) == ["创业者甲"]
    assert "只显示您自己的账户" in browser.get(LIST).content.decode()
    page = browser.get(f"{LIST}{own.pk}/").content.decode()
    assert "任何人都不能修改自己的角色" in page
    assert "/grant" not in page and "/revoke" not in page and "/lock" not in page


def test_an_auditor_looks_and_is_offered_nothing_to_press() -> None:
    other = make_account(Role.MENTOR)
    page = signed_in(make_account(Role.AUDITOR)).get(f"{LIST}{other.pk}/").content.decode()
    assert "创业导师" in page
    assert "<main" in page and "<form" not in page.partition("<main")[2].partition("</main>")[0]


def test_a_role_is_granted_and_ended_on_the_page(administrator: Client) -> None:
    account = make_account(Role.MENTOR)
    told = press(administrator, account, "grant", role="expert").content.decode()
    assert "已授予角色“专家”" in told
    assert selectors.roles_of(account) == {Role.MENTOR, Role.EXPERT}
    told = press(administrator, account, "revoke", role="mentor").content.decode()
    assert "已收回角色“创业导师”" in told
    assert selectors.roles_of(account) == {Role.EXPERT}


def test_a_role_that_does_not_exist_is_a_sentence(administrator: Client) -> None:
    account = make_account()
    told = press(administrator, account, "grant", role="king")
    assert told.status_code == 422
    assert "不在可选范围内" in told.content.decode()


def test_an_account_is_locked_and_opened_on_the_page(administrator: Client) -> None:
    account = make_account(Role.MENTOR)
    assert "账户已停用" in press(administrator, account, "lock").content.decode()
    assert "已停用" in administrator.get(LIST).content.decode()
    assert signed_in(account).get("/me/").status_code == 302
    assert "账户已恢复使用" in press(administrator, account, "unlock").content.decode()
    assert signed_in(account).get("/me/").status_code == 200


def test_nobody_presses_on_their_own_account(administrator: Client) -> None:
    own = Account.objects.get()
    page = administrator.get(f"{LIST}{own.pk}/").content.decode()
    assert "任何人都不能修改自己的角色" in page
    for action in ("grant", "revoke", "lock", "unlock"):
        told = administrator.post(
            f"{LIST}{own.pk}/{action}",
            {"role": "auditor", "row_version": 1, "idempotency_key": "made-by-hand"},
        )
        assert told.status_code == 403
    own.refresh_from_db()
    assert (own.is_active, own.row_version) == (True, 1)
    assert selectors.roles_of(own) == {Role.ADMINISTRATOR}


def test_the_day_of_signing_up_is_a_day_in_shanghai(administrator: Client) -> None:
    account = make_account()
    Account.objects.filter(pk=account.pk).update(created_at="2026-11-20T17:00:00Z")
    assert "2026-11-21" in administrator.get(f"{LIST}{account.pk}/").content.decode()
