"""One's own account: what it shows, renaming, and what becomes of a stale or repeated form."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from zhongchuang.parties import services
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import SYSTEM, make_account, make_organisation, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return make_account(Role.MENTOR, Role.EXPERT, name="旧名字", email="me@test.invalid")


def guard(browser: Client) -> dict[str, str]:
    """The hidden fields of the form on the page."""
    text = browser.get("/me/").content.decode().partition('action="/me/rename"')[2].partition("</form>")[0]
    return {
        name: re.findall(rf'name="{name}"\s+value="([^"]+)"', text)[0]
        for name in ("row_version", "idempotency_key")
    }


def test_it_shows_what_the_platform_knows(account: Account) -> None:
    services.membership_add(actor=SYSTEM, account=account, organisation=make_organisation())
    text = signed_in(account).get("/me/").content.decode()
    for told in ("旧名字", "me@test.invalid", "创业导师", "专家", "虚构科技有限公司", "测试省"):
        assert told in text
    assert text.index("专家") < text.index("创业导师")  # in the order of the roles, not of granting


def test_without_role_and_organisation_the_next_step_is_told() -> None:
    text = signed_in(make_account()).get("/me/").content.decode()
    assert "还没有任何角色" in text
    assert "没有代表任何单位" in text


def test_a_name_is_changed_and_shown_on_every_page(account: Account) -> None:
    browser = signed_in(account)
    answer = browser.post("/me/rename", {"name": " 新名字 ", **guard(browser)}, follow=True)
    assert "名称已保存" in answer.content.decode()
    assert "新名字" in browser.get("/accounts-and-roles/").content.decode()


def test_the_same_form_twice_is_one_change(account: Account) -> None:
    browser = signed_in(account)
    form = {"name": "新名字", **guard(browser)}
    for _ in range(2):
        assert browser.post("/me/rename", form).status_code == 302
    account.refresh_from_db()
    assert (account.name, account.row_version) == ("新名字", 2)


def test_a_stale_form_is_told_and_overwrites_nothing(account: Account) -> None:
    here, there = signed_in(account), signed_in(account)
    old = guard(here)
    there.post("/me/rename", {"name": "在别处改的", **guard(there)})
    told = here.post("/me/rename", {"name": "旧页面上改的", **old})
    assert told.status_code == 409
    assert "别人已经保存过" in told.content.decode() and "Somebody else saved" in told.content.decode()
    account.refresh_from_db()
    assert account.name == "在别处改的"


@pytest.mark.parametrize("name", ["", "   ", "字" * 81])
def test_an_impossible_name_is_told_at_the_field(account: Account, name: str) -> None:
    browser = signed_in(account)
    told = browser.post("/me/rename", {"name": name, **guard(browser)})
    text = told.content.decode()
    assert told.status_code == 422
    assert "请先改正下面的问题" in text and 'aria-invalid="true"' in text
    account.refresh_from_db()
    assert account.name == "旧名字"


def test_a_form_of_somebody_elses_making_is_a_sentence(account: Account) -> None:
    told = signed_in(account).post("/me/rename", {"name": "新名字"})
    assert told.status_code == 422
    assert "刷新后重新提交" in told.content.decode()


def test_the_place_of_an_organisation_is_in_the_readers_language(account: Account) -> None:
    services.membership_add(actor=SYSTEM, account=account, organisation=make_organisation())
    browser = signed_in(account)
    browser.cookies["django_language"] = "en"
    text = browser.get("/me/").content.decode()
    assert "Test Province" in text
    assert "测试省" not in text
