"""Renaming, locking, passwords: each verb with who may, what is logged, a repeated and a stale request."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from zhongchuang.core.actors import Actor
from zhongchuang.core.audit.models import AuditEntry
from zhongchuang.core.errors import NotAllowed
from zhongchuang.core.idempotency import KeyReused
from zhongchuang.core.locks import StaleVersion
from zhongchuang.parties import services
from zhongchuang.parties.access import Role
from zhongchuang.parties.models import Account
from zhongchuang.parties.tests.factory import PASSWORD, actor, make_account, signed_in

pytestmark = pytest.mark.django_db
KEY = "a-key-of-a-form"


def written(verb: str) -> int:
    return AuditEntry.objects.filter(verb=f"parties.{verb}").count()


def rename(by: Actor, account: Account, version: int, name: str = "新名字", key: str | None = KEY) -> Account:
    return services.account_rename(actor=by, account=account, name=name, expected_version=version, key=key)


def test_a_name_is_changed_once_however_often_it_is_sent() -> None:
    account = make_account(name="旧名字")
    for _ in range(3):
        assert rename(actor(account), account, 1).name == "新名字"
    account.refresh_from_db()
    assert (account.name, account.row_version, written("account_rename")) == ("新名字", 2, 1)


def test_names_are_personal_and_not_in_the_open_part_of_the_log() -> None:
    account = make_account(name="旧名字")
    rename(actor(account), account, 1)
    entry = AuditEntry.objects.get(verb="parties.account_rename")
    assert (entry.before, entry.after) == (None, None)
    assert "名字" not in str(entry.personal)


def test_a_name_seen_in_an_older_version_is_not_overwritten() -> None:
    account = make_account()
    rename(actor(account), account, 1, "第一个")
    with pytest.raises(StaleVersion, match="别人已经保存过"):
        rename(actor(account), account, 1, "第二个", key="another-key")
    account.refresh_from_db()
    assert account.name == "第一个"


def test_a_key_is_not_used_for_two_things() -> None:
    account = make_account()
    rename(actor(account), account, 1, "第一个")
    with pytest.raises(KeyReused):
        rename(actor(account), account, 2, "第二个")


def test_the_same_name_writes_nothing() -> None:
    account = make_account(name="名字")
    rename(actor(account), account, 1, " 名字 ")
    account.refresh_from_db()
    assert (account.row_version, written("account_rename")) == (1, 0)


def test_nobody_renames_another() -> None:
    with pytest.raises(NotAllowed):
        rename(actor(make_account(Role.ADMINISTRATOR)), make_account(), 1)


@pytest.mark.parametrize("verb", [services.account_lock, services.account_unlock])
@pytest.mark.parametrize("role", Role)
def test_only_an_administrator_locks_and_never_themselves(verb: Callable[..., Account], role: Role) -> None:
    own, other = make_account(role), make_account()
    if role is Role.ADMINISTRATOR:
        verb(actor=actor(own), account=other, expected_version=1)
    else:
        with pytest.raises(NotAllowed):
            verb(actor=actor(own), account=other, expected_version=1)
    with pytest.raises(NotAllowed):
        verb(actor=actor(own), account=own, expected_version=1)


def test_a_locked_account_is_out_at_once_and_back_when_it_is_unlocked() -> None:
    administrator, account = make_account(Role.ADMINISTRATOR), make_account(Role.MENTOR)
    browser = signed_in(account)
    assert browser.get("/me/").status_code == 200
    services.account_lock(actor=actor(administrator), account=account, expected_version=1, key=KEY)
    services.account_lock(actor=actor(administrator), account=account, expected_version=1, key=KEY)
    assert browser.get("/me/").status_code == 302
    services.account_unlock(actor=actor(administrator), account=account, expected_version=2)
    assert browser.get("/me/").status_code == 200
    assert (written("account_lock"), written("account_unlock")) == (1, 1)
    account.refresh_from_db()
    assert (account.is_active, account.row_version, account.grants.count()) == (True, 3, 1)


def test_a_password_is_its_owners_and_the_log_holds_only_that_it_was_set() -> None:
    account = make_account()
    with pytest.raises(NotAllowed):
        services.password_set(
            actor=actor(make_account(Role.ADMINISTRATOR)), account=account, password="another-horse"
        )
    services.password_set(actor=actor(account), account=account, password="another-horse")
    account.refresh_from_db()
    assert account.check_password("another-horse") and not account.check_password(PASSWORD)
    entry = AuditEntry.objects.get(verb="parties.password_set")
    assert "another-horse" not in str(vars(entry))


def test_the_address_in_the_log_is_only_a_changed_one() -> None:
    account = make_account(email="new@test.invalid")
    services.email_changed(actor=actor(account), account=account, before="new@test.invalid")
    assert written("email_changed") == 0
    services.email_changed(actor=actor(account), account=account, before="old@test.invalid")
    services.email_confirmed(actor=actor(account), account=account, email="new@test.invalid")
    assert (written("email_changed"), written("email_confirmed")) == (1, 1)
    for verb in (services.email_changed, services.email_confirmed):
        extra = {"before": "x"} if verb is services.email_changed else {"email": "x"}
        with pytest.raises(NotAllowed):
            verb(actor=actor(make_account(Role.ADMINISTRATOR)), account=account, **extra)
