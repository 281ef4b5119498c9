"""`zhongchuang accounts`: the first administrator of a new installation."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from zhongchuang.parties import cli, selectors
from zhongchuang.parties.access import Role
from zhongchuang.parties.errors import AccountUnknown, EmailTaken, PasswordWeak, RoleNotHeld
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import PASSWORD, make_account

pytestmark = pytest.mark.django_db
EMAIL = "first@test.invalid"


def add(*arguments: str, typed: str = f"{PASSWORD}\n{PASSWORD}\n") -> Result:
    return CliRunner().invoke(cli.add, [EMAIL, "--name", "虚构管理员", *arguments], input=typed)


def test_the_first_administrator_is_made_and_can_sign_in() -> None:
    made = add("--role", "administrator", "--role", "auditor")
    assert (made.exit_code, made.output.endswith("已建立账户 first@test.invalid。\n")) == (0, True)
    assert PASSWORD not in made.output
    assert selectors.roles_of(Account.objects.get()) == {Role.ADMINISTRATOR, Role.AUDITOR}
    answer = Client().post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_a_weak_password_and_a_taken_address_make_nothing() -> None:
    assert isinstance(add(typed="12345678\n12345678\n").exception, PasswordWeak)
    assert not Account.objects.exists()
    add()
    assert isinstance(add().exception, EmailTaken)


def test_roles_are_granted_and_ended_by_address() -> None:
    account = make_account(email=EMAIL)
    granted = CliRunner().invoke(cli.grant, ["First@Test.invalid", "finance"])
    assert (granted.exit_code, "财政" in granted.output) == (0, True)
    assert selectors.roles_of(account) == {Role.FINANCE}
    assert CliRunner().invoke(cli.revoke, [EMAIL, "finance"]).exit_code == 0
    assert selectors.roles_of(account) == frozenset()
    assert isinstance(CliRunner().invoke(cli.revoke, [EMAIL, "finance"]).exception, RoleNotHeld)
    assert isinstance(
        CliRunner().invoke(cli.grant, ["nobody@test.invalid", "bank"]).exception, AccountUnknown
    )
